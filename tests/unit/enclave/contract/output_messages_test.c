#include "enclave/contract/output_internal.h"

#include "common/encoding/hex.h"
#include "enclave/contract/message_reply.h"
#include "tests/support/known_message.h"

/* What contracts send others in answer to the message of enclave-protocol 10.3. */
static struct known_message known;
static uint8_t made[16][32];
static size_t made_count;

static const uint8_t CONTRACT[20] = {2};
/* enclave-protocol 10.4: of an empty message and no coins. */
static const char ADMIN_SIGNATURE[] =
    "32f00ac352eeb3791ed71fe6b8e8e17fc9de38067628c5cd0b9f925c89b36a78";

static void token_made(void *context, const uint8_t token[32])
{
    assert_true(made_count < ARRAY_COUNT(made));
    memcpy(made[made_count++], token, 32);
}

static bool was_made(const uint8_t signature[32])
{
    for (size_t i = 0; i < made_count; i++)
        if (memcmp(made[i], signature, 32) == 0)
            return true;
    return false;
}

static struct secretd_contract_answer answered(const char *text, bool seal)
{
    const struct output_context context = {.keys = known.keys,
                                           .message = &known.message,
                                           .contract = BYTES_OF(CONTRACT),
                                           .code_hash = bytes_text(KNOWN_CODE),
                                           .seal = seal,
                                           .token_made = token_made};
    struct secretd_contract_answer answer = {0};
    struct result result;
    ASSERT_OK(result_parse(known.arena, bytes_text(text), &result));
    made_count = 0;
    output_messages(known.arena, &context, &result, &answer);
    return answer;
}

static struct bytes opened(struct bytes sent)
{
    ASSERT_BYTES(bytes_slice(sent, 0, 64), BYTES_OF(known.message.head));
    return known_message_open(&known, bytes_from(sent, 64));
}

static const char V1_WASM[] =
    "{\"Ok\":{\"messages\":[{\"id\":9,\"msg\":{\"wasm\":{\"migrate\":{\"contract_addr\":\"c\","
    "\"code_hash\":\"HASH\",\"code_id\":4,\"msg\":\"e30=\"}}},\"reply_on\":\"always\"},{\"id\":8,"
    "\"msg\":{\"wasm\":{\"update_admin\":{\"contract_addr\":\"c\",\"admin\":\"a\"}}},\"reply_on\":"
    "\"success\"},{\"id\":7,\"msg\":{\"wasm\":{\"clear_admin\":{\"contract_addr\":\"c\"}}},"
    "\"reply_on\":\"never\"},{\"id\":6,\"msg\":{\"wasm\":{\"instantiate\":{\"code_id\":4,"
    "\"code_hash\":\"HASH\",\"msg\":\"e30=\",\"send\":[{\"denom\":\"uscrt\",\"amount\":\"1\"}],"
    "\"label\":\"L\"}}},\"reply_on\":\"never\"}],\"attributes\":[],\"events\":[]}}";

static void a_migration_is_sealed_with_headers(void **state)
{
    const struct message_reply outer = {5, bytes_text(KNOWN_CODE)};
    known.message.replies = &outer;
    known.message.reply_count = 1;
    struct secretd_contract_answer answer = answered(V1_WASM, true);
    known.message.reply_count = 0;
    const struct secretd_contract_sub_message *sent = answer.messages.items;
    struct bytes own =
        ARENA_CONCAT(known.arena, BYTES("REPLY01\0\0\0\0\0\0\0\x09"), bytes_text(KNOWN_CODE));
    struct bytes outers =
        ARENA_CONCAT(known.arena, BYTES("REPLY01\0\0\0\0\0\0\0\x05"), bytes_text(KNOWN_CODE));
    ASSERT_BYTES(opened(sent[0].wasm_migrate->msg),
                 ARENA_CONCAT(known.arena, BYTES("HASH"), own, outers, BYTES("{}")));
    uint8_t signature[32];
    keys_callback(known.keys, bytes_from(sent[0].wasm_migrate->msg, 64), BYTES("[]"), signature);
    ASSERT_BYTES(sent[0].wasm_migrate->callback_signature, BYTES_OF(signature));
    /* Nobody waits for this one but the outer caller. */
    ASSERT_BYTES(opened(sent[3].wasm_instantiate->msg),
                 ARENA_CONCAT(known.arena, BYTES("HASH"), outers, BYTES("{}")));
}

