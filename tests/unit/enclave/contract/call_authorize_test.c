#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/tx/address.h"
#include "tests/support/desk_world.h"

/* Messages between contracts and replies, with contracts that say what they are told. */

static const char PARROT[] = "tests/vectors/enclave/parrot.wasm";
static const char EMPTY[] =
    "{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[],\"data\":null}}";
static const char DATA[] = "{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[],\"data\":"
                           "\"AAAADw==\"}}";

static char *text_of(struct world *world, struct bytes bytes)
{
    return arena_text(world->arena, bytes);
}

/* A response with one message. */
static char *with_message(struct world *world, uint64_t id, const char *message,
                          const char *reply_on)
{
    return text_of(world, arena_format(world->arena,
                                       "{\"Ok\":{\"messages\":[{\"id\":%lu,\"msg\":{%s},"
                                       "\"gas_limit\":null,\"reply_on\":\"%s\"}],\"attributes\":[],"
                                       "\"events\":[],\"data\":null}}",
                                       id, message, reply_on));
}

/* A response that has the contract itself say `inner`. */
static char *with_call(struct world *world, uint64_t id, const char *inner, const char *reply_on)
{
    struct bytes code = hex_lower(world->arena, BYTES_OF(world->code_hash));
    struct bytes message = base64_encode(world->arena, bytes_text(inner));
    struct bytes call =
        arena_format(world->arena,
                     "\"wasm\":{\"execute\":{\"contract_addr\":\"%.*s\","
                     "\"code_hash\":\"%.*s\",\"msg\":\"%.*s\",\"send\":[]}}",
                     BYTES_ARG(world_address(world)), BYTES_ARG(code), BYTES_ARG(message));
    return with_message(world, id, text_of(world, call), reply_on);
}

static void start(struct world *world)
{
    world_start_with(world, PARROT, NULL);
    world_instantiate(world, "{}");
}

/* Opens a block and makes the contract answer with `answer`; the block stays open. */
static struct secretd_boundary_call begin(struct world *world, const char *answer)
{
    struct secretd_boundary_call call =
        world_call(world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, answer);
    world_open(world, &call);
    assert_null(world_do(world, &call).data);
    return call;
}

/* What the last answer's first message says, as the node calls it. */
static struct secretd_boundary_call callback(struct world *world)
{
    const struct secretd_contract_wasm_execute *sent =
        world->reply.answer->messages.items[0].wasm_execute;
    struct secretd_boundary_call call = world_call_with(world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE,
                                                        arena_copy(world->arena, sent->msg));
    call.sender = world->contract;
    call.callback_sig = arena_copy(world->arena, sent->callback_signature);
    return call;
}

static struct bytes quoted(struct world *world, struct bytes data)
{
    return data.data == NULL ? BYTES("null")
                             : ARENA_CONCAT(world->arena, BYTES("\""),
                                            base64_encode(world->arena, data), BYTES("\""));
}

/* The node's reply with the last answer in it. */
struct outcome {
    const char *events; /* JSON list */
    struct bytes head;
};
static struct secretd_boundary_call reply_to(struct world *world, struct outcome outcome)
{
    const struct secretd_contract_answer *answer = world->reply.answer;
    struct arena *arena = world->arena;
    struct bytes id = base64_encode(arena, answer->reply_message_id), result;
    struct bytes data = quoted(world, answer->data);
    if (answer->failed)
        result = arena_format(arena, "{\"error\":\"%.*s\"}",
                              BYTES_ARG(bytes_from(answer->error, strlen("encrypted: "))));
    else
        result = arena_format(arena, "{\"ok\":{\"events\":%s,\"data\":%.*s}}", outcome.events,
                              BYTES_ARG(data));
    struct bytes json =
        arena_format(arena,
                     "{\"id\":\"%.*s\",\"result\":%.*s,\"was_orig_msg_encrypted\":true,"
                     "\"is_encrypted\":true}",
                     BYTES_ARG(id), BYTES_ARG(result));
    struct secretd_boundary_call call =
        world_call_with(world, SECRETD_BOUNDARY_CALL_KIND_REPLY,
                        ARENA_CONCAT(arena, bytes_slice(outcome.head, 0, 64), json));
    call.sender = (struct bytes){0};
    call.callback_sig = arena_copy(arena, answer->reply_signature);
    return call;
}

static const char EVENT[] =
    "[{\"type\":\"wasm\",\"attributes\":[{\"key\":\"k\",\"value\":\"v\"}]}]";

