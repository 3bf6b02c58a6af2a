#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/auth/account.h"
#include "node/modules/auth/internal.h"
#include "node/modules/auth/keys.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static const struct cosmos_auth_v1beta1_params PARAMS = {256, 7, 10, 590, 1000};

static struct google_protobuf_any entry(struct test_chain *test, uint8_t byte, uint64_t number)
{
    struct account account = {
        .kind = ACCOUNT_BASE, .address = test_address(test->arena, byte), .number = number};
    return auth_account_pack(test->arena, &account);
}

static uint64_t number_of(struct test_chain *test, uint8_t byte)
{
    struct account *account;
    ASSERT_OK(auth_account_get(&test->ctx, test_address(test->arena, byte), &account));
    assert_non_null(account);
    return account->number;
}

static void doubled_numbers_move_to_the_lowest_free_ones(void **state)
{
    struct test_chain *test = test_chain_new();
    struct google_protobuf_any accounts[] = {
        entry(test, 1, 0), entry(test, 2, 0), entry(test, 3, 1),
        entry(test, 4, 5), entry(test, 5, 0),
    };
    struct cosmos_auth_v1beta1_genesis_state genesis = {PARAMS, {accounts, 5}};
    ASSERT_OK(auth_genesis_init(&test->ctx, &genesis));
    assert_int_equal(number_of(test, 1), 0);
    assert_int_equal(number_of(test, 2), 2);
    assert_int_equal(number_of(test, 3), 1);
    assert_int_equal(number_of(test, 4), 5);
    assert_int_equal(number_of(test, 5), 3);
    /* The next number is above all, and the fee collector has taken it. */
    struct account *collector;
    ASSERT_OK(auth_module_account(&test->ctx, "fee_collector", &collector));
    assert_int_equal(collector->number, 6);
    ASSERT_HEX(test_stored(test, STORE_ACC, AUTH_KEY_NUMBER), "0000000000000007");
    test_chain_free(test);
}

static void an_export_holds_params_and_accounts_in_order_of_address(void **state)
{
    struct test_chain *test = test_chain_new();
    struct google_protobuf_any accounts[] = {entry(test, 9, 0), entry(test, 3, 1)};
    struct cosmos_auth_v1beta1_genesis_state genesis = {PARAMS, {accounts, 2}}, back = {0};
    ASSERT_OK(auth_genesis_init(&test->ctx, &genesis));
    ASSERT_OK(auth_genesis_export(&test->ctx, &back));
    assert_int_equal(back.params.sig_verify_cost_secp256k1, 1000);
    assert_int_equal(back.accounts.count, 3); /* with the fee collector */
    ASSERT_BYTES(back.accounts.items[0].value, accounts[1].value);
    ASSERT_BYTES(back.accounts.items[1].value, accounts[0].value);
    ASSERT_TEXT(back.accounts.items[2].type_url, "/cosmos.auth.v1beta1.ModuleAccount");
    test_chain_free(test);
}

static void an_entry_that_is_no_account_is_refused(void **state)
{
    struct test_chain *test = test_chain_new();
    struct google_protobuf_any accounts[] = {{.type_url = BYTES("/cosmos.bank.v1beta1.MsgSend")}};
    struct cosmos_auth_v1beta1_genesis_state genesis = {PARAMS, {accounts, 1}};
    assert_non_null(auth_genesis_init(&test->ctx, &genesis));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doubled_numbers_move_to_the_lowest_free_ones),
        cmocka_unit_test(an_export_holds_params_and_accounts_in_order_of_address),
        cmocka_unit_test(an_entry_that_is_no_account_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
