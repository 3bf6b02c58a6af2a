#include "node/chain/errors.h"
#include "node/modules/auth/module.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static void somebody_without_an_account_gets_one(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes address = test_address(test->arena, 9);
    struct account *account;
    ASSERT_OK(auth_account_ensure(&test->ctx, address));
    ASSERT_OK(auth_account_get(&test->ctx, address, &account));
    assert_int_equal(account->number, 0);
    ASSERT_OK(auth_account_ensure(&test->ctx, address));
    test_chain_free(test);
}

static void module_accounts_that_receive_nothing_are_refused(void **state)
{
    struct test_chain *test = test_chain_new();
    status refused =
        auth_account_ensure(&test->ctx, auth_module_address(&test->chain, "fee_collector"));
    assert_true(error_is(refused, &CHAIN_UNAUTHORIZED));
    ASSERT_TEXT(refused->text, "secret17xpfvakm2amg962yls6f84z3kell8c5ljuhfkp is not allowed to "
                               "receive funds: unauthorized");
    ASSERT_OK(auth_account_ensure(&test->ctx, auth_module_address(&test->chain, "distribution")));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(somebody_without_an_account_gets_one),
        cmocka_unit_test(module_accounts_that_receive_nothing_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
