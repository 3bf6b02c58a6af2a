#include "node/chain/decimal_coins.h"
#include "tests/support/test.h"

static struct decimal_coins make(struct arena *arena, uint64_t atom, uint64_t scrt)
{
    struct coins coins = COINS_NONE;
    ASSERT_OK(coins_add(arena, coins_one(arena, BYTES("uatom"), integer_from_u64(atom)),
                        coins_one(arena, BYTES("uscrt"), integer_from_u64(scrt)), &coins));
    return decimal_coins_from_coins(arena, coins);
}

static void sums_drop_what_becomes_zero(void **state)
{
    struct arena *arena = arena_new(4096);
    struct decimal_coins sum;
    ASSERT_OK(decimal_coins_add(arena, make(arena, 1, 0), make(arena, 2, 5), &sum));
    ASSERT_TEXT(decimal_coins_text(arena, sum),
                "3.000000000000000000uatom,5.000000000000000000uscrt");
    ASSERT_OK(decimal_coins_subtract(arena, sum, make(arena, 3, 1), &sum));
    ASSERT_TEXT(decimal_coins_text(arena, sum), "4.000000000000000000uscrt");
    arena_drop(arena);
}

static void going_below_zero_aborts_unless_asked_for(void **state)
{
    struct arena *arena = arena_new(4096);
    struct decimal_coins result;
    assert_true(
        decimal_coins_subtract(arena, make(arena, 1, 0), make(arena, 2, 0), &result)->aborts);
    ASSERT_OK(decimal_coins_difference(arena, make(arena, 1, 0), make(arena, 2, 0), &result));
    assert_true(decimal_coins_any_negative(result));
    arena_drop(arena);
}

static void whole_coins_are_split_off(void **state)
{
    struct arena *arena = arena_new(4096);
    struct decimal_coins third, rest;
    struct coins whole;
    ASSERT_OK(
        decimal_coins_divide_truncate(arena, make(arena, 1, 10), decimal_from_i64(3), &third));
    ASSERT_TEXT(decimal_coins_text(arena, third),
                "0.333333333333333333uatom,3.333333333333333333uscrt");
    decimal_coins_truncate(arena, third, &whole, &rest);
    ASSERT_TEXT(coins_text(arena, whole), "3uscrt");
    ASSERT_TEXT(decimal_coins_text(arena, rest),
                "0.333333333333333333uatom,0.333333333333333333uscrt");
    arena_drop(arena);
}

static void products_can_be_cut_or_rounded(void **state)
{
    struct arena *arena = arena_new(4096);
    struct decimal_coins product;
    struct decimal tiny;
    assert_true(decimal_parse(BYTES("0.000000000000000001"), &tiny));
    ASSERT_OK(decimal_coins_multiply_truncate(arena, make(arena, 0, 7), tiny, &product));
    ASSERT_TEXT(decimal_coins_text(arena, product), "0.000000000000000007uscrt");
    ASSERT_OK(decimal_coins_multiply(arena, product, tiny, &product));
    assert_true(decimal_coins_are_zero(product));
    arena_drop(arena);
}

static void the_common_part_is_the_smaller_one(void **state)
{
    struct arena *arena = arena_new(4096);
    struct decimal_coins common =
        decimal_coins_intersect(arena, make(arena, 5, 3), make(arena, 0, 9));
    ASSERT_TEXT(decimal_coins_text(arena, common), "3.000000000000000000uscrt");
    ASSERT_TEXT(decimal_text(arena, decimal_coins_amount(common, BYTES("uatom"))),
                "0.000000000000000000");
    arena_drop(arena);
}

static void the_wire_form_is_scaled(void **state)
{
    struct arena *arena = arena_new(4096);
    struct cosmos_base_v1beta1_dec_coin_list list = decimal_coins_to_list(arena, make(arena, 0, 3));
    struct decimal_coins back;
    assert_int_equal(list.count, 1);
    ASSERT_TEXT(list.items[0].amount, "3000000000000000000");
    ASSERT_OK(decimal_coins_from_list(arena, &list, &back));
    ASSERT_TEXT(decimal_coins_text(arena, back), "3.000000000000000000uscrt");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_drop_what_becomes_zero),
        cmocka_unit_test(going_below_zero_aborts_unless_asked_for),
        cmocka_unit_test(whole_coins_are_split_off),
        cmocka_unit_test(products_can_be_cut_or_rounded),
        cmocka_unit_test(the_common_part_is_the_smaller_one),
        cmocka_unit_test(the_wire_form_is_scaled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
