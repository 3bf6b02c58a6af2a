#include "node/chain/number.h"
#include "tests/support/test.h"

/* The vectors of number_test.c cover every operation; here is what they are for. */

static struct decimal read(const char *text)
{
    struct decimal value;
    assert_true(decimal_parse(bytes_text(text), &value));
    return value;
}

static void halves_go_to_the_even_neighbour(void **state)
{
    struct arena *arena = arena_new(1024);
    struct decimal result;
    ASSERT_OK(decimal_multiply(read("0.5"), read("0.000000000000000001"), &result));
    ASSERT_TEXT(decimal_text(arena, result), "0.000000000000000000");
    ASSERT_OK(decimal_multiply(read("0.5"), read("0.000000000000000003"), &result));
    ASSERT_TEXT(decimal_text(arena, result), "0.000000000000000002");
    ASSERT_TEXT(integer_text(arena, decimal_round(read("2.5"))), "2");
    ASSERT_TEXT(integer_text(arena, decimal_round(read("-3.5"))), "-4");
    arena_drop(arena);
}

static void truncation_goes_to_zero_and_ceiling_up(void **state)
{
    struct arena *arena = arena_new(1024);
    ASSERT_TEXT(integer_text(arena, decimal_truncate(read("-2.9"))), "-2");
    ASSERT_TEXT(integer_text(arena, decimal_ceiling(read("2.000000000000000001"))), "3");
    ASSERT_TEXT(integer_text(arena, decimal_ceiling(read("-2.9"))), "-2");
    arena_drop(arena);
}

static void texts_have_all_their_decimals(void **state)
{
    struct arena *arena = arena_new(1024);
    ASSERT_TEXT(decimal_text(arena, read("1.5")), "1.500000000000000000");
    ASSERT_TEXT(decimal_text(arena, read("-0.000000000000000001")), "-0.000000000000000001");
    ASSERT_TEXT(decimal_text_scaled(arena, read("1.5")), "1500000000000000000");
    arena_drop(arena);
}

static void dividing_by_zero_aborts(void **state)
{
    struct decimal result;
    assert_true(decimal_divide(DECIMAL_ONE, DECIMAL_ZERO, &result)->aborts);
    assert_true(decimal_divide_integer(DECIMAL_ONE, INTEGER_ZERO, &result)->aborts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halves_go_to_the_even_neighbour),
        cmocka_unit_test(truncation_goes_to_zero_and_ceiling_up),
        cmocka_unit_test(texts_have_all_their_decimals),
        cmocka_unit_test(dividing_by_zero_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
