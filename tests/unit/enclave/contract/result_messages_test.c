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

/* A message of the second generation, by the JSON of its module. */
static const struct secretd_contract_sub_message *v1(const char *message)
{
    return one(SECRETD_CONTRACT_GENERATION_V1,
               arena_text(arena, arena_format(arena,
                                              "[{\"id\":1,\"msg\":{%s},\"reply_on\":"
                                              "\"never\"}]",
                                              message)));
}

static const struct secretd_contract_sub_message *v010(const char *message)
{
    return one(SECRETD_CONTRACT_GENERATION_V010,
               arena_text(arena, arena_format(arena, "[{%s}]", message)));
}

static void staking_and_distribution(void **state)
{
    const struct secretd_contract_sub_message *message =
        v1("\"staking\":{\"delegate\":{\"validator\":\"v\",\"amount\":{\"denom\":\"d\",\"amount\":"
           "\"+01\"}}}");
    assert_int_equal(message->body_case, 16);
    ASSERT_TEXT(message->staking_delegate->validator, "v");
    ASSERT_TEXT(message->staking_delegate->amount.amount, "1");
    message = v010("\"staking\":{\"undelegate\":{\"validator\":\"v\",\"amount\":{\"denom\":\"d\","
                   "\"amount\":\"2\"}}}");
    assert_int_equal(message->body_case, 17);
    ASSERT_TEXT(message->staking_undelegate->amount.denom, "d");
    message = v1("\"staking\":{\"redelegate\":{\"src_validator\":\"a\",\"dst_validator\":\"b\","
                 "\"amount\":{\"denom\":\"d\",\"amount\":\"2\"}}}");
    assert_int_equal(message->body_case, 18);
    ASSERT_TEXT(message->staking_redelegate->from_validator, "a");
    ASSERT_TEXT(message->staking_redelegate->to_validator, "b");
    message = v010("\"staking\":{\"withdraw\":{\"validator\":\"v\",\"recipient\":null}}");
    assert_int_equal(message->body_case, 19);
    assert_int_equal(message->staking_withdraw->recipient.len, 0);
    message = v1("\"distribution\":{\"set_withdraw_address\":{\"address\":\"a\"}}");
    assert_int_equal(message->body_case, 20);
    ASSERT_TEXT(message->distribution_set_withdraw_address->address, "a");
    message = v1("\"distribution\":{\"withdraw_delegator_reward\":{\"validator\":\"v\"}}");
    assert_int_equal(message->body_case, 21);
    ASSERT_TEXT(message->distribution_withdraw_reward->validator, "v");
}

static void votes_have_the_numbers_of_the_chain(void **state)
{
    static const char *const votes[] = {"yes", "abstain", "no", "no_with_veto"};
    for (int i = 0; i < 4; i++) {
        const struct secretd_contract_sub_message *message =
            v1(arena_text(arena, arena_format(arena,
                                              "\"gov\":{\"vote\":{\"proposal_id\":7,"
                                              "\"vote\":\"%s\"}}",
                                              votes[i])));
        assert_int_equal(message->body_case, 22);
        assert_int_equal(message->gov_vote->proposal_id, 7);
        assert_int_equal(message->gov_vote->option, i + 1);
    }
}

static void votes_of_the_first_generation_are_always_yes(void **state)
{
    const struct secretd_contract_sub_message *message =
        v010("\"gov\":{\"vote\":{\"proposal\":7,\"vote_option\":\"NoWithVeto\"}}");
    assert_int_equal(message->gov_vote->proposal_id, 7);
    assert_int_equal(message->gov_vote->option, 1);
}

static void packets_and_their_timeouts(void **state)
{
    const struct secretd_contract_sub_message *message =
        v1("\"ibc\":{\"transfer\":{\"channel_id\":\"channel-0\",\"to_address\":\"t\",\"amount\":{"
           "\"denom\":\"d\",\"amount\":\"2\"},\"timeout\":{\"block\":{\"revision\":3,\"height\":4},"
           "\"timestamp\":\"0123\"},\"memo\":\"m\"}}");
    assert_int_equal(message->body_case, 23);
    ASSERT_TEXT(message->ibc_transfer->channel_id, "channel-0");
    ASSERT_TEXT(message->ibc_transfer->amount.amount, "2");
    assert_int_equal(message->ibc_transfer->timeout.revision, 3);
    assert_int_equal(message->ibc_transfer->timeout.height, 4);
    assert_int_equal(message->ibc_transfer->timeout.timestamp_ns, 123);
    ASSERT_TEXT(message->ibc_transfer->memo, "m");
    message = v1("\"ibc\":{\"send_packet\":{\"channel_id\":\"c\",\"data\":\"AAE=\",\"timeout\":{"
                 "\"block\":null}}}");
    assert_int_equal(message->body_case, 24);
    ASSERT_HEX(message->ibc_send_packet->data, "0001");
    assert_int_equal(message->ibc_send_packet->timeout.timestamp_ns, 0);
    message = v1("\"ibc\":{\"close_channel\":{\"channel_id\":\"c\"}}");
    assert_int_equal(message->body_case, 25);
    ASSERT_TEXT(message->ibc_close_channel->channel_id, "c");
}

