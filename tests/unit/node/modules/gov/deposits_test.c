#include "node/chain/errors.h"
#include "tests/support/governance.h"
#include "tests/support/test.h"

static status add(struct test_chain *test, uint64_t amount, bool *started)
{
    return gov_deposit_add(&test->ctx, 1, test_address(test->arena, 5),
                           test_coins(test, "uscrt", amount), started);
}

static void the_deposit_that_reaches_the_minimum_begins_the_vote(void **state)
{
    struct test_chain *test = governance_new();
    bool started;
    ASSERT_OK(governance_submit(test, 50, false, 1, 0));
    ASSERT_OK(add(test, 49, &started));
    assert_false(started);
    ASSERT_OK(add(test, 1, &started));
    assert_true(started);
    ASSERT_OK(add(test, 1, &started));
    assert_false(started);
    ASSERT_TEXT(stake_balance(test, test_address(test->arena, 5)), "899uscrt");
    test_chain_free(test);
}

static void small_and_foreign_deposits_are_refused(void **state)
{
    struct test_chain *test = governance_new();
    bool started;
    ASSERT_OK(governance_submit(test, 50, false, 1, 0));
    ASSERT_TEXT(add(test, 0, &started)->text,
                "received  but need at least one of the following: 1uscrt: minimum deposit is too "
                "small");
    stake_fund(test, test_address(test->arena, 5), "uatom", 5);
    ASSERT_TEXT(gov_deposit_add(&test->ctx, 1, test_address(test->arena, 5),
                                test_coins(test, "uatom", 5), &started)
                    ->text,
                "deposited 5uatom, but gov accepts only the following denom(s): [uscrt]: invalid "
                "deposit denom");
    test_chain_free(test);
}

static void deposits_come_back_or_are_burnt(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(governance_submit(test, 50, false, 1, 0));
    ASSERT_OK(gov_deposits_refund(&test->ctx, 1));
    ASSERT_TEXT(stake_balance(test, test_address(test->arena, 5)), "1000uscrt");
    ASSERT_OK(governance_submit(test, 50, false, 1, 0));
    ASSERT_OK(gov_deposits_burn(&test->ctx, 2));
    ASSERT_TEXT(stake_balance(test, test_address(test->arena, 5)), "950uscrt");
    ASSERT_OK(gov_deposits_refund(&test->ctx, 2));
    ASSERT_TEXT(stake_balance(test, test_address(test->arena, 5)), "950uscrt");
    test_chain_free(test);
}

static void a_share_of_the_minimum_may_be_wanted_at_once(void **state)
{
    struct test_chain *test = governance_new();
    struct cosmos_gov_v1_params params;
    ASSERT_OK(gov_params_get(&test->ctx, &params));
    params.min_initial_deposit_ratio = BYTES("0.255");
    ASSERT_OK(gov_deposit_check_initial(&test->ctx, &params, test_coins(test, "uscrt", 26), false));
    ASSERT_TEXT(
        gov_deposit_check_initial(&test->ctx, &params, test_coins(test, "uscrt", 25), false)->text,
        "was (25uscrt), need (26uscrt): minimum deposit is too small");
    assert_non_null(
        gov_deposit_check_initial(&test->ctx, &params, test_coins(test, "uscrt", 26), true));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_deposit_that_reaches_the_minimum_begins_the_vote),
        cmocka_unit_test(small_and_foreign_deposits_are_refused),
        cmocka_unit_test(deposits_come_back_or_are_burnt),
        cmocka_unit_test(a_share_of_the_minimum_may_be_wanted_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
