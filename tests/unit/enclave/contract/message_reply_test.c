#include "enclave/contract/message_reply.h"

#include "common/crypto/hash.h"
#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "enclave/contract/errors.h"
#include "tests/support/known_message.h"

/* The reply of enclave-protocol 10.4. */
static struct known_message known;
static struct message_reply_input reply;

#define ID                                                                                         \
    "aBtRgPMCBqp1u6x7fKXEOuw+TPEgvKqh7X81fWUFF4MGoF0p40V5pUJpJHvRP+/ACaUukje/bcfWlMDy+mVwWFHYRRx"  \
    "ekZRXd4jsBzdd7WIG"
#define DATA                                                                                       \
    "ps3mumkEDQKGK+cTTvQnJ42Bd3KsYAPtzvzAe05eoVag6ZbZKHk5GX1FLXpfgCR7kYhHLKBy9tGu6WWJ4x2n35z/w+Go" \
    "CJJaEkH0qw9GZK8gNsuu/m7lIg=="

static status open_json(struct bytes json)
{
    struct bytes code;
    assert_true(hex_decode(known.arena, bytes_text(KNOWN_CALLER), &code));
    struct bytes input = ARENA_CONCAT(known.arena, test_unhex(known.arena, KNOWN_HEAD), json);
    if (input.len < MESSAGE_HEAD)
        return message_reply_open(known.arena, input, code.data, &known.message, &reply);
    const struct suite_keys level = {known.io, known.siv, NULL};
    const struct suite_origin origin = {.type = 0};
    ASSERT_OK(suite_resume(&level, &origin, input.data, false, &known.message));
    return message_reply_open(known.arena, input, code.data, &known.message, &reply);
}

static struct bytes reply_json(const char *result)
{
    return arena_format(known.arena,
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
    assert_true(known.message.encrypted);
    assert_true(reply.was_encrypted);
    assert_int_equal(reply.id, 7);
    assert_int_equal(known.message.reply_count, 0);
    ASSERT_TEXT(known.message.text,
                "{\"id\":7,\"result\":{\"ok\":{\"events\":[{\"type\":\"wasm\",\"attributes\":[{"
                "\"key\":\"<k\",\"value\":\"\"}]},{\"type\":\"t\",\"attributes\":[]}],\"data\":"
                "\"AAAADw==\"}}}");
    uint8_t signature[32];
    keys_callback(known.keys, known.message.body, BYTES("[]"), signature);
    ASSERT_TEXT(base64_encode(known.arena, BYTES_OF(signature)),
                "YWIPujR90RLj+bAsHDOYyQdDHQfzqkn4sz8+NY/8Qtc=");
}

static void no_data_is_null(void **state)
{
    ASSERT_OK(open_json(reply_json("{\"ok\":{\"events\":[],\"data\":null}}")));
    ASSERT_TEXT(known.message.text, "{\"id\":7,\"result\":{\"ok\":{\"events\":[],\"data\":null}}}");
    ASSERT_OK(open_json(reply_json("{\"ok\":{\"events\":[]}}")));
    ASSERT_TEXT(known.message.text, "{\"id\":7,\"result\":{\"ok\":{\"events\":[],\"data\":null}}}");
}

static struct bytes sealed(const char *text)
{
    message_key(known.io, known.siv, known.message.head);
    return message_seal_text(known.arena, known.siv,
                             ARENA_CONCAT(known.arena, bytes_text(KNOWN_CALLER), bytes_text(text)));
}

static void an_error_is_opened(void **state)
{
    struct bytes error =
        arena_format(known.arena, "{\"error\":\"%.*s\"}", BYTES_ARG(sealed("a \"b\"")));
    ASSERT_OK(open_json(reply_json(arena_text(known.arena, error))));
    ASSERT_TEXT(known.message.text, "{\"id\":7,\"result\":{\"error\":\"a \\\"b\\\"\"}}");
    error = arena_format(known.arena, "{\"error\":\"%.*s\"}", BYTES_ARG(sealed("\xff")));
    assert_ptr_equal(open_json(reply_json(arena_text(known.arena, error))), &CONTRACT_DESERIALIZE);
    assert_ptr_equal(open_json(reply_json("{\"error\":\"*\"}")), &CONTRACT_SERIALIZE);
    assert_ptr_equal(open_json(reply_json("{\"error\":\"AAAA\"}")), &CONTRACT_DECRYPT);
}

static status open_id_of(const char *text)
{
    return open_json(arena_format(known.arena,
                                  "{\"id\":\"%.*s\",\"result\":{\"ok\":{\"events\":[]}},"
                                  "\"was_orig_msg_encrypted\":true,\"is_encrypted\":true}",
                                  BYTES_ARG(sealed(text))));
}

static void the_headers_of_outer_callers_stand_in_the_id(void **state)
{
    ASSERT_OK(open_json(arena_format(
        known.arena,
        "{\"id\":\"%.*s\",\"result\":{\"ok\":{\"events\":[]}},\"was_orig_msg_encrypted\":true,"
        "\"is_encrypted\":true}",
        BYTES_ARG(message_seal_text(known.arena, known.siv,
                                    ARENA_CONCAT(known.arena, bytes_text(KNOWN_CALLER),
                                                 BYTES("REPLY01\0\0\0\0\0\0\0\x05"),
                                                 bytes_text(KNOWN_CALLER), BYTES("12")))))));
    assert_int_equal(reply.id, 12);
    assert_int_equal(known.message.reply_count, 1);
    assert_int_equal(known.message.replies[0].id, 5);
    ASSERT_TEXT(known.message.replies[0].code_hash, KNOWN_CALLER);
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
    uint8_t tokens[6][32];
    message_reply_token(known.keys, BYTES_OF(one), 7, head, false, tokens[0]);
    message_reply_token(known.keys, BYTES_OF(two), 7, head, false, tokens[1]);
    message_reply_token(known.keys, BYTES_OF(one), 8, head, false, tokens[2]);
    message_reply_token(known.keys, BYTES_OF(one), 7, other_head, false, tokens[3]);
    message_reply_token(known.keys, BYTES_OF(one), 7, NULL, false, tokens[4]);
    message_reply_token(known.keys, BYTES_OF(one), 7, head, true, tokens[5]);
    for (size_t i = 0; i < ARRAY_COUNT(tokens); i++)
        for (size_t k = 0; k < i; k++)
            assert_memory_not_equal(tokens[i], tokens[k], 32);
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
        cmocka_unit_test(the_known_reply_opens),
        cmocka_unit_test(no_data_is_null),
        cmocka_unit_test(an_error_is_opened),
        cmocka_unit_test(the_headers_of_outer_callers_stand_in_the_id),
        cmocka_unit_test(both_outcomes_or_none_are_refused),
        cmocka_unit_test(tokens_tell_all_they_stand_for),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
