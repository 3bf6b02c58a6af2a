#include "enclave/contract/message_reply.h"

#include "common/crypto/hash.h"
#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "enclave/contract/errors.h"
#include "enclave/contract/suite.h"
#include "tests/support/hex.h"
#include "tests/support/test.h"

/* The reply of enclave-protocol 10.4. */
static struct arena *arena;
static struct keys_chain *keys;
static struct keys_io *io;
static struct crypto_siv *siv;
static struct message message;
static struct message_reply_input reply;

static const char CALLER[] = "61de55ba3388aec4fdf6ecfc6eef846fb0f1b13e28cc8381270c27ffa313aee5";
static const char HEAD[] = "5555555555555555555555555555555555555555555555555555555555555555"
                           "ff2ee45601ec1b67310c7790404585ae697331eee1c1f8cf2419731c1fff3e6b";
#define ID                                                                                         \
    "aBtRgPMCBqp1u6x7fKXEOuw+TPEgvKqh7X81fWUFF4MGoF0p40V5pUJpJHvRP+/ACaUukje/bcfWlMDy+mVwWFHYRRx"  \
    "ekZRXd4jsBzdd7WIG"
#define DATA                                                                                       \
    "ps3mumkEDQKGK+cTTvQnJ42Bd3KsYAPtzvzAe05eoVag6ZbZKHk5GX1FLXpfgCR7kYhHLKBy9tGu6WWJ4x2n35z/w+Go" \
    "CJJaEkH0qw9GZK8gNsuu/m7lIg=="

static status open_json(struct bytes json)
{
    struct bytes code;
    assert_true(hex_decode(arena, bytes_text(CALLER), &code));
    struct bytes input = ARENA_CONCAT(arena, test_unhex(arena, HEAD), json);
    if (input.len < MESSAGE_HEAD)
        return message_reply_open(arena, input, code.data, &message, &reply);
    const struct suite_keys level = {io, siv, NULL};
    const struct suite_origin origin = {.type = 0};
    ASSERT_OK(suite_resume(&level, &origin, input.data, false, &message));
    return message_reply_open(arena, input, code.data, &message, &reply);
}

static struct bytes reply_json(const char *result)
{
    return arena_format(arena,
                        "{\"id\":\"" ID "\",\"result\":%s,\"was_orig_msg_encrypted\":true,"
                        "\"is_encrypted\":true}",
                        result);
}

static void the_known_reply_opens(void **state)
{
    ASSERT_OK(open_json(reply_json(
        "{\"ok\":{\"events\":[{\"type\":\"wasm\",\"attributes\":[{\"key\":\"\\u003ck\",\"value\":"
        "\"\",\"encrypted\":true,\"more\":1}]},{\"type\":\"t\",\"attributes\":[]}],\"data\":\"" DATA
        "\"}}")));
    assert_true(message.encrypted);
    assert_true(reply.was_encrypted);
    assert_int_equal(reply.id, 7);
    assert_int_equal(message.reply_count, 0);
    ASSERT_TEXT(message.text,
                "{\"id\":7,\"result\":{\"ok\":{\"events\":[{\"type\":\"wasm\",\"attributes\":[{"
                "\"key\":\"<k\",\"value\":\"\"}]},{\"type\":\"t\",\"attributes\":[]}],\"data\":"
                "\"AAAADw==\"}}}");
    uint8_t signature[32];
    keys_callback(keys, message.body, BYTES("[]"), signature);
    ASSERT_TEXT(base64_encode(arena, BYTES_OF(signature)),
                "YWIPujR90RLj+bAsHDOYyQdDHQfzqkn4sz8+NY/8Qtc=");
}

static void no_data_is_null(void **state)
{
    ASSERT_OK(open_json(reply_json("{\"ok\":{\"events\":[],\"data\":null}}")));
    ASSERT_TEXT(message.text, "{\"id\":7,\"result\":{\"ok\":{\"events\":[],\"data\":null}}}");
    ASSERT_OK(open_json(reply_json("{\"ok\":{\"events\":[]}}")));
    ASSERT_TEXT(message.text, "{\"id\":7,\"result\":{\"ok\":{\"events\":[],\"data\":null}}}");
}

static struct bytes sealed(const char *text)
{
    message_key(io, siv, test_unhex(arena, HEAD).data);
    return message_seal_text(arena, siv, ARENA_CONCAT(arena, bytes_text(CALLER), bytes_text(text)));
}

