#include "common/crypto/hash.h"
#include "node/chain/traces.h"
#include "node/modules/compute/trace.h"
#include "tests/support/compute_sample.h"

/* A chain that takes one call from a trace. */
struct scene {
    struct test_chain *test;
    struct bytes contract;
    struct secret_compute_v1beta1_execution_trace_data call;
    struct secret_compute_v1beta1_query_block_traces_response given;
    struct block_traces traces;
    struct secretd_boundary_call_reply reply;
};

static struct scene *scene_new(struct secret_compute_v1beta1_execution_trace_data call)
{
    struct test_chain *test = test_chain_new();
    struct scene *scene = ARENA_NEW(test->arena, struct scene);
    *scene = (struct scene){.test = test, .contract = test_address(test->arena, 0xC1)};
    scene->call = call;
    scene->call.index = 1;
    scene->given.traces.items = &scene->call;
    scene->given.traces.count = 1;
    scene->traces.given = &scene->given;
    test->ctx.traces = &scene->traces;
    return scene;
}

static status follow(struct scene *scene, int32_t kind)
{
    const struct secretd_boundary_call call = {.kind = kind, .contract = scene->contract};
    const struct compute_request request = {.call = &call};
    assert_true(compute_follows(&scene->test->ctx));
    return compute_trace_follow(&scene->test->ctx, &request, &scene->reply);
}

static void writes_are_made_free_of_gas_and_the_answer_is_read(void **state)
{
    struct secret_compute_v1beta1_storage_op ops[] = {
        {.key = BYTES("a"), .value = BYTES("1")},
        {.key = BYTES("b")},
        {.is_delete = true, .key = BYTES("a")},
    };
    struct secret_compute_v1beta1_cross_module_op cross[] = {
        {.store_key = BYTES("bank"), .key = BYTES("k"), .value = BYTES("v")},
        {.store_key = BYTES("bank"), .key = BYTES("none"), .is_delete = true},
    };
    struct scene *scene = scene_new((struct secret_compute_v1beta1_execution_trace_data){
        .ops = {ops, 3},
        .cross_ops = {cross, 2},
        .gas_used = 5000,
        .callback_gas = 7999,
        .result = BYTES("{\"v1\":{\"Ok\":{\"data\":\"AA==\"}}}"),
    });
    ASSERT_OK(follow(scene, SECRETD_BOUNDARY_CALL_KIND_EXECUTE));
    struct arena *arena = scene->test->arena;
    assert_int_equal(test_gas(scene->test), 7);
    assert_null(test_stored(scene->test, STORE_COMPUTE,
                            compute_key_state(arena, scene->contract, BYTES("a")))
                    .data);
    assert_non_null(test_stored(scene->test, STORE_COMPUTE,
                                compute_key_state(arena, scene->contract, BYTES("b")))
                        .data);
    ASSERT_TEXT(test_stored(scene->test, STORE_BANK, BYTES("k")), "v");
    assert_int_equal(scene->reply.wasm_gas_used, 5000);
    assert_int_equal(scene->reply.chain_gas_consumed, 7);
    ASSERT_HEX(scene->reply.answer->data, "00");
    assert_int_equal(scene->traces.calls, 1);
    test_chain_free(scene->test);
}

static void an_error_is_the_contracts_or_the_enclaves_by_its_words(void **state)
{
    struct scene *scene = scene_new((struct secret_compute_v1beta1_execution_trace_data){
        .has_error = true, .error_msg = BYTES("encrypted: AAAA")});
    ASSERT_OK(follow(scene, SECRETD_BOUNDARY_CALL_KIND_EXECUTE));
    assert_true(scene->reply.answer->failed);
    ASSERT_TEXT(scene->reply.answer->error, "encrypted: AAAA");
    test_chain_free(scene->test);

    scene = scene_new((struct secret_compute_v1beta1_execution_trace_data){
        .has_error = true, .error_msg = BYTES("Execution error: Enclave: it broke")});
    ASSERT_OK(follow(scene, SECRETD_BOUNDARY_CALL_KIND_EXECUTE));
    assert_null(scene->reply.answer);
    ASSERT_TEXT(scene->reply.failure->text, "it broke");
    assert_false(scene->reply.failure->out_of_gas);
    test_chain_free(scene->test);
}

/* Where the charge has no name, as in the original's traces, it is the next one that fails. */
static void chain_gas_over_the_limit_fails_under_its_name_or_later(void **state)
{
    struct scene *scene = scene_new((struct secret_compute_v1beta1_execution_trace_data){
        .callback_gas = 900,
        .out_of_gas = true,
        .out_of_gas_location = BYTES("WritePerByte"),
    });
    scene->test->gas.limit = 800;
    status refused = follow(scene, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE);
    assert_true(error_is(refused, &CHAIN_OUT_OF_GAS));
    assert_string_equal(scene->test->gas.label, "WritePerByte");
    assert_int_equal(scene->test->gas.used, 900);
    test_chain_free(scene->test);

    uint8_t result[96 + sizeof "{\"v1\":{\"Ok\":{}}}" - 1] = {0};
    memcpy(result + 96, "{\"v1\":{\"Ok\":{}}}", sizeof result - 96);
    scene = scene_new((struct secret_compute_v1beta1_execution_trace_data){
        .callback_gas = 900, .result = BYTES_OF(result)});
    scene->test->gas.limit = 800;
    ASSERT_OK(follow(scene, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE));
    assert_int_equal(scene->test->gas.used, 900);
    test_chain_free(scene->test);
}

static void a_module_is_checked_by_what_the_trace_says_of_its_hash(void **state)
{
    uint8_t good[32], bad[32];
    crypto_sha256(BYTES("good"), good);
    crypto_sha256(BYTES("bad"), bad);
    struct secret_compute_v1beta1_create_result_data results[] = {
        {.wasm_hash = BYTES_OF(good)},
        {.wasm_hash = BYTES_OF(bad), .has_error = true, .error_msg = BYTES("no good")},
    };
    const struct secret_compute_v1beta1_query_block_create_results_response created = {
        {results, 2}};
    struct scene *scene = scene_new((struct secret_compute_v1beta1_execution_trace_data){0});
    struct secretd_boundary_check_code_reply reply;
    scene->traces.given_created = &created;
    compute_trace_check(&scene->test->ctx, BYTES("good"), &reply);
    assert_null(reply.failure);
    compute_trace_check(&scene->test->ctx, BYTES("bad"), &reply);
    ASSERT_TEXT(reply.failure->text, "no good");
    test_chain_free(scene->test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_are_made_free_of_gas_and_the_answer_is_read),
        cmocka_unit_test(an_error_is_the_contracts_or_the_enclaves_by_its_words),
        cmocka_unit_test(chain_gas_over_the_limit_fails_under_its_name_or_later),
        cmocka_unit_test(a_module_is_checked_by_what_the_trace_says_of_its_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
