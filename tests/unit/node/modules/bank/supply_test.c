#include "node/chain/errors.h"
#include "node/modules/bank/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct coins uscrt(struct test_chain *test, int64_t amount)
{
    return coins_one(test->arena, BYTES("uscrt"), integer_from_i64(amount));
}

static struct bytes held(struct test_chain *test, struct bytes address)
{
    struct integer amount;
    ASSERT_OK(bank_balance(&test->ctx, address, BYTES("uscrt"), &amount));
    return integer_text(test->arena, amount);
}

static struct bytes supply(struct test_chain *test)
{
    struct integer amount;
    ASSERT_OK(bank_supply(&test->ctx, BYTES("uscrt"), &amount));
    return integer_text(test->arena, amount);
}

static void minting_and_burning_change_the_supply(void **state)
{
    struct test_chain *test = test_chain_new();
    ASSERT_OK(bank_mint(&test->ctx, "mint", uscrt(test, 50)));
    ASSERT_TEXT(supply(test), "50");
    ASSERT_OK(bank_send_between_modules(&test->ctx, "mint", "gov", uscrt(test, 20)));
    test_events(test);
    ASSERT_OK(bank_burn(&test->ctx, "gov", uscrt(test, 15)));
    ASSERT_TEXT(supply(test), "35");
    ASSERT_TEXT(held(test, auth_module_address(&test->chain, "gov")), "5");
    ASSERT_TEXT(test_events(test),
                "coin_spent spender=secret10d07y265gmmuvt4z0w9aw880jnsr700jc88vt0 amount=15uscrt\n"
                "burn burner=secret10d07y265gmmuvt4z0w9aw880jnsr700jc88vt0 amount=15uscrt");
    test_chain_free(test);
}

static void only_modules_with_the_permission_mint_and_burn(void **state)
{
    struct test_chain *test = test_chain_new();
    status refused = bank_mint(&test->ctx, "gov", uscrt(test, 1));
    assert_true(refused->aborts);
    ASSERT_TEXT(refused->text,
                "module account gov does not have permissions to mint tokens: unauthorized");
    assert_true(bank_burn(&test->ctx, "mint", uscrt(test, 1))->aborts);
    assert_true(
        bank_delegate(&test->ctx, test_address(test->arena, 1), "gov", uscrt(test, 1))->aborts);
    test_chain_free(test);
}

static struct account vesting_account(struct test_chain *test)
{
    struct account account = {.kind = ACCOUNT_PERMANENT_LOCKED,
                              .address = test_address(test->arena, 1),
                              .number = 50,
                              .original_vesting = uscrt(test, 80)};
    struct coin balance = {BYTES("uscrt"), integer_from_i64(100)};
    ASSERT_OK(auth_account_set(&test->ctx, &account));
    ASSERT_OK(bank_balance_set(&test->ctx, account.address, balance));
    return account;
}

static void locked_coins_can_be_delegated_and_come_back_locked(void **state)
{
    struct test_chain *test = test_chain_new();
    struct account account = vesting_account(test), *now;
    ASSERT_OK(bank_delegate(&test->ctx, account.address, "bonded_tokens_pool", uscrt(test, 90)));
    ASSERT_TEXT(held(test, account.address), "10");
    ASSERT_OK(auth_account_get(&test->ctx, account.address, &now));
    ASSERT_TEXT(coins_text(test->arena, now->delegated_vesting), "80uscrt");
    ASSERT_TEXT(coins_text(test->arena, now->delegated_free), "10uscrt");
    ASSERT_OK(bank_undelegate(&test->ctx, "bonded_tokens_pool", account.address, uscrt(test, 50)));
    ASSERT_TEXT(held(test, account.address), "60");
    ASSERT_OK(auth_account_get(&test->ctx, account.address, &now));
    ASSERT_TEXT(coins_text(test->arena, now->delegated_vesting), "40uscrt");
    test_chain_free(test);
}

static void delegating_more_than_the_balance_is_refused(void **state)
{
    struct test_chain *test = test_chain_new();
    struct account account = vesting_account(test);
    status refused =
        bank_delegate(&test->ctx, account.address, "bonded_tokens_pool", uscrt(test, 101));
    assert_true(error_is(refused, &CHAIN_INSUFFICIENT_FUNDS));
    ASSERT_TEXT(refused->text,
                "failed to delegate; 100uscrt is smaller than 101uscrt: insufficient funds");
    struct bytes stranger = test_address(test->arena, 2);
    struct coin balance = {BYTES("uscrt"), integer_from_i64(5)};
    ASSERT_OK(bank_balance_set(&test->ctx, stranger, balance));
    refused = bank_delegate(&test->ctx, stranger, "bonded_tokens_pool", uscrt(test, 1));
    assert_true(error_is(refused, &CHAIN_UNKNOWN_ADDRESS));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minting_and_burning_change_the_supply),
        cmocka_unit_test(only_modules_with_the_permission_mint_and_burn),
        cmocka_unit_test(locked_coins_can_be_delegated_and_come_back_locked),
        cmocka_unit_test(delegating_more_than_the_balance_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