static void changes_of_an_admin_are_signed_over_nothing(void **state)
{
    struct secretd_contract_answer answer = answered(V1_WASM, true);
    const struct secretd_contract_sub_message *sent = answer.messages.items;
    ASSERT_HEX(sent[1].wasm_update_admin->callback_signature, ADMIN_SIGNATURE);
    ASSERT_TEXT(sent[1].wasm_update_admin->new_admin, "a");
    ASSERT_HEX(sent[2].wasm_clear_admin->callback_signature, ADMIN_SIGNATURE);
    for (size_t i = 0; i < answer.messages.count; i++) {
        assert_int_equal(sent[i].id, 0);
        assert_true(sent[i].was_encrypted);
    }
    /* Four messages, and replies to two of them. */
    assert_int_equal(made_count, 6);
}

static void plaintext_messages_are_signed_as_they_are(void **state)
{
    struct secretd_contract_answer answer = answered(V1_WASM, false);
    const struct secretd_contract_sub_message *sent = answer.messages.items;
    uint8_t signature[32];
    keys_callback(known.keys, BYTES("{}"), BYTES("[]"), signature);
    ASSERT_TEXT(sent[0].wasm_migrate->msg, "{}");
    ASSERT_BYTES(sent[0].wasm_migrate->callback_signature, BYTES_OF(signature));
    ASSERT_HEX(sent[2].wasm_clear_admin->callback_signature, ADMIN_SIGNATURE);
    keys_callback(known.keys, BYTES("{}"), BYTES("[{\"denom\":\"uscrt\",\"amount\":\"1\"}]"),
                  signature);
    ASSERT_BYTES(sent[3].wasm_instantiate->callback_signature, BYTES_OF(signature));
    assert_int_equal(sent[0].id, 9);
    assert_false(sent[0].was_encrypted);
    /* Replies to two of them will come in plaintext. */
    assert_int_equal(made_count, 6);
    message_reply_token(known.keys, BYTES_OF(CONTRACT), 9, NULL, false, signature);
    assert_true(was_made(signature));
    message_reply_token(known.keys, BYTES_OF(CONTRACT), 7, NULL, false, signature);
    assert_false(was_made(signature));
}

static void other_messages_keep_their_id_and_expect_a_plaintext_reply(void **state)
{
    struct secretd_contract_answer answer = answered(
        "{\"Ok\":{\"messages\":[{\"id\":9,\"msg\":{\"stargate\":{\"type_url\":\"/a\",\"value\":"
        "\"\"}},\"reply_on\":\"error\",\"was_msg_encrypted\":false}],\"attributes\":[],\"events\":"
        "[]}}",
        true);
    assert_int_equal(answer.messages.items[0].id, 9);
    assert_true(answer.messages.items[0].was_encrypted);
    uint8_t token[32];
    message_reply_token(known.keys, BYTES_OF(CONTRACT), 9, known.message.head, false, token);
    assert_int_equal(made_count, 1);
    assert_true(was_made(token));
}

/* A contract that claims it. */
static void plaintext_messages_were_never_sealed(void **state)
{
    struct secretd_contract_answer answer =
        answered("{\"Ok\":{\"messages\":[{\"id\":9,\"msg\":{\"custom\":{}},\"reply_on\":\"never\","
                 "\"was_msg_encrypted\":true}],\"attributes\":[],\"events\":[]}}",
                 false);
    assert_false(answer.messages.items[0].was_encrypted);
    assert_int_equal(made_count, 0);
}

static void plaintext_messages_of_the_first_generation_are_not_signed(void **state)
{
    static const char TEXT[] =
        "{\"Ok\":{\"messages\":[{\"wasm\":{\"execute\":{\"contract_addr\":\"c\","
        "\"callback_code_hash\":\"HASH\",\"msg\":\"e30=\",\"send\":[]}}}],\"log\":[]}}";
    struct secretd_contract_answer answer = answered(TEXT, false);
    assert_int_equal(answer.messages.items[0].wasm_execute->callback_signature.len, 0);
    const struct message_reply outer = {5, bytes_text(KNOWN_CODE)};
    known.message.replies = &outer;
    known.message.reply_count = 1;
    answer = answered(TEXT, true);
    known.message.reply_count = 0;
    /* The chain of those who wait breaks here. */
    ASSERT_TEXT(opened(answer.messages.items[0].wasm_execute->msg), "HASH{}");
}

static int setup(void **state)
{
    known_message_start(&known);
    return 0;
}

static int teardown(void **state)
{
    known_message_stop(&known);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_migration_is_sealed_with_headers),
        cmocka_unit_test(changes_of_an_admin_are_signed_over_nothing),
        cmocka_unit_test(plaintext_messages_are_signed_as_they_are),
        cmocka_unit_test(other_messages_keep_their_id_and_expect_a_plaintext_reply),
        cmocka_unit_test(plaintext_messages_were_never_sealed),
        cmocka_unit_test(plaintext_messages_of_the_first_generation_are_not_signed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
