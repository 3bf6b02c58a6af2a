#include "node/chain/traces.h"
#include "schema/core/secret_registration_v1beta1.h"
#include "tests/support/compute_sample.h"

/* Height 10 is asked; heights 3 and 4 have a record, that of 4 is damaged. */
static bool get(void *context, struct arena *arena, int64_t height, struct bytes *block)
{
    struct block_traces traces = traces_recorder(arena);
    const struct secret_compute_v1beta1_execution_trace_data call = {.index = 1};
    const struct secret_compute_v1beta1_create_result_data created = {.has_error = true};
    traces_add_call(&traces, &call);
    traces_add_created(&traces, &created);
    *block = height == 3 ? traces_encode(arena, &traces) : BYTES("\x0A\xFF");
    return height == 3 || height == 4;
}

static const struct trace_store STORE = {.get = get};

static uint32_t code_of(status refused)
{
    struct bytes text;
    assert_non_null(refused);
    return chain_grpc_code(refused, &text);
}

static void traces_are_given_below_the_asked_height_alone(void **state)
{
    struct test_chain *test = test_chain_new();
    struct secret_compute_v1beta1_query_block_traces_request request = {3};
    struct secret_compute_v1beta1_query_block_traces_response traces = {0};
    struct secret_compute_v1beta1_query_block_create_results_response created = {0};
    assert_int_equal(code_of(compute_block_traces(&test->ctx, &request, &traces)), GRPC_NOT_FOUND);
    test->chain.traces = &STORE;
    ASSERT_OK(compute_block_traces(&test->ctx, &request, &traces));
    assert_int_equal(traces.traces.count, 1);
    ASSERT_OK(compute_block_create_results(&test->ctx, &request, &created));
    assert_int_equal(created.results.count, 1);
    for (request.height = 4; request.height < 6; request.height++)
        assert_int_equal(code_of(compute_block_traces(&test->ctx, &request, &traces)),
                         GRPC_NOT_FOUND);
    request.height = 10;
    ASSERT_TEXT(compute_block_traces(&test->ctx, &request, &traces)->text,
                "rpc error: code = FailedPrecondition desc = cannot query block traces for height "
                "10: must be less than current height 10");
    request.height = 0;
    ASSERT_TEXT(compute_block_create_results(&test->ctx, &request, &created)->text,
                "rpc error: code = InvalidArgument desc = height must be positive");
    for (request.height = 10; request.height < 12; request.height++) {
        assert_int_equal(code_of(compute_block_traces(&test->ctx, &request, &traces)),
                         GRPC_FAILED_PRECONDITION);
        assert_int_equal(code_of(compute_block_create_results(&test->ctx, &request, &created)),
                         GRPC_FAILED_PRECONDITION);
    }
    test_chain_free(test);
}

static void a_block_has_a_record_of_its_random_when_state_has_one(void **state)
{
    struct test_chain *test = test_chain_new();
    struct arena *arena = test->arena;
    struct secret_compute_v1beta1_query_ecall_record_request request = {5};
    struct secret_compute_v1beta1_query_ecall_record_response record = {0};
    assert_int_equal(code_of(compute_ecall_record(&test->ctx, &request, &record)), GRPC_NOT_FOUND);
    ASSERT_OK(kv_set(&test->ctx, STORE_COMPUTE, compute_key_random(arena, 5), BYTES("random")));
    ASSERT_OK(compute_ecall_record(&test->ctx, &request, &record));
    ASSERT_TEXT(record.random_seed, "random");
    assert_int_equal(record.validator_set_evidence.len, 1);

    struct secret_compute_v1beta1_query_ecall_records_request range = {1, 9};
    struct secret_compute_v1beta1_query_ecall_records_response records = {0};
    ASSERT_OK(compute_ecall_records(&test->ctx, &range, &records));
    assert_int_equal(records.records.count, 1);
    assert_int_equal(records.records.items[0].height, 5);
    range.end_height = 500; /* what is not there yet is left out */
    ASSERT_OK(compute_ecall_records(&test->ctx, &range, &records));
    test_chain_free(test);
}

