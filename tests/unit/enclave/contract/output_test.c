#include "enclave/contract/output.h"

#include "common/crypto/hash.h"
#include "common/encoding/base64.h"
#include "enclave/contract/errors.h"
#include "tests/support/known_message.h"

/* What answers the message of enclave-protocol 10.3. */
static struct known_message known;
static struct message_reply reply;
static size_t tokens;

static const uint8_t CONTRACT[20] = {2};

static void token_made(void *context, const uint8_t token[32])
{
    tokens++;
}

static struct output_context context_of(bool seal)
{
    return (struct output_context){.keys = known.keys,
                                   .message = &known.message,
                                   .contract = BYTES_OF(CONTRACT),
                                   .code_hash = bytes_text(KNOWN_CODE),
                                   .seal = seal,
                                   .token_made = token_made};
}

static struct secretd_contract_answer answered(const char *text, bool seal)
{
    struct output_context context = context_of(seal);
    struct secretd_contract_answer answer;
    struct result result;
    ASSERT_OK(result_parse(known.arena, bytes_text(text), &result));
    ASSERT_OK(output_answer(known.arena, &context, &result, &answer));
    return answer;
}

static void errors_of_each_generation(void **state)
{
    struct secretd_contract_answer answer =
        answered("{\"Err\":{\"generic_err\":{\"msg\":\"la la\"}}}", true);
    assert_true(answer.failed);
    ASSERT_TEXT(answer.error, "encrypted: SZY6IDIMzYP8jriBVx1a0AklJRWzSv/Ht05xHib3h+7mg3OdJi1Z9Lcg"
                              "5VtSs1E=");
    answer = answered("{\"Err\":\"Generic error: la la\"}", true);
    ASSERT_TEXT(answer.error, "encrypted: VWCh5a5NkHRX1xy//N2ETF96X/JQ1ExO/6mDFl99xN+xjvmC");
}

static struct bytes error_plaintext(const char *text)
{
    struct bytes sealed;
    assert_true(base64_decode(known.arena, bytes_from(answered(text, true).error, 11), &sealed));
    return known_message_open(&known, sealed);
}

static void error_texts_keep_their_quirks(void **state)
{
    ASSERT_TEXT(error_plaintext("{\"Err\":{\"parse_err\":{\"target\":\"T\",\"msg\":\"M\"}}}"),
                "{\"parse_err\":{\"msg\":\"M\",\"target\":\"T\"}}");
    ASSERT_TEXT(error_plaintext("{\"Err\":\"say \\\"hi\\\"\"}"), "say \\\"hi\\");
    ASSERT_TEXT(error_plaintext("{\"Err\":\"two\\nlines\"}"), "two\\nlines");
}

static void data_and_attributes_are_sealed_one_by_one(void **state)
{
    struct secretd_contract_answer answer =
        answered("{\"Ok\":{\"messages\":[],\"attributes\":[{\"key\":\"attr1\",\"value\":\"\"},"
                 "{\"key\":\"open\",\"value\":\"word\",\"encrypted\":false}],\"events\":[{\"type\":"
                 "\"t\",\"attributes\":[{\"key\":\"attr1\",\"value\":\"\"}]}],\"data\":"
                 "\"AAAADw==\"}}",
                 true);
    ASSERT_TEXT(base64_encode(known.arena, answer.data), "5ZnU3vUXbENPGFrVJc98hVrecXOYtcA5");
    ASSERT_TEXT(answer.attributes.items[0].key, "J7KmNv9EuQ+gB3vErDdAUpjLLhcV");
    ASSERT_TEXT(answer.attributes.items[0].value, "HgULNHYFjSJr/w3+QlTyOA==");
    ASSERT_TEXT(answer.attributes.items[1].value, "word");
    ASSERT_TEXT(answer.events.items[0].type, "t");
    ASSERT_TEXT(answer.events.items[0].attributes.items[0].key, "J7KmNv9EuQ+gB3vErDdAUpjLLhcV");
    assert_int_equal(answer.reply_signature.len, 0);
}

/* enclave-protocol 10.4; there the expected values were made with headers of the caller only. */
static void a_reply_that_is_owed_is_signed(void **state)
{
    known.message.replies = &reply;
    known.message.reply_count = 1;
    struct secretd_contract_answer answer = answered(
        "{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[],\"data\":\"AAAADw==\"}}", true);
    ASSERT_TEXT(
        base64_encode(known.arena, answer.reply_message_id),
        "aBtRgPMCBqp1u6x7fKXEOuw+TPEgvKqh7X81fWUFF4MGoF0p40V5pUJpJHvRP+/ACaUukje/bcfWlMDy+mVw"
        "WFHYRRxekZRXd4jsBzdd7WIG");
    ASSERT_TEXT(
        base64_encode(known.arena, answer.data),
        "ps3mumkEDQKGK+cTTvQnJ42Bd3KsYAPtzvzAe05eoVag6ZbZKHk5GX1FLXpfgCR7kYhHLKBy9tGu6WWJ4x2n"
        "35z/w+GoCJJaEkH0qw9GZK8gNsuu/m7lIg==");
    ASSERT_TEXT(base64_encode(known.arena, answer.reply_signature),
                "YWIPujR90RLj+bAsHDOYyQdDHQfzqkn4sz8+NY/8Qtc=");
    answer = answered("{\"Err\":\"x\"}", true);
    assert_int_equal(answer.reply_signature.len, 32);
    struct bytes id = known_message_open(&known, answer.reply_message_id);
    ASSERT_BYTES(id, ARENA_CONCAT(known.arena, bytes_text(KNOWN_CALLER), BYTES("7")));
    known.message.reply_count = 0;
}

