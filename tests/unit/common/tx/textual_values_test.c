#include "common/tx/textual_internal.h"

#include "tests/support/test.h"

/* The cases are those of the original's textual test data (ints.json, coins.json). */

static void digits_are_grouped_by_three(void **state)
{
    static const char *const CASES[][2] = {
        {"0", "0"},
        {"1", "1"},
        {"999", "999"},
        {"1000", "1'000"},
        {"99999", "99'999"},
        {"007", "7"},
        {"-1000000", "-1'000'000"},
        {"10000000000", "10'000'000'000"},
    };
    struct arena *arena = arena_new(1024);
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++)
        ASSERT_TEXT(textual_grouped(arena, bytes_text(CASES[i][0])), CASES[i][1]);
    arena_drop(arena);
}

static status scrt_metadata(void *reader, struct bytes denom,
                            const struct cosmos_bank_v1beta1_metadata **metadata)
{
    static struct cosmos_bank_v1beta1_denom_unit UNITS[] = {{BYTES_INIT("uscrt"), 0, {NULL, 0}},
                                                            {BYTES_INIT("SCRT"), 6, {NULL, 0}}};
    static const struct cosmos_bank_v1beta1_metadata SCRT = {
        .denom_units = {UNITS, 2}, .base = BYTES_INIT("uscrt"), .display = BYTES_INIT("SCRT")};
    *metadata = bytes_is(denom, "uscrt") ? &SCRT : NULL;
    return NULL;
}

static void coins_are_shown_in_display_units_sorted_by_those(void **state)
{
    struct arena *arena = arena_new(4096);
    struct sign_context context = {.denom_metadata = scrt_metadata};
    struct screens screens = {.arena = arena, .context = &context};
    struct cosmos_base_v1beta1_coin items[] = {{BYTES("uscrt"), BYTES("1234567")},
                                               {BYTES("uatom"), BYTES("5000")},
                                               {BYTES("Aaa"), BYTES("1")}};
    struct cosmos_base_v1beta1_coin_list list = {items, 3};
    struct bytes text;
    ASSERT_OK(textual_coins(&screens, &list, &text));
    ASSERT_TEXT(text, "1 Aaa, 1.234567 SCRT, 5'000 uatom");
    items[0].amount = BYTES("5");
    list.count = 1;
    ASSERT_OK(textual_coins(&screens, &list, &text));
    ASSERT_TEXT(text, "0.000005 SCRT");
    items[0].amount = BYTES("12345000000");
    ASSERT_OK(textual_coins(&screens, &list, &text));
    ASSERT_TEXT(text, "12'345 SCRT");
    list.count = 0;
    ASSERT_OK(textual_coins(&screens, &list, &text));
    ASSERT_TEXT(text, "zero");
    items[0].denom = BYTES("a,b");
    list.count = 1;
    assert_non_null(textual_coins(&screens, &list, &text));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_are_grouped_by_three),
        cmocka_unit_test(coins_are_shown_in_display_units_sorted_by_those),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
