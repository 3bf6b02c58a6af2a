#include "node/modules/bank/module.h"
#include "node/modules/distribution/internal.h"
#include "tests/support/rewards.h"
#include "tests/support/test.h"

static struct bytes pool_text(struct test_chain *test)
{
    struct decimal_coins pool;
    ASSERT_OK(distribution_fee_pool_get(&test->ctx, &pool));
    return decimal_coins_text(test->arena, pool);
}

static struct bytes outstanding(struct test_chain *test, struct bytes validator)
{
    struct decimal_coins rewards;
    ASSERT_OK(distribution_outstanding_get(&test->ctx, validator, &rewards));
    return decimal_coins_text(test->arena, rewards);
}

static void fees_are_divided_by_power_after_the_tax(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes both[] = {stake_validator(test, 1, 3000000), stake_validator(test, 2, 1000000)};
    struct decimal_coins commission;
    stake_end_block(test);
    rewards_block(test, 1000, both, 2);
    ASSERT_TEXT(outstanding(test, both[0]), "735.000000000000000000uscrt");
    ASSERT_TEXT(outstanding(test, both[1]), "245.000000000000000000uscrt");
    ASSERT_TEXT(pool_text(test), "20.000000000000000000uscrt");
    ASSERT_OK(distribution_commission_get(&test->ctx, both[0], &commission));
    ASSERT_TEXT(decimal_coins_text(test->arena, commission), "73.500000000000000000uscrt");
    test_chain_free(test);
}

static void what_cannot_be_divided_goes_to_the_pool(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes three[] = {stake_validator(test, 1, 1000000), stake_validator(test, 2, 1000000),
                            stake_validator(test, 3, 1000000)};
    rewards_block(test, 100, three, 3);
    ASSERT_TEXT(outstanding(test, three[0]), "32.666666666666666634uscrt");
    ASSERT_TEXT(pool_text(test), "2.000000000000000098uscrt");
    test_chain_free(test);
}

static void without_signers_all_goes_to_the_pool(void **state)
{
    struct test_chain *test = rewards_new();
    rewards_block(test, 77, NULL, 0);
    ASSERT_TEXT(pool_text(test), "77.000000000000000000uscrt");
    test_chain_free(test);
}

static void the_foundation_gets_whole_coins(void **state)
{
    struct test_chain *test = rewards_new();
    struct cosmos_distribution_v1beta1_params params;
    struct bytes foundation = test_address(test->arena, 9);
    struct bytes one[] = {stake_validator(test, 1, 1000000)};
    ASSERT_OK(distribution_params_get(&test->ctx, &params));
    params.secret_foundation_tax = BYTES("150000000000000000");
    params.secret_foundation_address = test_account(test, foundation);
    rewards_set_params(test, &params);
    rewards_block(test, 110, one, 1);
    ASSERT_TEXT(stake_balance(test, foundation), "16uscrt");
    test_chain_free(test);
}

static void commission_is_paid_once(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes one[] = {stake_validator(test, 1, 1000000)};
    struct coins paid;
    rewards_block(test, 1000, one, 1);
    ASSERT_OK(distribution_withdraw_commission(&test->ctx, one[0], &paid));
    ASSERT_TEXT(coins_text(test->arena, paid), "98uscrt");
    ASSERT_TEXT(stake_balance(test, one[0]), "98uscrt");
    assert_true(error_is(distribution_withdraw_commission(&test->ctx, one[0], &paid),
                         &DISTRIBUTION_NO_COMMISSION));
    test_chain_free(test);
}

static void the_community_pool_pays_what_it_has(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes giver = test_address(test->arena, 7), taker = test_address(test->arena, 8);
    stake_fund(test, giver, "uscrt", 500);
    ASSERT_OK(distribution_fund_community_pool(&test->ctx, giver, test_coins(test, "uscrt", 500)));
    ASSERT_OK(distribution_spend_community_pool(&test->ctx, taker, test_coins(test, "uscrt", 200)));
    ASSERT_TEXT(stake_balance(test, taker), "200uscrt");
    ASSERT_TEXT(pool_text(test), "300.000000000000000000uscrt");
    assert_true(error_is(
        distribution_spend_community_pool(&test->ctx, taker, test_coins(test, "uscrt", 301)),
        &DISTRIBUTION_BAD_DISTRIBUTION));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fees_are_divided_by_power_after_the_tax),
        cmocka_unit_test(what_cannot_be_divided_goes_to_the_pool),
        cmocka_unit_test(without_signers_all_goes_to_the_pool),
        cmocka_unit_test(the_foundation_gets_whole_coins),
        cmocka_unit_test(commission_is_paid_once),
        cmocka_unit_test(the_community_pool_pays_what_it_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
