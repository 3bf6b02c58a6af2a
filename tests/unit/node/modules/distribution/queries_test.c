#include "node/modules/distribution/internal.h"
#include "tests/support/rewards.h"
#include "tests/support/test.h"

#define QUERY "/cosmos.distribution.v1beta1.Query/"

/* A contract that asks for all its rewards ends the period of each validator; others drop that. */
static void the_rewards_of_all_delegations_end_periods(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes one[] = {stake_validator(test, 1, 1000000)};
    struct distribution_current before, after;
    rewards_block(test, 1000, one, 1);
    ASSERT_OK(distribution_current_get(&test->ctx, one[0], &before));
    const struct cosmos_distribution_v1beta1_query_delegation_total_rewards_request request = {
        test_account(test, one[0])};
    struct cosmos_distribution_v1beta1_query_delegation_total_rewards_response response = {0};
    ASSERT_OK(test_query(test, &distribution_module, QUERY "DelegationTotalRewards", &request,
                         &response));
    assert_int_equal(response.rewards.count, 1);
    ASSERT_TEXT(response.total.items[0].amount, "882000000000000000000");
    ASSERT_OK(distribution_current_get(&test->ctx, one[0], &after));
    assert_int_equal(before.period + 1, after.period);
    const struct cosmos_distribution_v1beta1_query_delegation_rewards_request single = {
        test_account(test, one[0]), test_operator(test, one[0])};
    struct cosmos_distribution_v1beta1_query_delegation_rewards_response rewards = {0};
    ASSERT_OK(test_query(test, &distribution_module, QUERY "DelegationRewards", &single, &rewards));
    ASSERT_OK(distribution_current_get(&test->ctx, one[0], &before));
    assert_int_equal(before.period, after.period);
    test_chain_free(test);
}

static void a_validator_shows_its_operator_account(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes one[] = {stake_validator(test, 1, 1000000)};
    rewards_block(test, 1000, one, 1);
    const struct cosmos_distribution_v1beta1_query_validator_distribution_info_request request = {
        test_operator(test, one[0])};
    struct cosmos_distribution_v1beta1_query_validator_distribution_info_response response = {0};
    ASSERT_OK(test_query(test, &distribution_module, QUERY "ValidatorDistributionInfo", &request,
                         &response));
    ASSERT_BYTES(response.operator_address, test_account(test, one[0]));
    ASSERT_TEXT(response.commission.items[0].amount, "98000000000000000000");
    ASSERT_TEXT(response.self_bond_rewards.items[0].amount, "882000000000000000000");
    test_chain_free(test);
}

static void restaking_entries_are_listed(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes validator = stake_validator(test, 1, 1000000);
    ASSERT_OK(distribution_restake_enable(&test->ctx, validator, validator));
    const struct cosmos_distribution_v1beta1_query_restake_entries_request request = {
        test_account(test, validator)};
    struct cosmos_distribution_v1beta1_query_restaking_entries_response response = {0};
    ASSERT_OK(
        test_query(test, &distribution_module, QUERY "RestakingEntries", &request, &response));
    assert_int_equal(response.validators.count, 1);
    ASSERT_BYTES(response.validators.items[0], test_operator(test, validator));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rewards_of_all_delegations_end_periods),
        cmocka_unit_test(a_validator_shows_its_operator_account),
        cmocka_unit_test(restaking_entries_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
