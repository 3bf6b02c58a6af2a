#include "node/modules/distribution/internal.h"
#include "tests/support/rewards.h"
#include "tests/support/test.h"

static void a_delegator_is_paid_by_its_share(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes delegator = test_address(test->arena, 7);
    struct bytes one[] = {stake_validator(test, 1, 3000000)};
    struct decimal_coins rewards;
    struct coins paid;
    stake_delegate(test, delegator, one[0], 1000000);
    stake_end_block(test);
    rewards_block(test, 1000, one, 1);
    ASSERT_OK(distribution_pending_rewards(&test->ctx, delegator, one[0], &rewards));
    ASSERT_TEXT(decimal_coins_text(test->arena, rewards), "220.500000000000000000uscrt");
    ASSERT_OK(distribution_withdraw_rewards(&test->ctx, delegator, one[0], &paid));
    ASSERT_TEXT(coins_text(test->arena, paid), "220uscrt");
    ASSERT_TEXT(stake_balance(test, delegator), "220uscrt");
    test_chain_free(test);
}

static void nothing_earned_is_paid_as_zero_of_another_denomination(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes address = stake_validator(test, 1, 3000000);
    struct coins paid;
    ASSERT_OK(distribution_withdraw_rewards(&test->ctx, address, address, &paid));
    assert_int_equal(paid.count, 1);
    ASSERT_TEXT(coins_text(test->arena, paid), "0stake");
    test_chain_free(test);
}

static void a_slash_lowers_what_is_earned_afterwards(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes one[] = {stake_validator(test, 1, 4000000)};
    struct staking_validator validator;
    struct bytes consensus;
    struct integer burned;
    struct decimal half;
    struct decimal_coins rewards;
    stake_delegate(test, test_address(test->arena, 7), one[0], 4000000);
    stake_end_block(test);
    rewards_block(test, 1000, one, 1);
    ASSERT_OK(staking_validator_get(&test->ctx, one[0], &validator));
    ASSERT_OK(staking_consensus_address(&test->ctx, &validator, &consensus));
    ASSERT_OK(decimal_divide_integer(DECIMAL_ONE, integer_from_u64(2), &half));
    ASSERT_OK(staking_slash(&test->ctx, consensus, 11, 8, half, &burned));
    rewards_block(test, 1000, one, 1);
    ASSERT_OK(distribution_pending_rewards(&test->ctx, one[0], one[0], &rewards));
    ASSERT_TEXT(decimal_coins_text(test->arena, rewards), "882.000000000000000000uscrt");
    test_chain_free(test);
}

static void more_stake_pays_out_first(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes one[] = {stake_validator(test, 1, 1000000)};
    struct bytes delegator = test_address(test->arena, 7);
    stake_delegate(test, delegator, one[0], 1000000);
    stake_end_block(test);
    rewards_block(test, 1000, one, 1);
    stake_delegate(test, delegator, one[0], 1000000);
    ASSERT_TEXT(stake_balance(test, delegator), "441uscrt");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_delegator_is_paid_by_its_share),
        cmocka_unit_test(nothing_earned_is_paid_as_zero_of_another_denomination),
        cmocka_unit_test(a_slash_lowers_what_is_earned_afterwards),
        cmocka_unit_test(more_stake_pays_out_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
