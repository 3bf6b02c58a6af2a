#include "node/chain/errors.h"
#include "node/modules/bank/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct coins uscrt(struct test_chain *test, int64_t amount)
{
    return coins_one(test->arena, BYTES("uscrt"), integer_from_i64(amount));
}

static void give(struct test_chain *test, struct bytes address, int64_t amount)
{
    struct coin coin = {BYTES("uscrt"), integer_from_i64(amount)};
    ASSERT_OK(bank_balance_set(&test->ctx, address, coin));
}

static struct bytes held(struct test_chain *test, struct bytes address)
{
    struct integer amount;
    ASSERT_OK(bank_balance(&test->ctx, address, BYTES("uscrt"), &amount));
    return integer_text(test->arena, amount);
}

static void sending_moves_coins_and_makes_the_account(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes from = test_address(test->arena, 1), to = test_address(test->arena, 2);
    bool found;
    give(test, from, 100);
    ASSERT_OK(bank_send(&test->ctx, from, to, uscrt(test, 30)));
    ASSERT_TEXT(held(test, from), "70");
    ASSERT_TEXT(held(test, to), "30");
    ASSERT_OK(auth_account_exists(&test->ctx, to, &found));
    assert_true(found);
    ASSERT_TEXT(test_events(test),
                "coin_spent spender=secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq amount=30uscrt\n"
                "coin_received receiver=secret1qgpqyqszqgpqyqszqgpqyqszqgpqyqszpjnjmk "
                "amount=30uscrt\n"
                "transfer recipient=secret1qgpqyqszqgpqyqszqgpqyqszqgpqyqszpjnjmk "
                "sender=secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq amount=30uscrt\n"
                "message sender=secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq");
    test_chain_free(test);
}

static void more_than_there_is_cannot_be_sent(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes from = test_address(test->arena, 1), to = test_address(test->arena, 2);
    give(test, from, 5);
    status refused = bank_send(&test->ctx, from, to, uscrt(test, 6));
    assert_true(error_is(refused, &CHAIN_INSUFFICIENT_FUNDS));
    ASSERT_TEXT(refused->text,
                "spendable balance 5uscrt is smaller than 6uscrt: insufficient funds");
    struct account locked = {
        .kind = ACCOUNT_PERMANENT_LOCKED, .address = from, .original_vesting = uscrt(test, 9)};
    ASSERT_OK(auth_account_set(&test->ctx, &locked));
    refused = bank_send(&test->ctx, from, to, uscrt(test, 1));
    ASSERT_TEXT(refused->text,
                "locked amount exceeds account balance funds: 9uscrt > 5uscrt: insufficient funds");
    test_chain_free(test);
}

static void coins_that_are_out_of_order_are_refused(void **state)
{
    struct test_chain *test = test_chain_new();
    struct coin items[] = {{BYTES("uscrt"), integer_from_i64(1)},
                           {BYTES("atom"), integer_from_i64(1)}};
    status refused = bank_send(&test->ctx, test_address(test->arena, 1),
                               test_address(test->arena, 2), (struct coins){items, 2});
    assert_true(error_is(refused, &CHAIN_INVALID_COINS));
    ASSERT_TEXT(refused->text, "1uscrt,1atom: invalid coins");
    test_chain_free(test);
}

static void modules_send_and_receive_by_name(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes user = test_address(test->arena, 1);
    struct bytes mint = auth_module_address(&test->chain, "mint");
    give(test, user, 10);
    ASSERT_OK(bank_send_to_module(&test->ctx, user, "mint", uscrt(test, 10)));
    ASSERT_OK(bank_send_between_modules(&test->ctx, "mint", "gov", uscrt(test, 4)));
    ASSERT_OK(bank_send_from_module(&test->ctx, "mint", user, uscrt(test, 6)));
    ASSERT_TEXT(held(test, user), "6");
    ASSERT_TEXT(held(test, mint), "0");
    ASSERT_TEXT(held(test, auth_module_address(&test->chain, "gov")), "4");
    status refused = bank_send_from_module(&test->ctx, "gov", mint, uscrt(test, 1));
    assert_true(error_is(refused, &CHAIN_UNAUTHORIZED));
    assert_true(bank_send_from_module(&test->ctx, "nobody", user, uscrt(test, 1))->aborts);
    assert_true(bank_send_between_modules(&test->ctx, "nobody", "gov", uscrt(test, 1))->aborts);
    assert_true(bank_send_to_module(&test->ctx, user, "nobody", uscrt(test, 1))->aborts);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sending_moves_coins_and_makes_the_account),
        cmocka_unit_test(more_than_there_is_cannot_be_sent),
        cmocka_unit_test(coins_that_are_out_of_order_are_refused),
        cmocka_unit_test(modules_send_and_receive_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
