#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"
#include "node/modules/auth/account.h"
#include "node/modules/auth/internal.h"
#include "node/modules/auth/keys.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

/* Prices: 100 + 1 a byte of key and value for a read, 200 + 5 a byte for a write. */

static void numbers_count_up_in_their_own_key(void **state)
{
    struct test_chain *test = test_chain_new();
    uint64_t number;
    ASSERT_OK(auth_next_account_number(&test->ctx, &number));
    assert_int_equal(number, 0);
    assert_int_equal(test_gas(test), 346);
    ASSERT_OK(auth_next_account_number(&test->ctx, &number));
    assert_int_equal(number, 1);
    ASSERT_HEX(test_stored(test, STORE_ACC, AUTH_KEY_NUMBER), "0000000000000002");
    test_chain_free(test);
}

static void an_account_is_stored_with_an_index_of_its_number(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes address = test_address(test->arena, 7);
    struct account *account;
    bool found;
    ASSERT_OK(auth_account_get(&test->ctx, address, &account));
    assert_null(account);
    ASSERT_OK(auth_account_exists(&test->ctx, address, &found));
    assert_false(found);
    ASSERT_OK(auth_account_new(&test->ctx, address, &account));
    ASSERT_OK(auth_account_exists(&test->ctx, address, &found));
    assert_false(found);
    ASSERT_OK(auth_account_set(&test->ctx, account));
    ASSERT_BYTES(test_stored(test, STORE_ACC, auth_key_index(test->arena, 0)), address);
    ASSERT_BYTES(test_stored(test, STORE_ACC, auth_key_account(test->arena, address)),
                 auth_account_bytes(test->arena, account));
    account->sequence = 5;
    ASSERT_OK(auth_account_set(&test->ctx, account));
    ASSERT_OK(auth_account_get(&test->ctx, address, &account));
    assert_int_equal(account->sequence, 5);
    ASSERT_OK(auth_account_remove(&test->ctx, account));
    ASSERT_OK(auth_account_get(&test->ctx, address, &account));
    assert_null(account);
    assert_null(test_stored(test, STORE_ACC, auth_key_index(test->arena, 0)).data);
    test_chain_free(test);
}

static void two_accounts_cannot_have_one_number(void **state)
{
    struct test_chain *test = test_chain_new();
    struct account first = {.address = test_address(test->arena, 1), .number = 4};
    struct account second = {.address = test_address(test->arena, 2), .number = 4};
    ASSERT_OK(auth_account_set(&test->ctx, &first));
    status refused = auth_account_set(&test->ctx, &second);
    assert_true(refused->aborts);
    test_chain_free(test);
}

static void a_module_account_is_made_at_its_first_use(void **state)
{
    struct test_chain *test = test_chain_new();
    struct account *account;
    ASSERT_OK(auth_module_account(&test->ctx, "bonded_tokens_pool", &account));
    ASSERT_BYTES(account->address, auth_module_address(&test->chain, "bonded_tokens_pool"));
    ASSERT_OK(auth_account_get(&test->ctx, account->address, &account));
    assert_int_equal(account->kind, ACCOUNT_MODULE);
    ASSERT_TEXT(account->module_name, "bonded_tokens_pool");
    assert_true(auth_account_may(account, "burner"));
    assert_int_equal(account->number, 0);
    ASSERT_OK(auth_module_account(&test->ctx, "mint", &account));
    assert_int_equal(account->number, 1);
    ASSERT_OK(auth_module_account(&test->ctx, "mint", &account));
    assert_int_equal(account->number, 1);
    test_chain_free(test);
}

static void unknown_names_and_accounts_of_users_are_no_module_accounts(void **state)
{
    struct test_chain *test = test_chain_new();
    struct account *account;
    status refused = auth_module_account(&test->ctx, "nobody", &account);
    assert_true(refused->aborts);
    assert_int_equal(auth_module_address(&test->chain, "nobody").len, 0);
    struct bytes mint = auth_module_address(&test->chain, "mint");
    assert_string_equal(auth_module_find(&test->chain, mint)->name, "mint");
    assert_null(auth_module_find(&test->chain, test_address(test->arena, 1)));
    ASSERT_OK(auth_account_new(&test->ctx, mint, &account));
    ASSERT_OK(auth_account_set(&test->ctx, account));
    refused = auth_module_account(&test->ctx, "mint", &account);
    assert_true(refused->aborts);
    test_chain_free(test);
}

static void params_stand_under_one_key(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_auth_v1beta1_params params = {256, 7, 10, 590, 1000}, back;
    ASSERT_OK(auth_params_set(&test->ctx, &params));
    ASSERT_HEX(test_stored(test, STORE_ACC, AUTH_KEY_PARAMS), "0880021007180a20ce0428e807");
    ASSERT_OK(auth_params_get(&test->ctx, &back));
    assert_int_equal(back.sig_verify_cost_ed25519, 590);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_count_up_in_their_own_key),
        cmocka_unit_test(an_account_is_stored_with_an_index_of_its_number),
        cmocka_unit_test(two_accounts_cannot_have_one_number),
        cmocka_unit_test(a_module_account_is_made_at_its_first_use),
        cmocka_unit_test(unknown_names_and_accounts_of_users_are_no_module_accounts),
        cmocka_unit_test(params_stand_under_one_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
