#include "node/chain/number.h"
#include "tests/support/test.h"

static void good_texts_are_read(void **state)
{
    struct arena *arena = arena_new(1024);
    struct decimal value;
    ASSERT_OK(decimal_read(arena, BYTES("-1.25"), &value));
    ASSERT_TEXT(decimal_text(arena, value), "-1.250000000000000000");
    arena_drop(arena);
}

static void each_fault_has_its_text(void **state)
{
    static const struct {
        const char *text, *refusal;
    } FAULTS[] = {
        {"", "decimal string cannot be empty"},
        {"-", "decimal string cannot be empty"},
        {"1.2.3", "invalid decimal string"},
        {".5", "invalid decimal length"},
        {"5.", "invalid decimal length"},
        {"0.1234567890123456789",
         "value '0.1234567890123456789' exceeds max precision by -1 decimal places: max precision "
         "18"},
        {"1x", "failed to set decimal string with base 10: 1x000000000000000000"},
        {"200000000000000000000000000000000000000000000000000000000000000000000000000000",
         "out of range: invalid decimal string"},
    };
    for (size_t at = 0; at < ARRAY_COUNT(FAULTS); at++) {
        struct arena *arena = arena_new(1024);
        struct decimal value;
        status refused = decimal_read(arena, bytes_text(FAULTS[at].text), &value);
        assert_non_null(refused);
        ASSERT_TEXT(refused->text, FAULTS[at].refusal);
        arena_drop(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_texts_are_read),
        cmocka_unit_test(each_fault_has_its_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
