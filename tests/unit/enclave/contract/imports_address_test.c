#include "tests/support/machine.h"

#define ADDRESS "secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq" /* 20 bytes of 01 */

static void check_addresses(struct machine *machine)
{
    static const struct {
        char which;
        uint8_t add;
        const char *input, *output;
        bool fails;
    } cases[] = {
        {'g', 1, ADDRESS, "", false},
        {'g', 1, "", "Input is empty", true},
        {'g', 1, "\xff", "Input is not valid UTF-8", true},
        {'g', 1, "SECRET1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPSK4HSQ", "Address is not normalized",
         true},
        {'g', 1, "cosmos1qyqszqgp", "invalid checksum", true},
        {'g', 1, " " ADDRESS, "invalid character (code= )", true},
        {'e', 1, "", "Input is empty", true},
        {'e', 1, "\xff", "input is not valid UTF-8", true},
        {'e', 1, "a12uel5l", "wrong address prefix: \"a\"", true},
        {'e', 1, "secret1qqqqqqqq", "invalid checksum", true},
    };
    static const uint8_t room[64];
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct bytes more;
        struct bytes message = MACHINE_IMPORT(machine, cases[i].which, cases[i].add,
                                              bytes_text(cases[i].input), BYTES_OF(room));
        uint64_t result = machine_call(machine, message, &more);
        assert_int_equal(result != 0, cases[i].fails);
        ASSERT_TEXT(more, cases[i].output);
    }
    struct bytes more;
    uint8_t ones[20];
    memset(ones, 1, sizeof ones);
    assert_int_equal(machine_call(machine,
                                  MACHINE_IMPORT(machine, 'e', 2, BYTES(ADDRESS), BYTES_OF(room)),
                                  &more),
                     0);
    ASSERT_BYTES(more, BYTES_OF(ones));
    assert_int_equal(machine_call(machine,
                                  MACHINE_IMPORT(machine, 'f', 2, BYTES_OF(ones), BYTES_OF(room)),
                                  &more),
                     0);
    ASSERT_TEXT(more, ADDRESS);
}

static void addresses_are_checked_and_turned_both_ways(void **state)
{
    machine_on_both(check_addresses);
}

static void check_room(struct machine *machine)
{
    struct vm_outcome outcome;
    struct bytes message = MACHINE_IMPORT(machine, 'e', 2, BYTES(ADDRESS), BYTES("too little"));
    assert_ptr_equal(machine_run(machine, machine_load(machine, "probe"), VM_EXECUTE, message,
                                 MACHINE_GAS, &outcome),
                     &VM_READ_MEMORY);
}

static void a_region_without_room_stops_the_contract(void **state)
{
    machine_on_both(check_room);
}

static void check_first_generation(struct machine *machine)
{
    static const struct {
        const char *input, *output;
    } cases[] = {
        {"", "input is empty"},
        {" \t\xc2\xa0\xe3\x80\x80\n", "input is empty"},
        {"\xff", "input is not valid UTF-8"},
        {"secret1", "invalid length"},
        {" \xe2\x80\x83" ADDRESS "\xc2\x85 ", "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1"},
        /* The last byte of a letter is no space. */
        {"secret1qqqqqqqq\xc4\x85", "invalid character (code=\xc4\x85)"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct vm_outcome outcome;
        ASSERT_OK(machine_run(machine, machine_load(machine, "probe_v010"), VM_EXECUTE,
                              bytes_text(cases[i].input), MACHINE_GAS, &outcome));
        ASSERT_TEXT(outcome.answer, cases[i].output);
    }
}

static void the_first_generation_trims_its_addresses(void **state)
{
    machine_on_both(check_first_generation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_checked_and_turned_both_ways),
        cmocka_unit_test(a_region_without_room_stops_the_contract),
        cmocka_unit_test(the_first_generation_trims_its_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
