#include "enclave/contract/region.h"

#include "tests/support/machine.h"

static void sections_come_in_their_order(void **state)
{
    static const uint8_t content[] = {'a', 0, 0, 0, 1, 0, 0, 0, 0, 'b', 'c', 0, 0, 0, 2};
    struct bytes items[3];
    size_t count;
    ASSERT_OK(region_sections(BYTES_OF(content), NULL, &count));
    assert_int_equal(count, 3);
    ASSERT_OK(region_sections(BYTES_OF(content), items, &count));
    ASSERT_TEXT(items[0], "a");
    assert_int_equal(items[1].len, 0);
    ASSERT_TEXT(items[2], "bc");
    /* What is left in front is too short to be a length. */
    ASSERT_OK(region_sections(BYTES("xyz\0\0\0\0"), items, &count));
    assert_int_equal(count, 1);
    ASSERT_OK(region_sections(BYTES("xyz"), items, &count));
    assert_int_equal(count, 0);
    assert_ptr_equal(region_sections(BYTES("a\0\0\0\2"), items, &count), &VM_UNEXPECTED);
    assert_ptr_equal(region_sections(BYTES("\xff\xff\xff\xff"), NULL, &count), &VM_UNEXPECTED);
}

static void check_regions(struct machine *machine)
{
    static const struct {
        const char *message;
        const struct error *error;
    } cases[] = {
        {"m", NULL}, {"R", &VM_READ_MEMORY}, {"P", &VM_READ_MEMORY}, {"Q", &VM_READ_MEMORY}};
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct vm_outcome outcome;
        assert_ptr_equal(machine_run(machine, machine_load(machine, "probe"), VM_EXECUTE,
                                     bytes_text(cases[i].message), MACHINE_GAS, &outcome),
                         cases[i].error);
    }
}

static void a_region_lies_inside_the_memory(void **state)
{
    machine_on_both(check_regions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_come_in_their_order),
        cmocka_unit_test(a_region_lies_inside_the_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
