#include "node/modules/vesting/module.h"

#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/bank/module.h"
#include "schema/chain/cosmos_vesting_v1beta1.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

enum { CREATE, CREATE_LOCKED, CREATE_PERIODIC };

static status run(struct test_chain *test, size_t message, const void *msg)
{
    uint8_t response[64] = {0};
    return vesting_module.messages[message].execute(&test->ctx, msg, response);
}

static struct bytes user(struct test_chain *test, uint8_t byte)
{
    return address_text(test->arena, ADDRESS_ACCOUNT, test_address(test->arena, byte));
}

static struct cosmos_base_v1beta1_coin_list uscrt(struct test_chain *test, const char *amount)
{
    struct cosmos_base_v1beta1_coin *coin = ARENA_NEW(test->arena, struct cosmos_base_v1beta1_coin);
    *coin = (struct cosmos_base_v1beta1_coin){BYTES("uscrt"), bytes_text(amount)};
    return (struct cosmos_base_v1beta1_coin_list){coin, 1};
}

/* User 1 has 1000. */
static struct test_chain *start(void)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_base_v1beta1_coin_list coins = uscrt(test, "1000");
    struct cosmos_bank_v1beta1_balance balance = {user(test, 1), coins};
    struct cosmos_bank_v1beta1_genesis_state genesis = {.params = {.default_send_enabled = true},
                                                        .balances = {&balance, 1}};
    ASSERT_OK(bank_module.genesis_init(&test->ctx, &genesis));
    return test;
}

static struct account *account_of(struct test_chain *test, uint8_t byte)
{
    struct account *account;
    ASSERT_OK(auth_account_get(&test->ctx, test_address(test->arena, byte), &account));
    assert_non_null(account);
    return account;
}

static void an_account_vests_from_now_or_all_at_its_end(void **state)
{
    struct test_chain *test = start();
    struct cosmos_vesting_v1beta1_msg_create_vesting_account msg = {
        user(test, 1), user(test, 2), uscrt(test, "40"), 1700000100, false};
    struct coins locked;
    ASSERT_OK(run(test, CREATE, &msg));
    struct account *account = account_of(test, 2);
    assert_int_equal(account->kind, ACCOUNT_CONTINUOUS_VESTING);
    assert_int_equal(account->start_seconds, 1700000000);
    assert_int_equal(account->end_seconds, 1700000100);
    ASSERT_OK(bank_locked(&test->ctx, account->address, &locked));
    ASSERT_TEXT(coins_text(test->arena, locked), "40uscrt");
    msg.to_address = user(test, 3);
    msg.delayed = true;
    ASSERT_OK(run(test, CREATE, &msg));
    account = account_of(test, 3);
    assert_int_equal(account->kind, ACCOUNT_DELAYED_VESTING);
    assert_int_equal(account->start_seconds, 0);
    test_chain_free(test);
}

static void an_account_can_be_locked_for_good(void **state)
{
    struct test_chain *test = start();
    struct cosmos_vesting_v1beta1_msg_create_permanent_locked_account msg = {
        user(test, 1), user(test, 2), uscrt(test, "40")};
    ASSERT_OK(run(test, CREATE_LOCKED, &msg));
    assert_int_equal(account_of(test, 2)->kind, ACCOUNT_PERMANENT_LOCKED);
    status refused = run(test, CREATE_LOCKED, &msg);
    assert_true(error_is(refused, &CHAIN_INVALID_REQUEST));
    struct bytes text = arena_format(test->arena, "account %.*s already exists: invalid request",
                                     BYTES_ARG(msg.to_address));
    ASSERT_BYTES(refused->text, text);
    msg.to_address =
        address_text(test->arena, ADDRESS_ACCOUNT, auth_module_address(&test->chain, "gov"));
    assert_true(error_is(run(test, CREATE_LOCKED, &msg), &CHAIN_UNAUTHORIZED));
    test_chain_free(test);
}

static void periods_add_up(void **state)
{
    struct test_chain *test = start();
    struct cosmos_vesting_v1beta1_period periods[] = {{10, uscrt(test, "3")},
                                                      {20, uscrt(test, "4")}};
    struct cosmos_vesting_v1beta1_msg_create_periodic_vesting_account msg = {
        user(test, 1), user(test, 2), 500, {periods, 2}};
    ASSERT_OK(run(test, CREATE_PERIODIC, &msg));
    struct account *account = account_of(test, 2);
    assert_int_equal(account->start_seconds, 500);
    assert_int_equal(account->end_seconds, 530);
    assert_int_equal(account->period_count, 2);
    ASSERT_TEXT(coins_text(test->arena, account->original_vesting), "7uscrt");
    test_chain_free(test);
}

static void faults_are_refused_with_the_originals_texts(void **state)
{
    struct test_chain *test = start();
    struct cosmos_vesting_v1beta1_msg_create_vesting_account msg = {user(test, 1), user(test, 2),
                                                                    uscrt(test, "40"), 0, false};
    ASSERT_TEXT(run(test, CREATE, &msg)->text, "invalid end time: invalid request");
    msg.amount = uscrt(test, "0");
    ASSERT_TEXT(run(test, CREATE, &msg)->text, "0uscrt: invalid coins");
    msg.from_address = BYTES("");
    ASSERT_TEXT(run(test, CREATE, &msg)->text, "invalid 'from' address: empty address string is "
                                               "not allowed: invalid address");
    struct cosmos_vesting_v1beta1_period period = {0, uscrt(test, "3")};
    struct cosmos_vesting_v1beta1_msg_create_periodic_vesting_account periodic = {
        user(test, 1), user(test, 2), 0, {&period, 1}};
    ASSERT_TEXT(run(test, CREATE_PERIODIC, &periodic)->text,
                "invalid start time of 0, length must be greater than 0: invalid request");
    periodic.start_time = 5;
    ASSERT_TEXT(run(test, CREATE_PERIODIC, &periodic)->text,
                "invalid period length of 0 in period 0, length must be greater than 0: invalid "
                "request");
    period.length = INT64_MAX; /* the end wraps around */
    ASSERT_TEXT(run(test, CREATE_PERIODIC, &periodic)->text,
                "vesting start-time cannot be before end-time: invalid request");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_vests_from_now_or_all_at_its_end),
        cmocka_unit_test(an_account_can_be_locked_for_good),
        cmocka_unit_test(periods_add_up),
        cmocka_unit_test(faults_are_refused_with_the_originals_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
