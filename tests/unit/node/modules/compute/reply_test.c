#include "tests/support/contract_scene.h"

/* 64 bytes and more: what the contract was called with. */
#define CALLED_WITH                                                                                \
    "0123456789012345678901234567890123456789012345678901234567890123 and what was sealed"

/* The contract sends one message and wants to hear of it. */
static struct scene open_scene(const struct script_step *steps, size_t count)
{
    struct scene scene = scene_new(steps, count);
    test_gas(scene.test);
    test_events(scene.test);
    return scene;
}

static void scene_end(struct scene *scene)
{
    scripted_enclave_stop(scene->enclave);
    test_chain_free(scene->test);
}

static status send_with(struct scene *scene, struct secretd_contract_sub_message *message,
                        struct bytes called_with)
{
    const struct secretd_contract_answer answer = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                   .messages = {message, 1},
                                                   .data = BYTES("own data")};
    const struct compute_speaker speaker = {.contract = scene->sample->contract,
                                            .message = called_with};
    return compute_respond(&scene->test->ctx, &speaker, &answer, &scene->data);
}

static status send(struct scene *scene, struct secretd_contract_sub_message *message)
{
    return send_with(scene, message, BYTES(CALLED_WITH));
}

/* The JSON behind the first 64 bytes of what the enclave was given at one of its calls. */
static struct bytes told(const struct scene *scene, size_t index)
{
    const struct secretd_boundary_call *call = scripted_enclave_call(scene->enclave, index);
    assert_int_equal(call->kind, SECRETD_BOUNDARY_CALL_KIND_REPLY);
    ASSERT_BYTES(call->contract, scene->sample->contract);
    ASSERT_BYTES(call->sender, scene->sample->contract);
    ASSERT_BYTES(bytes_slice(call->message, 0, 64), bytes_slice(BYTES(CALLED_WITH), 0, 64));
    return bytes_from(call->message, 64);
}

static struct secretd_contract_sub_message bank_message(struct scene *scene, const char *amount,
                                                        int32_t reply_on)
{
    struct arena *arena = scene->test->arena;
    struct cosmos_base_v1beta1_coin *coin = ARENA_NEW(arena, struct cosmos_base_v1beta1_coin);
    *coin = (struct cosmos_base_v1beta1_coin){BYTES("uscrt"), bytes_text(amount)};
    struct secretd_contract_bank_send *send = ARENA_NEW(arena, struct secretd_contract_bank_send);
    *send = (struct secretd_contract_bank_send){
        .to_address = sample_text(scene->sample, test_address(arena, 2)), .amount = {coin, 1}};
    return (struct secretd_contract_sub_message){.body_case = 10,
                                                 .bank_send = send,
                                                 .id = 1337,
                                                 .reply_on = reply_on,
                                                 .was_encrypted = true};
}

static struct secretd_contract_sub_message call_message(struct scene *scene, int32_t reply_on)
{
    struct arena *arena = scene->test->arena;
    struct secretd_contract_wasm_execute *execute =
        ARENA_NEW(arena, struct secretd_contract_wasm_execute);
    *execute = (struct secretd_contract_wasm_execute){
        .contract_address = sample_text(scene->sample, scene->sample->contract),
        .msg = BYTES(CALLED_WITH),
        .callback_signature = BYTES("signature")};
    return (struct secretd_contract_sub_message){
        .body_case = 11, .wasm_execute = execute, .reply_on = reply_on, .was_encrypted = true};
}

static const struct secretd_contract_answer content = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                       .data = BYTES_INIT("reply's data")};

static void who_sends_coins_hears_that_they_went(void **state)
{
    const struct script_step step = {.reply = {.answer = &content, .wasm_gas_used = 5500}};
    struct scene scene = open_scene(&step, 1);
    struct secretd_contract_sub_message message =
        bank_message(&scene, "30", SECRETD_CONTRACT_REPLY_ON_ALWAYS);
    ASSERT_OK(send(&scene, &message));
    ASSERT_TEXT(told(&scene, 0), "{\"id\":\"MTMzNw==\",\"result\":{\"ok\":{\"events\":[]}},"
                                 "\"was_orig_msg_encrypted\":true,\"is_encrypted\":false}");
    const struct secretd_boundary_call *call = scripted_enclave_call(scene.enclave, 0);
    assert_int_equal(call->callback_sig.len, 0);
    ASSERT_TEXT(scene.data, "reply's data");
    /* the machine is charged twice */
    assert_int_equal(test_gas(scene.test), call->chain_gas.consumed + 2 * 6);
    struct bytes events = test_events(scene.test);
    struct bytes last = ARENA_CONCAT(scene.test->arena, BYTES("\nreply contract_address="),
                                     sample_text(scene.sample, scene.sample->contract),
                                     BYTES("\nwasm contract_address="),
                                     sample_text(scene.sample, scene.sample->contract));
    ASSERT_BYTES(bytes_from(events, events.len - last.len), last);
    scene_end(&scene);
}

