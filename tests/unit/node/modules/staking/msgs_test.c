#include "node/chain/address.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static struct cosmos_staking_v1beta1_msg_delegate delegate(struct test_chain *test,
                                                           const char *denom, const char *amount)
{
    return (struct cosmos_staking_v1beta1_msg_delegate){
        test_account(test, test_address(test->arena, 7)),
        test_operator(test, test_address(test->arena, 1)),
        {bytes_text(denom), bytes_text(amount)}};
}

static void delegating_tells_who_gave_what(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes validator = stake_validator(test, 1, 4000000);
    struct bytes delegator = test_address(test->arena, 7);
    test_events(test);
    stake_delegate(test, delegator, validator, 500);
    struct bytes events = test_events(test);
    struct bytes last = arena_format(
        test->arena,
        "delegate validator=%.*s delegator=%.*s amount=500uscrt new_shares=500.000000000000000000",
        BYTES_ARG(test_operator(test, validator)), BYTES_ARG(test_account(test, delegator)));
    assert_true(events.len > last.len);
    ASSERT_BYTES(bytes_from(events, events.len - last.len), last);
    test_chain_free(test);
}

static void bad_amounts_are_refused(void **state)
{
    struct test_chain *test = stake_new();
    stake_validator(test, 1, 4000000);
    struct cosmos_staking_v1beta1_msg_delegate msg = delegate(test, "uscrt", "0");
    const struct message_type *type = &cosmos_staking_v1beta1_msg_delegate_type;
    ASSERT_TEXT(test_run(test, &staking_module, type, &msg)->text,
                "invalid delegation amount: invalid request");
    msg = delegate(test, "uatom", "5");
    ASSERT_TEXT(test_run(test, &staking_module, type, &msg)->text,
                "invalid coin denomination: got uatom, expected uscrt: invalid request");
    msg = delegate(test, "uscrt", "5");
    assert_true(error_is(test_run(test, &staking_module, type, &msg), &CHAIN_INSUFFICIENT_FUNDS));
    test_chain_free(test);
}

static void unbonding_can_be_taken_back(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes validator = stake_validator(test, 1, 4000000);
    struct bytes delegator = test_address(test->arena, 7);
    struct staking_delegation delegation;
    stake_delegate(test, delegator, validator, 500);
    stake_end_block(test);
    const struct cosmos_staking_v1beta1_msg_undelegate undelegate = {
        test_account(test, delegator),
        test_operator(test, validator),
        {BYTES("uscrt"), BYTES("300")}};
    ASSERT_OK(
        test_run(test, &staking_module, &cosmos_staking_v1beta1_msg_undelegate_type, &undelegate));
    const struct cosmos_staking_v1beta1_msg_undelegate_response *answer = test_response();
    assert_int_equal(answer->completion_time.seconds, test->block.time_seconds + 1000);
    const struct cosmos_staking_v1beta1_msg_cancel_unbonding_delegation cancel = {
        test_account(test, delegator),
        test_operator(test, validator),
        {BYTES("uscrt"), BYTES("100")},
        test->block.height};
    ASSERT_OK(test_run(test, &staking_module,
                       &cosmos_staking_v1beta1_msg_cancel_unbonding_delegation_type, &cancel));
    ASSERT_OK(staking_delegation_get(&test->ctx, delegator, validator, &delegation));
    ASSERT_TEXT(decimal_text(test->arena, delegation.shares), "300.000000000000000000");
    test_chain_free(test);
}

static void only_governance_changes_parameters(void **state)
{
    struct test_chain *test = stake_new();
    struct cosmos_staking_v1beta1_msg_update_params msg = {
        .authority = test_account(test, test_address(test->arena, 7))};
    const struct message_type *type = &cosmos_staking_v1beta1_msg_update_params_type;
    ASSERT_OK(staking_params_get(&test->ctx, &msg.params));
    assert_true(error_is(test_run(test, &staking_module, type, &msg), &AUTHORITY_INVALID_SIGNER));
    msg.authority = ADDRESS_AUTHORITY;
    msg.params.max_validators = 7;
    ASSERT_OK(test_run(test, &staking_module, type, &msg));
    ASSERT_OK(staking_params_get(&test->ctx, &msg.params));
    assert_int_equal(msg.params.max_validators, 7);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delegating_tells_who_gave_what),
        cmocka_unit_test(bad_amounts_are_refused),
        cmocka_unit_test(unbonding_can_be_taken_back),
        cmocka_unit_test(only_governance_changes_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
