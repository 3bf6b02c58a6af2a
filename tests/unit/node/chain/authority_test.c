#include "node/chain/address.h"
#include "node/chain/authority.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static void only_the_gov_account_passes(void **state)
{
    struct test_chain *test = test_chain_new();
    ASSERT_OK(authority_check(&test->ctx, ADDRESS_AUTHORITY));
    status refused = authority_check(&test->ctx, BYTES("secret1x"));
    assert_true(error_is(refused, &AUTHORITY_INVALID_SIGNER));
    assert_int_equal(refused->code, 13);
    ASSERT_TEXT(refused->text,
                "invalid authority; expected secret10d07y265gmmuvt4z0w9aw880jnsr700jc88vt0, got "
                "secret1x: expected gov account as only signer for proposal message");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_gov_account_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