/* Outside of a simulation only code and codespace of the chain's own errors are shown. */
static void errors_of_the_chain_are_not_shown(void **state)
{
    const struct script_step steps[] = {{.reply = {.answer = &content}},
                                        {.reply = {.answer = &content}}};
    struct scene scene = open_scene(steps, 2);
    struct secretd_contract_sub_message message =
        bank_message(&scene, "300", SECRETD_CONTRACT_REPLY_ON_ERROR);
    ASSERT_OK(send(&scene, &message));
    ASSERT_TEXT(told(&scene, 0),
                "{\"id\":\"MTMzNw==\",\"result\":{\"error\":\"the error was redacted (codespace: "
                "sdk, code: 5). For more info use latest localsecret and reproduce the issue\"},"
                "\"was_orig_msg_encrypted\":true,\"is_encrypted\":false}");
    scene.test->chain.simulation = true;
    ASSERT_OK(send(&scene, &message));
    ASSERT_TEXT(told(&scene, 1),
                "{\"id\":\"MTMzNw==\",\"result\":{\"error\":\"spendable balance 100uscrt is "
                "smaller than 300uscrt: insufficient funds\"},"
                "\"was_orig_msg_encrypted\":true,\"is_encrypted\":false}");
    scene_end(&scene);
}

static void who_does_not_ask_does_not_hear(void **state)
{
    struct scene scene = open_scene(NULL, 0);
    struct secretd_contract_sub_message message =
        bank_message(&scene, "30", SECRETD_CONTRACT_REPLY_ON_ERROR);
    ASSERT_OK(send(&scene, &message));
    ASSERT_TEXT(scene.data, "own data");
    message = bank_message(&scene, "300", SECRETD_CONTRACT_REPLY_ON_SUCCESS);
    assert_true(error_is(send(&scene, &message), &CHAIN_INSUFFICIENT_FUNDS));
    message.reply_on = SECRETD_CONTRACT_REPLY_ON_NEVER;
    assert_true(error_is(send(&scene, &message), &CHAIN_INSUFFICIENT_FUNDS));
    scene_end(&scene);
}

/* Signature and id come from the callee's enclave; events are those of the call, their attributes
 * in order. */
static void the_answer_of_a_contract_reaches_who_called_it(void **state)
{
    struct secretd_contract_attribute said = {BYTES("a <key>"), BYTES("value")};
    const struct secretd_contract_answer callee = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                   .attributes = {&said, 1},
                                                   .data = BYTES("sealed data"),
                                                   .reply_signature = BYTES("enclave's"),
                                                   .reply_message_id = BYTES("message id")};
    const struct script_step steps[] = {{.reply = {.answer = &callee}},
                                        {.reply = {.answer = &content}}};
    struct scene scene = open_scene(steps, 2);
    struct secretd_contract_sub_message message =
        call_message(&scene, SECRETD_CONTRACT_REPLY_ON_SUCCESS);
    ASSERT_OK(send(&scene, &message));
    struct bytes self = sample_text(scene.sample, scene.sample->contract);
    ASSERT_BYTES(told(&scene, 1),
                 ARENA_CONCAT(scene.test->arena,
                              BYTES("{\"id\":\"bWVzc2FnZSBpZA==\",\"result\":{\"ok\":{\"events\":["
                                    "{\"type\":\"execute\",\"attributes\":[{\"key\":"
                                    "\"contract_address\",\"value\":\""),
                              self,
                              BYTES("\"}]},{\"type\":\"wasm\",\"attributes\":[{\"key\":\"a "
                                    "\\u003ckey\\u003e\",\"value\":\"value\"},{\"key\":"
                                    "\"contract_address\",\"value\":\""),
                              self,
                              BYTES("\"}]}],\"data\":\"c2VhbGVkIGRhdGE=\"}},"
                                    "\"was_orig_msg_encrypted\":true,\"is_encrypted\":true}")));
    ASSERT_TEXT(scripted_enclave_call(scene.enclave, 1)->callback_sig, "enclave's");
    ASSERT_TEXT(scene.data, "reply's data");
    scene_end(&scene);
}

