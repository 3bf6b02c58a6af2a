#include "node/chain/errors.h"
#include "schema/chain/cosmos_gov_v1beta1.h"
#include "tests/support/governance.h"
#include "tests/support/test.h"

#define QUERY "/cosmos.gov.v1beta1.Query/"

static void a_proposal_of_one_message_is_shown_as_its_content(void **state)
{
    struct test_chain *test = governance_new();
    const struct cosmos_gov_v1beta1_query_proposal_request request = {1}, two = {2};
    struct cosmos_gov_v1beta1_query_proposal_response response = {0};
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(governance_submit(test, 100, false, 2, 0));
    ASSERT_OK(test_query(test, &gov_module, QUERY "Proposal", &request, &response));
    ASSERT_TEXT(response.proposal.content->type_url, "/cosmos.bank.v1beta1.MsgSend");
    ASSERT_TEXT(response.proposal.final_tally_result.yes, "0");
    assert_int_equal(response.proposal.voting_end_time.seconds, 1700000060);
    assert_true(error_is(test_query(test, &gov_module, QUERY "Proposal", &two, &response),
                         &CHAIN_INVALID_TYPE));
    test_chain_free(test);
}

static void weights_and_shares_become_scaled_numbers(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_YES));
    const struct cosmos_gov_v1beta1_query_votes_request request = {1};
    struct cosmos_gov_v1beta1_query_votes_response response = {0};
    ASSERT_OK(test_query(test, &gov_module, QUERY "Votes", &request, &response));
    assert_int_equal(response.votes.count, 1);
    ASSERT_TEXT(response.votes.items[0].options.items[0].weight, "1000000000000000000");
    const struct cosmos_gov_v1beta1_query_params_request tallying = {BYTES("tallying")};
    struct cosmos_gov_v1beta1_query_params_response params = {0};
    ASSERT_OK(test_query(test, &gov_module, QUERY "Params", &tallying, &params));
    ASSERT_TEXT(params.tally_params.quorum, "334000000000000000");
    test_chain_free(test);
}

static void parameters_need_a_type(void **state)
{
    struct test_chain *test = governance_new();
    const struct cosmos_gov_v1beta1_query_params_request none = {BYTES("")};
    struct cosmos_gov_v1beta1_query_params_response params = {0};
    struct bytes text;
    status refused = test_query(test, &gov_module, QUERY "Params", &none, &params);
    assert_int_equal(chain_grpc_code(refused, &text), GRPC_INVALID_ARGUMENT);
    ASSERT_TEXT(text, " is not a valid parameter type");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proposal_of_one_message_is_shown_as_its_content),
        cmocka_unit_test(weights_and_shares_become_scaled_numbers),
        cmocka_unit_test(parameters_need_a_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
