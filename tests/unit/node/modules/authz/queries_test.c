#include "node/chain/address.h"
#include "node/modules/authz/grants.h"
#include "node/modules/authz/module.h"
#include "node/modules/authz/queries.h"
#include "tests/support/grants.h"
#include "tests/support/modules.h"
#include "tests/support/test.h"

#define QUERY "/cosmos.authz.v1beta1.Query/"

static struct test_chain *three_grants(void)
{
    static const uint8_t PAIRS[][2] = {{1, 2}, {1, 3}, {4, 2}};
    struct test_chain *test = test_chain_new();
    for (size_t at = 0; at < ARRAY_COUNT(PAIRS); at++)
        ASSERT_OK(grants_save(&test->ctx, test_address(test->arena, PAIRS[at][0]),
                              test_address(test->arena, PAIRS[at][1]),
                              generic_grant(test->arena, "/cosmos.gov.v1.MsgVote"), NULL));
    return test;
}

static void grants_are_listed_by_granter_and_by_grantee(void **state)
{
    struct test_chain *test = three_grants();
    const struct cosmos_authz_v1beta1_query_granter_grants_request by = {
        test_account(test, test_address(test->arena, 1))};
    struct cosmos_authz_v1beta1_query_granter_grants_response by_list = {0};
    ASSERT_OK(test_query(test, &authz_module, QUERY "GranterGrants", &by, &by_list));
    assert_int_equal(by_list.grants.count, 2);
    ASSERT_BYTES(by_list.grants.items[1].grantee, test_account(test, test_address(test->arena, 3)));
    const struct cosmos_base_query_v1beta1_page_request one = {.limit = 1, .count_total = true};
    const struct cosmos_authz_v1beta1_query_grantee_grants_request to = {
        test_account(test, test_address(test->arena, 2)), &one};
    struct cosmos_authz_v1beta1_query_grantee_grants_response to_list = {0};
    ASSERT_OK(test_query(test, &authz_module, QUERY "GranteeGrants", &to, &to_list));
    assert_int_equal(to_list.grants.count, 1);
    assert_int_equal(to_list.pagination->total, 2);
    test_chain_free(test);
}

static void one_type_is_found_or_refused(void **state)
{
    struct test_chain *test = three_grants();
    struct cosmos_authz_v1beta1_query_grants_request request = {
        .granter = test_account(test, test_address(test->arena, 1)),
        .grantee = test_account(test, test_address(test->arena, 2)),
        .msg_type_url = BYTES("/cosmos.gov.v1.MsgVote")};
    struct cosmos_authz_v1beta1_query_grants_response response = {0};
    ASSERT_OK(test_query(test, &authz_module, QUERY "Grants", &request, &response));
    assert_int_equal(response.grants.count, 1);
    request.msg_type_url = BYTES("/x");
    assert_true(error_is(test_query(test, &authz_module, QUERY "Grants", &request, &response),
                         &AUTHZ_NOT_FOUND));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grants_are_listed_by_granter_and_by_grantee),
        cmocka_unit_test(one_type_is_found_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
