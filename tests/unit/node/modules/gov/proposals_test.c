#include "node/chain/authority.h"
#include "tests/support/governance.h"
#include "tests/support/test.h"

static void a_proposal_waits_for_its_deposit_and_then_for_votes(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(governance_submit(test, 99, false, 1, 0));
    assert_int_equal(governance_status(test, 1), GOV_STATUS_DEPOSIT);
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    assert_int_equal(governance_status(test, 2), GOV_STATUS_VOTING);
    ASSERT_HEX(test_stored(test, STORE_GOV, GOV_NEXT_ID), "0000000000000003");
    assert_null(test_stored(test, STORE_GOV, gov_key(test->arena, GOV_VOTING, 1)).data);
    ASSERT_HEX(test_stored(test, STORE_GOV, gov_key(test->arena, GOV_VOTING, 2)), "01");
    test_chain_free(test);
}

static void one_that_is_not_there_is_refused_as_a_collection_does(void **state)
{
    struct test_chain *test = governance_new();
    struct cosmos_gov_v1_proposal proposal;
    ASSERT_TEXT(gov_proposal_get(&test->ctx, 7, &proposal)->text,
                "collections: not found: key '7' of type "
                "github.com/cosmos/gogoproto/cosmos.gov.v1.Proposal");
    test_chain_free(test);
}

static void only_gov_may_sign_its_messages(void **state)
{
    struct test_chain *test = governance_new();
    struct cosmos_gov_v1_proposal proposal;
    struct cosmos_gov_v1_msg_vote vote = {
        .proposal_id = 1, .voter = test_account(test, test_address(test->arena, 5)), .option = 1};
    const struct gov_message message = {&cosmos_gov_v1_msg_vote_type, &vote};
    const struct gov_draft draft = {
        .messages = &message, .message_count = 1, .proposer = test_address(test->arena, 5)};
    assert_true(error_is(gov_submit(&test->ctx, &draft, &proposal), &AUTHORITY_INVALID_SIGNER));
    test_chain_free(test);
}

static void long_texts_are_refused(void **state)
{
    struct test_chain *test = governance_new();
    struct cosmos_gov_v1_proposal proposal;
    uint8_t *text = arena_zalloc(test->arena, GOV_SUMMARY_MAX + 1);
    struct gov_draft draft = {.title = bytes_make(text, GOV_METADATA_MAX + 1),
                              .proposer = test_address(test->arena, 5)};
    assert_true(error_is(gov_submit(&test->ctx, &draft, &proposal), &GOV_METADATA_TOO_LONG));
    draft.title = BYTES("t");
    draft.summary = bytes_make(text, GOV_SUMMARY_MAX + 1);
    assert_true(error_is(gov_submit(&test->ctx, &draft, &proposal), &GOV_SUMMARY_TOO_LONG));
    draft.summary.len--;
    ASSERT_OK(gov_submit(&test->ctx, &draft, &proposal));
    test_chain_free(test);
}

static void the_proposer_cancels_and_loses_half_of_the_deposit(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_YES));
    assert_true(
        error_is(gov_cancel(&test->ctx, 1, test_account(test, test_address(test->arena, 1))),
                 &GOV_INVALID_PROPOSER));
    ASSERT_OK(gov_cancel(&test->ctx, 1, test_account(test, test_address(test->arena, 5))));
    assert_int_equal(governance_status(test, 1), 0);
    ASSERT_TEXT(stake_balance(test, test_address(test->arena, 5)), "950uscrt");
    struct kv_walk walk;
    ASSERT_OK(kv_walk_prefix(&test->ctx, STORE_GOV, GOV_VOTES, false, &walk));
    assert_false(walk.valid);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proposal_waits_for_its_deposit_and_then_for_votes),
        cmocka_unit_test(one_that_is_not_there_is_refused_as_a_collection_does),
        cmocka_unit_test(only_gov_may_sign_its_messages),
        cmocka_unit_test(long_texts_are_refused),
        cmocka_unit_test(the_proposer_cancels_and_loses_half_of_the_deposit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
