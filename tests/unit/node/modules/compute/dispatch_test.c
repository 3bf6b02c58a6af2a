#include "common/encoding/protobuf.h"
#include "node/chain/address.h"
#include "tests/support/contract_scene.h"

/* The scene in the first message of a transaction. */
static struct scene open_scene(const struct script_step *steps, size_t count)
{
    struct scene scene = scene_new(steps, count);
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

static status respond(struct scene *scene, const struct secretd_contract_answer *answer)
{
    const struct compute_speaker speaker = {.contract = scene->sample->contract};
    struct bytes data;
    return compute_respond(&scene->test->ctx, &speaker, answer, &data);
}

static status dispatch(struct scene *scene, struct secretd_contract_sub_message *messages,
                       size_t count)
{
    const struct secretd_contract_answer answer = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                   .messages = {messages, count}};
    return respond(scene, &answer);
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
    struct scene scene = open_scene(NULL, 0);
    const struct secretd_contract_bank_send send = send_of(&scene, "30");
    struct secretd_contract_sub_message message = {.body_case = 10, .bank_send = &send};
    ASSERT_OK(dispatch(&scene, &message, 1));
    ASSERT_TEXT(balance(&scene, scene.sample->contract), "70");
    ASSERT_TEXT(balance(&scene, test_address(scene.test->arena, 2)), "30");
    scene_end(&scene, "tx 0 message 0 mark 1 release 1 commit");
}

/* The first generation names the sender, and is told before anything is sent. */
static void coins_of_others_are_not_its_own(void **state)
{
    struct scene scene = open_scene(NULL, 0);
    struct secretd_contract_bank_send sends[] = {send_of(&scene, "30"), send_of(&scene, "30")};
    sends[0].from_address = sample_text(scene.sample, scene.sample->contract);
    sends[1].from_address = sends[1].to_address;
    struct secretd_contract_sub_message messages[] = {{.body_case = 10, .bank_send = &sends[0]},
                                                      {.body_case = 10, .bank_send = &sends[1]}};
    struct secretd_contract_answer answer = {.messages = {messages, 2}};
    status refused = respond(&scene, &answer);
    ASSERT_TEXT(refused->text, "couldn't convert v0.10 messages to v1 messages: contract doesn't "
                               "have permission to send funds from another account (using "
                               "BankMsg)");
    assert_true(error_is(refused, &CHAIN_PLAIN));
    answer.messages.count = 1;
    ASSERT_OK(respond(&scene, &answer));
    ASSERT_TEXT(balance(&scene, scene.sample->contract), "70");
    const struct secretd_contract_wasm_migrate migrate = {.code_id = 2};
    messages[0] = (struct secretd_contract_sub_message){.body_case = 13, .wasm_migrate = &migrate};
    ASSERT_TEXT(respond(&scene, &answer)->text,
                "couldn't convert v0.10 messages to v1 messages: exactly one message type is "
                "supported");
    scene_end(&scene, "tx 0 message 0 mark 1 release 1 commit");
}

/* What a refused message did is undone, in state and in the enclave. */
static void a_refused_message_leaves_nothing(void **state)
{
    struct scene scene = open_scene(NULL, 0);
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
    struct scene scene = open_scene(NULL, 0);
    const struct secretd_contract_unrouted unrouted = {BYTES("bank.burn")};
    struct secretd_contract_sub_message message = {.body_case = 30, .unrouted = &unrouted};
    ASSERT_TEXT(dispatch(&scene, &message, 1)->text,
                "dispatch: submessages: Unknown variant of Bank: invalid CosmosMsg from the "
                "contract");
    scene_end(&scene, "tx 0 message 0 mark 1 rollback 1 commit");
}

/* A message that runs out of its own gas costs all of it and does not end the transaction. */
static void a_messages_own_gas_limit_ends_that_message_only(void **state)
{
    struct scene scene = open_scene(NULL, 0);
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
    struct scene scene = open_scene(&step, 1);
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
    struct scene scene = open_scene(NULL, 0);
    const struct secretd_contract_bank_send send = send_of(&scene, "30");
    struct secretd_contract_sub_message message = {.body_case = 10, .bank_send = &send};
    scene.test->ctx.call_depth = COMPUTE_CALL_DEPTH_MAX;
    ASSERT_TEXT(dispatch(&scene, &message, 1)->text, "dispatch: max call depth exceeded");
    ASSERT_TEXT(dispatch(&scene, NULL, 0)->text, "dispatch: max call depth exceeded");
    scene_end(&scene, "");
}

/* The end that a contract has set holds for the rest of the transaction; what follows in its own
 * list is left out silently. */
static void nothing_is_sent_behind_the_end(void **state)
{
    struct scene scene = open_scene(NULL, 0);
    const struct secretd_contract_bank_send send = send_of(&scene, "30");
    const struct secretd_contract_finalize_tx end = {0};
    struct secretd_contract_sub_message messages[] = {{.body_case = 10, .bank_send = &send},
                                                      {.body_case = 27, .finalize_tx = &end},
                                                      {.body_case = 10, .bank_send = &send}};
    bool ended = false;
    scene.test->ctx.last_message = &ended;
    ASSERT_OK(dispatch(&scene, messages, 3));
    ASSERT_TEXT(balance(&scene, scene.sample->contract), "70");
    assert_true(ended);
    status refused = dispatch(&scene, messages, 1);
    assert_int_equal(refused->code, 40404);
    ASSERT_TEXT(refused->text,
                "dispatch: submessages: Cannot send messages or submessages after last tx marker "
                "was set: Cannot send messages after last tx marker was set");
    ASSERT_OK(dispatch(&scene, NULL, 0));
    scene_end(&scene, "tx 0 message 0 mark 1 release 1 commit");
}