static void a_contract_calls_another_and_hears_its_answer(void **state)
{
    struct world world;
    start(&world);
    struct secretd_boundary_call first = begin(&world, with_call(&world, 9, DATA, "always"));
    struct secretd_boundary_call call = callback(&world);
    assert_null(world_do(&world, &call).data);
    assert_int_equal(world.reply.answer->reply_signature.len, 32);
    struct secretd_boundary_call reply = reply_to(&world, (struct outcome){EVENT, first.message});
    assert_null(world_do(&world, &reply).data);
    ASSERT_TEXT(world_stored(&world, "note"),
                "{\"id\":9,\"result\":{\"ok\":{\"events\":[{\"type\":\"wasm\",\"attributes\":[{"
                "\"key\":\"k\",\"value\":\"v\"}]}],\"data\":\"AAAADw==\"}}}");
    /* The answer goes to the user who began it all. */
    ASSERT_TEXT(test_decrypt(world.user, world.reply.answer->data), "ZG9uZQ==");
    assert_int_equal(world.reply.answer->reply_signature.len, 0);
    world_close(&world);
    world_stop(&world);
}

static void an_error_is_heard_as_well(void **state)
{
    struct world world;
    start(&world);
    struct secretd_boundary_call first =
        begin(&world, with_call(&world, 18446744073709551615u, "{\"Err\":\"say \\\"no\\\" twice\"}",
                                "error"));
    struct secretd_boundary_call call = callback(&world);
    assert_null(world_do(&world, &call).data);
    assert_true(world.reply.answer->failed);
    struct secretd_boundary_call reply = reply_to(&world, (struct outcome){"[]", first.message});
    assert_null(world_do(&world, &reply).data);
    ASSERT_TEXT(world_stored(&world, "note"),
                "{\"id\":18446744073709551615,\"result\":{\"error\":\"say \\\\\\\"no\\\\\\\" "
                "twice\"}}");
    world_close(&world);
    world_stop(&world);
}

/* The middle one of three: it answers a reply, and waits for one. */
static void replies_find_their_way_back_through_all_callers(void **state)
{
    struct world world;
    start(&world);
    char *inner = with_call(&world, 11, DATA, "success");
    struct secretd_boundary_call first = begin(&world, with_call(&world, 9, inner, "always"));
    struct secretd_boundary_call call = callback(&world);
    assert_null(world_do(&world, &call).data);
    call = callback(&world);
    assert_null(world_do(&world, &call).data);
    struct secretd_boundary_call reply = reply_to(&world, (struct outcome){"[]", first.message});
    assert_null(world_do(&world, &reply).data);
    ASSERT_TEXT(world_stored(&world, "note"),
                "{\"id\":11,\"result\":{\"ok\":{\"events\":[],\"data\":\"AAAADw==\"}}}");
    /* What the middle one says is sealed for the first, which waits with 9. */
    reply = reply_to(&world, (struct outcome){"[]", first.message});
    assert_null(world_do(&world, &reply).data);
    ASSERT_TEXT(world_stored(&world, "note"),
                "{\"id\":9,\"result\":{\"ok\":{\"events\":[],\"data\":\"ZG9uZQ==\"}}}");
    assert_int_equal(world.reply.answer->reply_signature.len, 0);
    world_close(&world);
    world_stop(&world);
}

/* One byte of the reply's JSON replaced, `from` its first place. */
static struct secretd_boundary_call tampered(struct world *world,
                                             const struct secretd_boundary_call *reply,
                                             const char *from, const char *to)
{
    struct secretd_boundary_call call = *reply;
    char *text = text_of(world, bytes_from(reply->message, 64));
    char *at = strstr(text, from);
    assert_non_null(at);
    memcpy(at, to, strlen(to));
    call.message = ARENA_CONCAT(world->arena, bytes_slice(reply->message, 0, 64), bytes_text(text));
    return call;
}

