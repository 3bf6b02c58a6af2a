#include "tests/support/trace_answers.h"

static struct secretd_contract_attribute ATTRIBUTES[] = {
    {BYTES_INIT("key"), BYTES_INIT("quote \" <&> \n")}, {BYTES_INIT(""), BYTES_INIT("ž")}};

/* The form of enclave-protocol 3.3. */
static void an_answer_has_the_form_of_the_original(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct secretd_contract_answer answer = {
        .generation = SECRETD_CONTRACT_GENERATION_V1,
        .attributes = {ATTRIBUTES, 1},
        .data = BYTES("data"),
        .reply_signature = BYTES("sig"),
        .reply_message_id = BYTES("id"),
    };
    ASSERT_TEXT(
        trace_result_write(arena, TRACE_JSON, &answer),
        "{\"v010\":null,\"v1\":{\"Ok\":{\"messages\":[],\"attributes\":[{\"key\":\"key\",\"value\":"
        "\"quote \\\" <&> \\n\"}],\"events\":[],\"data\":\"ZGF0YQ==\"},\"Err\":null},\"ibc_basic\":"
        "null,\"ibc_packet_receive\":null,\"ibc_open_channel\":null,\"query\":null,"
        "\"internal_reply_enclave_sig\":\"c2ln\",\"internal_msg_id\":\"aWQ=\"}");
    arena_drop(arena);
}

static void an_error_stands_in_the_first_generation_without_its_words(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct secretd_contract_answer answer = {.generation = SECRETD_CONTRACT_GENERATION_V1,
                                                   .failed = true,
                                                   .error = BYTES("encrypted: AAAA")};
    assert_true(bytes_starts_with(
        trace_result_write(arena, TRACE_JSON, &answer),
        BYTES(
            "{\"v010\":{\"Ok\":null,\"Err\":{\"generic_err\":{\"msg\":\"AAAA\"}}},\"v1\":null,")));
    arena_drop(arena);
}

/* Keys keep their place also when a failed call has none. */
static void keys_and_proofs_stand_in_front(void **state)
{
    struct arena *arena = arena_new(4096);
    uint8_t key[64], proof[32];
    memset(key, 1, sizeof key);
    memset(proof, 2, sizeof proof);
    const struct secretd_contract_answer answer = {.contract_key = BYTES_OF(key),
                                                   .admin_proof = BYTES_OF(proof)};
    struct bytes result = trace_result_write(arena, TRACE_INSTANTIATE, &answer);
    ASSERT_BYTES(bytes_slice(result, 0, 64), BYTES_OF(key));
    ASSERT_BYTES(bytes_slice(result, 64, 32), BYTES_OF(proof));
    assert_int_equal(result.data[96], '{');
    ASSERT_BYTES(trace_result_write(arena, TRACE_ADMIN, &answer), BYTES_OF(proof));
    result = trace_result_write(arena, TRACE_MIGRATE, &answer);
    assert_int_equal(result.data[64], 0);
    assert_int_equal(result.data[96], '{');
    arena_drop(arena);
}

static void a_message_of_either_generation_is_written_in_its_form(void **state)
{
    struct arena *arena = arena_new(4096);
    struct cosmos_base_v1beta1_coin coin = {BYTES("uscrt"), BYTES("5")};
    const struct secretd_contract_wasm_execute execute = {
        .contract_address = BYTES("secret1"),
        .code_hash = BYTES("aa"),
        .msg = BYTES("m"),
        .funds = {&coin, 1},
        .callback_signature = BYTES("\x01\xff"),
    };
    const struct secretd_contract_sub_message message = {.body_case = 11,
                                                         .id = 7,
                                                         .reply_on =
                                                             SECRETD_CONTRACT_REPLY_ON_ALWAYS,
                                                         .has_gas_limit = true,
                                                         .gas_limit = 9,
                                                         .wasm_execute = &execute};
#define EXECUTE                                                                                    \
    "{\"wasm\":{\"execute\":{\"contract_addr\":\"secret1\",\"callback_code_hash\":\"aa\","         \
    "\"code_hash\":\"aa\",\"msg\":\"bQ==\",\"send\":[{\"denom\":\"uscrt\",\"amount\":\"5\"}],"     \
    "\"callback_sig\":[1,255]}}}"
    ASSERT_TEXT(trace_message_json(arena, true, message), "[" EXECUTE "]");
    ASSERT_TEXT(trace_message_json(arena, false, message),
                "[{\"id\":7,\"msg\":" EXECUTE
                ",\"gas_limit\":9,\"reply_on\":\"always\",\"was_msg_encrypted\":false}]");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_has_the_form_of_the_original),
        cmocka_unit_test(an_error_stands_in_the_first_generation_without_its_words),
        cmocka_unit_test(keys_and_proofs_stand_in_front),
        cmocka_unit_test(a_message_of_either_generation_is_written_in_its_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
