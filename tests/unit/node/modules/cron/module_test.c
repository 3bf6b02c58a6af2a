#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/cron/module.h"
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

static size_t take(struct test_chain *test)
{
    struct secret_cron_msg_execute_contract_list calls = {NULL, 0};
    ASSERT_OK(cron_take_due(&test->ctx, &calls));
    return calls.count;
}

static void a_schedule_is_due_every_so_many_blocks(void **state)
{
    struct test_chain *test = world();
    ASSERT_OK(add(test, ADDRESS_AUTHORITY, "a", 3));
    test->block.height = 11;
    assert_int_equal(take(test), 0);
    test->block.height = 12;
    assert_int_equal(take(test), 1);
    test->block.height = 14;
    assert_int_equal(take(test), 0);
    test->block.height = 15;
    assert_int_equal(take(test), 1);
    test_chain_free(test);
}

static void at_most_the_limit_is_taken_at_once(void **state)
{
    struct test_chain *test = world();
    ASSERT_OK(add(test, ADDRESS_AUTHORITY, "c", 1));
    ASSERT_OK(add(test, ADDRESS_AUTHORITY, "a", 1));
    ASSERT_OK(add(test, ADDRESS_AUTHORITY, "b", 1));
    test->block.height = 20;
    assert_int_equal(take(test), 2);
    assert_int_equal(take(test), 1);
    assert_int_equal(take(test), 0);
    test_chain_free(test);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_schedule_is_due_every_so_many_blocks),
        cmocka_unit_test(at_most_the_limit_is_taken_at_once),
        cmocka_unit_test(names_are_unique_and_only_governance_adds_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
