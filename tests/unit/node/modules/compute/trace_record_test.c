#include "common/encoding/protobuf.h"
#include "node/chain/traces.h"
#include "node/modules/compute/trace.h"
#include "schema/core/secretd_traces.h"
#include "tests/support/compute_sample.h"

static const struct secretd_boundary_call EXECUTE = {.kind = SECRETD_BOUNDARY_CALL_KIND_EXECUTE};
static const struct secretd_boundary_call INSTANTIATE = {
    .kind = SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE};

/* One call that costs the chain 7 gas, written down and read back. */
static struct secretd_traces_block record(struct test_chain *test,
                                          const struct secretd_boundary_call *call,
                                          struct secretd_boundary_call_reply reply, status ended)
{
    struct block_traces traces = traces_recorder(test->arena);
    const struct compute_request request = {.call = call};
    test->ctx.traces = &traces;
    struct compute_trace trace = compute_trace_begin(&test->ctx);
    test->gas.used += 7;
    reply.chain_gas_consumed = test->gas.used;
    compute_trace_end(&test->ctx, &trace, &request, &reply, ended);
    struct secretd_traces_block block;
    ASSERT_OK(protobuf_decode(test->arena, &secretd_traces_block_type,
                              traces_encode(test->arena, &traces), &block));
    assert_int_equal(block.traces.traces.count, 1);
    test->ctx.traces = NULL;
    return block;
}

static void writes_and_deletes_are_written_down_in_order_and_reads_are_not(void **state)
{
    struct test_chain *test = test_chain_new();
    struct secretd_contract_access accesses[] = {
        {.kind = SECRETD_CONTRACT_ACCESS_DELETE, .key = BYTES("old")},
        {.kind = SECRETD_CONTRACT_ACCESS_READ, .key = BYTES("read")},
        {.kind = SECRETD_CONTRACT_ACCESS_WRITE, .key = BYTES("new"), .value = BYTES("v")},
    };
    const struct secretd_contract_answer answer = {.generation = SECRETD_CONTRACT_GENERATION_V1};
    const struct secretd_boundary_call_reply reply = {
        .wasm_gas_used = 5000, .accesses = {accesses, 3}, .answer = &answer};
    struct secret_compute_v1beta1_execution_trace_data call =
        record(test, &EXECUTE, reply, NULL).traces.traces.items[0];
    assert_int_equal(call.index, 1);
    assert_int_equal(call.ops.count, 2);
    assert_true(call.ops.items[0].is_delete);
    ASSERT_TEXT(call.ops.items[1].key, "new");
    ASSERT_TEXT(call.ops.items[1].value, "v");
    assert_int_equal(call.gas_used, 5000);
    assert_false(call.has_error);
    assert_true(call.result.len > 0);
    test_chain_free(test);
}

/* Executions are measured on the contract's meter, instantiations on the chain's. */
static void chain_gas_stands_in_the_unit_of_the_original(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct secretd_contract_answer answer = {0};
    const struct secretd_boundary_call_reply reply = {.answer = &answer};
    assert_int_equal(record(test, &EXECUTE, reply, NULL).traces.traces.items[0].callback_gas, 7000);
    assert_int_equal(record(test, &INSTANTIATE, reply, NULL).traces.traces.items[0].callback_gas,
                     7);
    test_chain_free(test);
}

static void the_end_of_gas_is_told_with_its_place(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct secretd_boundary_failure dry = {.text = BYTES("out of gas"), .out_of_gas = true};
    const struct secretd_boundary_call_reply reply = {.failure = &dry};
    struct secret_compute_v1beta1_execution_trace_data call =
        record(test, &EXECUTE, reply, NULL).traces.traces.items[0];
    assert_true(call.out_of_gas);
    assert_int_equal(call.out_of_gas_location.len, 0);
    ASSERT_TEXT(call.error_msg, "Execution error: Enclave: out of gas");

    test->gas.label = "WriteFlat";
    call = record(test, &EXECUTE, reply, &CHAIN_OUT_OF_GAS).traces.traces.items[0];
    assert_true(call.out_of_gas);
    ASSERT_TEXT(call.out_of_gas_location, "WriteFlat");
    test_chain_free(test);
}

/* To the enclave it was as if gas had ended. */
static void a_panic_of_the_chain_is_no_end_of_gas(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct secretd_boundary_failure dry = {.text = BYTES("out of gas"), .out_of_gas = true};
    const struct secretd_boundary_call_reply reply = {.failure = &dry, .wasm_gas_used = 9};
    struct secret_compute_v1beta1_execution_trace_data call =
        record(test, &EXECUTE, reply, chain_panic(test->arena, "oh")).traces.traces.items[0];
    assert_false(call.out_of_gas);
    assert_true(call.has_error);
    ASSERT_TEXT(call.error_msg,
                "Execution error: Calling external function through FFI: Panic in FFI call");
    assert_int_equal(call.callback_gas, 7000);
    assert_int_equal(call.gas_used, 9);
    test_chain_free(test);
}

