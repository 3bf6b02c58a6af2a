#include "tests/support/governance.h"
#include "tests/support/test.h"

static void end(struct test_chain *test, int64_t seconds)
{
    test_advance(test, seconds);
    test_events(test);
    ASSERT_OK(gov_module.end_block(&test->ctx));
}

static void a_proposal_without_enough_deposit_is_dropped(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(governance_submit(test, 99, false, 1, 0));
    end(test, 49);
    assert_int_equal(governance_status(test, 1), GOV_STATUS_DEPOSIT);
    end(test, 1);
    assert_int_equal(governance_status(test, 1), 0);
    ASSERT_TEXT(stake_balance(test, test_address(test->arena, 5)), "1000uscrt");
    test_chain_free(test);
}

static void a_proposal_that_passes_is_carried_out(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(governance_submit(test, 100, false, 2, 0));
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_YES));
    end(test, 60);
    assert_int_equal(governance_status(test, 1), GOV_STATUS_PASSED);
    assert_int_equal(governance_sends, 2);
    struct bytes events = test_events(test);
    struct bytes last = BYTES("active_proposal proposal_id=1 proposal_result=proposal_passed "
                              "proposal_log=passed");
    ASSERT_BYTES(bytes_from(events, events.len - last.len), last);
    ASSERT_TEXT(stake_balance(test, test_address(test->arena, 5)), "1000uscrt");
    test_chain_free(test);
}

static void one_whose_message_fails_says_why(void **state)
{
    struct test_chain *test = governance_new();
    struct cosmos_gov_v1_proposal proposal;
    ASSERT_OK(governance_submit(test, 100, false, 1, 1));
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_YES));
    end(test, 60);
    ASSERT_OK(gov_proposal_get(&test->ctx, 1, &proposal));
    assert_int_equal(proposal.status, GOV_STATUS_FAILED);
    ASSERT_TEXT(proposal.failed_reason, "insufficient funds");
    struct bytes events = test_events(test);
    struct bytes last = BYTES("proposal_log=passed, but msg 0 (/cosmos.bank.v1beta1.MsgSend) "
                              "failed on execution: insufficient funds");
    ASSERT_BYTES(bytes_from(events, events.len - last.len), last);
    test_chain_free(test);
}

static void a_rejected_one_gives_the_deposit_back(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_NO));
    end(test, 60);
    assert_int_equal(governance_status(test, 1), GOV_STATUS_REJECTED);
    ASSERT_TEXT(stake_balance(test, test_address(test->arena, 5)), "1000uscrt");
    test_chain_free(test);
}

static void an_expedited_one_gets_a_second_chance(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(governance_submit(test, 250, true, 1, 0));
    end(test, 30);
    assert_int_equal(governance_status(test, 1), GOV_STATUS_VOTING);
    ASSERT_TEXT(test_events(test),
                "active_proposal proposal_id=1 proposal_result=expedited_proposal_rejected "
                "proposal_log=expedited proposal converted to regular");
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_YES));
    end(test, 30);
    assert_int_equal(governance_status(test, 1), GOV_STATUS_PASSED);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proposal_without_enough_deposit_is_dropped),
        cmocka_unit_test(a_proposal_that_passes_is_carried_out),
        cmocka_unit_test(one_whose_message_fails_says_why),
        cmocka_unit_test(a_rejected_one_gives_the_deposit_back),
        cmocka_unit_test(an_expedited_one_gets_a_second_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
