#include "node/chain/errors.h"
#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

#define PATH "/cosmos.staking.v1beta1.Query/Redelegations"

static struct test_chain *one_redelegation(void)
{
    struct test_chain *test = stake_new();
    struct google_protobuf_timestamp completion;
    struct bytes first = stake_validator(test, 1, 2000000);
    struct bytes second = stake_validator(test, 2, 3000000);
    struct bytes delegator = test_address(test->arena, 7);
    stake_delegate(test, delegator, first, 500);
    stake_end_block(test);
    ASSERT_OK(staking_redelegate(&test->ctx, delegator, first, second, decimal_from_i64(200),
                                 &completion));
    return test;
}

static size_t ask(struct test_chain *test, struct bytes delegator, struct bytes source,
                  struct bytes target)
{
    const struct cosmos_staking_v1beta1_query_redelegations_request request = {delegator, source,
                                                                               target};
    struct cosmos_staking_v1beta1_query_redelegations_response response = {0};
    ASSERT_OK(test_query(test, &staking_module, PATH, &request, &response));
    for (size_t at = 0; at < response.redelegation_responses.count; at++)
        ASSERT_TEXT(response.redelegation_responses.items[at].entries.items[0].balance, "200");
    return response.redelegation_responses.count;
}

static void it_is_found_by_each_side(void **state)
{
    struct test_chain *test = one_redelegation();
    struct bytes delegator = test_account(test, test_address(test->arena, 7));
    struct bytes first = test_operator(test, test_address(test->arena, 1));
    struct bytes second = test_operator(test, test_address(test->arena, 2));
    struct bytes none = {NULL, 0};
    assert_int_equal(ask(test, delegator, first, second), 1);
    assert_int_equal(ask(test, delegator, none, none), 1);
    assert_int_equal(ask(test, none, first, none), 1);
    assert_int_equal(ask(test, none, second, none), 0);
    test_chain_free(test);
}

static void one_that_is_not_there_is_an_internal_refusal(void **state)
{
    struct test_chain *test = one_redelegation();
    struct bytes first = test_operator(test, test_address(test->arena, 1));
    const struct cosmos_staking_v1beta1_query_redelegations_request request = {
        test_account(test, test_address(test->arena, 7)), first, first};
    struct cosmos_staking_v1beta1_query_redelegations_response response = {0};
    struct bytes text;
    status refused = test_query(test, &staking_module, PATH, &request, &response);
    assert_int_equal(chain_grpc_code(refused, &text), GRPC_INTERNAL);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_found_by_each_side),
        cmocka_unit_test(one_that_is_not_there_is_an_internal_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