static void calls_to_contracts_carry_headers_and_signature(void **state)
{
    struct secretd_contract_answer answer = answered(
        "{\"Ok\":{\"messages\":[{\"id\":9,\"msg\":{\"wasm\":{\"execute\":{\"contract_addr\":\"a\","
        "\"code_hash\":\"HASH\",\"msg\":\"e30=\",\"send\":[{\"denom\":\"uscrt\",\"amount\":\"1\"}]}"
        "}},\"gas_limit\":null,\"reply_on\":\"success\"},{\"id\":8,\"msg\":{\"bank\":{\"send\":{"
        "\"to_address\":\"a\",\"amount\":[]}}},\"gas_limit\":null,\"reply_on\":\"never\"}],"
        "\"attributes\":[],\"events\":[],\"data\":null}}",
        true);
    const struct secretd_contract_sub_message *call = &answer.messages.items[0];
    assert_true(call->was_encrypted && answer.messages.items[1].was_encrypted);
    assert_int_equal(call->id, 0);
    assert_int_equal(answer.messages.items[1].id, 8);
    struct bytes sent = call->wasm_execute->msg;
    ASSERT_BYTES(bytes_slice(sent, 0, 64), BYTES_OF(known.message.head));
    struct bytes expected =
        ARENA_CONCAT(known.arena, BYTES("HASHREPLY01"), BYTES("\0\0\0\0\0\0\0\x09"),
                     bytes_text(KNOWN_CODE), BYTES("{}"));
    ASSERT_BYTES(known_message_open(&known, bytes_from(sent, 64)), expected);
    uint8_t signature[32];
    keys_callback(known.keys, bytes_from(sent, 64),
                  BYTES("[{\"denom\":\"uscrt\",\"amount\":\"1\"}]"), signature);
    ASSERT_BYTES(call->wasm_execute->callback_signature, BYTES_OF(signature));
    /* The message, and the reply to it. */
    assert_int_equal(tokens, 2);
}

static void first_generation_calls_have_no_headers(void **state)
{
    struct secretd_contract_answer answer = answered(
        "{\"Ok\":{\"messages\":[{\"wasm\":{\"instantiate\":{\"code_id\":3,\"callback_code_hash\":"
        "\"HASH\",\"msg\":\"e30=\",\"send\":[],\"label\":\"L\"}}}],\"log\":[]}}",
        true);
    const struct secretd_contract_wasm_instantiate *made =
        answer.messages.items[0].wasm_instantiate;
    ASSERT_TEXT(known_message_open(&known, bytes_from(made->msg, 64)), "HASH{}");
    assert_false(answer.messages.items[0].was_encrypted);
    assert_int_equal(made->callback_signature.len, 32);
}

static void plaintext_answers_stay_plaintext(void **state)
{
    struct secretd_contract_answer answer = answered(
        "{\"Ok\":{\"messages\":[{\"id\":9,\"msg\":{\"wasm\":{\"execute\":{\"contract_addr\":\"a\","
        "\"code_hash\":\"HASH\",\"msg\":\"e30=\",\"send\":[]}}},\"gas_limit\":null,\"reply_on\":"
        "\"success\"}],\"attributes\":[{\"key\":\"k\",\"value\":\"v\"}],\"events\":[],\"data\":"
        "\"AAAADw==\"}}",
        false);
    ASSERT_HEX(answer.data, "0000000f");
    ASSERT_TEXT(answer.attributes.items[0].key, "k");
    assert_int_equal(answer.messages.items[0].id, 9);
    ASSERT_TEXT(answer.messages.items[0].wasm_execute->msg, "{}");
    assert_int_equal(answer.messages.items[0].wasm_execute->callback_signature.len, 32);
    ASSERT_TEXT(answered("{\"Err\":\"no\"}", false).error, "encrypted: no");
}

static void queries_answer_with_data_or_error(void **state)
{
    struct output_context context = context_of(true);
    struct secretd_contract_answer answer;
    struct result result;
    ASSERT_OK(result_parse(known.arena, BYTES("{\"Ok\":\"NA==\"}"), &result));
    ASSERT_OK(output_query(known.arena, &context, &result, &answer));
    ASSERT_TEXT(known_message_open(&known, answer.data), "NA==");
    ASSERT_OK(result_parse(known.arena, BYTES("{\"Err\":\"no\"}"), &result));
    ASSERT_OK(output_query(known.arena, &context, &result, &answer));
    assert_true(answer.failed);
    ASSERT_OK(result_parse(known.arena, BYTES("{\"Ok\":{\"messages\":[],\"log\":[]}}"), &result));
    assert_ptr_equal(output_query(known.arena, &context, &result, &answer), &CONTRACT_DESERIALIZE);
    ASSERT_OK(result_parse(known.arena, BYTES("{\"Ok\":\"NA==\"}"), &result));
    assert_ptr_equal(output_answer(known.arena, &context, &result, &answer), &CONTRACT_DESERIALIZE);
}

static int setup(void **state)
{
    known_message_start(&known);
    reply = (struct message_reply){7, bytes_text(KNOWN_CALLER)};
    return 0;
}

static int teardown(void **state)
{
    known_message_stop(&known);
    return 0;
}

static int forget(void **state)
{
    tokens = 0;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_of_each_generation),
        cmocka_unit_test(error_texts_keep_their_quirks),
        cmocka_unit_test(data_and_attributes_are_sealed_one_by_one),
        cmocka_unit_test(a_reply_that_is_owed_is_signed),
        cmocka_unit_test_setup(calls_to_contracts_carry_headers_and_signature, forget),
        cmocka_unit_test(first_generation_calls_have_no_headers),
        cmocka_unit_test(plaintext_answers_stay_plaintext),
        cmocka_unit_test(queries_answer_with_data_or_error),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
