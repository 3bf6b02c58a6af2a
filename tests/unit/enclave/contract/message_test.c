#include "enclave/contract/message.h"

#include "common/crypto/hash.h"
#include "common/encoding/base64.h"
#include "enclave/contract/errors.h"
#include "tests/support/known_message.h"

static struct known_message known;

/* enclave-protocol 10.3 */
static const char PLAIN[] =
    "19b5372bbb9bcd6c9c0ae4c6d82c4bdd63291b148bb3842e480bce4615d85da97ee29e3441f74430ab01f85b150e"
    "ea16dbdd80a727a8b35b26225bf626c2920d4489020481b2a11f5b87d48ff6f15acabdae9ac490f10b11bb99ff78"
    "d26912db608b1d7aea51c9a78ec6c1ac";
static const char WITH_REPLY[] =
    "63e6b160971dcf122edd6bef722ecb599e4ce9bdbc8018ef3d596f1db73b7049f423c1e9b2abaf32bf52e9cf8cf2"
    "a0e6cdb7cb61e68e67aa15b0185062e11ddf2129e69366edd877302c52d2a7edf3f79f7f61e2338c226a908fee19"
    "63da33ef6100fa575ff48eca0df3a4a2583326d9a575faa29b97c71213b9ec7f59fed67fbdcd8ae2c72e1c66402c"
    "284e4c07218e3ea7a352de0f3687a2d65442632c2020633adf967810680fa000458246e2263ec8587f8d9f284947"
    "1e774e";

static struct message open_hex(const char *sealed)
{
    struct message message;
    struct bytes input = ARENA_CONCAT(known.arena, test_unhex(known.arena, KNOWN_HEAD),
                                      test_unhex(known.arena, sealed));
    message_open(known.arena, known.io, known.siv, input, &message);
    return message;
}

static void a_clients_message_opens(void **state)
{
    uint8_t code[32];
    crypto_sha256(BYTES("code"), code);
    struct message message = open_hex(PLAIN);
    assert_true(message.encrypted);
    ASSERT_OK(message_address(known.arena, code, &message));
    ASSERT_TEXT(message.text, "{\"increment\":{\"addition\":5}}");
    assert_int_equal(message.reply_count, 0);
}

static void reply_headers_are_taken_off(void **state)
{
    uint8_t code[32];
    crypto_sha256(BYTES("code"), code);
    struct message message = open_hex(WITH_REPLY);
    ASSERT_OK(message_address(known.arena, code, &message));
    ASSERT_TEXT(message.text, "{\"increment\":{\"addition\":5}}");
    assert_int_equal(message.reply_count, 1);
    assert_int_equal(message.replies[0].id, 7);
    ASSERT_TEXT(message.replies[0].code_hash, KNOWN_CALLER);
}

static void a_message_for_other_code_is_refused(void **state)
{
    uint8_t code[32] = {1};
    struct message message = open_hex(PLAIN);
    assert_ptr_equal(message_address(known.arena, code, &message), &CONTRACT_VALIDATION);
    struct message plain = {.text = BYTES("too short")};
    assert_ptr_equal(message_address(known.arena, code, &plain), &CONTRACT_VALIDATION);
}

static void upper_case_hashes_count(void **state)
{
    uint8_t code[32];
    crypto_sha256(BYTES("code"), code);
    struct message message = {
        .text = BYTES("5694D08A2E53FFCAE0C3103E5AD6F6076ABD960EB1F8A56577040BC1028F702B{}")};
    ASSERT_OK(message_address(known.arena, code, &message));
    ASSERT_TEXT(message.text, "{}");
}

static void cut_reply_headers_are_refused(void **state)
{
    uint8_t code[32];
    crypto_sha256(BYTES("code"), code);
    struct message message = {
        .text =
            BYTES("5694d08a2e53ffcae0c3103e5ad6f6076abd960eb1f8a56577040bc1028f702bREPLY01 short")};
    assert_ptr_equal(message_address(known.arena, code, &message), &CONTRACT_VALIDATION);
}

/* The chain allows a hundred calls within each other. */
static void endless_reply_headers_are_refused(void **state)
{
    uint8_t code[32];
    crypto_sha256(BYTES("code"), code);
    for (size_t count = MESSAGE_REPLIES_MAX; count <= MESSAGE_REPLIES_MAX + 1; count++) {
        struct writer text = writer_new(known.arena, 1 << 14);
        writer_text(&text, KNOWN_CODE);
        for (size_t i = 0; i < count; i++) {
            const struct message_reply header = {i, bytes_text(KNOWN_CODE)};
            message_headers(&text, &header, 1);
        }
        struct message message = {.text = writer_done(&text)};
        status refused = message_address(known.arena, code, &message);
        assert_ptr_equal(refused, count > MESSAGE_REPLIES_MAX ? &CONTRACT_VALIDATION : NULL);
    }
}

static void what_does_not_open_is_plaintext(void **state)
{
    struct message message;
    struct bytes input = ARENA_CONCAT(known.arena, test_unhex(known.arena, KNOWN_HEAD),
                                      test_unhex(known.arena, PLAIN));
    ((uint8_t *)input.data)[input.len - 1] ^= 1;
    message_open(known.arena, known.io, known.siv, input, &message);
    assert_false(message.encrypted);
    ASSERT_BYTES(message.body, input);
    ASSERT_BYTES(message.text, input);
    for (size_t i = 0; i < MESSAGE_HEAD; i++)
        assert_int_equal(message.head[i], 0);
    message_open(known.arena, known.io, known.siv, BYTES("{}"), &message);
    assert_false(message.encrypted);
}

/* Data and errors as clients see them. */
static void answers_are_sealed_with_the_messages_key(void **state)
{
    open_hex(PLAIN);
    ASSERT_TEXT(message_seal_text(known.arena, known.siv, BYTES("AAAADw==")),
                "5ZnU3vUXbENPGFrVJc98hVrecXOYtcA5");
    ASSERT_TEXT(message_seal_text(known.arena, known.siv, BYTES("attr1")),
                "J7KmNv9EuQ+gB3vErDdAUpjLLhcV");
    ASSERT_TEXT(message_seal_text(known.arena, known.siv, BYTES("")), "HgULNHYFjSJr/w3+QlTyOA==");
    ASSERT_TEXT(message_seal_text(known.arena, known.siv, BYTES("Generic error: la la")),
                "VWCh5a5NkHRX1xy//N2ETF96X/JQ1ExO/6mDFl99xN+xjvmC");
    struct bytes text, sealed = message_seal(known.arena, known.siv, BYTES("again"));
    assert_true(message_unseal(known.arena, known.siv, sealed, &text));
    ASSERT_TEXT(text, "again");
    assert_false(message_unseal(known.arena, known.siv, bytes_slice(sealed, 0, 15), &text));
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
        cmocka_unit_test(a_clients_message_opens),
        cmocka_unit_test(reply_headers_are_taken_off),
        cmocka_unit_test(a_message_for_other_code_is_refused),
        cmocka_unit_test(upper_case_hashes_count),
        cmocka_unit_test(cut_reply_headers_are_refused),
        cmocka_unit_test(endless_reply_headers_are_refused),
        cmocka_unit_test(what_does_not_open_is_plaintext),
        cmocka_unit_test(answers_are_sealed_with_the_messages_key),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