/* The sealed error alone, without what the log says around it; the call is undone. */
static void the_error_of_a_contract_reaches_who_called_it(void **state)
{
    const struct secretd_contract_answer callee = {.failed = true,
                                                   .error = BYTES("encrypted: AAAA"),
                                                   .reply_signature = BYTES("enclave's"),
                                                   .reply_message_id = BYTES("message id")};
    const struct script_step steps[] = {{.reply = {.answer = &callee}},
                                        {.reply = {.answer = &content}}};
    struct scene scene = open_scene(steps, 2);
    struct secretd_contract_sub_message message =
        call_message(&scene, SECRETD_CONTRACT_REPLY_ON_ERROR);
    ASSERT_OK(send(&scene, &message));
    ASSERT_TEXT(told(&scene, 1), "{\"id\":\"bWVzc2FnZSBpZA==\",\"result\":{\"error\":\"AAAA\"},"
                                 "\"was_orig_msg_encrypted\":true,\"is_encrypted\":true}");
    ASSERT_TEXT(scripted_enclave_call(scene.enclave, 1)->callback_sig, "enclave's");
    scene_end(&scene);
}

/* No reply can be sealed for a call that did not reach the enclave. */
static void a_call_that_the_chain_refuses_ends_the_caller(void **state)
{
    const struct secretd_boundary_failure failure = {.text = BYTES("failed to decrypt data")};
    const struct script_step step = {.reply = {.failure = &failure}};
    struct scene scene = open_scene(&step, 1);
    struct secretd_contract_sub_message message =
        call_message(&scene, SECRETD_CONTRACT_REPLY_ON_ALWAYS);
    status refused = send(&scene, &message);
    ASSERT_TEXT(refused->text,
                "dispatch: submessages: an sdk error occurred while sending a sub-message: the "
                "error was redacted (codespace: compute, code: 3). For more info use latest "
                "localsecret and reproduce the issue");
    assert_true(error_is(refused, &CHAIN_PLAIN));
    scene_end(&scene);
}

static void a_call_without_a_sealed_address_has_no_reply(void **state)
{
    const struct secretd_contract_answer plain = {.generation = SECRETD_CONTRACT_GENERATION_V1};
    const struct secretd_contract_answer odd = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                .data = BYTES("{\"data\":\"\"}")};
    const struct script_step steps[] = {{.reply = {.answer = &plain}}, {.reply = {.answer = &odd}}};
    struct scene scene = open_scene(steps, 2);
    struct secretd_contract_sub_message message =
        call_message(&scene, SECRETD_CONTRACT_REPLY_ON_ALWAYS);
    ASSERT_TEXT(send(&scene, &message)->text,
                "dispatch: submessages: cannot serialize v1 DataWithInternalReplyInfo into json: "
                "unexpected end of JSON input");
    ASSERT_TEXT(send(&scene, &message)->text,
                "dispatch: submessages: when sending a reply both InternaReplyEnclaveSig and "
                "InternalMsgId are expected to be initialized");
    scene_end(&scene);
}

/* The original stumbles over them: an abort, which no limit and no reply further out catches. */
static void a_migration_wants_no_reply(void **state)
{
    struct scene scene = open_scene(NULL, 0);
    const struct compute_speaker speaker = {.contract = scene.sample->contract,
                                            .message = BYTES(CALLED_WITH)};
    const struct secretd_contract_wasm_migrate migrate = {.code_id = 1};
    const struct secretd_contract_sub_message message = {
        .body_case = 13, .wasm_migrate = &migrate, .was_encrypted = true};
    const struct secret_compute_v1beta1_msg_migrate_contract_response response = {0};
    struct compute_outcome outcome = {
        .events = scene.test->ctx.events,
        .response_type = &secret_compute_v1beta1_msg_migrate_contract_response_type,
        .response = &response};
    status refused = compute_reply(&scene.test->ctx, &speaker, &message, &outcome, &scene.data);
    assert_true(refused->aborts);
    assert_int_equal(refused->code, 111222);
    outcome = (struct compute_outcome){
        .refused = error_replace(scene.test->arena, &COMPUTE_MIGRATE_FAILED,
                                 BYTES("encrypted: AAAA: migrate contract failed"))};
    refused = compute_reply(&scene.test->ctx, &speaker, &message, &outcome, &scene.data);
    assert_true(refused->aborts);
    assert_int_equal(refused->code, 111222);
    scene_end(&scene);
}

