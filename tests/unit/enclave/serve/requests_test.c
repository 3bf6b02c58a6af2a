#include "tests/support/served.h"

static const struct secretd_boundary_call_reply *
ask(struct served *served, enum boundary_frame number, const void *request)
{
    return served_ask(served, served->query, number, request, BOUNDARY_CALL_REPLY);
}

static void nothing_runs_without_keys(void **state)
{
    struct served served = served_start(true);
    const struct secretd_boundary_query query = {.depth = 1};
    ASSERT_TEXT(ask(&served, BOUNDARY_QUERY, &query)->failure->text,
                "the keys of this network are not loaded, or loaded already");
    assert_int_equal(served_stop(&served), 0);
}

static void each_request_has_its_refusal(void **state)
{
    struct served served = served_start(true);
    served_bootstrap(&served);
    const struct secretd_boundary_query query = {.depth = 1, .message = BYTES("?")};
    const struct secretd_boundary_call call = {0};
    const struct secretd_boundary_update_admin admin = {0};
    ASSERT_TEXT(ask(&served, BOUNDARY_QUERY, &query)->failure->text, "failed to deserialize data");
    ASSERT_TEXT(ask(&served, BOUNDARY_CALL, &call)->failure->text,
                "failed to validate transaction");
    ASSERT_TEXT(ask(&served, BOUNDARY_UPDATE_ADMIN, &admin)->failure->text,
                "failed to validate transaction");
    assert_int_equal(served_stop(&served), 0);
}

static void code_is_checked_without_keys(void **state)
{
    struct served served = served_start(true);
    struct secretd_boundary_check_code request = {
        .wasm = test_file(served.arena, "tests/vectors/enclave/keeper.wasm")};
    const struct secretd_boundary_check_code_reply *reply =
        served_ask(&served, served.query, BOUNDARY_CHECK_CODE, &request, BOUNDARY_CHECK_CODE_REPLY);
    assert_null(reply->failure);
    assert_int_equal(reply->generation, VM_GENERATION_V1);
    request.wasm.len--;
    reply =
        served_ask(&served, served.query, BOUNDARY_CHECK_CODE, &request, BOUNDARY_CHECK_CODE_REPLY);
    assert_non_null(reply->failure);
    assert_int_equal(served_stop(&served), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_runs_without_keys),
        cmocka_unit_test(each_request_has_its_refusal),
        cmocka_unit_test(code_is_checked_without_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
