#include "node/chain/coins.h"

#include "node/chain/errors.h"
#include "tests/support/test.h"

/* coins reads "3uatom,5uscrt" as it stands: order and faults stay. */
static struct coins coins(struct arena *arena, const char *text)
{
    struct coin *items = ARENA_ARRAY(arena, struct coin, 16);
    size_t count = 0;
    struct bytes rest = bytes_text(text);
    while (rest.len > 0) {
        size_t comma = bytes_find(rest, ','), at = 0;
        struct bytes one = bytes_slice(rest, 0, comma);
        while (at < one.len &&
               (one.data[at] == '-' || (one.data[at] >= '0' && one.data[at] <= '9')))
            at++;
        assert_true(integer_parse(bytes_slice(one, 0, at), &items[count].amount));
        items[count++].denom = bytes_from(one, at);
        rest = bytes_from(rest, comma == rest.len ? comma : comma + 1);
    }
    return (struct coins){items, count};
}

static void texts_join_amounts_and_denoms(void **state)
{
    struct arena *arena = arena_new(4096);
    ASSERT_TEXT(coins_text(arena, coins(arena, "3uatom,5uscrt")), "3uatom,5uscrt");
    ASSERT_TEXT(coins_text(arena, coins(arena, "-5uscrt")), "-5uscrt");
    ASSERT_TEXT(coins_text(arena, COINS_NONE), "");
    assert_int_equal(coins_one(arena, BYTES("uscrt"), INTEGER_ZERO).count, 0);
    arena_drop(arena);
}

static void a_denom_is_a_letter_and_2_to_127_more(void **state)
{
    char longest[130];
    memset(longest, 'a', sizeof(longest));
    assert_true(denom_is_valid(BYTES("abc")));
    assert_true(denom_is_valid(BYTES("ibc/27394FB0:._-9")));
    assert_true(denom_is_valid(bytes_make(longest, 128)));
    assert_false(denom_is_valid(bytes_make(longest, 129)));
    assert_false(denom_is_valid(BYTES("ab")));
    assert_false(denom_is_valid(BYTES("1abc")));
    assert_false(denom_is_valid(BYTES("ab c")));
    assert_false(denom_is_valid(BYTES("ab,c")));
    assert_false(denom_is_valid(BYTES("abc;")));
}

static void faults_are_named_as_the_original_names_them(void **state)
{
    static const struct {
        const char *coins, *text;
    } CASES[] = {
        {"1uscrt,2uscrt", "duplicate denomination uscrt"},
        {"1uscrt,1uatom", "denomination uatom is not sorted"},
        {"0uscrt", "coin 0uscrt amount is not positive"},
        {"1uatom,0uscrt", "coin uscrt amount is not positive"},
        {"1x", "invalid denom: x"},
        {"-1uscrt", "coin -1uscrt amount is not positive"},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        struct coins list = coins(arena, CASES[i].coins);
        status fault = coins_validate(arena, list);
        assert_non_null(fault);
        ASSERT_TEXT(fault->text, CASES[i].text);
        assert_false(coins_are_valid(list));
    }
    ASSERT_OK(coins_validate(arena, coins(arena, "1uatom,2uscrt")));
    assert_true(coins_are_valid(COINS_NONE));
    assert_false(coins_are_positive(COINS_NONE));
    arena_drop(arena);
}

static void sums_and_differences_merge_by_denom_and_drop_zeros(void **state)
{
    struct arena *arena = arena_new(4096);
    struct coins out;
    bool negative;
    ASSERT_OK(coins_add(arena, coins(arena, "1aaa,2ccc"), coins(arena, "3bbb,4ccc"), &out));
    ASSERT_TEXT(coins_text(arena, out), "1aaa,3bbb,6ccc");
    ASSERT_OK(coins_subtract(arena, out, coins(arena, "3bbb,7ccc"), &out, &negative));
    ASSERT_TEXT(coins_text(arena, out), "1aaa,-1ccc");
    assert_true(negative);
    out = coins_minimum(arena, coins(arena, "2aaa,3bbb"), coins(arena, "1bbb,4ccc"));
    ASSERT_TEXT(coins_text(arena, out), "1bbb");
    arena_drop(arena);
}

static void comparisons_look_at_each_denom(void **state)
{
    struct arena *arena = arena_new(4096);
    assert_true(coins_all_at_least(coins(arena, "2aaa,3bbb"), coins(arena, "2aaa")));
    assert_false(coins_all_at_least(coins(arena, "2aaa"), coins(arena, "2aaa,1bbb")));
    assert_true(coins_any_at_least(coins(arena, "2aaa,1bbb"), coins(arena, "9aaa,1bbb")));
    assert_false(coins_any_at_least(coins(arena, "2aaa"), coins(arena, "1bbb")));
    assert_false(coins_any_at_least(coins(arena, "2aaa"), COINS_NONE));
    assert_true(coins_equal(coins(arena, "1aaa,2bbb"), coins(arena, "1aaa,2bbb")));
    assert_false(coins_equal(coins(arena, "1aaa"), coins(arena, "1aaa,2bbb")));
    assert_int_equal(integer_compare(coins_amount(coins(arena, "1aaa,2bbb,3ccc"), BYTES("ccc")),
                                     integer_from_u64(3)),
                     0);
    arena_drop(arena);
}

static void lists_are_sorted_and_normalized(void **state)
{
    struct arena *arena = arena_new(4096);
    struct coins out;
    ASSERT_TEXT(coins_text(arena, coins_sorted(arena, coins(arena, "3ccc,1aaa,2bbb"))),
                "1aaa,2bbb,3ccc");
    ASSERT_OK(coins_normalized(arena, coins(arena, "3ccc,0bbb,1aaa"), &out));
    ASSERT_TEXT(coins_text(arena, out), "1aaa,3ccc");
    status refused = coins_normalized(arena, coins(arena, "1aaa,2aaa"), &out);
    assert_non_null(refused);
    assert_true(refused->aborts);
    arena_drop(arena);
}

static void the_wire_form_goes_both_ways_and_a_missing_amount_is_a_panic(void **state)
{
    struct arena *arena = arena_new(4096);
    struct coins out;
    struct cosmos_base_v1beta1_coin_list list = coins_to_list(arena, coins(arena, "3uatom,5uscrt"));
    ASSERT_OK(coins_from_list(arena, &list, &out));
    ASSERT_TEXT(coins_text(arena, out), "3uatom,5uscrt");
    list.items[1].amount = BYTES("");
    status refused = coins_from_list(arena, &list, &out);
    assert_non_null(refused);
    assert_true(refused->aborts);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_join_amounts_and_denoms),
        cmocka_unit_test(a_denom_is_a_letter_and_2_to_127_more),
        cmocka_unit_test(faults_are_named_as_the_original_names_them),
        cmocka_unit_test(sums_and_differences_merge_by_denom_and_drop_zeros),
        cmocka_unit_test(comparisons_look_at_each_denom),
        cmocka_unit_test(lists_are_sorted_and_normalized),
        cmocka_unit_test(the_wire_form_goes_both_ways_and_a_missing_amount_is_a_panic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