static void a_range_of_records_has_limits(void **state)
{
    static const struct {
        int64_t start, end;
        const char *text;
    } rows[] = {
        {0, 5, "InvalidArgument desc = start_height must be positive"},
        {INT64_MIN, INT64_MAX, "InvalidArgument desc = start_height must be positive"},
        {5, 4, "InvalidArgument desc = end_height must be >= start_height"},
        {1, 1002, "InvalidArgument desc = range too large, max 1000 blocks per request"},
        {1, INT64_MAX, "InvalidArgument desc = range too large, max 1000 blocks per request"},
        {10, 11,
         "FailedPrecondition desc = cannot query ecall records for height 10: must be less than "
         "current height 10"},
    };
    struct test_chain *test = test_chain_new();
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct secret_compute_v1beta1_query_ecall_records_request range = {rows[i].start,
                                                                           rows[i].end};
        struct secret_compute_v1beta1_query_ecall_records_response records = {0};
        ASSERT_BYTES(
            compute_ecall_records(&test->ctx, &range, &records)->text,
            ARENA_CONCAT(test->arena, BYTES("rpc error: code = "), bytes_text(rows[i].text)));
    }
    test_chain_free(test);
}

static void code_is_analysed_by_its_hash(void **state)
{
    struct sample *sample = sample_new();
    struct context *ctx = &sample->test->ctx;
    struct secret_compute_v1beta1_query_analyze_code_request request = {BYTES("")};
    struct secret_compute_v1beta1_query_analyze_code_response response = {0};
    assert_int_equal(code_of(compute_analyze_code(ctx, &request, &response)),
                     GRPC_INVALID_ARGUMENT);
    request.code_hash = BYTES("short");
    assert_int_equal(code_of(compute_analyze_code(ctx, &request, &response)), GRPC_NOT_FOUND);
    request.code_hash = BYTES_OF(sample->code_hash);
    assert_int_equal(code_of(compute_analyze_code(ctx, &request, &response)), GRPC_NOT_FOUND);
    ASSERT_OK(compute_genesis_init(ctx, &sample->genesis));
    ASSERT_TEXT(compute_analyze_code(ctx, &request, &response)->text,
                "this node has no enclave to run contracts in");
    test_chain_free(sample->test);
}

static void the_keys_of_the_first_seed_are_those_of_genesis(void **state)
{
    struct test_chain *test = test_chain_new();
    const struct secret_registration_v1beta1_master_key io = {.bytes = BYTES("io")};
    ASSERT_OK(record_set(&test->ctx, STORE_REGISTER, BYTES("\x02IoExchMasterKey"),
                         &secret_registration_v1beta1_master_key_type, &io));
    struct secret_compute_v1beta1_query_network_pubkey_request request = {1, 0};
    struct secret_compute_v1beta1_query_network_pubkey_response response = {0};
    ASSERT_OK(compute_network_pubkey(&test->ctx, &request, &response));
    ASSERT_TEXT(response.io_pubkey, "io");
    request.i_seed = 1;
    response = (struct secret_compute_v1beta1_query_network_pubkey_response){0};
    ASSERT_OK(compute_network_pubkey(&test->ctx, &request, &response));
    assert_int_equal(response.io_pubkey.len, 0);
    test_chain_free(test);
}

static void seeds_and_machines_have_no_record(void **state)
{
    struct test_chain *test = test_chain_new();
    struct secret_compute_v1beta1_query_encrypted_seed_request seed = {BYTES("aa"), 1};
    struct secret_compute_v1beta1_query_machine_id_proof_request machine = {1, BYTES("aa")};
    assert_int_equal(code_of(compute_encrypted_seed(&test->ctx, &seed, NULL)), GRPC_NOT_FOUND);
    assert_int_equal(code_of(compute_machine_id_proof(&test->ctx, &machine, NULL)), GRPC_NOT_FOUND);
    seed.cert_hash = BYTES("");
    machine.machine_id = BYTES("");
    assert_int_equal(code_of(compute_encrypted_seed(&test->ctx, &seed, NULL)),
                     GRPC_INVALID_ARGUMENT);
    assert_int_equal(code_of(compute_machine_id_proof(&test->ctx, &machine, NULL)),
                     GRPC_INVALID_ARGUMENT);
    seed.cert_hash = BYTES("zz");
    machine.height = 0;
    assert_int_equal(code_of(compute_encrypted_seed(&test->ctx, &seed, NULL)),
                     GRPC_INVALID_ARGUMENT);
    assert_int_equal(code_of(compute_machine_id_proof(&test->ctx, &machine, NULL)),
                     GRPC_INVALID_ARGUMENT);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_are_given_below_the_asked_height_alone),
        cmocka_unit_test(a_block_has_a_record_of_its_random_when_state_has_one),
        cmocka_unit_test(a_range_of_records_has_limits),
        cmocka_unit_test(code_is_analysed_by_its_hash),
        cmocka_unit_test(the_keys_of_the_first_seed_are_those_of_genesis),
        cmocka_unit_test(seeds_and_machines_have_no_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
