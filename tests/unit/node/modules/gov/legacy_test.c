#include "common/encoding/protobuf.h"
#include "schema/chain/cosmos_distribution_v1beta1.h"
#include "schema/chain/cosmos_gov_v1beta1.h"
#include "schema/chain/cosmos_params_v1beta1.h"
#include "tests/support/governance.h"
#include "tests/support/test.h"

static struct gov_content read(struct test_chain *test, const struct message_type *type,
                               const void *message)
{
    const struct google_protobuf_any any = {arena_format(test->arena, "/%s", type->full_name),
                                            protobuf_encode(test->arena, type, message)};
    struct gov_content content;
    bool known;
    ASSERT_OK(gov_content_read(&test->ctx, &any, &content, &known));
    assert_true(known);
    return content;
}

static void a_text_does_nothing(void **state)
{
    struct test_chain *test = governance_new();
    const struct cosmos_gov_v1beta1_text_proposal text = {BYTES("title"), BYTES("why")};
    struct gov_content content = read(test, &cosmos_gov_v1beta1_text_proposal_type, &text);
    assert_string_equal(content.kind, "Text");
    ASSERT_OK(gov_content_check(&test->ctx, &content));
    ASSERT_OK(gov_content_run(&test->ctx, &content));
    test_chain_free(test);
}

static void titles_and_descriptions_have_bounds(void **state)
{
    struct test_chain *test = governance_new();
    struct cosmos_gov_v1beta1_text_proposal text = {BYTES(" \t"), BYTES("why")};
    struct gov_content content = read(test, &cosmos_gov_v1beta1_text_proposal_type, &text);
    ASSERT_TEXT(gov_content_check(&test->ctx, &content)->text,
                "proposal title cannot be blank: invalid proposal content");
    text.title = bytes_make(arena_zalloc(test->arena, 141), 141);
    content = read(test, &cosmos_gov_v1beta1_text_proposal_type, &text);
    assert_true(error_is(gov_content_check(&test->ctx, &content), &GOV_INVALID_CONTENT));
    text.title = BYTES("t");
    text.description = BYTES("");
    content = read(test, &cosmos_gov_v1beta1_text_proposal_type, &text);
    assert_true(error_is(gov_content_check(&test->ctx, &content), &GOV_INVALID_CONTENT));
    test_chain_free(test);
}

static void some_kinds_have_nobody_who_carries_them_out(void **state)
{
    struct test_chain *test = governance_new();
    const struct cosmos_distribution_v1beta1_community_pool_spend_proposal spend = {
        .title = BYTES("t"), .description = BYTES("d")};
    struct gov_content content =
        read(test, &cosmos_distribution_v1beta1_community_pool_spend_proposal_type, &spend);
    assert_false(content.submittable);
    ASSERT_TEXT(gov_content_run(&test->ctx, &content)->text,
                "distribution: no handler exists for proposal type");
    test_chain_free(test);
}

static void a_parameter_change_aborts_as_the_original_panics(void **state)
{
    struct test_chain *test = governance_new();
    struct cosmos_params_v1beta1_param_change change = {BYTES("staking"), BYTES("MaxValidators"),
                                                        BYTES("5")};
    const struct cosmos_params_v1beta1_parameter_change_proposal proposal = {
        BYTES("t"), BYTES("d"), {&change, 1}};
    struct gov_content content =
        read(test, &cosmos_params_v1beta1_parameter_change_proposal_type, &proposal);
    ASSERT_OK(gov_content_check(&test->ctx, &content));
    assert_true(gov_content_run(&test->ctx, &content)->aborts);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_does_nothing),
        cmocka_unit_test(titles_and_descriptions_have_bounds),
        cmocka_unit_test(some_kinds_have_nobody_who_carries_them_out),
        cmocka_unit_test(a_parameter_change_aborts_as_the_original_panics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