static void migrations_and_admins(void **state)
{
    const struct secretd_contract_sub_message *message =
        v1("\"wasm\":{\"migrate\":{\"contract_addr\":\"a\",\"code_hash\":\"ab\",\"code_id\":3,"
           "\"msg\":\"e30=\"}}");
    assert_int_equal(message->body_case, 13);
    ASSERT_TEXT(message->wasm_migrate->contract_address, "a");
    ASSERT_TEXT(message->wasm_migrate->code_hash, "ab");
    assert_int_equal(message->wasm_migrate->code_id, 3);
    ASSERT_TEXT(message->wasm_migrate->msg, "{}");
    message = v1("\"wasm\":{\"update_admin\":{\"contract_addr\":\"a\",\"admin\":\"b\","
                 "\"callback_sig\":[1,255]}}");
    assert_int_equal(message->body_case, 14);
    ASSERT_TEXT(message->wasm_update_admin->new_admin, "b");
    assert_int_equal(message->wasm_update_admin->callback_signature.len, 0);
    message = v1("\"wasm\":{\"clear_admin\":{\"contract_addr\":\"a\"}}");
    assert_int_equal(message->body_case, 15);
    ASSERT_TEXT(message->wasm_clear_admin->contract_address, "a");
    assert_int_equal(message->wasm_clear_admin->new_admin.len, 0);
}

static void messages_of_the_chain_itself(void **state)
{
    const struct secretd_contract_sub_message *message =
        v1("\"stargate\":{\"type_url\":\"/a.B\",\"value\":\"AAE\"}");
    assert_int_equal(message->body_case, 26);
    ASSERT_TEXT(message->stargate->type_url, "/a.B");
    ASSERT_HEX(message->stargate->value, "0001");
    message = v1("\"finalize_tx\":{}");
    assert_int_equal(message->body_case, 27);
    assert_non_null(message->finalize_tx);
}

static void what_is_not_routed_keeps_its_name(void **state)
{
    ASSERT_TEXT(v010("\"custom\":{\"x\":1}")->unrouted->variant, "custom");
    ASSERT_TEXT(v1("\"custom\":{}")->unrouted->variant, "custom");
    ASSERT_TEXT(v1("\"bank\":{\"burn\":{\"amount\":[]}}")->unrouted->variant, "bank.burn");
    ASSERT_TEXT(v010("\"wasm\":{\"migrate\":{\"contract_addr\":\"a\",\"callback_code_hash\":\"b\","
                     "\"code_id\":1,\"msg\":\"\"}}")
                    ->unrouted->variant,
                "wasm.migrate");
    ASSERT_TEXT(v010("\"wasm\":{\"update_admin\":{\"contract_addr\":\"a\",\"admin\":\"b\"}}")
                    ->unrouted->variant,
                "wasm.update_admin");
    ASSERT_TEXT(v010("\"wasm\":{\"clear_admin\":{\"contract_addr\":\"a\"}}")->unrouted->variant,
                "wasm.clear_admin");
    assert_int_equal(v1("\"custom\":{}")->body_case, 30);
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
        "[{\"id\":0,\"id\":0,\"msg\":{\"finalize_tx\":{}},\"reply_on\":\"never\"}]",
        "[{\"id\":0,\"msg\":{\"finalize_tx\":{},\"custom\":{}},\"reply_on\":\"never\"}]",
        "[{\"id\":0,\"msg\":{\"finalize_tx\":null},\"reply_on\":\"never\"}]",
        "[{\"id\":0,\"msg\":\"finalize_tx\",\"reply_on\":\"never\"}]",
        "[{\"id\":0,\"msg\":{\"staking\":{\"delegate\":{}}},\"reply_on\":\"never\"}]",
        "[{\"id\":0,\"msg\":{\"staking\":{\"withdraw\":{\"validator\":\"v\"}}},\"reply_on\":"
        "\"never\"}]",
        "[{\"id\":0,\"msg\":{\"gov\":{\"vote\":{\"proposal_id\":1,\"vote\":\"Yes\"}}},"
        "\"reply_on\":\"never\"}]",
        "[{\"id\":0,\"msg\":{\"wasm\":{\"clear_admin\":{\"contract_addr\":\"a\",\"callback_sig\":"
        "[256]}}},\"reply_on\":\"never\"}]",
        "[{\"id\":0,\"msg\":{\"ibc\":{\"send_packet\":{\"channel_id\":\"c\",\"data\":\"\","
        "\"timeout\":{\"timestamp\":5}}}},\"reply_on\":\"never\"}]",
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
        cmocka_unit_test(staking_and_distribution),
        cmocka_unit_test(votes_have_the_numbers_of_the_chain),
        cmocka_unit_test(votes_of_the_first_generation_are_always_yes),
        cmocka_unit_test(packets_and_their_timeouts),
        cmocka_unit_test(migrations_and_admins),
        cmocka_unit_test(messages_of_the_chain_itself),
        cmocka_unit_test(what_is_not_routed_keeps_its_name),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
