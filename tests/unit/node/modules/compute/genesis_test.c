#include "tests/support/compute_sample.h"

static void codes_contracts_and_counters_are_stored(void **state)
{
    struct sample *sample = sample_new();
    struct test_chain *test = sample->test;
    struct secret_compute_v1beta1_code_info code;
    struct secret_compute_v1beta1_contract_info info;
    bool found;
    uint64_t next;
    ASSERT_OK(compute_genesis_init(&test->ctx, &sample->genesis));
    ASSERT_OK(compute_code_get(&test->ctx, 1, &code, &found));
    assert_true(found);
    ASSERT_BYTES(code.code_hash, BYTES_OF(sample->code_hash));
    ASSERT_TEXT(code.builder, "builder");
    ASSERT_BYTES(sample->store.wasm, BYTES(SAMPLE_WASM));
    ASSERT_OK(compute_contract_get(&test->ctx, sample->contract, &info, &found));
    assert_true(found);
    ASSERT_TEXT(info.label, "my label");
    ASSERT_BYTES(test_stored(test, STORE_COMPUTE, compute_key_label(test->arena, info.label)),
                 sample->contract);
    ASSERT_TEXT(test_stored(test, STORE_COMPUTE,
                            compute_key_state(test->arena, sample->contract, BYTES("sealed key"))),
                "sealed");
    ASSERT_OK(compute_next_id(&test->ctx, COMPUTE_KEY_LAST_CODE, &next));
    assert_int_equal(next, 2);
    test_chain_free(test);
}

static void a_module_that_is_not_what_its_hash_says_is_refused(void **state)
{
    struct sample *sample = sample_new();
    sample->code_hash[0] ^= 1;
    status refused = compute_genesis_init(&sample->test->ctx, &sample->genesis);
    assert_true(error_is(refused, &COMPUTE_INVALID));
    ASSERT_TEXT(refused->text, "code hashes not same: invalid");
    test_chain_free(sample->test);
}

static void a_contract_without_its_key_could_never_run(void **state)
{
    struct sample *sample = sample_new();
    sample->custom.enclave_key = NULL;
    assert_true(
        error_is(compute_genesis_init(&sample->test->ctx, &sample->genesis), &COMPUTE_INVALID));
    sample->contract_item.contract_custom_info = NULL;
    assert_true(
        error_is(compute_genesis_init(&sample->test->ctx, &sample->genesis), &COMPUTE_INVALID));
    test_chain_free(sample->test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_contracts_and_counters_are_stored),
        cmocka_unit_test(a_module_that_is_not_what_its_hash_says_is_refused),
        cmocka_unit_test(a_contract_without_its_key_could_never_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
