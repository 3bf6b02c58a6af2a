#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/cron/module.h"
#include "schema/chain/secret_cron.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct test_chain *world(void)
{
    struct test_chain *test = test_chain_new();
    const struct secret_cron_genesis_state genesis = {.params = {.limit = 2}};
    ASSERT_OK(cron_module.genesis_init(&test->ctx, &genesis));
    return test;
}

static status run(struct test_chain *test, const struct message_type *type, const void *message)
{
    uint8_t response[64] = {0};
    for (size_t at = 0; at < cron_module.message_count; at++) {
        if (cron_module.messages[at].type == type)
            return cron_module.messages[at].execute(&test->ctx, message, response);
    }
    fail();
    return NULL;
}

static status add(struct test_chain *test, struct bytes authority, const char *name,
                  uint64_t period)
{
    struct secret_cron_msg_execute_contract call = {
        address_text(test->arena, ADDRESS_ACCOUNT, test_address(test->arena, 5)), BYTES("{}")};
    struct secret_cron_msg_execute_contract *kept = ARENA_NEW(test->arena, typeof(call));
    *kept = call;
    const struct secret_cron_msg_add_schedule msg = {
        .authority = authority, .name = bytes_text(name), .period = period, .msgs = {kept, 1}};
    return run(test, &secret_cron_msg_add_schedule_type, &msg);
}

static void names_are_unique_and_only_governance_adds_them(void **state)
{
    struct test_chain *test = world();
    struct bytes stranger =
        address_text(test->arena, ADDRESS_ACCOUNT, test_address(test->arena, 5));
    assert_true(error_is(add(test, stranger, "a", 3), &CHAIN_UNAUTHORIZED));
    ASSERT_OK(add(test, ADDRESS_AUTHORITY, "a", 3));
    ASSERT_TEXT(add(test, ADDRESS_AUTHORITY, "a", 3)->text,
                "failed to add schedule: schedule already exists with name=a");
    assert_true(error_is(add(test, ADDRESS_AUTHORITY, "b", 0), &CHAIN_INVALID_REQUEST));
    const struct secret_cron_msg_remove_schedule remove = {ADDRESS_AUTHORITY, BYTES("a")};
    ASSERT_OK(run(test, &secret_cron_msg_remove_schedule_type, &remove));
    ASSERT_OK(run(test, &secret_cron_msg_remove_schedule_type, &remove));
    ASSERT_OK(add(test, ADDRESS_AUTHORITY, "a", 3));
    test_chain_free(test);
}

/* The original knows a security address but never asks who it is. */
static void the_security_address_has_no_rights(void **state)
{
    struct test_chain *test = world();
    struct bytes guard = address_text(test->arena, ADDRESS_ACCOUNT, test_address(test->arena, 9));
    const struct secret_cron_msg_update_params update = {ADDRESS_AUTHORITY,
                                                         {.security_address = guard, .limit = 1}};
    ASSERT_OK(run(test, &secret_cron_msg_update_params_type, &update));
    ASSERT_OK(add(test, ADDRESS_AUTHORITY, "a", 3));
    const struct secret_cron_msg_remove_schedule remove = {guard, BYTES("a")};
    assert_true(
        error_is(run(test, &secret_cron_msg_remove_schedule_type, &remove), &CHAIN_UNAUTHORIZED));
    test_chain_free(test);
}

static void parameters_are_checked(void **state)
{
    struct test_chain *test = world();
    struct secret_cron_msg_update_params msg = {ADDRESS_AUTHORITY, {.limit = 0}};
    ASSERT_TEXT(run(test, &secret_cron_msg_update_params_type, &msg)->text,
                "failed to validate MsgUpdateParams: params validation failed: invalid limit: "
                "limit cannot be zero");
    msg.params = (struct secret_cron_params){.limit = 1, .security_address = BYTES("nobody")};
    assert_non_null(run(test, &secret_cron_msg_update_params_type, &msg));
    test_chain_free(test);
}

/* What genesis brings counts as executed at its height. */
static void schedules_go_out_and_come_in_again(void **state)
{
    struct test_chain *test = world(), *other = test_chain_new();
    struct secret_cron_genesis_state genesis = {0}, again = {0};
    ASSERT_OK(add(test, ADDRESS_AUTHORITY, "b", 4));
    ASSERT_OK(add(test, ADDRESS_AUTHORITY, "a", 3));
    ASSERT_OK(cron_module.genesis_export(&test->ctx, &genesis));
    assert_int_equal(genesis.schedule_list.count, 2);
    assert_int_equal(genesis.schedule_list.items[0].last_execute_height, 10);
    other->block.height = 0;
    ASSERT_OK(cron_module.genesis_init(&other->ctx, &genesis));
    ASSERT_OK(cron_module.genesis_export(&other->ctx, &again));
    assert_int_equal(again.params.limit, 2);
    assert_int_equal(again.schedule_list.count, 2);
    ASSERT_TEXT(again.schedule_list.items[1].name, "b");
    assert_int_equal(again.schedule_list.items[1].period, 4);
    assert_int_equal(again.schedule_list.items[1].last_execute_height, 0);
    test_chain_free(other);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_unique_and_only_governance_adds_them),
        cmocka_unit_test(the_security_address_has_no_rights),
        cmocka_unit_test(parameters_are_checked),
        cmocka_unit_test(schedules_go_out_and_come_in_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
