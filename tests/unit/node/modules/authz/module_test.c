#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"
#include "node/chain/router.h"
#include "node/modules/authz/grants.h"
#include "node/modules/authz/module.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "tests/support/grants.h"
#include "tests/support/modules.h"
#include "tests/support/test.h"

#define SEND "/cosmos.bank.v1beta1.MsgSend"

static unsigned sends;

static status send(struct context *ctx, const void *msg, void *response)
{
    const struct cosmos_bank_v1beta1_msg_send *asked = msg;
    if (asked->amount.count > 0)
        return &CHAIN_INSUFFICIENT_FUNDS;
    sends++;
    EVENT(ctx->events, "sent", {BYTES("by"), asked->from_address});
    return NULL;
}

static const struct message_route ROUTES[] = {
    {&cosmos_bank_v1beta1_msg_send_type, &cosmos_bank_v1beta1_msg_send_response_type, NULL, send}};
static const struct module BANK = {.name = "bank", .messages = ROUTES, .message_count = 1};

static struct test_chain *world(void)
{
    static const struct module *const MODULES[] = {&BANK, &authz_module};
    struct test_chain *test = test_chain_new();
    test->chain.routes = route_table_new(test->arena, MODULES, 2);
    sends = 0;
    return test;
}

static struct bytes person(struct test_chain *test, uint8_t byte)
{
    return test_account(test, test_address(test->arena, byte));
}

static status grant(struct test_chain *test, uint8_t granter, uint8_t grantee, const char *url)
{
    const struct cosmos_authz_v1beta1_msg_grant msg = {
        person(test, granter), person(test, grantee), {generic_grant(test->arena, url), NULL}};
    return test_run(test, &authz_module, &cosmos_authz_v1beta1_msg_grant_type, &msg);
}

static status exec(struct test_chain *test, uint8_t grantee, uint8_t sender, size_t coins)
{
    struct cosmos_base_v1beta1_coin coin = {BYTES("uscrt"), BYTES("1")};
    const struct cosmos_bank_v1beta1_msg_send msg = {
        person(test, sender), person(test, 9), {&coin, coins}};
    struct google_protobuf_any any = {
        BYTES(SEND), protobuf_encode(test->arena, &cosmos_bank_v1beta1_msg_send_type, &msg)};
    const struct cosmos_authz_v1beta1_msg_exec wrapped = {person(test, grantee), {&any, 1}};
    return test_run(test, &authz_module, &cosmos_authz_v1beta1_msg_exec_type, &wrapped);
}

static void every_message_and_query_is_served(void **state)
{
    test_serves(&authz_module, &cosmos_authz_v1beta1_msg_service,
                &cosmos_authz_v1beta1_query_service);
}

static void a_granted_message_is_run_with_its_index_in_the_events(void **state)
{
    struct test_chain *test = world();
    ASSERT_OK(grant(test, 1, 2, SEND));
    test_events(test);
    ASSERT_OK(exec(test, 2, 1, 0));
    assert_int_equal(sends, 1);
    struct bytes expected =
        arena_format(test->arena, "sent by=%.*s authz_msg_index=0", BYTES_ARG(person(test, 1)));
    ASSERT_BYTES(test_events(test), expected);
    const struct cosmos_authz_v1beta1_msg_exec_response *answer = test_response();
    assert_int_equal(answer->results.count, 1);
    test_chain_free(test);
}

static void own_messages_need_no_grant_but_others_do(void **state)
{
    struct test_chain *test = world();
    ASSERT_OK(exec(test, 1, 1, 0));
    assert_true(error_is(exec(test, 2, 1, 0), &AUTHZ_NOT_FOUND));
    assert_int_equal(sends, 1);
    test_chain_free(test);
}

static void a_refusal_names_the_message(void **state)
{
    struct test_chain *test = world();
    status refused = exec(test, 1, 1, 1);
    assert_true(error_is(refused, &CHAIN_INSUFFICIENT_FUNDS));
    assert_true(bytes_starts_with(
        refused->text, BYTES("failed to execute message; message from_address:\"secret1")));
    test_chain_free(test);
}

static status exec_nested(struct test_chain *test, unsigned depth)
{
    struct cosmos_authz_v1beta1_msg_exec msg = {.grantee = person(test, 1)};
    struct google_protobuf_any any = {
        BYTES(SEND),
        protobuf_encode(test->arena, &cosmos_bank_v1beta1_msg_send_type,
                        &(struct cosmos_bank_v1beta1_msg_send){.from_address = person(test, 1)})};
    for (unsigned level = 1; level < depth; level++) {
        msg.msgs = (struct google_protobuf_any_list){&any, 1};
        any.value = protobuf_encode(test->arena, &cosmos_authz_v1beta1_msg_exec_type, &msg);
        any.type_url = BYTES("/cosmos.authz.v1beta1.MsgExec");
    }
    msg.msgs = (struct google_protobuf_any_list){&any, 1};
    return test_run(test, &authz_module, &cosmos_authz_v1beta1_msg_exec_type, &msg);
}

static void messages_stand_in_each_other_only_so_deep(void **state)
{
    struct test_chain *test = world();
    ASSERT_OK(exec_nested(test, 10));
    assert_int_equal(sends, 1);
    ASSERT_TEXT(exec_nested(test, 11)->text, "max depth exceeded");
    test_chain_free(test);
}

static void grants_are_for_types_that_somebody_handles(void **state)
{
    struct test_chain *test = world();
    ASSERT_TEXT(grant(test, 1, 2, "/cosmos.gov.v1.MsgVote")->text,
                "/cosmos.gov.v1.MsgVote doesn't exist.: invalid type");
    assert_true(error_is(grant(test, 1, 1, SEND), &AUTHZ_SELF_GRANT));
    const struct cosmos_authz_v1beta1_msg_exec empty = {.grantee = person(test, 1)};
    assert_true(error_is(test_run(test, &authz_module, &cosmos_authz_v1beta1_msg_exec_type, &empty),
                         &CHAIN_INVALID_REQUEST));
    test_chain_free(test);
}

static void an_export_imports_what_has_not_expired(void **state)
{
    struct test_chain *test = world(), *copy = world();
    struct cosmos_authz_v1beta1_genesis_state genesis = {0};
    struct google_protobuf_timestamp end = {.seconds = test->block.time_seconds + 5};
    ASSERT_OK(grant(test, 1, 2, SEND));
    ASSERT_OK(grants_save(&test->ctx, test_address(test->arena, 1), test_address(test->arena, 3),
                          generic_grant(test->arena, SEND), &end));
    ASSERT_OK(authz_module.genesis_export(&test->ctx, &genesis));
    assert_int_equal(genesis.authorization.count, 2);
    copy->block.time_seconds += 6;
    ASSERT_OK(authz_module.genesis_init(&copy->ctx, &genesis));
    genesis.authorization.count = 0;
    ASSERT_OK(authz_module.genesis_export(&copy->ctx, &genesis));
    assert_int_equal(genesis.authorization.count, 1);
    test_chain_free(test);
    test_chain_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_and_query_is_served),
        cmocka_unit_test(a_granted_message_is_run_with_its_index_in_the_events),
        cmocka_unit_test(own_messages_need_no_grant_but_others_do),
        cmocka_unit_test(a_refusal_names_the_message),
        cmocka_unit_test(messages_stand_in_each_other_only_so_deep),
        cmocka_unit_test(grants_are_for_types_that_somebody_handles),
        cmocka_unit_test(an_export_imports_what_has_not_expired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
