#include "node/chain/address.h"
#include "node/chain/authority.h"
#include "node/modules/emergencybutton/module.h"
#include "schema/chain/secret_emergencybutton_v1beta1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct test_chain *world(struct bytes pauser)
{
    struct test_chain *test = test_chain_new();
    const struct secret_emergencybutton_v1beta1_genesis_state genesis = {
        .params = {.switch_status = BYTES("on"), .pauser_address = pauser}};
    ASSERT_OK(emergencybutton_module.genesis_init(&test->ctx, &genesis));
    return test;
}

static status toggle(struct test_chain *test, struct bytes who)
{
    const struct secret_emergencybutton_v1beta1_msg_toggle_ibc_switch msg = {who};
    uint8_t response[64] = {0};
    for (size_t at = 0; at < emergencybutton_module.message_count; at++) {
        if (emergencybutton_module.messages[at].type ==
            &secret_emergencybutton_v1beta1_msg_toggle_ibc_switch_type)
            return emergencybutton_module.messages[at].execute(&test->ctx, &msg, response);
    }
    fail();
    return NULL;
}

static bool is_off(struct test_chain *test)
{
    bool off;
    ASSERT_OK(emergencybutton_is_off(&test->ctx, &off));
    return off;
}

static void the_pauser_toggles_the_switch(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes pauser = address_text(arena, ADDRESS_ACCOUNT, test_address(arena, 1));
    struct test_chain *test = world(pauser);
    assert_false(is_off(test));
    ASSERT_OK(toggle(test, pauser));
    assert_true(is_off(test));
    ASSERT_OK(toggle(test, pauser));
    assert_false(is_off(test));
    assert_true(error_is(toggle(test, ADDRESS_AUTHORITY), &EMERGENCYBUTTON_UNAUTHORIZED));
    test_chain_free(test);
    arena_drop(arena);
}

static void without_a_pauser_nobody_does(void **state)
{
    struct test_chain *test = world(BYTES(""));
    assert_true(error_is(toggle(test, ADDRESS_AUTHORITY), &EMERGENCYBUTTON_NO_PAUSER));
    test_chain_free(test);
}

static void a_pauser_must_be_an_address(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct secret_emergencybutton_v1beta1_genesis_state genesis = {
        .params = {.switch_status = BYTES("on"), .pauser_address = BYTES("nobody")}};
    assert_non_null(emergencybutton_module.genesis_init(&test->ctx, &genesis));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pauser_toggles_the_switch),
        cmocka_unit_test(without_a_pauser_nobody_does),
        cmocka_unit_test(a_pauser_must_be_an_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
