#include "node/chain/address.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "tests/support/governance.h"
#include "tests/support/test.h"

static status submit(struct test_chain *test, const char *title, const char *summary,
                     const char *metadata)
{
    struct cosmos_base_v1beta1_coin coin = {BYTES("uscrt"), BYTES("50")};
    const struct cosmos_gov_v1_msg_submit_proposal msg = {
        .initial_deposit = {&coin, 1},
        .proposer = test_account(test, test_address(test->arena, 5)),
        .metadata = bytes_text(metadata),
        .title = bytes_text(title),
        .summary = bytes_text(summary),
    };
    return test_run(test, &gov_module, &cosmos_gov_v1_msg_submit_proposal_type, &msg);
}

static void a_proposal_needs_title_summary_and_something_to_say(void **state)
{
    struct test_chain *test = governance_new();
    assert_true(error_is(submit(test, "", "s", "m"), &CHAIN_INVALID_REQUEST));
    assert_true(error_is(submit(test, "t", "", "m"), &CHAIN_INVALID_REQUEST));
    assert_true(error_is(submit(test, "t", "s", ""), &GOV_NO_MESSAGES));
    ASSERT_OK(submit(test, "t", "s", "m"));
    test_chain_free(test);
}

static void metadata_in_json_must_agree(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_TEXT(submit(test, "t", "s", "{\"title\":\"other\",\"summary\":\"s\"}")->text,
                "metadata title 'other' must equal proposal title 't': invalid proposal content");
    ASSERT_TEXT(submit(test, "t", "s", "{\"TITLE\":\"t\"}")->text,
                "metadata summary '' must equal proposal summary 's': invalid proposal content");
    assert_non_null(submit(test, "t", "s", "null"));
    ASSERT_OK(submit(test, "t", "s", "{\"title\":\"t\",\"summary\":\"s\",\"authors\":[\"a\"]}"));
    ASSERT_OK(submit(test, "t", "s", "{\"title\":\"other\",\"authors\":\"a\"}"));
    ASSERT_OK(submit(test, "t", "s", "[\"title\"]"));
    ASSERT_OK(submit(test, "t", "s", "{\"title\""));
    test_chain_free(test);
}

static void cancelling_answers_with_time_and_height(void **state)
{
    struct test_chain *test = governance_new();
    ASSERT_OK(submit(test, "t", "s", "m"));
    const struct cosmos_gov_v1_msg_cancel_proposal msg = {
        1, test_account(test, test_address(test->arena, 5))};
    ASSERT_OK(test_run(test, &gov_module, &cosmos_gov_v1_msg_cancel_proposal_type, &msg));
    const struct cosmos_gov_v1_msg_cancel_proposal_response *answer = test_response();
    assert_int_equal(answer->canceled_height, 10);
    assert_int_equal(answer->canceled_time.seconds, 1700000000);
    test_chain_free(test);
}

static void deposits_must_be_positive(void **state)
{
    struct test_chain *test = governance_new();
    struct cosmos_base_v1beta1_coin coin = {BYTES("uscrt"), BYTES("0")};
    const struct cosmos_gov_v1_msg_deposit msg = {
        1, test_account(test, test_address(test->arena, 5)), {&coin, 1}};
    assert_true(error_is(test_run(test, &gov_module, &cosmos_gov_v1_msg_deposit_type, &msg),
                         &CHAIN_INVALID_COINS));
    test_chain_free(test);
}

static void only_gov_changes_its_parameters_and_runs_legacy_content(void **state)
{
    struct test_chain *test = governance_new();
    struct cosmos_gov_v1_msg_update_params msg = {
        .authority = test_account(test, test_address(test->arena, 5))};
    const struct message_type *type = &cosmos_gov_v1_msg_update_params_type;
    ASSERT_OK(gov_params_get(&test->ctx, &msg.params));
    assert_true(error_is(test_run(test, &gov_module, type, &msg), &AUTHORITY_INVALID_SIGNER));
    msg.authority = ADDRESS_AUTHORITY;
    ASSERT_OK(test_run(test, &gov_module, type, &msg));
    const struct cosmos_gov_v1_msg_exec_legacy_content exec = {
        .authority = test_account(test, test_address(test->arena, 5))};
    assert_true(
        error_is(test_run(test, &gov_module, &cosmos_gov_v1_msg_exec_legacy_content_type, &exec),
                 &AUTHORITY_INVALID_SIGNER));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proposal_needs_title_summary_and_something_to_say),
        cmocka_unit_test(metadata_in_json_must_agree),
        cmocka_unit_test(cancelling_answers_with_time_and_height),
        cmocka_unit_test(deposits_must_be_positive),
        cmocka_unit_test(only_gov_changes_its_parameters_and_runs_legacy_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
