#include "common/tx/sign.h"
#include "tests/support/compute_sample.h"
#include "tests/support/scripted_enclave.h"

static struct sample *sample_stored(void)
{
    struct sample *sample = sample_new();
    ASSERT_OK(compute_genesis_init(&sample->test->ctx, &sample->genesis));
    test_gas(sample->test);
    return sample;
}

static void a_query_is_told_time_and_depth(void **state)
{
    const struct secretd_contract_answer answer = {.data = BYTES("sealed answer")};
    const struct script_step step = {.reply = {.answer = &answer}};
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct scripted_enclave *enclave = scripted_enclave_start(test->arena, &step, 1);
    test->ctx.enclave = scripted_enclave_session(enclave);
    struct bytes data;
    ASSERT_OK(compute_query(&test->ctx, sample->contract, BYTES("q"), 3, &data));
    ASSERT_TEXT(data, "sealed answer");
    const struct secretd_boundary_query *query = scripted_enclave_query(enclave, 0);
    assert_int_equal(query->depth, 3);
    assert_int_equal(query->height, 10);
    assert_int_equal(query->time_ns, UINT64_C(1700000000000000000));
    assert_false(query->in_transaction);
    assert_int_equal(test_gas(test), query->chain_gas.consumed + 1);
    scripted_enclave_stop(enclave);
    test_chain_free(test);
}

/* Who has signed nothing cannot be asked for by others: not in an end-block, not by authz. */
static void only_a_signer_of_the_transaction_is_a_sender(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct bytes sender = test_address(test->arena, 0xA1);
    struct compute_signing signing;
    status refused = compute_sign(&test->ctx, sender, BYTES(""), &signing);
    assert_true(error_is(refused, &COMPUTE_SIGNATURE));
    ASSERT_OK(compute_sign(&test->ctx, sender, BYTES("callback"), &signing));
    assert_int_equal(test_gas(test), 0);
    sample_sign(sample, sender);
    ASSERT_OK(compute_sign(&test->ctx, sender, BYTES(""), &signing));
    assert_int_equal(signing.account_number, 7);
    assert_int_equal(signing.sign_bytes.len, 0);
    refused = compute_sign(&test->ctx, sample->contract, BYTES(""), &signing);
    assert_true(error_is(refused, &COMPUTE_SIGNATURE));
    test_chain_free(test);
}

static void a_signer_without_an_account_is_named(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct bytes sender = test_address(test->arena, 0xA1);
    struct compute_signing signing;
    sample_sign(sample, sender);
    overlay_delete(test->ctx.state, STORE_ACC, ARENA_CONCAT(test->arena, BYTES("\x01"), sender));
    status refused = compute_sign(&test->ctx, sender, BYTES(""), &signing);
    ASSERT_BYTES(refused->text,
                 ARENA_CONCAT(test->arena, BYTES("Unable to retrieve account by address: account "),
                              sample_text(sample, sender),
                              BYTES(" does not exist: unknown address: parse signature failed")));
    test_chain_free(test);
}

/* The enclave does not know this mode, and the original cannot write it again at this place. */
static void a_textual_signature_is_not_for_contracts(void **state)
{
    const struct cosmos_tx_v1beta1_mode_info_single single = {.mode = SIGN_MODE_TEXTUAL};
    const struct cosmos_tx_v1beta1_mode_info mode = {.sum_case = 1, .single = &single};
    struct sample *sample = sample_stored();
    struct bytes sender = test_address(sample->test->arena, 0xA1), signature = BYTES("signature");
    struct compute_signing signing;
    sample_sign(sample, sender);
    struct tx *tx = (struct tx *)(uintptr_t)sample->test->ctx.tx;
    tx->auth_info.signer_infos.items[0].mode_info = &mode;
    tx->signatures = (struct bytes_list){&signature, 1};
    ASSERT_TEXT(compute_sign(&sample->test->ctx, sender, BYTES(""), &signing)->text,
                "Unable to recreate sign bytes for the tx: unsuppored sign mode "
                "SIGN_MODE_TEXTUAL: parse signature failed");
    test_chain_free(sample->test);
}

/* What the machine used is charged also when reading state has used up all there was. */
static void the_machine_is_charged_after_gas_has_ended(void **state)
{
    const struct secretd_boundary_failure failure = {.out_of_gas = true};
    struct secretd_contract_access read = {
        SECRETD_CONTRACT_ACCESS_READ, BYTES("sealed key"), {0}, 6};
    const struct script_step step = {
        .reply = {.failure = &failure, .accesses = {&read, 1}, .wasm_gas_used = 2999}};
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    struct scripted_enclave *enclave = scripted_enclave_start(test->arena, &step, 1);
    test->ctx.enclave = scripted_enclave_session(enclave);
    test->gas = gas_meter_new(20000 + 600);
    struct bytes data;
    status refused = compute_query(&test->ctx, sample->contract, BYTES("q"), 1, &data);
    assert_true(error_is(refused, &CHAIN_OUT_OF_GAS));
    uint64_t before = scripted_enclave_query(enclave, 0)->chain_gas.consumed;
    /* the value was not paid for any more */
    assert_int_equal(test->gas.used, before + (100 + 31) + 3);
    assert_string_equal(test->gas.label, "wasm contract");
    scripted_enclave_stop(enclave);
    test_chain_free(test);
}

/* The original's machine catches a panic of the chain where it has asked it. */
static void a_question_that_the_chain_panics_over_fails_the_call(void **state)
{
    struct sample *sample = sample_stored();
    struct test_chain *test = sample->test;
    const struct secretd_boundary_query_balance balance = {sample_text(sample, sample->contract),
                                                           BYTES("!")};
    const struct secretd_boundary_chain_query asks = {
        .request_case = 4, .bank_balance = &balance, .gas_limit = 1000};
    const struct secretd_boundary_failure failure = {.out_of_gas = true};
    const struct script_step step = {.asks = &asks,
                                     .reply = {.failure = &failure, .wasm_gas_used = 2999}};
    struct scripted_enclave *enclave = scripted_enclave_start(test->arena, &step, 1);
    test->ctx.enclave = scripted_enclave_session(enclave);
    struct bytes data;
    status refused = compute_query(&test->ctx, sample->contract, BYTES("q"), 1, &data);
    assert_true(error_is(refused, &COMPUTE_QUERY_FAILED));
    assert_false(refused->aborts);
    ASSERT_TEXT(refused->text, "Execution error: Calling external function through FFI: Panic in "
                               "FFI call: query contract failed");
    /* an empty walk over balances, and the machine */
    uint64_t before = scripted_enclave_query(enclave, 0)->chain_gas.consumed;
    assert_int_equal(test->gas.used, before + 5 + 3);
    scripted_enclave_stop(enclave);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_is_told_time_and_depth),
        cmocka_unit_test(only_a_signer_of_the_transaction_is_a_sender),
        cmocka_unit_test(a_signer_without_an_account_is_named),
        cmocka_unit_test(a_textual_signature_is_not_for_contracts),
        cmocka_unit_test(the_machine_is_charged_after_gas_has_ended),
        cmocka_unit_test(a_question_that_the_chain_panics_over_fails_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
