#include "enclave/contract/errors.h"
#include "enclave/contract/result.h"
#include "tests/support/test.h"

static struct arena *arena;

static status read_list(int32_t generation, const char *text,
                        struct secretd_contract_sub_message_list *messages)
{
    struct json_value *list = ARENA_NEW(arena, struct json_value);
    ASSERT_OK(json_parse(arena, bytes_text(text), JSON_UTF8, list));
    return result_messages(arena, list, generation, messages);
}

static const struct secretd_contract_sub_message *one(int32_t generation, const char *text)
{
    struct secretd_contract_sub_message_list messages;
    ASSERT_OK(read_list(generation, text, &messages));
    assert_int_equal(messages.count, 1);
    return messages.items;
}

static void a_call_of_the_second_generation(void **state)
{
    const struct secretd_contract_sub_message *message =
        one(SECRETD_CONTRACT_GENERATION_V1,
            "[{\"id\":18446744073709551615,\"msg\":{\"wasm\":{\"execute\":{\"contract_addr\":"
            "\"secret1x\",\"code_hash\":\"ab\",\"msg\":\"e30=\",\"send\":[{\"denom\":\"uscrt\","
            "\"amount\":\"007\"}]}}},\"gas_limit\":5,\"reply_on\":\"always\"}]");
    assert_true(message->id == UINT64_MAX);
    assert_int_equal(message->reply_on, SECRETD_CONTRACT_REPLY_ON_ALWAYS);
    assert_true(message->has_gas_limit);
    assert_int_equal(message->gas_limit, 5);
    ASSERT_TEXT(message->wasm_execute->contract_address, "secret1x");
    ASSERT_TEXT(message->wasm_execute->msg, "{}");
    ASSERT_TEXT(message->wasm_execute->funds.items[0].amount, "7");
}

static void an_instantiation_of_each_generation(void **state)
{
    const struct secretd_contract_sub_message *message =
        one(SECRETD_CONTRACT_GENERATION_V1,
            "[{\"id\":0,\"msg\":{\"wasm\":{\"instantiate\":{\"admin\":null,\"code_id\":3,"
            "\"code_hash\":\"ab\",\"msg\":\"e30=\",\"send\":[],\"label\":\"L\"}}},\"gas_limit\":"
            "null,\"reply_on\":\"never\"}]");
    assert_int_equal(message->wasm_instantiate->code_id, 3);
    assert_int_equal(message->wasm_instantiate->admin.len, 0);
    message = one(SECRETD_CONTRACT_GENERATION_V010,
                  "[{\"wasm\":{\"instantiate\":{\"code_id\":3,\"callback_code_hash\":\"cd\","
                  "\"msg\":\"e30=\",\"send\":[]}}}]");
    ASSERT_TEXT(message->wasm_instantiate->code_hash, "cd");
    assert_int_equal(message->reply_on, SECRETD_CONTRACT_REPLY_ON_NEVER);
}

static void bank_messages_of_each_generation(void **state)
{
    const struct secretd_contract_sub_message *message = one(
        SECRETD_CONTRACT_GENERATION_V010,
        "[{\"bank\":{\"send\":{\"from_address\":\"me\",\"to_address\":\"you\",\"amount\":[]}}}]");
    ASSERT_TEXT(message->bank_send->from_address, "me");
    message = one(SECRETD_CONTRACT_GENERATION_V1,
                  "[{\"id\":0,\"msg\":{\"bank\":{\"send\":{\"to_address\":\"you\",\"amount\":[]}}},"
                  "\"gas_limit\":null,\"reply_on\":\"error\"}]");
    ASSERT_TEXT(message->bank_send->to_address, "you");
}

static void what_is_not_routed_keeps_its_name(void **state)
{
    ASSERT_TEXT(one(SECRETD_CONTRACT_GENERATION_V010, "[{\"custom\":{}}]")->unrouted->variant,
                "custom");
    ASSERT_TEXT(one(SECRETD_CONTRACT_GENERATION_V1,
                    "[{\"id\":0,\"msg\":{\"staking\":{\"delegate\":{}}},\"reply_on\":\"never\"}]")
                    ->unrouted->variant,
                "staking.delegate");
}

static void nonsense_is_refused(void **state)
{
    static const char *const texts[] = {
        "{}",
        "[1]",
        "[{}]",
        "[{\"id\":0}]",
        "[{\"id\":-1,\"msg\":{\"finalize_tx\":{}},\"reply_on\":\"never\"}]",
        "[{\"id\":0,\"msg\":{\"finalize_tx\":{}},\"reply_on\":\"maybe\"}]",
        "[{\"id\":0,\"msg\":{\"unknown\":{}},\"reply_on\":\"never\"}]",
        "[{\"id\":0,\"msg\":{\"bank\":{}},\"reply_on\":\"never\"}]",
        "[{\"id\":0,\"msg\":{\"bank\":{\"mint\":{}}},\"reply_on\":\"never\"}]",
        "[{\"id\":0,\"msg\":{\"bank\":{\"send\":{\"to_address\":\"a\",\"amount\":[{\"denom\":\"a\","
        "\"amount\":\"1.5\"}]}}},\"reply_on\":\"never\"}]",
        "[{\"id\":0,\"msg\":{\"bank\":{\"send\":{\"to_address\":\"a\",\"amount\":[{\"denom\":\"a\","
        "\"amount\":\"340282366920938463463374607431768211456\"}]}}},\"reply_on\":\"never\"}]",
    };
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        struct secretd_contract_sub_message_list messages;
        assert_ptr_equal(read_list(SECRETD_CONTRACT_GENERATION_V1, texts[i], &messages),
                         &CONTRACT_DESERIALIZE);
    }
}

static int setup(void **state)
{
    arena = arena_new(1 << 16);
    return 0;
}

static int teardown(void **state)
{
    arena_drop(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_of_the_second_generation),
        cmocka_unit_test(an_instantiation_of_each_generation),
        cmocka_unit_test(bank_messages_of_each_generation),
        cmocka_unit_test(what_is_not_routed_keeps_its_name),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
