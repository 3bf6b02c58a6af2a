#include "node/chain/errors.h"
#include "tests/support/governance.h"
#include "tests/support/test.h"

#define QUERY "/cosmos.gov.v1.Query/"

static struct test_chain *three_proposals(void)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(governance_submit(test, 50, false, 1, 0));
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(governance_vote(test, 3, 1, GOV_OPTION_YES));
    return test;
}

static void proposals_are_filtered(void **state)
{
    struct test_chain *test = three_proposals();
    struct cosmos_gov_v1_query_proposals_request request = {.proposal_status = GOV_STATUS_VOTING};
    struct cosmos_gov_v1_query_proposals_response response = {0};
    ASSERT_OK(test_query(test, &gov_module, QUERY "Proposals", &request, &response));
    assert_int_equal(response.proposals.count, 2);
    assert_int_equal(response.pagination->total, 2);
    request.voter = test_account(test, test_address(test->arena, 1));
    response = (struct cosmos_gov_v1_query_proposals_response){0};
    ASSERT_OK(test_query(test, &gov_module, QUERY "Proposals", &request, &response));
    assert_int_equal(response.proposals.count, 1);
    assert_int_equal(response.proposals.items[0].id, 3);
    test_chain_free(test);
}

static void pages_go_on_at_their_key(void **state)
{
    struct test_chain *test = three_proposals();
    struct cosmos_base_query_v1beta1_page_request page = {.limit = 2};
    const struct cosmos_gov_v1_query_proposals_request request = {.pagination = &page};
    struct cosmos_gov_v1_query_proposals_response response = {0};
    ASSERT_OK(test_query(test, &gov_module, QUERY "Proposals", &request, &response));
    assert_int_equal(response.proposals.count, 2);
    ASSERT_HEX(response.pagination->next_key, "0000000000000003");
    page.key = response.pagination->next_key;
    response = (struct cosmos_gov_v1_query_proposals_response){0};
    ASSERT_OK(test_query(test, &gov_module, QUERY "Proposals", &request, &response));
    assert_int_equal(response.proposals.count, 1);
    assert_int_equal(response.pagination->next_key.len, 0);
    page.offset = 1;
    assert_non_null(test_query(test, &gov_module, QUERY "Proposals", &request, &response));
    test_chain_free(test);
}

static void a_tally_of_an_open_vote_leaves_the_votes(void **state)
{
    struct test_chain *test = three_proposals();
    const struct cosmos_gov_v1_query_tally_result_request request = {3};
    struct cosmos_gov_v1_query_tally_result_response response = {0};
    for (int round = 0; round < 2; round++) {
        ASSERT_OK(test_query(test, &gov_module, QUERY "TallyResult", &request, &response));
        ASSERT_TEXT(response.tally->yes_count, "4000000");
    }
    test_chain_free(test);
}

static void what_is_not_there_has_its_own_code(void **state)
{
    struct test_chain *test = three_proposals();
    const struct cosmos_gov_v1_query_proposal_request missing = {9}, zero = {0};
    struct cosmos_gov_v1_query_proposal_response response = {0};
    struct bytes text;
    status refused = test_query(test, &gov_module, QUERY "Proposal", &missing, &response);
    assert_int_equal(chain_grpc_code(refused, &text), GRPC_NOT_FOUND);
    ASSERT_TEXT(text, "proposal 9 doesn't exist");
    refused = test_query(test, &gov_module, QUERY "Proposal", &zero, &response);
    assert_int_equal(chain_grpc_code(refused, &text), GRPC_INVALID_ARGUMENT);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proposals_are_filtered),
        cmocka_unit_test(pages_go_on_at_their_key),
        cmocka_unit_test(a_tally_of_an_open_vote_leaves_the_votes),
        cmocka_unit_test(what_is_not_there_has_its_own_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