static void a_reply_that_fails_fails_its_message(void **state)
{
    const struct secretd_contract_answer failed = {.failed = true,
                                                   .error = BYTES("encrypted: BBBB")};
    const struct secretd_contract_answer first = {.generation = SECRETD_CONTRACT_GENERATION_V010};
    const struct script_step steps[] = {{.reply = {.answer = &failed, .wasm_gas_used = 1000}},
                                        {.reply = {.answer = &first}}};
    struct scene scene = open_scene(steps, 2);
    struct secretd_contract_sub_message message =
        bank_message(&scene, "30", SECRETD_CONTRACT_REPLY_ON_SUCCESS);
    status refused = send(&scene, &message);
    ASSERT_TEXT(refused->text, "dispatch: submessages: encrypted: BBBB: reply to contract failed");
    assert_true(error_is(refused, &COMPUTE_REPLY_FAILED));
    assert_int_equal(test_gas(scene.test),
                     scripted_enclave_call(scene.enclave, 0)->chain_gas.consumed + 2);
    ASSERT_TEXT(send(&scene, &message)->text,
                "dispatch: submessages: response of reply should always be a CosmWasm v1 response "
                "type: reply to contract failed");
    scene_end(&scene);
}

/* What a reply sends is sent under it, and fails it. */
static void a_reply_may_send_messages_again(void **state)
{
    struct secretd_contract_sub_message again, too_much;
    const struct secretd_contract_answer more = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                 .messages = {&again, 1}};
    const struct secretd_contract_answer failing = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                    .messages = {&too_much, 1}};
    struct scene scene = open_scene(NULL, 0);
    again = bank_message(&scene, "1", SECRETD_CONTRACT_REPLY_ON_NEVER);
    too_much = bank_message(&scene, "200", SECRETD_CONTRACT_REPLY_ON_NEVER);
    scripted_enclave_stop(scene.enclave);
    const struct script_step steps[] = {{.reply = {.answer = &more}},
                                        {.reply = {.answer = &failing}}};
    scene.enclave = scripted_enclave_start(scene.test->arena, steps, 2);
    scene.test->ctx.enclave = scripted_enclave_session(scene.enclave);
    struct secretd_contract_sub_message message =
        bank_message(&scene, "30", SECRETD_CONTRACT_REPLY_ON_SUCCESS);
    ASSERT_OK(send(&scene, &message));
    ASSERT_TEXT(scene.data, "own data");
    struct integer amount;
    ASSERT_OK(bank_balance(&scene.test->ctx, scene.sample->contract, BYTES("uscrt"), &amount));
    ASSERT_TEXT(integer_text(scene.test->arena, amount), "69");
    status refused = send(&scene, &message);
    ASSERT_TEXT(refused->text,
                "dispatch: submessages: submessages: spendable balance 39uscrt is smaller than "
                "200uscrt: insufficient funds: reply to contract failed");
    assert_true(error_is(refused, &COMPUTE_REPLY_FAILED));
    scene_end(&scene);
}

static void a_call_too_short_for_a_key_aborts(void **state)
{
    struct scene scene = open_scene(NULL, 0);
    struct secretd_contract_sub_message message =
        bank_message(&scene, "30", SECRETD_CONTRACT_REPLY_ON_SUCCESS);
    status refused = send_with(&scene, &message, BYTES("{}"));
    assert_true(refused->aborts);
    assert_int_equal(refused->code, 111222);
    scene_end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_sends_coins_hears_that_they_went),
        cmocka_unit_test(errors_of_the_chain_are_not_shown),
        cmocka_unit_test(who_does_not_ask_does_not_hear),
        cmocka_unit_test(the_answer_of_a_contract_reaches_who_called_it),
        cmocka_unit_test(the_error_of_a_contract_reaches_who_called_it),
        cmocka_unit_test(a_call_that_the_chain_refuses_ends_the_caller),
        cmocka_unit_test(a_call_without_a_sealed_address_has_no_reply),
        cmocka_unit_test(a_migration_wants_no_reply),
        cmocka_unit_test(a_reply_that_fails_fails_its_message),
        cmocka_unit_test(a_reply_may_send_messages_again),
        cmocka_unit_test(a_call_too_short_for_a_key_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
