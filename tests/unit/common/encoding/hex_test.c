#include "common/encoding/hex.h"

#include "tests/support/test.h"

static void bytes_become_digits_of_either_case(void **state)
{
    struct arena *arena = arena_new(256);
    uint8_t bytes[] = {0x00, 0x9a, 0xff};
    ASSERT_TEXT(hex_lower(arena, BYTES_OF(bytes)), "009aff");
    ASSERT_TEXT(hex_upper(arena, BYTES_OF(bytes)), "009AFF");
    ASSERT_TEXT(hex_lower(arena, BYTES("")), "");
    arena_drop(arena);
}

static void digits_of_either_case_become_bytes(void **state)
{
    struct arena *arena = arena_new(256);
    struct bytes out;
    assert_true(hex_decode(arena, BYTES("009AfF"), &out));
    ASSERT_HEX(out, "009aff");
    assert_true(hex_decode(arena, BYTES(""), &out));
    assert_non_null(out.data);
    assert_int_equal(out.len, 0);
    arena_drop(arena);
}

static void anything_else_is_refused(void **state)
{
    struct arena *arena = arena_new(256);
    static const char *const texts[] = {"0", "0g", "g0", "0x", " 0", "@@", "``", "//", "::"};
    struct bytes out;
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        assert_false(hex_decode(arena, bytes_text(texts[i]), &out));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_digits_of_either_case),
        cmocka_unit_test(digits_of_either_case_become_bytes),
        cmocka_unit_test(anything_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
