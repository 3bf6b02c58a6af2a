#include "node/chain/address.h"
#include "node/chain/router.h"
#include "node/modules/bank/internal.h"
#include "tests/support/compute_sample.h"
#include "tests/support/scripted_enclave.h"

/* A contract with 100 uscrt whose messages go to bank and compute. */
struct scene {
    struct sample *sample;
    struct test_chain *test;
    struct scripted_enclave *enclave;
};

static struct scene scene_new(const struct script_step *steps, size_t count)
{
    static const struct module *const modules[] = {&bank_module, &compute_module};
    struct scene scene = {.sample = sample_new()};
    scene.test = scene.sample->test;
    scene.test->chain.modules = modules;
    scene.test->chain.module_count = ARRAY_COUNT(modules);
    scene.test->chain.routes = route_table_new(scene.test->arena, modules, ARRAY_COUNT(modules));
    ASSERT_OK(compute_genesis_init(&scene.test->ctx, &scene.sample->genesis));
    struct coin coin = {BYTES("uscrt"), integer_from_i64(100)};
    ASSERT_OK(bank_balance_set(&scene.test->ctx, scene.sample->contract, coin));
    const struct cosmos_bank_v1beta1_params params = {.default_send_enabled = true};
    ASSERT_OK(bank_params_set(&scene.test->ctx, &params));
    scene.enclave = scripted_enclave_start(scene.test->arena, steps, count);
    scene.test->ctx.enclave = scripted_enclave_session(scene.enclave);
    enclave_tx_begin(scene.test->ctx.enclave, 0, 0);
    enclave_message_begin(scene.test->ctx.enclave, 0);
    return scene;
}

/* Ends the scene and checks what the enclave was told. */
static void scene_end(struct scene *scene, const char *told)
{
    enclave_tx_commit(scene->test->ctx.enclave);
    ASSERT_TEXT(scripted_enclave_stop(scene->enclave), told);
    test_chain_free(scene->test);
}

static struct bytes balance(struct scene *scene, struct bytes address)
{
    struct integer amount;
    ASSERT_OK(bank_balance(&scene->test->ctx, address, BYTES("uscrt"), &amount));
    return integer_text(scene->test->arena, amount);
}

static status dispatch(struct scene *scene, struct secretd_contract_sub_message *messages,
                       size_t count)
{
    const struct secretd_contract_answer answer = {.messages = {messages, count}};
    return compute_dispatch(&scene->test->ctx, scene->sample->contract, &answer);
}

static struct secretd_contract_bank_send send_of(struct scene *scene, const char *amount)
{
    struct arena *arena = scene->test->arena;
    struct cosmos_base_v1beta1_coin *coin = ARENA_NEW(arena, struct cosmos_base_v1beta1_coin);
    *coin = (struct cosmos_base_v1beta1_coin){BYTES("uscrt"), bytes_text(amount)};
    return (struct secretd_contract_bank_send){
        .to_address = address_text(arena, ADDRESS_ACCOUNT, test_address(arena, 2)),
        .amount = {coin, 1}};
}

static void a_contract_sends_its_own_coins(void **state)
{
    struct scene scene = scene_new(NULL, 0);
    const struct secretd_contract_bank_send send = send_of(&scene, "30");
    struct secretd_contract_sub_message message = {.body_case = 10, .bank_send = &send};
    ASSERT_OK(dispatch(&scene, &message, 1));
    ASSERT_TEXT(balance(&scene, scene.sample->contract), "70");
    ASSERT_TEXT(balance(&scene, test_address(scene.test->arena, 2)), "30");
    scene_end(&scene, "tx 0 message 0 mark 1 release 1 commit");
}

static void coins_of_others_are_not_its_own(void **state)
{
    struct scene scene = scene_new(NULL, 0);
    struct secretd_contract_bank_send send = send_of(&scene, "30");
    send.from_address = send.to_address;
    struct secretd_contract_sub_message message = {.body_case = 10, .bank_send = &send};
    status refused = dispatch(&scene, &message, 1);
    ASSERT_TEXT(refused->text,
                "dispatch: submessages: contract doesn't have permission to send funds from "
                "another account (using BankMsg): unauthorized");
    scene_end(&scene, "tx 0 message 0 mark 1 rollback 1 commit");
}