static void a_tampered_reply_is_refused(void **state)
{
    static const struct {
        const char *from, *to, *failure;
    } cases[] = {
        {"\"id\":\"", "\"id\":\"AAAA", "failed to decrypt data"},
        {"\"id\":\"", "\"id\":\"****", "failed to deserialize data"},
        {"\"id\"", "\"ix\"", "failed to deserialize data"},
        {"\"data\":\"", "\"data\":\"AAAA", "failed to decrypt data"},
        {"\"data\":\"", "\"dota\":\"", "failed to verify transaction signature"},
        {"\"events\":[]", "\"events\":{}", "failed to deserialize data"},
        {"\"ok\"", "\"no\"", "failed to deserialize data"},
        {"d\":true,\"is", "d\":fals,\"is", "failed to deserialize data"},
        {"\"is_encrypted\":true", "\"is_encrypted\":null", "failed to deserialize data"},
        {"{", "[", "failed to deserialize data"},
    };
    struct world world;
    start(&world);
    struct secretd_boundary_call first = begin(&world, with_call(&world, 9, DATA, "always"));
    struct secretd_boundary_call call = callback(&world);
    assert_null(world_do(&world, &call).data);
    struct secretd_boundary_call reply = reply_to(&world, (struct outcome){"[]", first.message});
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        call = tampered(&world, &reply, cases[i].from, cases[i].to);
        ASSERT_TEXT(world_do(&world, &call), cases[i].failure);
        assert_int_equal(world.reply.accesses.count, 0);
    }
    call = reply;
    call.callback_sig.len = 0;
    ASSERT_TEXT(world_do(&world, &call), "failed to verify transaction signature");
    call = reply;
    call.message = bytes_slice(reply.message, 0, 81);
    ASSERT_TEXT(world_do(&world, &call), "failed to decrypt data");
    call = reply;
    uint8_t *head = (uint8_t *)arena_copy(world.arena, reply.message).data;
    head[0] ^= 1;
    call.message.data = head;
    ASSERT_TEXT(world_do(&world, &call), "failed to decrypt data");
    ASSERT_TEXT(world_stored(&world, "note"), "{}");
    assert_null(world_do(&world, &reply).data);
    /* Once is enough. */
    ASSERT_TEXT(world_do(&world, &reply), "failed to verify transaction signature");
    world_close(&world);
    world_stop(&world);
}

/* The id of one reply and the outcome of another do not make a third. */
static void ids_and_outcomes_cannot_be_mixed(void **state)
{
    struct world world;
    start(&world);
    struct bytes both = arena_format(world.arena, "%s", with_call(&world, 9, DATA, "always"));
    struct secretd_boundary_call first = begin(&world, text_of(&world, both));
    struct secretd_boundary_call call = callback(&world);
    assert_null(world_do(&world, &call).data);
    struct secretd_boundary_call good = reply_to(&world, (struct outcome){"[]", first.message});
    struct bytes id = base64_encode(world.arena, world.reply.answer->reply_message_id);
    struct bytes failed = arena_format(
        world.arena,
        "{\"id\":\"%.*s\",\"result\":{\"error\":\"AAAA\"},\"was_orig_msg_encrypted\":true,"
        "\"is_encrypted\":true}",
        BYTES_ARG(id));
    call = good;
    call.message = ARENA_CONCAT(world.arena, bytes_slice(first.message, 0, 64), failed);
    ASSERT_TEXT(world_do(&world, &call), "failed to decrypt data");
    world_close(&world);
    /* A signature of an earlier block. */
    call = begin(&world, EMPTY);
    ASSERT_TEXT(world_do(&world, &good), "failed to verify transaction signature");
    world_close(&world);
    world_stop(&world);
}

static void a_reply_for_other_code_is_refused(void **state)
{
    struct world world;
    start(&world);
    uint8_t other[32] = {1};
    struct bytes header = ARENA_CONCAT(world.arena, BYTES("REPLY01\0\0\0\0\0\0\0\x05"),
                                       hex_lower(world.arena, BYTES_OF(other)), bytes_text(DATA));
    struct secretd_boundary_call call =
        world_call_with(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE,
                        test_encrypt(world.user, BYTES_OF(world.io_key), world.code_hash, header));
    world_open(&world, &call);
    assert_null(world_do(&world, &call).data);
    struct secretd_boundary_call reply = reply_to(&world, (struct outcome){"[]", call.message});
    ASSERT_TEXT(world_do(&world, &reply), "failed to validate transaction");
    world_close(&world);
    world_stop(&world);
}

/* Another contract of the same code, which the node could have as easily. */
static struct secretd_boundary_contract_key other_instance(struct world *world,
                                                           struct bytes *contract)
{
    uint8_t *og = arena_alloc(world->arena, KEYS_CONTRACT);
    *contract = test_contract_address(world->arena, 3, 6, BYTES_OF(world->user->address));
    keys_contract_make(world->keys, world->user->address, 1, world->code_hash, contract->data, NULL,
                       og);
    return (struct secretd_boundary_contract_key){.og = bytes_make(og, KEYS_CONTRACT)};
}