/* Any message of the chain may be sent, but in its own name only. */
static void a_contract_speaks_for_itself(void **state)
{
    struct scene scene = open_scene(NULL, 0);
    struct arena *arena = scene.test->arena;
    struct cosmos_base_v1beta1_coin coin = {BYTES("uscrt"), BYTES("30")};
    struct cosmos_bank_v1beta1_msg_send send = {
        .from_address = sample_text(scene.sample, test_address(arena, 2)),
        .to_address = sample_text(scene.sample, test_address(arena, 2)),
        .amount = {&coin, 1}};
    struct secretd_contract_stargate any = {
        .type_url = BYTES("/cosmos.bank.v1beta1.MsgSend"),
        .value = protobuf_encode(arena, &cosmos_bank_v1beta1_msg_send_type, &send)};
    struct secretd_contract_sub_message message = {.body_case = 26, .stargate = &any};
    ASSERT_TEXT(dispatch(&scene, &message, 1)->text,
                "dispatch: submessages: contract doesn't have permission: unauthorized");
    send.from_address = sample_text(scene.sample, scene.sample->contract);
    any.value = protobuf_encode(arena, &cosmos_bank_v1beta1_msg_send_type, &send);
    ASSERT_OK(dispatch(&scene, &message, 1));
    ASSERT_TEXT(balance(&scene, scene.sample->contract), "70");
    any.type_url = BYTES("/cosmos.bank.v1beta1.NoSuch");
    ASSERT_TEXT(dispatch(&scene, &message, 1)->text,
                "dispatch: submessages: Cannot unpack proto message with type URL: "
                "/cosmos.bank.v1beta1.NoSuch: invalid CosmosMsg from the contract");
    scene_end(&scene, "tx 0 message 0 mark 1 rollback 1 mark 1 release 1 mark 1 rollback 1 commit");
}

static void a_message_that_is_not_valid_is_named_as_in_go(void **state)
{
    struct scene scene = open_scene(NULL, 0);
    const struct secretd_contract_wasm_migrate migrate = {.contract_address = BYTES("nobody")};
    struct secretd_contract_sub_message message = {.body_case = 13, .wasm_migrate = &migrate};
    ASSERT_TEXT(dispatch(&scene, &message, 1)->text,
                "dispatch: submessages: failed basic validation for message type "
                "*types.MsgMigrateContract: code id is required: invalid request");
    /* staking is not among the modules of this chain */
    const struct secretd_contract_staking_delegate delegate = {
        .validator = address_text(scene.test->arena, ADDRESS_VALIDATOR, scene.sample->contract),
        .amount = {BYTES("uscrt"), BYTES("1")}};
    message = (struct secretd_contract_sub_message){.body_case = 16, .staking_delegate = &delegate};
    ASSERT_TEXT(dispatch(&scene, &message, 1)->text,
                "dispatch: submessages: can't route message cosmos.staking.v1beta1.MsgDelegate: "
                "unknown request");
    scene_end(&scene, "tx 0 message 0 mark 1 rollback 1 mark 1 rollback 1 commit");
}

/* A limit that ends inside of a sub-message of a sub-message is no end of the outer one. */
static void an_inner_limit_is_an_error_of_the_inner_message(void **state)
{
    struct scene scene = open_scene(NULL, 0);
    const struct secretd_contract_bank_send send = send_of(&scene, "30");
    struct secretd_contract_sub_message inner = {
        .body_case = 10, .bank_send = &send, .has_gas_limit = true, .gas_limit = 500};
    const struct secretd_contract_answer said = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                 .messages = {&inner, 1}};
    const struct script_step step = {.reply = {.answer = &said, .wasm_gas_used = 1000}};
    scripted_enclave_stop(scene.enclave);
    scene.enclave = scripted_enclave_start(scene.test->arena, &step, 1);
    scene.test->ctx.enclave = scripted_enclave_session(scene.enclave);
    enclave_tx_begin(scene.test->ctx.enclave, 0, 0);
    enclave_message_begin(scene.test->ctx.enclave, 0);
    const struct secretd_contract_wasm_execute execute = {
        .contract_address = sample_text(scene.sample, scene.sample->contract),
        .callback_signature = BYTES("signature")};
    struct secretd_contract_sub_message outer = {
        .body_case = 11, .wasm_execute = &execute, .has_gas_limit = true, .gas_limit = 1000000};
    test_gas(scene.test);
    status refused = dispatch(&scene, &outer, 1);
    ASSERT_TEXT(refused->text, "dispatch: submessages: dispatch: submessages: SubMsg hit gas "
                               "limit: out of gas");
    assert_false(refused->aborts);
    assert_true(test_gas(scene.test) < 30000);
    scene_end(&scene, "tx 0 message 0 mark 1 mark 2 rollback 2 rollback 1 commit");
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
        cmocka_unit_test(nothing_is_sent_behind_the_end),
        cmocka_unit_test(a_contract_speaks_for_itself),
        cmocka_unit_test(a_message_that_is_not_valid_is_named_as_in_go),
        cmocka_unit_test(an_inner_limit_is_an_error_of_the_inner_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
