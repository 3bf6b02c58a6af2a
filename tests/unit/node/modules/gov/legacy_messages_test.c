#include "common/encoding/protobuf.h"
#include "schema/chain/cosmos_gov_v1beta1.h"
#include "tests/support/governance.h"
#include "tests/support/test.h"

static status submit(struct test_chain *test, const char *url, struct bytes value)
{
    struct cosmos_base_v1beta1_coin coin = {BYTES("uscrt"), BYTES("100")};
    const struct google_protobuf_any content = {bytes_text(url), value};
    const struct cosmos_gov_v1beta1_msg_submit_proposal msg = {
        &content, {&coin, 1}, test_account(test, test_address(test->arena, 5))};
    return test_run(test, &gov_module, &cosmos_gov_v1beta1_msg_submit_proposal_type, &msg);
}

static struct bytes text_proposal(struct test_chain *test)
{
    const struct cosmos_gov_v1beta1_text_proposal text = {BYTES("title"), BYTES("why")};
    return protobuf_encode(test->arena, &cosmos_gov_v1beta1_text_proposal_type, &text);
}

static void a_text_becomes_a_proposal_with_one_message(void **state)
{
    struct test_chain *test = governance_new();
    struct cosmos_gov_v1_proposal proposal;
    ASSERT_OK(submit(test, "/cosmos.gov.v1beta1.TextProposal", text_proposal(test)));
    ASSERT_OK(gov_proposal_get(&test->ctx, 1, &proposal));
    assert_int_equal(proposal.messages.count, 1);
    ASSERT_TEXT(proposal.messages.items[0].type_url, "/cosmos.gov.v1.MsgExecLegacyContent");
    ASSERT_TEXT(proposal.title, "title");
    ASSERT_TEXT(proposal.summary, "why");
    test_chain_free(test);
}

static void kinds_that_are_not_registered_are_refused(void **state)
{
    struct test_chain *test = governance_new();
    assert_true(error_is(submit(test, "/cosmos.distribution.v1beta1.CommunityPoolSpendProposal",
                                text_proposal(test)),
                         &GOV_INVALID_TYPE));
    assert_true(error_is(
        submit(test, "/cosmos.upgrade.v1beta1.CancelSoftwareUpgradeProposal", text_proposal(test)),
        &GOV_NO_HANDLER));
    assert_true(
        error_is(submit(test, "/cosmos.bank.v1beta1.MsgSend", BYTES("")), &GOV_INVALID_CONTENT));
    test_chain_free(test);
}

static void old_votes_and_deposits_still_count(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(submit(test, "/cosmos.gov.v1beta1.TextProposal", text_proposal(test)));
    const struct cosmos_gov_v1beta1_msg_vote vote = {
        1, test_account(test, test_address(test->arena, 1)), GOV_OPTION_NO};
    ASSERT_OK(test_run(test, &gov_module, &cosmos_gov_v1beta1_msg_vote_type, &vote));
    struct cosmos_gov_v1beta1_weighted_vote_option option = {GOV_OPTION_YES,
                                                             BYTES("1000000000000000000")};
    const struct cosmos_gov_v1beta1_msg_vote_weighted weighted = {
        1, test_account(test, test_address(test->arena, 1)), {&option, 1}};
    ASSERT_OK(test_run(test, &gov_module, &cosmos_gov_v1beta1_msg_vote_weighted_type, &weighted));
    struct cosmos_base_v1beta1_coin coin = {BYTES("uscrt"), BYTES("7")};
    const struct cosmos_gov_v1beta1_msg_deposit deposit = {
        1, test_account(test, test_address(test->arena, 5)), {&coin, 1}};
    ASSERT_OK(test_run(test, &gov_module, &cosmos_gov_v1beta1_msg_deposit_type, &deposit));
    test_advance(test, 60);
    ASSERT_OK(gov_module.end_block(&test->ctx));
    assert_int_equal(governance_status(test, 1), GOV_STATUS_PASSED);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_becomes_a_proposal_with_one_message),
        cmocka_unit_test(kinds_that_are_not_registered_are_refused),
        cmocka_unit_test(old_votes_and_deposits_still_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
