#include "node/chain/traces.h"

#include "common/encoding/protobuf.h"
#include "schema/core/secretd_traces.h"
#include "tests/support/test.h"

static void calls_are_numbered_from_one_and_come_back_as_they_were_added(void **state)
{
    struct arena *arena = arena_new(4096);
    struct block_traces traces = traces_recorder(arena);
    assert_null(traces_encode(arena, &traces).data);
    assert_int_equal(traces_number(&traces), 1);
    assert_int_equal(traces_number(&traces), 2);
    const struct secret_compute_v1beta1_execution_trace_data calls[] = {
        {.index = 1, .result = BYTES("one")}, {.index = 2, .out_of_gas = true}};
    const struct secret_compute_v1beta1_create_result_data created = {.has_error = true};
    traces_add_call(&traces, &calls[0]);
    traces_add_call(&traces, &calls[1]);
    traces_add_created(&traces, &created);
    struct secretd_traces_block block;
    ASSERT_OK(
        protobuf_decode(arena, &secretd_traces_block_type, traces_encode(arena, &traces), &block));
    assert_int_equal(block.traces.traces.count, 2);
    ASSERT_TEXT(block.traces.traces.items[0].result, "one");
    assert_true(block.traces.traces.items[1].out_of_gas);
    assert_int_equal(block.created.results.count, 1);
    assert_true(block.created.results.items[0].has_error);
    arena_drop(arena);
}

static void given_calls_are_found_in_any_order(void **state)
{
    uint8_t hash[32] = {7}, other[32] = {8};
    struct secret_compute_v1beta1_execution_trace_data calls[] = {
        {.index = 3}, {.index = 1}, {.index = 2}};
    struct secret_compute_v1beta1_create_result_data results[] = {{.wasm_hash = BYTES_OF(hash)}};
    const struct secret_compute_v1beta1_query_block_traces_response given = {{calls, 3}};
    const struct secret_compute_v1beta1_query_block_create_results_response created = {
        {results, 1}};
    struct block_traces traces = {.given = &given};
    assert_null(traces_find_created(&traces, hash));
    traces.given_created = &created;
    assert_ptr_equal(traces_find_call(&traces, 1), &calls[1]);
    assert_ptr_equal(traces_find_call(&traces, 3), &calls[0]);
    assert_null(traces_find_call(&traces, 4));
    assert_ptr_equal(traces_find_created(&traces, hash), &results[0]);
    assert_null(traces_find_created(&traces, other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_numbered_from_one_and_come_back_as_they_were_added),
        cmocka_unit_test(given_calls_are_found_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
