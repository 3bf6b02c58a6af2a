#include "node/chain/errors.h"
#include "node/modules/bank/internal.h"
#include "node/modules/bank/keys.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct coin coin_of(const char *denom, int64_t amount)
{
    return (struct coin){bytes_text(denom), integer_from_i64(amount)};
}

static void a_balance_stands_with_an_index_of_its_owner(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes address = test_address(test->arena, 1);
    struct bytes denom = BYTES("uscrt");
    struct integer amount;
    bool found;
    ASSERT_OK(bank_balance(&test->ctx, address, denom, &amount));
    assert_true(integer_is_zero(amount));
    ASSERT_OK(bank_balance_set(&test->ctx, address, coin_of("uscrt", 25)));
    ASSERT_TEXT(test_stored(test, STORE_BANK, bank_key_balance(test->arena, address, denom)), "25");
    assert_non_null(
        test_stored(test, STORE_BANK, bank_key_owner(test->arena, denom, address)).data);
    ASSERT_OK(bank_has_balance(&test->ctx, address, coin_of("uscrt", 25), &found));
    assert_true(found);
    ASSERT_OK(bank_has_balance(&test->ctx, address, coin_of("uscrt", 26), &found));
    assert_false(found);
    ASSERT_OK(bank_balance_set(&test->ctx, address, coin_of("uscrt", 0)));
    assert_null(test_stored(test, STORE_BANK, bank_key_balance(test->arena, address, denom)).data);
    assert_null(test_stored(test, STORE_BANK, bank_key_owner(test->arena, denom, address)).data);
    test_chain_free(test);
}

static void all_balances_come_in_order_of_denom_and_without_zeros(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes address = test_address(test->arena, 1);
    struct coins balances;
    ASSERT_OK(bank_balance_set(&test->ctx, address, coin_of("uscrt", 3)));
    ASSERT_OK(bank_balance_set(&test->ctx, address, coin_of("atom", 4)));
    ASSERT_OK(bank_balance_write(&test->ctx, address, coin_of("zero", 0)));
    ASSERT_OK(bank_balance_set(&test->ctx, test_address(test->arena, 2), coin_of("other", 1)));
    ASSERT_OK(bank_balances(&test->ctx, address, &balances));
    ASSERT_TEXT(coins_text(test->arena, balances), "4atom,3uscrt");
    test_chain_free(test);
}

static void what_is_locked_is_not_spendable(void **state)
{
    struct test_chain *test = test_chain_new();
    struct account account = {
        .kind = ACCOUNT_PERMANENT_LOCKED,
        .address = test_address(test->arena, 1),
        .original_vesting = coins_one(test->arena, BYTES("uscrt"), integer_from_i64(40)),
    };
    struct coins coins;
    ASSERT_OK(auth_account_set(&test->ctx, &account));
    ASSERT_OK(bank_balance_set(&test->ctx, account.address, coin_of("uscrt", 100)));
    ASSERT_OK(bank_locked(&test->ctx, account.address, &coins));
    ASSERT_TEXT(coins_text(test->arena, coins), "40uscrt");
    ASSERT_OK(bank_spendable(&test->ctx, account.address, &coins));
    ASSERT_TEXT(coins_text(test->arena, coins), "60uscrt");
    /* Slashed below what is locked: nothing is spendable. */
    ASSERT_OK(bank_balance_set(&test->ctx, account.address, coin_of("uscrt", 30)));
    ASSERT_OK(bank_spendable(&test->ctx, account.address, &coins));
    assert_int_equal(coins.count, 0);
    test_chain_free(test);
}

static void supply_of_zero_is_not_stored(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes key = bank_key_denom(test->arena, BANK_KEY_SUPPLY_PREFIX, BYTES("uscrt"));
    struct integer amount;
    ASSERT_OK(bank_supply_set(&test->ctx, BYTES("uscrt"), integer_from_i64(7)));
    ASSERT_TEXT(test_stored(test, STORE_BANK, key), "7");
    ASSERT_OK(bank_supply(&test->ctx, BYTES("uscrt"), &amount));
    ASSERT_TEXT(integer_text(test->arena, amount), "7");
    ASSERT_OK(bank_supply_set(&test->ctx, BYTES("uscrt"), INTEGER_ZERO));
    assert_null(test_stored(test, STORE_BANK, key).data);
    test_chain_free(test);
}

static void sending_a_denom_can_be_switched_off(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_bank_v1beta1_send_enabled off[] = {{BYTES("frozen"), false}};
    struct cosmos_bank_v1beta1_params params = {{off, 1}, true}, back;
    ASSERT_OK(bank_params_set(&test->ctx, &params));
    ASSERT_OK(bank_params_get(&test->ctx, &back));
    assert_int_equal(back.send_enabled.count, 0); /* moved to keys of their own */
    assert_true(back.default_send_enabled);
    struct coins coins = coins_one(test->arena, BYTES("uscrt"), integer_from_i64(1));
    ASSERT_OK(bank_send_enabled(&test->ctx, coins));
    coins = coins_one(test->arena, BYTES("frozen"), integer_from_i64(1));
    status refused = bank_send_enabled(&test->ctx, coins);
    assert_true(error_is(refused, &BANK_SEND_DISABLED));
    ASSERT_TEXT(refused->text,
                "frozen transfers are currently disabled: send transactions are disabled");
    ASSERT_OK(bank_send_enabled(&test->ctx, COINS_NONE));
    test_chain_free(test);
}

static void metadata_is_found_by_base_denom(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_bank_v1beta1_metadata metadata = {.base = BYTES("uscrt"),
                                                    .display = BYTES("scrt")},
                                        *found;
    ASSERT_OK(bank_metadata_set(&test->ctx, &metadata));
    ASSERT_OK(bank_metadata_find(&test->ctx, BYTES("uscrt"), &found));
    ASSERT_TEXT(found->display, "scrt");
    ASSERT_OK(bank_metadata_find(&test->ctx, BYTES("atom"), &found));
    assert_null(found);
    test_chain_free(test);
}

static void most_module_accounts_are_blocked(void **state)
{
    struct test_chain *test = test_chain_new();
    assert_true(bank_is_blocked(&test->chain, auth_module_address(&test->chain, "mint")));
    assert_false(bank_is_blocked(&test->chain, auth_module_address(&test->chain, "distribution")));
    assert_false(bank_is_blocked(&test->chain, test_address(test->arena, 1)));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_balance_stands_with_an_index_of_its_owner),
        cmocka_unit_test(all_balances_come_in_order_of_denom_and_without_zeros),
        cmocka_unit_test(what_is_locked_is_not_spendable),
        cmocka_unit_test(supply_of_zero_is_not_stored),
        cmocka_unit_test(sending_a_denom_can_be_switched_off),
        cmocka_unit_test(metadata_is_found_by_base_denom),
        cmocka_unit_test(most_module_accounts_are_blocked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
