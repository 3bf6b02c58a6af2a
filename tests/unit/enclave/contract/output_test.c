#include "enclave/contract/output.h"

#include "common/crypto/hash.h"
#include "common/encoding/base64.h"
#include "enclave/contract/errors.h"
#include "tests/support/test.h"

/* The message of enclave-protocol 10.3, and what answers it. */
static struct arena *arena;
static struct keys_chain *keys;
static struct keys_io *io;
static struct crypto_siv *siv;
static struct message message;
static struct message_reply reply;
static size_t signatures;

static const char CALLER[] = "61de55ba3388aec4fdf6ecfc6eef846fb0f1b13e28cc8381270c27ffa313aee5";
static const char OWN[] = "5694d08a2e53ffcae0c3103e5ad6f6076abd960eb1f8a56577040bc1028f702b";

static const uint8_t CONTRACT[20] = {2};

static void signature_made(void *context, const uint8_t signature[32])
{
    signatures++;
}

static struct output_context context_of(bool seal)
{
    return (struct output_context){.keys = keys,
                                   .message = &message,
                                   .contract = BYTES_OF(CONTRACT),
                                   .code_hash = bytes_text(OWN),
                                   .seal = seal,
                                   .signature_made = signature_made};
}

static struct secretd_contract_answer answered(const char *text, bool seal)
{
    struct output_context context = context_of(seal);
    struct secretd_contract_answer answer;
    struct result result;
    ASSERT_OK(result_parse(arena, bytes_text(text), &result));
    ASSERT_OK(output_answer(arena, &context, &result, &answer));
    return answer;
}

static struct bytes opened(struct bytes sealed)
{
    struct bytes text;
    assert_true(message_unseal(arena, siv, sealed, &text));
    return text;
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
    assert_true(base64_decode(arena, bytes_from(answered(text, true).error, 11), &sealed));
    return opened(sealed);
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
    ASSERT_TEXT(base64_encode(arena, answer.data), "5ZnU3vUXbENPGFrVJc98hVrecXOYtcA5");
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
    message.replies = &reply;
    message.reply_count = 1;
    struct secretd_contract_answer answer = answered(
        "{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[],\"data\":\"AAAADw==\"}}", true);
    ASSERT_TEXT(
        base64_encode(arena, answer.reply_message_id),
        "aBtRgPMCBqp1u6x7fKXEOuw+TPEgvKqh7X81fWUFF4MGoF0p40V5pUJpJHvRP+/ACaUukje/bcfWlMDy+mVw"
        "WFHYRRxekZRXd4jsBzdd7WIG");
    ASSERT_TEXT(
        base64_encode(arena, answer.data),
        "ps3mumkEDQKGK+cTTvQnJ42Bd3KsYAPtzvzAe05eoVag6ZbZKHk5GX1FLXpfgCR7kYhHLKBy9tGu6WWJ4x2n"
        "35z/w+GoCJJaEkH0qw9GZK8gNsuu/m7lIg==");
    ASSERT_TEXT(base64_encode(arena, answer.reply_signature),
                "YWIPujR90RLj+bAsHDOYyQdDHQfzqkn4sz8+NY/8Qtc=");
    answer = answered("{\"Err\":\"x\"}", true);
    assert_int_equal(answer.reply_signature.len, 32);
    struct bytes id = opened(answer.reply_message_id);
    ASSERT_BYTES(id, ARENA_CONCAT(arena, bytes_text(CALLER), BYTES("7")));
    message.reply_count = 0;
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
    ASSERT_BYTES(bytes_slice(sent, 0, 64), BYTES_OF(message.head));
    struct bytes expected = ARENA_CONCAT(arena, BYTES("HASHREPLY01"), BYTES("\0\0\0\0\0\0\0\x09"),
                                         bytes_text(OWN), BYTES("{}"));
    ASSERT_BYTES(opened(bytes_from(sent, 64)), expected);
    uint8_t signature[32];
    keys_callback(keys, bytes_from(sent, 64), BYTES("[{\"denom\":\"uscrt\",\"amount\":\"1\"}]"),
                  signature);
    ASSERT_BYTES(call->wasm_execute->callback_signature, BYTES_OF(signature));
    assert_int_equal(signatures, 1);
}

static void first_generation_calls_have_no_headers(void **state)
{
    struct secretd_contract_answer answer = answered(
        "{\"Ok\":{\"messages\":[{\"wasm\":{\"instantiate\":{\"code_id\":3,\"callback_code_hash\":"
        "\"HASH\",\"msg\":\"e30=\",\"send\":[],\"label\":\"L\"}}}],\"log\":[]}}",
        true);
    const struct secretd_contract_wasm_instantiate *made =
        answer.messages.items[0].wasm_instantiate;
    ASSERT_TEXT(opened(bytes_from(made->msg, 64)), "HASH{}");
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
    ASSERT_OK(result_parse(arena, BYTES("{\"Ok\":\"NA==\"}"), &result));
    ASSERT_OK(output_query(arena, &context, &result, &answer));
    ASSERT_TEXT(opened(answer.data), "NA==");
    ASSERT_OK(result_parse(arena, BYTES("{\"Err\":\"no\"}"), &result));
    ASSERT_OK(output_query(arena, &context, &result, &answer));
    assert_true(answer.failed);
    ASSERT_OK(result_parse(arena, BYTES("{\"Ok\":{\"messages\":[],\"log\":[]}}"), &result));
    assert_ptr_equal(output_query(arena, &context, &result, &answer), &CONTRACT_DESERIALIZE);
    ASSERT_OK(result_parse(arena, BYTES("{\"Ok\":\"NA==\"}"), &result));
    assert_ptr_equal(output_answer(arena, &context, &result, &answer), &CONTRACT_DESERIALIZE);
}

static int setup(void **state)
{
    static const uint8_t no_key[32];
    struct keys_secret seeds[2];
    memset(seeds[0].bytes, 0x11, 32);
    memset(seeds[1].bytes, 0x22, 32);
    arena = arena_new(1 << 16);
    keys = keys_chain_new();
    keys_chain_load(keys, seeds, 2);
    io = keys_io_new(keys);
    siv = crypto_siv_new(no_key);
    struct bytes input = test_unhex(
        arena, "5555555555555555555555555555555555555555555555555555555555555555"
               "ff2ee45601ec1b67310c7790404585ae697331eee1c1f8cf2419731c1fff3e6b"
               "19b5372bbb9bcd6c9c0ae4c6d82c4bdd63291b148bb3842e480bce4615d85da97ee29e3441f74430"
               "ab01f85b150eea16dbdd80a727a8b35b26225bf626c2920d4489020481b2a11f5b87d48ff6f15aca"
               "bdae9ac490f10b11bb99ff78d26912db608b1d7aea51c9a78ec6c1ac");
    message_open(arena, io, siv, input, &message);
    assert_true(message.encrypted);
    reply = (struct message_reply){7, bytes_text(CALLER)};
    return 0;
}

static int teardown(void **state)
{
    crypto_siv_free(siv);
    keys_io_free(io);
    keys_chain_free(keys);
    arena_drop(arena);
    return 0;
}

static int forget(void **state)
{
    signatures = 0;
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
