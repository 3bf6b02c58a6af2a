#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"
#include "node/modules/authz/authorization.h"
#include "node/modules/authz/module.h"
#include "schema/chain/cosmos_authz_v1beta1.h"
#include "schema/chain/cosmos_staking_v1beta1.h"
#include "schema/chain/ibc_applications_transfer_v1.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct google_protobuf_any pack(struct test_chain *test, const struct message_type *type,
                                       const void *message)
{
    return (struct google_protobuf_any){arena_format(test->arena, "/%s", type->full_name),
                                        protobuf_encode(test->arena, type, message)};
}

static void any_message_of_the_type_is_allowed(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct cosmos_authz_v1beta1_generic_authorization generic = {
        BYTES("/cosmos.gov.v1.MsgVote")};
    struct google_protobuf_any any =
        pack(test, &cosmos_authz_v1beta1_generic_authorization_type, &generic);
    const struct google_protobuf_any *updated;
    struct bytes url;
    bool used_up;
    ASSERT_OK(authorization_check(&test->ctx, &any));
    ASSERT_OK(authorization_url(&test->ctx, &any, &url));
    ASSERT_TEXT(url, "/cosmos.gov.v1.MsgVote");
    ASSERT_OK(authorization_accept(&test->ctx, &any, &cosmos_bank_v1beta1_msg_send_type, NULL,
                                   &updated, &used_up));
    assert_null(updated);
    assert_false(used_up);
    test_chain_free(test);
}

static void sends_stay_below_the_limit_and_on_the_list(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_base_v1beta1_coin limit = {BYTES("uscrt"), BYTES("100")};
    struct cosmos_base_v1beta1_coin amount = {BYTES("uscrt"), BYTES("60")};
    struct bytes friends[] = {BYTES("secret1a"), BYTES("secret1b")};
    const struct cosmos_bank_v1beta1_send_authorization send = {{&limit, 1}, {friends, 2}};
    struct google_protobuf_any any =
        pack(test, &cosmos_bank_v1beta1_send_authorization_type, &send);
    struct cosmos_bank_v1beta1_msg_send msg = {BYTES("x"), BYTES("secret1b"), {&amount, 1}};
    const struct google_protobuf_any *updated;
    bool used_up;
    ASSERT_OK(authorization_check(&test->ctx, &any));
    ASSERT_OK(authorization_accept(&test->ctx, &any, &cosmos_bank_v1beta1_msg_send_type, &msg,
                                   &updated, &used_up));
    assert_int_equal(test_gas(test), 20);
    assert_false(used_up);
    assert_true(
        error_is(authorization_accept(&test->ctx, updated, &cosmos_bank_v1beta1_msg_send_type, &msg,
                                      &updated, &used_up),
                 &CHAIN_INSUFFICIENT_FUNDS));
    amount.amount = BYTES("100");
    ASSERT_OK(authorization_accept(&test->ctx, &any, &cosmos_bank_v1beta1_msg_send_type, &msg,
                                   &updated, &used_up));
    assert_true(used_up);
    msg.to_address = BYTES("secret1c");
    assert_true(error_is(authorization_accept(&test->ctx, &any, &cosmos_bank_v1beta1_msg_send_type,
                                              &msg, &updated, &used_up),
                         &CHAIN_UNAUTHORIZED));
    test_chain_free(test);
}

static void stake_goes_only_to_listed_validators(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes denied[] = {BYTES("secretvaloper1bad")};
    const struct cosmos_staking_v1beta1_stake_authorization_validators deny = {{denied, 1}};
    const struct cosmos_base_v1beta1_coin maximum = {BYTES("uscrt"), BYTES("10")};
    const struct cosmos_staking_v1beta1_stake_authorization stake = {
        .max_tokens = &maximum, .validators_case = 3, .deny_list = &deny, .authorization_type = 1};
    struct google_protobuf_any any =
        pack(test, &cosmos_staking_v1beta1_stake_authorization_type, &stake);
    struct cosmos_staking_v1beta1_msg_delegate msg = {
        BYTES("x"), BYTES("secretvaloper1good"), {BYTES("uscrt"), BYTES("10")}};
    const struct message_type *type = &cosmos_staking_v1beta1_msg_delegate_type;
    const struct google_protobuf_any *updated;
    struct bytes url;
    bool used_up;
    ASSERT_OK(authorization_url(&test->ctx, &any, &url));
    ASSERT_TEXT(url, "/cosmos.staking.v1beta1.MsgDelegate");
    ASSERT_OK(authorization_accept(&test->ctx, &any, type, &msg, &updated, &used_up));
    assert_true(used_up);
    msg.amount.amount = BYTES("11");
    assert_non_null(authorization_accept(&test->ctx, &any, type, &msg, &updated, &used_up));
    msg.validator_address = denied[0];
    assert_true(error_is(authorization_accept(&test->ctx, &any, type, &msg, &updated, &used_up),
                         &CHAIN_UNAUTHORIZED));
    test_chain_free(test);
}

static void transfers_use_the_allocation_of_their_channel(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_base_v1beta1_coin limit = {BYTES("uscrt"), BYTES("100")};
    struct ibc_applications_transfer_v1_allocation allocation = {.source_port = BYTES("transfer"),
                                                                 .source_channel =
                                                                     BYTES("channel-0"),
                                                                 .spend_limit = {&limit, 1}};
    const struct ibc_applications_transfer_v1_transfer_authorization transfer = {{&allocation, 1}};
    struct google_protobuf_any any =
        pack(test, &ibc_applications_transfer_v1_transfer_authorization_type, &transfer);
    struct ibc_applications_transfer_v1_msg_transfer msg = {
        .source_port = BYTES("transfer"),
        .source_channel = BYTES("channel-0"),
        .token = {BYTES("uscrt"), BYTES("100")}};
    const struct message_type *type = &ibc_applications_transfer_v1_msg_transfer_type;
    const struct google_protobuf_any *updated;
    bool used_up;
    ASSERT_OK(authorization_check(&test->ctx, &any));
    ASSERT_OK(authorization_accept(&test->ctx, &any, type, &msg, &updated, &used_up));
    assert_true(used_up);
    msg.memo = BYTES("hello");
    assert_non_null(authorization_accept(&test->ctx, &any, type, &msg, &updated, &used_up));
    msg.memo = BYTES("");
    msg.source_channel = BYTES("channel-1");
    ASSERT_TEXT(authorization_accept(&test->ctx, &any, type, &msg, &updated, &used_up)->text,
                "requested port and channel allocation does not exist: not found");
    test_chain_free(test);
}

static void other_types_are_no_authorization(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct google_protobuf_any any = {BYTES("/cosmos.bank.v1beta1.MsgSend"), BYTES("")};
    assert_true(error_is(authorization_check(&test->ctx, &any), &CHAIN_INVALID_TYPE));
    ASSERT_TEXT(authorization_check(&test->ctx, NULL)->text, "authorization is nil: invalid type");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_message_of_the_type_is_allowed),
        cmocka_unit_test(sends_stay_below_the_limit_and_on_the_list),
        cmocka_unit_test(stake_goes_only_to_listed_validators),
        cmocka_unit_test(transfers_use_the_allocation_of_their_channel),
        cmocka_unit_test(other_types_are_no_authorization),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
