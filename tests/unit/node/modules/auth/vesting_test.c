#include "node/chain/errors.h"
#include "node/modules/auth/module.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct coins uscrt(struct test_chain *test, int64_t amount)
{
    return coins_one(test->arena, BYTES("uscrt"), integer_from_i64(amount));
}

static struct account account_of(struct test_chain *test, enum account_kind kind)
{
    return (struct account){
        .kind = kind,
        .original_vesting = uscrt(test, 1000),
        .start_seconds = 1000,
        .end_seconds = 2000,
    };
}

static int64_t locked_at(struct test_chain *test, const struct account *account, int64_t seconds)
{
    struct coins locked;
    uint64_t amount;
    test->block.time_seconds = seconds;
    ASSERT_OK(auth_locked_coins(&test->ctx, account, &locked));
    assert_true(integer_to_u64(coins_amount(locked, BYTES("uscrt")), &amount));
    return (int64_t)amount;
}

static void continuous_vesting_releases_evenly(void **state)
{
    struct test_chain *test = test_chain_new();
    struct account account = account_of(test, ACCOUNT_CONTINUOUS_VESTING);
    assert_int_equal(locked_at(test, &account, 500), 1000);
    assert_int_equal(locked_at(test, &account, 1000), 1000);
    assert_int_equal(locked_at(test, &account, 1001), 999);
    assert_int_equal(locked_at(test, &account, 1500), 500);
    assert_int_equal(locked_at(test, &account, 2000), 0);
    /* A share of a coin rounds half to even: 2.5 of 5 have vested. */
    account.original_vesting = uscrt(test, 5);
    assert_int_equal(locked_at(test, &account, 1500), 3);
    test_chain_free(test);
}

static void delayed_vesting_releases_at_its_end_and_locked_never(void **state)
{
    struct test_chain *test = test_chain_new();
    struct account account = account_of(test, ACCOUNT_DELAYED_VESTING);
    assert_int_equal(locked_at(test, &account, 1999), 1000);
    assert_int_equal(locked_at(test, &account, 2000), 0);
    account = account_of(test, ACCOUNT_PERMANENT_LOCKED);
    assert_int_equal(locked_at(test, &account, INT64_MAX), 1000);
    account = account_of(test, ACCOUNT_BASE);
    assert_int_equal(locked_at(test, &account, 0), 0);
    assert_false(auth_account_is_vesting(&account));
    test_chain_free(test);
}

static void periodic_vesting_releases_whole_periods(void **state)
{
    struct test_chain *test = test_chain_new();
    struct vesting_period periods[] = {{400, uscrt(test, 300)}, {600, uscrt(test, 700)}};
    struct account account = account_of(test, ACCOUNT_PERIODIC_VESTING);
    account.periods = periods;
    account.period_count = 2;
    assert_int_equal(locked_at(test, &account, 1399), 1000);
    assert_int_equal(locked_at(test, &account, 1400), 700);
    assert_int_equal(locked_at(test, &account, 1999), 700);
    assert_int_equal(locked_at(test, &account, 2000), 0);
    test_chain_free(test);
}

static void delegating_uses_vesting_coins_first(void **state)
{
    struct test_chain *test = test_chain_new();
    struct account account = account_of(test, ACCOUNT_DELAYED_VESTING);
    test->block.time_seconds = 1500;
    ASSERT_OK(auth_track_delegation(&test->ctx, &account, uscrt(test, 1300), uscrt(test, 1200)));
    ASSERT_TEXT(coins_text(test->arena, account.delegated_vesting), "1000uscrt");
    ASSERT_TEXT(coins_text(test->arena, account.delegated_free), "200uscrt");
    assert_int_equal(locked_at(test, &account, 1500), 0);
    ASSERT_OK(auth_track_undelegation(&test->ctx, &account, uscrt(test, 300)));
    ASSERT_TEXT(coins_text(test->arena, account.delegated_vesting), "900uscrt");
    ASSERT_TEXT(coins_text(test->arena, account.delegated_free), "");
    assert_int_equal(locked_at(test, &account, 1500), 100);
    test_chain_free(test);
}

static void delegating_nothing_or_too_much_aborts(void **state)
{
    struct test_chain *test = test_chain_new();
    struct account account = account_of(test, ACCOUNT_DELAYED_VESTING);
    status refused = auth_track_delegation(&test->ctx, &account, uscrt(test, 10), uscrt(test, 11));
    assert_true(refused->aborts);
    struct coin zero = {BYTES("uscrt"), INTEGER_ZERO};
    refused = auth_track_undelegation(&test->ctx, &account, (struct coins){&zero, 1});
    assert_true(refused->aborts);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(continuous_vesting_releases_evenly),
        cmocka_unit_test(delayed_vesting_releases_at_its_end_and_locked_never),
        cmocka_unit_test(periodic_vesting_releases_whole_periods),
        cmocka_unit_test(delegating_uses_vesting_coins_first),
        cmocka_unit_test(delegating_nothing_or_too_much_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
