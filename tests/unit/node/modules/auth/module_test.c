#include "node/modules/auth/module.h"

#include "node/chain/address.h"
#include "node/modules/auth/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static status update(struct test_chain *test, struct bytes authority,
                     struct cosmos_auth_v1beta1_params params)
{
    struct cosmos_auth_v1beta1_msg_update_params msg = {authority, params};
    struct cosmos_auth_v1beta1_msg_update_params_response response = {0};
    return auth_module.messages[0].execute(&test->ctx, &msg, &response);
}

static void the_authority_changes_params(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_auth_v1beta1_params params = {100, 3, 11, 590, 900}, back;
    ASSERT_OK(update(test, ADDRESS_AUTHORITY, params));
    ASSERT_OK(auth_params_get(&test->ctx, &back));
    assert_int_equal(back.tx_sig_limit, 3);
    test_chain_free(test);
}

static void nobody_else_does(void **state)
{
    struct test_chain *test = test_chain_new();
    status refused =
        update(test, BYTES("me"), (struct cosmos_auth_v1beta1_params){100, 3, 11, 590, 900});
    ASSERT_TEXT(refused->text,
                "expected gov account as only signer for proposal message; invalid authority; "
                "expected secret10d07y265gmmuvt4z0w9aw880jnsr700jc88vt0, got me");
    test_chain_free(test);
}

static void no_param_may_be_zero(void **state)
{
    struct test_chain *test = test_chain_new();
    static const char *const TEXTS[] = {
        "invalid max memo characters: 0",
        "invalid tx signature limit: 0",
        "invalid tx size cost per byte: 0",
        "invalid ED25519 signature verification cost: 0",
        "invalid SECK256k1 signature verification cost: 0",
    };
    for (size_t i = 0; i < ARRAY_COUNT(TEXTS); i++) {
        uint64_t values[] = {100, 3, 11, 590, 900};
        values[i] = 0;
        struct cosmos_auth_v1beta1_params params = {values[0], values[1], values[2], values[3],
                                                    values[4]};
        ASSERT_TEXT(update(test, ADDRESS_AUTHORITY, params)->text, TEXTS[i]);
    }
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_authority_changes_params),
        cmocka_unit_test(nobody_else_does),
        cmocka_unit_test(no_param_may_be_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