static void a_call_is_from_and_to_whom_the_contract_said(void **state)
{
    struct world world;
    start(&world);
    begin(&world, with_call(&world, 9, DATA, "never"));
    const struct secretd_boundary_call good = callback(&world);
    struct secretd_boundary_call call = good;
    call.sender = BYTES_OF(world.user->address);
    ASSERT_TEXT(world_do(&world, &call), "failed to verify transaction signature");
    call = good;
    call.key = other_instance(&world, &call.contract);
    ASSERT_TEXT(world_do(&world, &call), "failed to verify transaction signature");
    assert_null(world_do(&world, &good).data);
    world_close(&world);
    world_stop(&world);
}

static void a_reply_is_for_the_contract_that_waits(void **state)
{
    struct world world;
    start(&world);
    struct secretd_boundary_call first = begin(&world, with_call(&world, 9, DATA, "always"));
    struct secretd_boundary_call call = callback(&world);
    assert_null(world_do(&world, &call).data);
    const struct secretd_boundary_call reply =
        reply_to(&world, (struct outcome){"[]", first.message});
    call = reply;
    call.key = other_instance(&world, &call.contract);
    ASSERT_TEXT(world_do(&world, &call), "failed to verify transaction signature");
    world_close(&world);
    world_stop(&world);
}

/* ---- plaintext replies ---- */

static const char SEND[] = "\"bank\":{\"send\":{\"to_address\":\"a\",\"amount\":[]}}";

static struct secretd_boundary_call plain_reply(struct world *world, struct bytes head,
                                                const char *id, const char *result, bool encrypted)
{
    struct bytes text = base64_encode(world->arena, bytes_text(id));
    struct bytes json = arena_format(world->arena,
                                     "{\"id\":\"%.*s\",\"result\":%s,\"was_orig_msg_encrypted\":%s,"
                                     "\"is_encrypted\":false}",
                                     BYTES_ARG(text), result, encrypted ? "true" : "false");
    struct secretd_boundary_call call =
        world_call_with(world, SECRETD_BOUNDARY_CALL_KIND_REPLY,
                        ARENA_CONCAT(world->arena, bytes_slice(head, 0, 64), json));
    call.sender = (struct bytes){0};
    return call;
}

static void a_reply_to_the_bank_comes_in_plaintext(void **state)
{
    struct world world;
    start(&world);
    struct secretd_boundary_call first = begin(&world, with_message(&world, 7, SEND, "always"));
    struct secretd_boundary_call reply =
        plain_reply(&world, first.message, "7", "{\"ok\":{\"events\":[],\"data\":\"CgA=\"}}", true);
    assert_null(world_do(&world, &reply).data);
    ASSERT_TEXT(world_stored(&world, "note"),
                "{\"id\":7,\"result\":{\"ok\":{\"events\":[],\"data\":\"CgA=\"}}}");
    ASSERT_TEXT(test_decrypt(world.user, world.reply.answer->data), "ZG9uZQ==");
    world_close(&world);
    world_stop(&world);
}

/* In the original the node may make up any of these. */
static void a_plaintext_reply_nobody_waits_for_is_refused(void **state)
{
    static const char OK[] = "{\"error\":\"redacted\"}";
    struct world world;
    start(&world);
    struct secretd_boundary_call first = begin(&world, with_message(&world, 7, SEND, "error"));
    struct secretd_boundary_call call = plain_reply(&world, first.message, "8", OK, true);
    ASSERT_TEXT(world_do(&world, &call), "failed to verify transaction signature");
    call = plain_reply(&world, first.message, "7", OK, false);
    ASSERT_TEXT(world_do(&world, &call), "failed to verify transaction signature");
    call = plain_reply(&world, bytes_from(first.message, 1), "7", OK, true);
    ASSERT_TEXT(world_do(&world, &call), "failed to verify transaction signature");
    call = plain_reply(&world, first.message, "7", OK, true);
    struct cosmos_base_v1beta1_coin coin = {.denom = BYTES("uscrt"), .amount = BYTES("1")};
    call.funds = (struct cosmos_base_v1beta1_coin_list){&coin, 1};
    ASSERT_TEXT(world_do(&world, &call), "failed to verify transaction signature");
    static const char *const ids[] = {"", "x", "7x", "+7", "18446744073709551616"};
    for (size_t i = 0; i < ARRAY_COUNT(ids); i++) {
        call = plain_reply(&world, first.message, ids[i], OK, true);
        ASSERT_TEXT(world_do(&world, &call), "failed to deserialize data");
    }
    call = plain_reply(&world, first.message, "7", OK, true);
    assert_null(world_do(&world, &call).data);
    ASSERT_TEXT(world_do(&world, &call), "failed to verify transaction signature");
    /* One that a contract will seal and sign is no plaintext reply. */
    world_close(&world);
    call = begin(&world, with_call(&world, 7, DATA, "always"));
    call = plain_reply(&world, call.message, "7", OK, true);
    ASSERT_TEXT(world_do(&world, &call), "failed to verify transaction signature");
    world_close(&world);
    call = begin(&world, with_message(&world, 7, SEND, "never"));
    call = plain_reply(&world, call.message, "7", OK, true);
    ASSERT_TEXT(world_do(&world, &call), "failed to verify transaction signature");
    world_close(&world);
    world_stop(&world);
}

