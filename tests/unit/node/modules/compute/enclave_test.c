#include "tests/support/compute_sample.h"
#include "tests/support/scripted_enclave.h"

/* Whatever path leads to it: a simulation, a proposal, a node that was started without one. */
static void without_an_enclave_every_question_is_refused(void **state)
{
    static const char text[] = "this node has no enclave to run contracts in";
    struct sample *sample = sample_new();
    struct test_chain *test = sample->test;
    const struct secretd_boundary_call call = {.contract = sample->contract};
    const struct secretd_boundary_update_admin update = {.contract = sample->contract};
    const struct secretd_boundary_query query = {.contract = sample->contract};
    const struct compute_request requests[] = {
        {.call = &call}, {.update_admin = &update}, {.query = &query}};
    struct secretd_boundary_call_reply reply;
    struct secretd_boundary_check_code_reply checked;
    for (size_t i = 0; i < ARRAY_COUNT(requests); i++)
        ASSERT_TEXT(compute_ask(&test->ctx, &requests[i], NULL, &reply)->text, text);
    ASSERT_TEXT(compute_ask_code(&test->ctx, BYTES("wasm"), &checked)->text, text);
    compute_release(&test->ctx, compute_mark(&test->ctx), true);
    compute_release(&test->ctx, compute_mark(&test->ctx), false);
    test_chain_free(test);
}

/* A message is told with its first call; calls below it belong to the same. */
static void the_enclave_is_told_which_message_calls(void **state)
{
    const struct secretd_contract_answer answer = {0};
    const struct script_step steps[] = {{.reply = {.answer = &answer}},
                                        {.reply = {.answer = &answer}},
                                        {.reply = {.answer = &answer}}};
    struct sample *sample = sample_new();
    struct test_chain *test = sample->test;
    struct scripted_enclave *enclave = scripted_enclave_start(test->arena, steps, 3);
    test->ctx.enclave = scripted_enclave_session(enclave);
    enclave_tx_begin(test->ctx.enclave, 4, 0);
    const struct secretd_boundary_call call = {.contract = sample->contract};
    const struct secretd_boundary_update_admin update = {.contract = sample->contract};
    struct compute_callbacks callbacks = {.ctx = &test->ctx, .contract = sample->contract};
    const struct enclave_host host = compute_host_of(&callbacks);
    struct secretd_boundary_call_reply reply;
    test->ctx.message_index = 2;
    ASSERT_OK(compute_ask(&test->ctx, &(struct compute_request){.call = &call}, &host, &reply));
    test->ctx.call_depth = 1;
    ASSERT_OK(compute_ask(&test->ctx, &(struct compute_request){.call = &call}, &host, &reply));
    test->ctx.call_depth = 0;
    test->ctx.message_index = 3;
    test->gas.used = 77;
    ASSERT_OK(
        compute_ask(&test->ctx, &(struct compute_request){.update_admin = &update}, NULL, &reply));
    assert_int_equal(reply.chain_gas_consumed, 77);
    enclave_tx_commit(test->ctx.enclave);
    ASSERT_TEXT(scripted_enclave_stop(enclave), "tx 4 message 2 message 3 commit");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_an_enclave_every_question_is_refused),
        cmocka_unit_test(the_enclave_is_told_which_message_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