/* Deletes too of what was made in the same block, and so is in no committed state. */
static void writes_to_other_modules_are_written_down(void **state)
{
    struct test_chain *test = test_chain_new();
    struct block_traces traces = traces_recorder(test->arena);
    const struct compute_request request = {.call = &EXECUTE};
    const struct secretd_boundary_call_reply reply = {0};
    overlay_set(test->ctx.state, STORE_DISTRIBUTION, BYTES("old"), BYTES("1"));
    test->ctx.traces = &traces;
    struct compute_trace trace = compute_trace_begin(&test->ctx);
    struct context branch = context_branch(&test->ctx);
    overlay_set(branch.state, STORE_DISTRIBUTION, BYTES("new"), BYTES(""));
    overlay_delete(branch.state, STORE_DISTRIBUTION, BYTES("old"));
    overlay_set(branch.state, STORE_BANK, BYTES("k"), BYTES("v"));
    compute_trace_writes(&test->ctx, &trace, branch.state);
    compute_trace_end(&test->ctx, &trace, &request, &reply, NULL);
    struct secretd_traces_block block;
    ASSERT_OK(protobuf_decode(test->arena, &secretd_traces_block_type,
                              traces_encode(test->arena, &traces), &block));
    const struct secret_compute_v1beta1_cross_module_op_list *ops =
        &block.traces.traces.items[0].cross_ops;
    assert_int_equal(ops->count, 3);
    size_t bank = bytes_is(ops->items[0].store_key, "bank") ? 0 : 2, rest = bank == 0 ? 1 : 0;
    ASSERT_TEXT(ops->items[bank].value, "v");
    ASSERT_TEXT(ops->items[rest].store_key, "distribution");
    ASSERT_TEXT(ops->items[rest].key, "new");
    assert_false(ops->items[rest].is_delete);
    ASSERT_TEXT(ops->items[rest + 1].key, "old");
    assert_true(ops->items[rest + 1].is_delete);
    test_chain_free(test);
}

static void the_check_of_a_module_is_written_down_by_its_hash(void **state)
{
    struct test_chain *test = test_chain_new();
    struct block_traces traces = traces_recorder(test->arena);
    const struct secretd_boundary_failure failure = {.text = BYTES("no good")};
    const struct secretd_boundary_check_code_reply good = {0}, bad = {.failure = &failure};
    compute_trace_checked(&test->ctx, BYTES("wasm"), &good); /* nothing is recorded */
    test->ctx.traces = &traces;
    compute_trace_checked(&test->ctx, BYTES("wasm"), &good);
    compute_trace_checked(&test->ctx, BYTES("other"), &bad);
    struct secretd_traces_block block;
    ASSERT_OK(protobuf_decode(test->arena, &secretd_traces_block_type,
                              traces_encode(test->arena, &traces), &block));
    assert_int_equal(block.created.results.count, 2);
    uint8_t hash[32];
    crypto_sha256(BYTES("wasm"), hash);
    ASSERT_BYTES(block.created.results.items[0].wasm_hash, BYTES_OF(hash));
    ASSERT_BYTES(block.created.results.items[0].code_hash, BYTES_OF(hash));
    ASSERT_TEXT(block.created.results.items[1].error_msg, "no good");
    test_chain_free(test);
}

static void a_call_outside_of_a_recorded_block_is_not_written_down(void **state)
{
    struct test_chain *test = test_chain_new();
    struct compute_trace trace = compute_trace_begin(&test->ctx);
    assert_int_equal(trace.number, 0);
    const struct compute_request request = {.call = &EXECUTE};
    const struct secretd_boundary_call_reply reply = {0};
    compute_trace_end(&test->ctx, &trace, &request, &reply, NULL);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_and_deletes_are_written_down_in_order_and_reads_are_not),
        cmocka_unit_test(chain_gas_stands_in_the_unit_of_the_original),
        cmocka_unit_test(the_end_of_gas_is_told_with_its_place),
        cmocka_unit_test(a_panic_of_the_chain_is_no_end_of_gas),
        cmocka_unit_test(writes_to_other_modules_are_written_down),
        cmocka_unit_test(the_check_of_a_module_is_written_down_by_its_hash),
        cmocka_unit_test(a_call_outside_of_a_recorded_block_is_not_written_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
