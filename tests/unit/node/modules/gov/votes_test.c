#include "tests/support/governance.h"
#include "tests/support/test.h"

static status check(struct test_chain *test, const char *yes, const char *no)
{
    struct cosmos_gov_v1_weighted_vote_option options[] = {{GOV_OPTION_YES, bytes_text(yes)},
                                                           {GOV_OPTION_NO, bytes_text(no)}};
    const struct cosmos_gov_v1_weighted_vote_option_list list = {options, 2};
    return gov_vote_check(&test->ctx, &list);
}

static void weights_sum_to_one(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(check(test, "0.7", "0.3"));
    ASSERT_TEXT(check(test, "0.7", "0.2")->text,
                "total weight lower than 1.00: invalid vote option");
    ASSERT_TEXT(check(test, "0.7", "0.4")->text, "total weight overflow 1.00: invalid vote option");
    ASSERT_TEXT(check(test, "1.1", "0.4")->text,
                "option:VOTE_OPTION_YES weight:\"1.1\" : invalid vote option");
    assert_non_null(check(test, "1", "0"));
    assert_non_null(check(test, "half", "0.5"));
    test_chain_free(test);
}

static void a_vote_is_for_an_open_proposal(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(governance_submit(test, 50, false, 1, 0));
    ASSERT_TEXT(governance_vote(test, 1, 1, GOV_OPTION_YES)->text, "1: inactive proposal");
    ASSERT_TEXT(governance_vote(test, 1, 1, 9)->text, "9: invalid vote option");
    test_chain_free(test);
}

static void a_vote_is_told_in_json_and_can_be_changed(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    test_events(test);
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_YES));
    struct bytes expected = arena_format(
        test->arena,
        "proposal_vote voter=%.*s option=[{\"option\":1,\"weight\":\"1.000000000000000000\"}] "
        "proposal_id=1",
        BYTES_ARG(test_account(test, test_address(test->arena, 1))));
    ASSERT_BYTES(test_events(test), expected);
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_NO));
    struct kv_walk walk;
    ASSERT_OK(kv_walk_prefix(&test->ctx, STORE_GOV, GOV_VOTES, false, &walk));
    assert_true(walk.valid);
    ASSERT_OK(kv_walk_next(&walk));
    assert_false(walk.valid);
    ASSERT_OK(gov_votes_delete(&test->ctx, 1));
    ASSERT_OK(kv_walk_prefix(&test->ctx, STORE_GOV, GOV_VOTES, false, &walk));
    assert_false(walk.valid);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_sum_to_one),
        cmocka_unit_test(a_vote_is_for_an_open_proposal),
        cmocka_unit_test(a_vote_is_told_in_json_and_can_be_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
