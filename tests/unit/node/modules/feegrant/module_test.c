#include "common/encoding/protobuf.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/hooks.h"
#include "node/modules/feegrant/module.h"
#include "schema/chain/cosmos_feegrant_v1beta1.h"
#include "tests/support/modules.h"
#include "tests/support/test.h"

static status grant(struct test_chain *test, uint8_t granter, uint8_t grantee,
                    const struct google_protobuf_timestamp *expiration)
{
    const struct cosmos_feegrant_v1beta1_basic_allowance basic = {.expiration = expiration};
    const struct google_protobuf_any any = {
        BYTES("/cosmos.feegrant.v1beta1.BasicAllowance"),
        protobuf_encode(test->arena, &cosmos_feegrant_v1beta1_basic_allowance_type, &basic)};
    const struct cosmos_feegrant_v1beta1_msg_grant_allowance msg = {
        test_account(test, test_address(test->arena, granter)),
        test_account(test, test_address(test->arena, grantee)), &any};
    return test_run(test, &feegrant_module, &cosmos_feegrant_v1beta1_msg_grant_allowance_type,
                    &msg);
}

static status use(struct test_chain *test, uint8_t granter, uint8_t grantee)
{
    return feegrant_hook.use(&test->ctx, test_address(test->arena, granter),
                             test_address(test->arena, grantee), test_coins(test, "uscrt", 5));
}

static void every_message_and_query_is_served(void **state)
{
    test_serves(&feegrant_module, &cosmos_feegrant_v1beta1_msg_service,
                &cosmos_feegrant_v1beta1_query_service);
}

static void a_grant_pays_until_it_is_revoked(void **state)
{
    struct test_chain *test = test_chain_new();
    assert_true(error_is(use(test, 1, 2), &CHAIN_NOT_FOUND));
    ASSERT_OK(grant(test, 1, 2, NULL));
    ASSERT_OK(use(test, 1, 2));
    ASSERT_TEXT(grant(test, 1, 2, NULL)->text, "fee allowance already exists: invalid request");
    const struct cosmos_feegrant_v1beta1_msg_revoke_allowance revoke = {
        test_account(test, test_address(test->arena, 1)),
        test_account(test, test_address(test->arena, 2))};
    ASSERT_OK(test_run(test, &feegrant_module, &cosmos_feegrant_v1beta1_msg_revoke_allowance_type,
                       &revoke));
    assert_true(error_is(use(test, 1, 2), &CHAIN_NOT_FOUND));
    test_chain_free(test);
}

static void nobody_pays_for_itself(void **state)
{
    struct test_chain *test = test_chain_new();
    assert_true(error_is(grant(test, 1, 1, NULL), &CHAIN_INVALID_ADDRESS));
    test_chain_free(test);
}

static void expired_grants_are_removed_at_the_end_of_a_block(void **state)
{
    struct test_chain *test = test_chain_new();
    struct google_protobuf_timestamp end = {.seconds = test->block.time_seconds + 5};
    struct cosmos_feegrant_v1beta1_genesis_state genesis = {0};
    ASSERT_OK(grant(test, 1, 2, &end));
    ASSERT_OK(feegrant_module.end_block(&test->ctx));
    ASSERT_OK(feegrant_module.genesis_export(&test->ctx, &genesis));
    assert_int_equal(genesis.allowances.count, 1);
    test_advance(test, 5);
    ASSERT_OK(feegrant_module.end_block(&test->ctx)); /* the very moment does not count yet */
    test_advance(test, 1);
    ASSERT_OK(feegrant_module.end_block(&test->ctx));
    genesis.allowances.count = 0;
    ASSERT_OK(feegrant_module.genesis_export(&test->ctx, &genesis));
    assert_int_equal(genesis.allowances.count, 0);
    assert_true(error_is(grant(test, 1, 2, &(struct google_protobuf_timestamp){.seconds = 1}),
                         &CHAIN_INVALID_REQUEST));
    test_chain_free(test);
}

static void grants_are_found_from_both_sides(void **state)
{
    struct test_chain *test = test_chain_new();
    ASSERT_OK(grant(test, 1, 2, NULL));
    ASSERT_OK(grant(test, 3, 2, NULL));
    const struct cosmos_feegrant_v1beta1_query_allowances_request to = {
        test_account(test, test_address(test->arena, 2))};
    struct cosmos_feegrant_v1beta1_query_allowances_response to_list = {0};
    ASSERT_OK(test_query(test, &feegrant_module, "/cosmos.feegrant.v1beta1.Query/Allowances", &to,
                         &to_list));
    assert_int_equal(to_list.allowances.count, 2);
    const struct cosmos_feegrant_v1beta1_query_allowances_by_granter_request by = {
        test_account(test, test_address(test->arena, 3))};
    struct cosmos_feegrant_v1beta1_query_allowances_by_granter_response by_list = {0};
    ASSERT_OK(test_query(test, &feegrant_module,
                         "/cosmos.feegrant.v1beta1.Query/AllowancesByGranter", &by, &by_list));
    assert_int_equal(by_list.allowances.count, 1);
    assert_int_equal(by_list.pagination->total, 1);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_and_query_is_served),
        cmocka_unit_test(a_grant_pays_until_it_is_revoked),
        cmocka_unit_test(nobody_pays_for_itself),
        cmocka_unit_test(expired_grants_are_removed_at_the_end_of_a_block),
        cmocka_unit_test(grants_are_found_from_both_sides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