/* What a refused message did is undone, in state and in the enclave. */
static void a_refused_message_leaves_nothing(void **state)
{
    struct scene scene = scene_new(NULL, 0);
    const struct secretd_contract_bank_send first = send_of(&scene, "30"),
                                            second = send_of(&scene, "300");
    struct secretd_contract_sub_message messages[] = {{.body_case = 10, .bank_send = &first},
                                                      {.body_case = 10, .bank_send = &second}};
    status refused = dispatch(&scene, messages, 2);
    assert_true(error_is(refused, &CHAIN_INSUFFICIENT_FUNDS));
    ASSERT_TEXT(balance(&scene, scene.sample->contract), "70");
    scene_end(&scene, "tx 0 message 0 mark 1 release 1 mark 1 rollback 1 commit");
}

static void kinds_that_are_not_routed_are_named(void **state)
{
    struct scene scene = scene_new(NULL, 0);
    const struct secretd_contract_unrouted unrouted = {BYTES("gov")};
    struct secretd_contract_sub_message message = {.body_case = 30, .unrouted = &unrouted};
    ASSERT_TEXT(dispatch(&scene, &message, 1)->text,
                "dispatch: submessages: gov: unknown message from the contract");
    scene_end(&scene, "tx 0 message 0 mark 1 rollback 1 commit");
}

/* A message that runs out of its own gas costs all of it and does not end the transaction. */
static void a_messages_own_gas_limit_ends_that_message_only(void **state)
{
    struct scene scene = scene_new(NULL, 0);
    const struct secretd_contract_bank_send send = send_of(&scene, "30");
    struct secretd_contract_sub_message message = {
        .body_case = 10, .bank_send = &send, .has_gas_limit = true, .gas_limit = 500};
    test_gas(scene.test);
    status refused = dispatch(&scene, &message, 1);
    assert_false(refused->aborts);
    ASSERT_TEXT(refused->text, "dispatch: submessages: SubMsg hit gas limit: out of gas");
    assert_int_equal(test_gas(scene.test), 500);
    scene_end(&scene, "tx 0 message 0 mark 1 rollback 1 commit");
}

static void a_contract_calls_another_with_its_own_address(void **state)
{
    const struct secretd_contract_answer answer = {.data = BYTES("done")};
    const struct script_step step = {.reply = {.answer = &answer}};
    struct scene scene = scene_new(&step, 1);
    const struct secretd_contract_wasm_execute execute = {
        .contract_address =
            address_text(scene.test->arena, ADDRESS_ACCOUNT, scene.sample->contract),
        .code_hash = BYTES("hash"),
        .msg = BYTES("sealed"),
        .callback_signature = BYTES("signature")};
    struct secretd_contract_sub_message message = {.body_case = 11, .wasm_execute = &execute};
    ASSERT_OK(dispatch(&scene, &message, 1));
    const struct secretd_boundary_call *call = scripted_enclave_call(scene.enclave, 0);
    ASSERT_BYTES(call->sender, scene.sample->contract);
    ASSERT_TEXT(call->callback_sig, "signature");
    ASSERT_TEXT(call->message, "sealed");
    scene_end(&scene, "tx 0 message 0 mark 1 release 1 commit");
}

static void contracts_do_not_call_each_other_for_ever(void **state)
{
    struct scene scene = scene_new(NULL, 0);
    const struct secretd_contract_bank_send send = send_of(&scene, "30");
    struct secretd_contract_sub_message message = {.body_case = 10, .bank_send = &send};
    scene.test->ctx.call_depth = COMPUTE_CALL_DEPTH_MAX;
    assert_ptr_equal(dispatch(&scene, &message, 1), &COMPUTE_CALL_DEPTH);
    scene_end(&scene, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contract_sends_its_own_coins),
        cmocka_unit_test(coins_of_others_are_not_its_own),
        cmocka_unit_test(a_refused_message_leaves_nothing),
        cmocka_unit_test(kinds_that_are_not_routed_are_named),
        cmocka_unit_test(a_messages_own_gas_limit_ends_that_message_only),
        cmocka_unit_test(a_contract_calls_another_with_its_own_address),
        cmocka_unit_test(contracts_do_not_call_each_other_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
