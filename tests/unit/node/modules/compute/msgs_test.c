#include "node/chain/address.h"
#include "tests/support/compute_sample.h"
#include "tests/support/modules.h"
#include "tests/support/scripted_enclave.h"

static const struct secret_compute_v1beta1_params PARAMS = {BYTES_INIT("500000000000000000"),
                                                            2097152};

static void an_uploaded_module_is_checked_kept_and_numbered(void **state)
{
    const struct script_step step = {0};
    struct sample *sample = sample_new();
    struct test_chain *test = sample->test;
    struct scripted_enclave *enclave = scripted_enclave_start(test->arena, &step, 1);
    test->ctx.enclave = scripted_enclave_session(enclave);
    ASSERT_OK(compute_params_set(&test->ctx, &PARAMS));
    const struct secret_compute_v1beta1_msg_store_code msg = {
        .sender = test_address(test->arena, 1), .wasm_byte_code = BYTES(SAMPLE_WASM)};
    ASSERT_OK(test_run(test, &compute_module, &secret_compute_v1beta1_msg_store_code_type, &msg));
    const struct secret_compute_v1beta1_msg_store_code_response *response = test_response();
    assert_int_equal(response->code_id, 1);
    ASSERT_BYTES(sample->store.wasm, BYTES(SAMPLE_WASM));
    ASSERT_BYTES(test_events(test),
                 ARENA_CONCAT(test->arena, BYTES("message module=compute sender="),
                              test_account(test, msg.sender), BYTES(" signer="),
                              test_account(test, msg.sender), BYTES("\nmessage code_id=1")));
    scripted_enclave_stop(enclave);
    test_chain_free(test);
}

static void a_module_that_the_enclave_refuses_is_not_kept(void **state)
{
    const struct secretd_boundary_failure failure = {.text = BYTES("Wasm has floats")};
    const struct script_step step = {.check = {.failure = &failure}};
    struct sample *sample = sample_new();
    struct test_chain *test = sample->test;
    struct scripted_enclave *enclave = scripted_enclave_start(test->arena, &step, 1);
    test->ctx.enclave = scripted_enclave_session(enclave);
    ASSERT_OK(compute_params_set(&test->ctx, &PARAMS));
    const struct secret_compute_v1beta1_msg_store_code msg = {
        .sender = test_address(test->arena, 1), .wasm_byte_code = BYTES(SAMPLE_WASM)};
    status refused =
        test_run(test, &compute_module, &secret_compute_v1beta1_msg_store_code_type, &msg);
    ASSERT_TEXT(refused->text, "Wasm has floats: create contract failed");
    assert_null(sample->store.wasm.data);
    scripted_enclave_stop(enclave);
    test_chain_free(test);
}

static void an_execution_says_which_contract_it_was(void **state)
{
    const struct secretd_contract_answer answer = {.data = BYTES("sealed answer")};
    const struct script_step step = {.reply = {.answer = &answer}};
    struct sample *sample = sample_new();
    struct test_chain *test = sample->test;
    struct scripted_enclave *enclave = scripted_enclave_start(test->arena, &step, 1);
    test->ctx.enclave = scripted_enclave_session(enclave);
    ASSERT_OK(compute_genesis_init(&test->ctx, &sample->genesis));
    struct bytes sender = test_address(test->arena, 0xA1);
    sample_sign(sample, sender);
    const struct secret_compute_v1beta1_msg_execute_contract msg = {
        .sender = sender, .contract = sample->contract, .msg = BYTES("sealed")};
    ASSERT_OK(
        test_run(test, &compute_module, &secret_compute_v1beta1_msg_execute_contract_type, &msg));
    const struct secret_compute_v1beta1_msg_execute_contract_response *response = test_response();
    ASSERT_TEXT(response->data, "sealed answer");
    ASSERT_BYTES(test_events(test),
                 ARENA_CONCAT(test->arena, BYTES("message module=compute sender="),
                              test_account(test, msg.sender), BYTES(" contract_address="),
                              test_account(test, msg.contract), BYTES("\nwasm contract_address="),
                              test_account(test, msg.contract)));
    scripted_enclave_stop(enclave);
    test_chain_free(test);
}

static void only_governance_changes_the_parameters(void **state)
{
    struct test_chain *test = test_chain_new();
    struct secret_compute_v1beta1_msg_update_params msg = {
        .authority = BYTES("secret10d07y265gmmuvt4z0w9aw880jnsr700jc88vt0"), .params = PARAMS};
    struct secret_compute_v1beta1_params stored;
    ASSERT_OK(
        test_run(test, &compute_module, &secret_compute_v1beta1_msg_update_params_type, &msg));
    ASSERT_OK(compute_params_get(&test->ctx, &stored));
    assert_int_equal(stored.max_contract_size, 2097152);
    msg.authority = test_account(test, test_address(test->arena, 1));
    assert_non_null(
        test_run(test, &compute_module, &secret_compute_v1beta1_msg_update_params_type, &msg));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_uploaded_module_is_checked_kept_and_numbered),
        cmocka_unit_test(a_module_that_the_enclave_refuses_is_not_kept),
        cmocka_unit_test(an_execution_says_which_contract_it_was),
        cmocka_unit_test(only_governance_changes_the_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
