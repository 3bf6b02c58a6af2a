#include "node/chain/errors.h"
#include "node/modules/staking/queries.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

#define QUERY "/cosmos.staking.v1beta1.Query/"

static void validators_are_listed_by_status(void **state)
{
    struct test_chain *test = stake_new();
    const struct cosmos_base_query_v1beta1_page_request one = {.limit = 1, .count_total = true};
    struct cosmos_staking_v1beta1_query_validators_request request = {.pagination = &one};
    struct cosmos_staking_v1beta1_query_validators_response response = {0};
    stake_validator(test, 1, 2000000);
    stake_validator(test, 2, 9000000);
    stake_validator(test, 3, 5000000);
    stake_end_block(test);
    ASSERT_OK(test_query(test, &staking_module, QUERY "Validators", &request, &response));
    assert_int_equal(response.validators.count, 1);
    assert_int_equal(response.pagination->total, 3);
    request.status = BYTES("BOND_STATUS_BONDED");
    request.pagination = NULL;
    response = (struct cosmos_staking_v1beta1_query_validators_response){0};
    ASSERT_OK(test_query(test, &staking_module, QUERY "Validators", &request, &response));
    assert_int_equal(response.validators.count, 2);
    assert_int_equal(response.pagination->total, 2);
    request.status = BYTES("bonded");
    assert_non_null(test_query(test, &staking_module, QUERY "Validators", &request, &response));
    test_chain_free(test);
}

static void a_delegation_shows_what_it_is_worth(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes validator = stake_validator(test, 1, 2000000);
    struct bytes delegator = test_address(test->arena, 7);
    stake_delegate(test, delegator, validator, 500);
    const struct cosmos_staking_v1beta1_query_delegation_request request = {
        test_account(test, delegator), test_operator(test, validator)};
    struct cosmos_staking_v1beta1_query_delegation_response response = {0};
    ASSERT_OK(test_query(test, &staking_module, QUERY "Delegation", &request, &response));
    ASSERT_TEXT(response.delegation_response->balance.amount, "500");
    ASSERT_TEXT(response.delegation_response->delegation.shares, "500000000000000000000");
    const struct cosmos_staking_v1beta1_query_validator_delegations_request of_validator = {
        test_operator(test, validator)};
    struct cosmos_staking_v1beta1_query_validator_delegations_response list = {0};
    ASSERT_OK(
        test_query(test, &staking_module, QUERY "ValidatorDelegations", &of_validator, &list));
    assert_int_equal(list.delegation_responses.count, 2);
    test_chain_free(test);
}

static void missing_addresses_are_named(void **state)
{
    struct test_chain *test = stake_new();
    const struct cosmos_staking_v1beta1_query_delegation_request request = {
        test_account(test, test_address(test->arena, 7)), BYTES("")};
    struct cosmos_staking_v1beta1_query_delegation_response response = {0};
    struct bytes text;
    status refused = test_query(test, &staking_module, QUERY "Delegation", &request, &response);
    assert_int_equal(chain_grpc_code(refused, &text), GRPC_INVALID_ARGUMENT);
    ASSERT_TEXT(text, "validator address cannot be empty");
    test_chain_free(test);
}

static void the_pools_are_shown(void **state)
{
    struct test_chain *test = stake_new();
    struct cosmos_staking_v1beta1_query_pool_response response = {0};
    stake_validator(test, 1, 2000000);
    stake_end_block(test);
    stake_validator(test, 2, 1000);
    ASSERT_OK(test_query(test, &staking_module, QUERY "Pool", NULL, &response));
    ASSERT_TEXT(response.pool.bonded_tokens, "2000000");
    ASSERT_TEXT(response.pool.not_bonded_tokens, "1000");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(validators_are_listed_by_status),
        cmocka_unit_test(a_delegation_shows_what_it_is_worth),
        cmocka_unit_test(missing_addresses_are_named),
        cmocka_unit_test(the_pools_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