/* What reply answers with is finished like any answer. */
static void a_reply_can_send_messages_too(void **state)
{
    struct world world;
    start(&world);
    struct bytes say =
        ARENA_CONCAT(world.arena, BYTES(" "), bytes_text(with_call(&world, 3, DATA, "success")));
    assert_null(world_execute(&world, text_of(&world, say)).data);
    struct secretd_boundary_call first = begin(&world, with_message(&world, 7, SEND, "always"));
    struct secretd_boundary_call call =
        plain_reply(&world, first.message, "7", "{\"error\":\"no\"}", true);
    assert_null(world_do(&world, &call).data);
    assert_true(world.reply.answer->messages.items[0].was_encrypted);
    call = callback(&world);
    assert_null(world_do(&world, &call).data);
    call = reply_to(&world, (struct outcome){"[]", first.message});
    assert_null(world_do(&world, &call).data);
    ASSERT_TEXT(world_stored(&world, "note"),
                "{\"id\":3,\"result\":{\"ok\":{\"events\":[],\"data\":\"AAAADw==\"}}}");
    world_close(&world);
    world_stop(&world);
}

/* ---- plaintext calls ---- */

static void a_plaintext_call_needs_a_contract_that_makes_it(void **state)
{
    struct world world;
    start(&world);
    struct secretd_boundary_call call = begin(&world, EMPTY), plain = call;
    plain.message = bytes_text(DATA);
    ASSERT_TEXT(world_do(&world, &plain), "failed to verify transaction signature");
    uint8_t signature[32];
    keys_callback(world.keys, plain.message, BYTES("[]"), signature);
    plain.callback_sig = BYTES_OF(signature);
    ASSERT_TEXT(world_do(&world, &plain), "failed to verify transaction signature");
    world_sign(&world, &plain, plain.message);
    assert_null(world_do(&world, &plain).data);
    ASSERT_HEX(world.reply.answer->data, "0000000f");
    assert_int_equal(world.reply.answer->reply_signature.len, 0);
    world_close(&world);
    world_stop(&world);
}

static void callbacks_carry_the_funds_they_were_signed_with(void **state)
{
    struct world world;
    start(&world);
    begin(&world, with_call(&world, 9, DATA, "never"));
    struct secretd_boundary_call call = callback(&world), poorer = call;
    struct cosmos_base_v1beta1_coin coin = {.denom = BYTES("uscrt"), .amount = BYTES("1")};
    poorer.funds = (struct cosmos_base_v1beta1_coin_list){&coin, 1};
    ASSERT_TEXT(world_do(&world, &poorer), "failed to verify transaction signature");
    assert_null(world_do(&world, &call).data);
    assert_int_equal(world.reply.answer->reply_signature.len, 0);
    world_close(&world);
    /* In another message it is worth nothing. */
    begin(&world, EMPTY);
    ASSERT_TEXT(world_do(&world, &call), "failed to verify transaction signature");
    world_close(&world);
    world_stop(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contract_calls_another_and_hears_its_answer),
        cmocka_unit_test(an_error_is_heard_as_well),
        cmocka_unit_test(replies_find_their_way_back_through_all_callers),
        cmocka_unit_test(a_tampered_reply_is_refused),
        cmocka_unit_test(ids_and_outcomes_cannot_be_mixed),
        cmocka_unit_test(a_reply_for_other_code_is_refused),
        cmocka_unit_test(a_call_is_from_and_to_whom_the_contract_said),
        cmocka_unit_test(a_reply_is_for_the_contract_that_waits),
        cmocka_unit_test(a_reply_to_the_bank_comes_in_plaintext),
        cmocka_unit_test(a_plaintext_reply_nobody_waits_for_is_refused),
        cmocka_unit_test(a_reply_can_send_messages_too),
        cmocka_unit_test(a_plaintext_call_needs_a_contract_that_makes_it),
        cmocka_unit_test(callbacks_carry_the_funds_they_were_signed_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
