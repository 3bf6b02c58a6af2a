#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/router.h"
#include "node/modules/circuit/module.h"
#include "schema/chain/cosmos_circuit_v1.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

#define SEND BYTES("/cosmos.bank.v1beta1.MsgSend")

enum { SOME = 1, ALL = 2, SUPER_ADMIN = 3 };

static status run(struct test_chain *test, const struct message_type *type, const void *message)
{
    uint8_t response[64] = {0};
    for (size_t at = 0; at < circuit_module.message_count; at++) {
        if (circuit_module.messages[at].type == type)
            return circuit_module.messages[at].execute(&test->ctx, message, response);
    }
    fail();
    return NULL;
}

static struct bytes person(struct test_chain *test, uint8_t byte)
{
    return address_text(test->arena, ADDRESS_ACCOUNT, test_address(test->arena, byte));
}

static status authorize(struct test_chain *test, struct bytes granter, uint8_t grantee,
                        int32_t level, struct bytes *url)
{
    const struct cosmos_circuit_v1_permissions permissions = {level, {url, url != NULL}};
    const struct cosmos_circuit_v1_msg_authorize_circuit_breaker msg = {
        granter, person(test, grantee), &permissions};
    return run(test, &cosmos_circuit_v1_msg_authorize_circuit_breaker_type, &msg);
}

static status trip(struct test_chain *test, uint8_t who)
{
    struct bytes url = SEND;
    const struct cosmos_circuit_v1_msg_trip_circuit_breaker msg = {person(test, who), {&url, 1}};
    return run(test, &cosmos_circuit_v1_msg_trip_circuit_breaker_type, &msg);
}

static status reset(struct test_chain *test, uint8_t who)
{
    struct bytes url = SEND;
    const struct cosmos_circuit_v1_msg_reset_circuit_breaker msg = {person(test, who), {&url, 1}};
    return run(test, &cosmos_circuit_v1_msg_reset_circuit_breaker_type, &msg);
}

static bool allowed(struct test_chain *test)
{
    bool result;
    ASSERT_OK(circuit_allows(&test->ctx, &cosmos_bank_v1beta1_msg_send_type, &result));
    return result;
}

static void who_may_switch_a_type_off_may_switch_it_on_again(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes url = SEND;
    ASSERT_OK(authorize(test, ADDRESS_AUTHORITY, 1, SOME, &url));
    assert_true(allowed(test));
    ASSERT_OK(trip(test, 1));
    assert_false(allowed(test));
    assert_non_null(trip(test, 1));
    ASSERT_OK(reset(test, 1));
    assert_true(allowed(test));
    test_chain_free(test);
}

static void other_types_and_strangers_are_refused(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes other = BYTES("/cosmos.bank.v1beta1.MsgMultiSend");
    ASSERT_OK(authorize(test, ADDRESS_AUTHORITY, 1, SOME, &other));
    assert_true(error_is(trip(test, 1), &CHAIN_UNAUTHORIZED));
    assert_true(error_is(trip(test, 2), &CHAIN_UNAUTHORIZED));
    test_chain_free(test);
}

static void only_super_admins_give_permissions(void **state)
{
    struct test_chain *test = test_chain_new();
    ASSERT_OK(authorize(test, ADDRESS_AUTHORITY, 1, ALL, NULL));
    assert_true(error_is(authorize(test, person(test, 1), 2, ALL, NULL), &CHAIN_UNAUTHORIZED));
    ASSERT_OK(authorize(test, ADDRESS_AUTHORITY, 1, SUPER_ADMIN, NULL));
    ASSERT_OK(authorize(test, person(test, 1), 2, ALL, NULL));
    ASSERT_OK(trip(test, 2));
    test_chain_free(test);
}

static void an_export_imports_again(void **state)
{
    struct test_chain *test = test_chain_new(), *copy = test_chain_new();
    struct cosmos_circuit_v1_genesis_state genesis = {0};
    ASSERT_OK(authorize(test, ADDRESS_AUTHORITY, 1, ALL, NULL));
    ASSERT_OK(trip(test, 1));
    ASSERT_OK(circuit_module.genesis_export(&test->ctx, &genesis));
    assert_int_equal(genesis.account_permissions.count, 1);
    assert_int_equal(genesis.disabled_type_urls.count, 1);
    ASSERT_OK(circuit_module.genesis_init(&copy->ctx, &genesis));
    assert_false(allowed(copy));
    ASSERT_OK(reset(copy, 1));
    test_chain_free(test);
    test_chain_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_may_switch_a_type_off_may_switch_it_on_again),
        cmocka_unit_test(other_types_and_strangers_are_refused),
        cmocka_unit_test(only_super_admins_give_permissions),
        cmocka_unit_test(an_export_imports_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
