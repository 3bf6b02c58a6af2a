#include "tests/support/governance.h"
#include "tests/support/test.h"

static struct gov_outcome tally(struct test_chain *test)
{
    struct cosmos_gov_v1_proposal proposal;
    struct gov_outcome outcome;
    ASSERT_OK(gov_proposal_get(&test->ctx, 1, &proposal));
    ASSERT_OK(gov_tally(&test->ctx, &proposal, &outcome));
    return outcome;
}

static void a_validator_votes_for_those_that_do_not(void **state)
{
    struct test_chain *test = governance_new();
    stake_delegate(test, test_address(test->arena, 7), test_address(test->arena, 1), 1000000);
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_YES));
    struct gov_outcome outcome = tally(test);
    assert_true(outcome.passes);
    ASSERT_TEXT(outcome.tally->yes_count, "5000000");
    test_chain_free(test);
}

static void a_delegator_takes_its_part_out(void **state)
{
    struct test_chain *test = governance_new();
    stake_delegate(test, test_address(test->arena, 7), test_address(test->arena, 1), 5000000);
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_YES));
    ASSERT_OK(governance_vote(test, 1, 7, GOV_OPTION_NO));
    struct gov_outcome outcome = tally(test);
    assert_false(outcome.passes);
    ASSERT_TEXT(outcome.tally->yes_count, "4000000");
    ASSERT_TEXT(outcome.tally->no_count, "5000000");
    test_chain_free(test);
}

static void too_few_votes_decide_nothing(void **state)
{
    struct test_chain *test = governance_new();
    stake_delegate(test, test_address(test->arena, 7), test_address(test->arena, 1), 1000000);
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(governance_vote(test, 1, 7, GOV_OPTION_YES));
    struct gov_outcome outcome = tally(test);
    assert_false(outcome.passes);
    assert_false(outcome.burns);
    ASSERT_TEXT(outcome.tally->yes_count, "1000000");
    test_chain_free(test);
}

static void a_third_of_vetos_burns_the_deposit(void **state)
{
    struct test_chain *test = governance_new();
    stake_delegate(test, test_address(test->arena, 7), test_address(test->arena, 1), 3000000);
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_YES));
    ASSERT_OK(governance_vote(test, 1, 7, GOV_OPTION_VETO));
    struct gov_outcome outcome = tally(test);
    assert_false(outcome.passes);
    assert_true(outcome.burns);
    test_chain_free(test);
}

static void abstaining_alone_passes_nothing(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_ABSTAIN));
    struct gov_outcome outcome = tally(test);
    assert_false(outcome.passes);
    ASSERT_TEXT(outcome.tally->abstain_count, "4000000");
    ASSERT_TEXT(gov_tally_none(test->arena)->yes_count, "0");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_validator_votes_for_those_that_do_not),
        cmocka_unit_test(a_delegator_takes_its_part_out),
        cmocka_unit_test(too_few_votes_decide_nothing),
        cmocka_unit_test(a_third_of_vetos_burns_the_deposit),
        cmocka_unit_test(abstaining_alone_passes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
