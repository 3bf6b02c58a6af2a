#include "node/chain/errors.h"
#include "node/modules/distribution/internal.h"
#include "tests/support/rewards.h"
#include "tests/support/test.h"

static struct bytes shares_of(struct test_chain *test, struct bytes delegator,
                              struct bytes validator)
{
    struct staking_delegation delegation;
    ASSERT_OK(staking_delegation_get(&test->ctx, delegator, validator, &delegation));
    return decimal_text(test->arena, delegation.shares);
}

static void rewards_become_stake_when_the_period_is_over(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes one[] = {stake_validator(test, 1, 1000000)};
    struct bytes delegator = test_address(test->arena, 7);
    stake_delegate(test, delegator, one[0], 1000000);
    stake_end_block(test);
    ASSERT_OK(distribution_restake_enable(&test->ctx, delegator, one[0]));
    rewards_block(test, 1000, one, 1);
    ASSERT_TEXT(shares_of(test, delegator, one[0]), "1000000.000000000000000000");
    test->block.height = 999;
    rewards_block(test, 1000, one, 1);
    ASSERT_TEXT(shares_of(test, delegator, one[0]), "1000882.000000000000000000");
    ASSERT_TEXT(stake_balance(test, delegator), "");
    test_chain_free(test);
}

static void small_stakes_are_not_restaked(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes validator = stake_validator(test, 1, 1000000);
    struct bytes delegator = test_address(test->arena, 7);
    stake_delegate(test, delegator, validator, 99);
    assert_true(error_is(distribution_restake_enable(&test->ctx, delegator, validator),
                         &DISTRIBUTION_NOT_ENOUGH_STAKE));
    test_chain_free(test);
}

static void it_can_be_switched_off_once(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes validator = stake_validator(test, 1, 1000000);
    ASSERT_OK(distribution_restake_enable(&test->ctx, validator, validator));
    ASSERT_TEXT(test_stored(test, STORE_DISTRIBUTION,
                            distribution_key_2(test->arena, DISTRIBUTION_KEY_RESTAKE, validator,
                                               validator)),
                "k");
    ASSERT_OK(distribution_restake_disable(&test->ctx, validator, validator));
    assert_true(
        error_is(distribution_restake_disable(&test->ctx, validator, validator), &CHAIN_NOT_FOUND));
    test_chain_free(test);
}

static void a_period_of_zero_restakes_never(void **state)
{
    struct test_chain *test = rewards_new();
    struct cosmos_distribution_v1beta1_params params;
    struct bytes one[] = {stake_validator(test, 1, 1000000)};
    ASSERT_OK(distribution_params_get(&test->ctx, &params));
    params.restake_period = BYTES("0");
    ASSERT_OK(distribution_params_set(&test->ctx, &params));
    ASSERT_OK(distribution_restake_enable(&test->ctx, one[0], one[0]));
    rewards_block(test, 1000, one, 1);
    rewards_block(test, 1000, one, 1);
    ASSERT_TEXT(shares_of(test, one[0], one[0]), "1000000.000000000000000000");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rewards_become_stake_when_the_period_is_over),
        cmocka_unit_test(small_stakes_are_not_restaked),
        cmocka_unit_test(it_can_be_switched_off_once),
        cmocka_unit_test(a_period_of_zero_restakes_never),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
