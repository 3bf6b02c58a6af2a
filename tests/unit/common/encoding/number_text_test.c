#include "common/encoding/number_text.h"

#include "tests/support/test.h"

#define TWO_256 "115792089237316195423570985008687907853269984665640564039457584007913129639936"
#define MAX_256 "115792089237316195423570985008687907853269984665640564039457584007913129639935"

/* What Go's big.Int.UnmarshalText makes of a text. */
static void integers_come_to_their_plain_form(void **state)
{
    struct arena *arena = arena_new(1024);
    static const struct {
        const char *text, *plain;
    } cases[] = {
        {"", ""},
        {"0", "0"},
        {"1", "1"},
        {"-1", "-1"},
        {"+7", "7"},
        {"-0", "0"},
        {"00", "0"},
        {"010", "8"},
        {"0x10", "16"},
        {"0XfF", "255"},
        {"0b101", "5"},
        {"0o17", "15"},
        {"1_000", "1000"},
        {"0x_1", "1"},
        {"-0x1_0", "-16"},
        {"0_7", "7"},
        {MAX_256, MAX_256},
        {"-" MAX_256, "-" MAX_256},
        {"0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", MAX_256},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct bytes plain;
        ASSERT_OK(number_text_integer(arena, bytes_text(cases[i].text), &plain));
        ASSERT_TEXT(plain, cases[i].plain);
    }
    arena_drop(arena);
}

static void what_is_no_number_is_refused_with_gos_text(void **state)
{
    struct arena *arena = arena_new(1024);
    static const char *const texts[] = {"a",   "-",   "+",   "1.0",  "1e3", "08",  "0x",
                                        "0b2", "_1",  "1_",  "1__0", " 1",  "1 ",  "--1",
                                        "0_",  "0x_", "0o8", "1a",   "0xg", "\xFF"};
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        struct bytes plain;
        assert_non_null(number_text_integer(arena, bytes_text(texts[i]), &plain));
        assert_non_null(number_text_scaled(arena, bytes_text(texts[i]), &plain));
    }
    struct bytes plain;
    status failure = number_text_integer(arena, BYTES("1.0"), &plain);
    ASSERT_TEXT(failure->text, "math/big: cannot unmarshal \"1.0\" into a *big.Int");
    assert_string_equal(failure->codespace, "undefined");
    assert_int_equal(failure->code, 1);
    arena_drop(arena);
}

static void the_bounds_are_those_of_the_original(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes plain;
    assert_non_null(number_text_integer(arena, BYTES(TWO_256), &plain));
    assert_non_null(number_text_integer(arena, BYTES("-" TWO_256), &plain));
    ASSERT_OK(number_text_scaled(arena, BYTES(TWO_256 "000000000000000000"), &plain));
    ASSERT_OK(number_text_scaled(arena, BYTES("-" TWO_256 "000000000000000000"), &plain));
    assert_non_null(number_text_scaled(arena, BYTES(TWO_256 "000000000000000001"), &plain));
    assert_non_null(number_text_scaled(
        arena,
        BYTES("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
              "ffffffffffffffffffff"),
        &plain));
    arena_drop(arena);
}

static void decimals_print_eighteen_digits(void **state)
{
    struct arena *arena = arena_new(1024);
    ASSERT_TEXT(number_text_decimal(arena, BYTES("0")), "0.000000000000000000");
    ASSERT_TEXT(number_text_decimal(arena, BYTES("")), "0.000000000000000000");
    ASSERT_TEXT(number_text_decimal(arena, BYTES("50000000000000000")), "0.050000000000000000");
    ASSERT_TEXT(number_text_decimal(arena, BYTES("1000000000000000000")), "1.000000000000000000");
    ASSERT_TEXT(number_text_decimal(arena, BYTES("-12345678901234567890")),
                "-12.345678901234567890");
    arena_drop(arena);
}

static void decimals_are_read_as_legacy_new_dec_from_str_does(void **state)
{
    struct arena *arena = arena_new(1024);
    static const struct {
        const char *text, *scaled;
    } cases[] = {
        {"0", "0"},
        {"1", "1000000000000000000"},
        {"0.05", "50000000000000000"},
        {"-0.5", "-500000000000000000"},
        {"-0", "0"},
        {"007.5", "7500000000000000000"},
        {"0.000000000000000001", "1"},
        {"--1", "1000000000000000000"},
        {"+2", "2000000000000000000"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct bytes scaled;
        ASSERT_OK(number_text_from_decimal(arena, bytes_text(cases[i].text), &scaled));
        ASSERT_TEXT(scaled, cases[i].scaled);
    }
    static const struct {
        const char *text, *refusal;
    } refused[] = {
        {"", "decimal string cannot be empty"},
        {"-", "decimal string cannot be empty"},
        {".5", "invalid decimal length"},
        {"5.", "invalid decimal length"},
        {"1.2.3", "invalid decimal string"},
        {"0.0000000000000000001", "value '0.0000000000000000001' exceeds max precision by -1 "
                                  "decimal places: max precision 18"},
        {"a", "failed to set decimal string with base 10: a000000000000000000"},
        {TWO_256 ".1", "out of range: invalid decimal string"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
        struct bytes scaled;
        status failure = number_text_from_decimal(arena, bytes_text(refused[i].text), &scaled);
        assert_non_null(failure);
        ASSERT_TEXT(failure->text, refused[i].refusal);
    }
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_come_to_their_plain_form),
        cmocka_unit_test(what_is_no_number_is_refused_with_gos_text),
        cmocka_unit_test(the_bounds_are_those_of_the_original),
        cmocka_unit_test(decimals_print_eighteen_digits),
        cmocka_unit_test(decimals_are_read_as_legacy_new_dec_from_str_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
