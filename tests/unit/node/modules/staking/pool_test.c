#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static void tokens_move_between_the_pools(void **state)
{
    struct test_chain *test = stake_new();
    struct integer bonded;
    struct decimal ratio;
    stake_validator(test, 1, 3000000);
    ASSERT_OK(staking_total_bonded(&test->ctx, &bonded));
    assert_true(integer_is_zero(bonded));
    ASSERT_OK(staking_pool_to_bonded(&test->ctx, integer_from_u64(1000000)));
    ASSERT_OK(staking_total_bonded(&test->ctx, &bonded));
    ASSERT_TEXT(integer_text(test->arena, bonded), "1000000");
    ASSERT_OK(staking_bonded_ratio(&test->ctx, &ratio));
    ASSERT_TEXT(decimal_text(test->arena, ratio), "0.333333333333333333");
    ASSERT_OK(staking_pool_to_not_bonded(&test->ctx, integer_from_u64(400000)));
    ASSERT_OK(staking_total_bonded(&test->ctx, &bonded));
    ASSERT_TEXT(integer_text(test->arena, bonded), "600000");
    test_chain_free(test);
}

static void burnt_tokens_leave_the_supply(void **state)
{
    struct test_chain *test = stake_new();
    struct integer supply;
    stake_validator(test, 1, 3000000);
    ASSERT_OK(staking_pool_burn(&test->ctx, STAKING_NOT_BONDED_POOL, integer_from_u64(1)));
    ASSERT_OK(staking_token_supply(&test->ctx, &supply));
    ASSERT_TEXT(integer_text(test->arena, supply), "2999999");
    ASSERT_OK(staking_pool_burn(&test->ctx, STAKING_BONDED_POOL, INTEGER_ZERO));
    test_chain_free(test);
}

static void a_chain_without_tokens_has_no_ratio(void **state)
{
    struct test_chain *test = stake_new();
    struct decimal ratio;
    ASSERT_OK(staking_bonded_ratio(&test->ctx, &ratio));
    assert_true(decimal_is_zero(ratio));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_move_between_the_pools),
        cmocka_unit_test(burnt_tokens_leave_the_supply),
        cmocka_unit_test(a_chain_without_tokens_has_no_ratio),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
