#include "tests/support/compute_sample.h"

static struct sample *sample_stored(void)
{
    struct sample *sample = sample_new();
    ASSERT_OK(compute_genesis_init(&sample->test->ctx, &sample->genesis));
    test_gas(sample->test);
    return sample;
}

static void accesses_are_charged_and_made_in_their_order(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct secretd_contract_access accesses[] = {
        {SECRETD_CONTRACT_ACCESS_WRITE, BYTES("k"), BYTES("first"), 0},
        {SECRETD_CONTRACT_ACCESS_READ, BYTES("k"), {0}, 5},
        {SECRETD_CONTRACT_ACCESS_WRITE, BYTES("k"), BYTES("second"), 0},
        {SECRETD_CONTRACT_ACCESS_READ, BYTES("none"), {0}, 0},
    };
    const struct secretd_contract_access_list list = {accesses, ARRAY_COUNT(accesses)};
    ASSERT_OK(compute_apply(&test->ctx, sample->contract, &list));
    ASSERT_TEXT(test_stored(test, STORE_COMPUTE,
                            compute_key_state(test->arena, sample->contract, BYTES("k"))),
                "second");
    assert_int_equal(test_gas(test),
                     (200 + 5 * (22 + 5)) + (100 + (22 + 5)) + (200 + 5 * (22 + 6)) + (100 + 25));
    test_chain_free(test);
}

static void gas_may_end_between_two_accesses(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct secretd_contract_access accesses[] = {
        {SECRETD_CONTRACT_ACCESS_WRITE, BYTES("a"), BYTES("1"), 0},
        {SECRETD_CONTRACT_ACCESS_WRITE, BYTES("b"), BYTES("2"), 0},
    };
    const struct secretd_contract_access_list list = {accesses, ARRAY_COUNT(accesses)};
    test->gas = gas_meter_new(400);
    assert_true(error_is(compute_apply(&test->ctx, sample->contract, &list), &CHAIN_OUT_OF_GAS));
    assert_null(test_stored(test, STORE_COMPUTE,
                            compute_key_state(test->arena, sample->contract, BYTES("b")))
                    .data);
    test_chain_free(test);
}

/* A contract reads under its own prefix only, and free of charge: the reply says what to charge. */
static void the_enclave_reads_the_contracts_own_state(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct compute_callbacks callbacks = {.ctx = &test->ctx, .contract = sample->contract};
    const struct enclave_host host = compute_host_of(&callbacks);
    struct bytes value;
    host.read(host.context, test->arena, BYTES("sealed key"), &value);
    ASSERT_TEXT(value, "sealed");
    host.read(host.context, test->arena, BYTES("no such key"), &value);
    assert_null(value.data);
    callbacks.contract = test_address(test->arena, 0xC2);
    host.read(host.context, test->arena, BYTES("sealed key"), &value);
    assert_null(value.data);
    assert_int_equal(test_gas(test), 0);
    test_chain_free(test);
}

static void modules_are_found_by_their_hash(void **state)
{
    struct sample *sample = sample_stored();
    struct compute_callbacks callbacks = {.ctx = &sample->test->ctx};
    const struct enclave_host host = compute_host_of(&callbacks);
    struct bytes wasm;
    host.code(host.context, sample->test->arena, BYTES_OF(sample->code_hash), &wasm);
    ASSERT_BYTES(wasm, BYTES(SAMPLE_WASM));
    sample->code_hash[0] ^= 1;
    host.code(host.context, sample->test->arena, BYTES_OF(sample->code_hash), &wasm);
    assert_null(wasm.data);
    host.code(host.context, sample->test->arena, BYTES("short"), &wasm);
    assert_null(wasm.data);
    test_chain_free(sample->test);
}

/* A name that no coin can have makes the original panic. */
static void a_question_that_the_chain_panics_over_ends_the_call(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct compute_callbacks callbacks = {.ctx = &test->ctx, .contract = sample->contract};
    const struct enclave_host host = compute_host_of(&callbacks);
    const struct secretd_boundary_query_balance balance = {sample_text(sample, sample->contract),
                                                           BYTES("!")};
    const struct secretd_boundary_chain_query request = {
        .request_case = 4, .bank_balance = &balance, .gas_limit = 1000};
    struct secretd_boundary_chain_query_reply reply = {0};
    host.query(host.context, test->arena, &request, &reply);
    assert_true(reply.out_of_gas);
    assert_true(reply.chain_gas_consumed > 0);
    assert_true(callbacks.refused->aborts);
    assert_false(error_is(callbacks.refused, &CHAIN_OUT_OF_GAS));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accesses_are_charged_and_made_in_their_order),
        cmocka_unit_test(gas_may_end_between_two_accesses),
        cmocka_unit_test(the_enclave_reads_the_contracts_own_state),
        cmocka_unit_test(modules_are_found_by_their_hash),
        cmocka_unit_test(a_question_that_the_chain_panics_over_ends_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
