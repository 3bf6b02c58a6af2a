#include "common/encoding/protobuf.h"
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
    ASSERT_TEXT(refused->text, "code 0 with id: 1: code hashes not same: invalid");
    test_chain_free(sample->test);
}

static void a_contract_without_its_key_could_never_run(void **state)
{
    struct sample *sample = sample_new();
    sample->custom.enclave_key = NULL;
    assert_true(
        error_is(compute_genesis_init(&sample->test->ctx, &sample->genesis), &COMPUTE_INVALID));
    test_chain_free(sample->test);
    sample = sample_new();
    sample->contract_item.contract_custom_info = NULL;
    assert_true(
        error_is(compute_genesis_init(&sample->test->ctx, &sample->genesis), &COMPUTE_INVALID));
    test_chain_free(sample->test);
}

static void refuse(struct sample *sample, const struct error *kind, const char *text)
{
    status refused = compute_genesis_init(&sample->test->ctx, &sample->genesis);
    assert_true(error_is(refused, kind));
    ASSERT_TEXT(refused->text, text);
    test_chain_free(sample->test);
}

static void nothing_may_be_there_twice(void **state)
{
    struct sample *sample = sample_new();
    struct secret_compute_v1beta1_code codes[] = {sample->code, sample->code};
    sample->genesis.codes = (struct secret_compute_v1beta1_code_list){codes, 2};
    refuse(sample, &COMPUTE_DUPLICATE, "code 1 with id: 1: duplicate code: 1: duplicate");

    sample = sample_new();
    struct secret_compute_v1beta1_contract contracts[] = {sample->contract_item,
                                                          sample->contract_item};
    sample->genesis.contracts = (struct secret_compute_v1beta1_contract_list){contracts, 2};
    struct bytes text = ARENA_CONCAT(sample->test->arena, BYTES("contract number 1: contract: "),
                                     sample_text(sample, sample->contract), BYTES(": duplicate\0"));
    refuse(sample, &COMPUTE_DUPLICATE, (const char *)text.data);

    sample = sample_new();
    struct secret_compute_v1beta1_model models[] = {sample->state, sample->state};
    sample->contract_item.contract_state = (struct secret_compute_v1beta1_model_list){models, 2};
    refuse(sample, &COMPUTE_DUPLICATE,
           "contract number 0: duplicate key: 7365616c6564206b6579: duplicate");

    sample = sample_new();
    sample->sequences[1] = sample->sequences[0];
    refuse(sample, &COMPUTE_DUPLICATE,
           "sequence number 1: autoincrement id: \x04lastCodeId: duplicate");
}

static void a_contract_has_a_code_and_the_next_number_is_free(void **state)
{
    struct sample *sample = sample_new();
    sample->contract_item.contract_info.code_id = 9;
    refuse(sample, &COMPUTE_NOT_FOUND, "contract number 0: code id: 9: not found");
    sample = sample_new();
    sample->sequences[0].value = 1;
    refuse(sample, &COMPUTE_INVALID, "seq \x04lastCodeId must be greater 1 : invalid");
    sample = sample_new();
    sample->genesis.sequences.count = 1;
    refuse(sample, &COMPUTE_INVALID, "seq \x04lastContractId must be greater 1 : invalid");
    sample = sample_new();
    sample->sequences[0].id_key = BYTES("");
    refuse(sample, &COMPUTE_EMPTY, "sequence number 0: id key: empty");
    sample = sample_new();
    sample->contract_item.contract_address = BYTES("short");
    refuse(sample, &CHAIN_UNKNOWN_ADDRESS,
           "contract number 0: address length must be 20 or 32 bytes, got 5: unknown address");
}

/* Where the contract was made is the one thing lost. */
static void what_is_exported_can_be_imported(void **state)
{
    struct sample *sample = sample_new();
    struct test_chain *test = sample->test, *next = test_chain_new();
    const struct secret_compute_v1beta1_absolute_tx_position created = {3, 4};
    sample->contract_item.contract_info.created = &created;
    sample->state.value = (struct bytes){0};
    ASSERT_OK(compute_genesis_init(&test->ctx, &sample->genesis));
    struct secret_compute_v1beta1_genesis_state state_now = {0}, state_next = {0};
    ASSERT_OK(compute_genesis_export(&test->ctx, &state_now));
    assert_null(state_now.contracts.items[0].contract_info.created);
    assert_int_equal(state_now.contracts.items[0].contract_state.count, 1);
    ASSERT_TEXT(state_now.contracts.items[0].contract_info.admin_proof, "proof");
    next->chain.codes = test->chain.codes;
    ASSERT_OK(compute_genesis_init(&next->ctx, &state_now));
    ASSERT_OK(compute_genesis_export(&next->ctx, &state_next));
    const struct message_type *type = &secret_compute_v1beta1_genesis_state_type;
    ASSERT_BYTES(protobuf_encode(test->arena, type, &state_next),
                 protobuf_encode(test->arena, type, &state_now));
    test_chain_free(next);
    test_chain_free(test);
}

static void an_export_without_a_module_is_refused(void **state)
{
    struct sample *sample = sample_new();
    ASSERT_OK(compute_genesis_init(&sample->test->ctx, &sample->genesis));
    sample->store.wasm = (struct bytes){0};
    struct secret_compute_v1beta1_genesis_state state_now = {0};
    ASSERT_TEXT(compute_genesis_export(&sample->test->ctx, &state_now)->text,
                "no module for code 1");
    test_chain_free(sample->test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_contracts_and_counters_are_stored),
        cmocka_unit_test(a_module_that_is_not_what_its_hash_says_is_refused),
        cmocka_unit_test(a_contract_without_its_key_could_never_run),
        cmocka_unit_test(nothing_may_be_there_twice),
        cmocka_unit_test(a_contract_has_a_code_and_the_next_number_is_free),
        cmocka_unit_test(what_is_exported_can_be_imported),
        cmocka_unit_test(an_export_without_a_module_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