static void an_error_is_opened(void **state)
{
    struct bytes error = arena_format(arena, "{\"error\":\"%.*s\"}", BYTES_ARG(sealed("a \"b\"")));
    ASSERT_OK(open_json(reply_json(arena_text(arena, error))));
    ASSERT_TEXT(message.text, "{\"id\":7,\"result\":{\"error\":\"a \\\"b\\\"\"}}");
    error = arena_format(arena, "{\"error\":\"%.*s\"}", BYTES_ARG(sealed("\xff")));
    assert_ptr_equal(open_json(reply_json(arena_text(arena, error))), &CONTRACT_DESERIALIZE);
    assert_ptr_equal(open_json(reply_json("{\"error\":\"*\"}")), &CONTRACT_SERIALIZE);
    assert_ptr_equal(open_json(reply_json("{\"error\":\"AAAA\"}")), &CONTRACT_DECRYPT);
}

static status open_id_of(const char *text)
{
    return open_json(arena_format(arena,
                                  "{\"id\":\"%.*s\",\"result\":{\"ok\":{\"events\":[]}},"
                                  "\"was_orig_msg_encrypted\":true,\"is_encrypted\":true}",
                                  BYTES_ARG(sealed(text))));
}

static void the_headers_of_outer_callers_stand_in_the_id(void **state)
{
    ASSERT_OK(open_json(arena_format(
        arena,
        "{\"id\":\"%.*s\",\"result\":{\"ok\":{\"events\":[]}},\"was_orig_msg_encrypted\":true,"
        "\"is_encrypted\":true}",
        BYTES_ARG(message_seal_text(arena, siv,
                                    ARENA_CONCAT(arena, bytes_text(CALLER),
                                                 BYTES("REPLY01\0\0\0\0\0\0\0\x05"),
                                                 bytes_text(CALLER), BYTES("12")))))));
    assert_int_equal(reply.id, 12);
    assert_int_equal(message.reply_count, 1);
    assert_int_equal(message.replies[0].id, 5);
    ASSERT_TEXT(message.replies[0].code_hash, CALLER);
    assert_ptr_equal(open_id_of("REPLY01short"), &CONTRACT_VALIDATION);
    assert_ptr_equal(open_id_of(""), &CONTRACT_DESERIALIZE);
    assert_ptr_equal(open_id_of("-1"), &CONTRACT_DESERIALIZE);
    assert_ptr_equal(open_id_of("18446744073709551616"), &CONTRACT_DESERIALIZE);
    ASSERT_OK(open_id_of("18446744073709551615"));
}

static void both_outcomes_or_none_are_refused(void **state)
{
    static const char *const results[] = {
        "{\"ok\":{\"events\":[]},\"error\":\"x\"}",
        "{}",
        "null",
        "\"ok\"",
        "{\"ok\":null}",
        "{\"error\":null}",
        "{\"ok\":{\"events\":null}}",
        "{\"ok\":{\"events\":[],\"events\":[]}}",
        "{\"ok\":{\"events\":[{\"type\":\"t\"}]}}",
        "{\"ok\":{\"events\":[{\"type\":\"t\",\"attributes\":[{\"key\":1,\"value\":\"\"}]}]}}",
        "{\"ok\":{\"events\":[],\"data\":\"*\"}}",
    };
    for (size_t i = 0; i < ARRAY_COUNT(results); i++)
        assert_ptr_equal(open_json(reply_json(results[i])), &CONTRACT_DESERIALIZE);
}

static void tokens_tell_all_they_stand_for(void **state)
{
    static const uint8_t one[20] = {1}, two[20] = {2}, head[64] = {1}, other_head[64] = {2};
    uint8_t tokens[5][32];
    message_reply_token(keys, BYTES_OF(one), 7, head, tokens[0]);
    message_reply_token(keys, BYTES_OF(two), 7, head, tokens[1]);
    message_reply_token(keys, BYTES_OF(one), 8, head, tokens[2]);
    message_reply_token(keys, BYTES_OF(one), 7, other_head, tokens[3]);
    message_reply_token(keys, BYTES_OF(one), 7, NULL, tokens[4]);
    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < i; k++)
            assert_memory_not_equal(tokens[i], tokens[k], 32);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_known_reply_opens),
        cmocka_unit_test(no_data_is_null),
        cmocka_unit_test(an_error_is_opened),
        cmocka_unit_test(the_headers_of_outer_callers_stand_in_the_id),
        cmocka_unit_test(both_outcomes_or_none_are_refused),
        cmocka_unit_test(tokens_tell_all_they_stand_for),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
