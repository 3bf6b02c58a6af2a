#include "tests/support/trace_answers.h"

static status read(struct arena *arena, bool first, const char *json,
                   struct secretd_contract_sub_message_list *messages)
{
    struct json_value *list = ARENA_NEW(arena, struct json_value);
    ASSERT_OK(json_parse(arena, bytes_text(json), 0, list));
    return trace_read_messages(arena, first, list, messages);
}

/* As the original's own traces have them: numbers as text or not, signatures as base64. */
static void other_spellings_are_understood(void **state)
{
    struct arena *arena = arena_new(4096);
    struct secretd_contract_sub_message_list messages;
    ASSERT_OK(read(arena, true,
                   "[{\"wasm\":{\"execute\":{\"callback_sig\":\"AQI=\",\"callback_code_hash\":"
                   "\"cc\"}}},{\"gov\":{\"vote\":{\"proposal\":4,\"vote_option\":\"No\"}}},"
                   "{\"ibc\":{\"transfer\":{\"timeout\":{\"block\":null,\"timestamp\":\"5\"}}}}]",
                   &messages));
    assert_int_equal(messages.count, 3);
    ASSERT_HEX(messages.items[0].wasm_execute->callback_signature, "0102");
    ASSERT_TEXT(messages.items[0].wasm_execute->code_hash, "cc");
    /* Votes of the first generation are all cast as yes. */
    assert_int_equal(messages.items[1].gov_vote->option, 1);
    assert_int_equal(messages.items[1].gov_vote->proposal_id, 4);
    assert_int_equal(messages.items[2].ibc_transfer->timeout.timestamp_ns, 5);
    arena_drop(arena);
}

static void malformed_messages_are_refused(void **state)
{
    static const char *const lists[] = {
        "{}",
        "[{}]",
        "[{\"id\":1}]",
        "[{\"id\":-1,\"msg\":{\"finalize_tx\":{}},\"reply_on\":\"never\"}]",
        "[{\"id\":1,\"msg\":{\"finalize_tx\":{}},\"reply_on\":\"often\"}]",
        "[{\"id\":1,\"msg\":{\"finalize_tx\":{}}}]",
        "[{\"id\":1,\"msg\":1,\"reply_on\":\"never\"}]",
        "[{\"id\":1,\"msg\":{\"a\":1,\"b\":1},\"reply_on\":\"never\"}]",
        "[{\"id\":1,\"msg\":{\"bank\":{\"send\":{\"to_address\":1}}},\"reply_on\":\"never\"}]",
        "[{\"id\":1,\"msg\":{\"bank\":{\"send\":{\"amount\":1}}},\"reply_on\":\"never\"}]",
        "[{\"id\":1,\"msg\":{\"bank\":{\"send\":{\"amount\":[{}]}}},\"reply_on\":\"never\"}]",
        "[{\"id\":1,\"msg\":{\"wasm\":{\"instantiate\":{\"code_id\":\"x\"}}},"
        "\"reply_on\":\"never\"}]",
        "[{\"id\":1,\"msg\":{\"ibc\":{\"transfer\":{\"timeout\":{\"block\":{}}}}},"
        "\"reply_on\":\"never\"}]",
    };
    struct arena *arena = arena_new(4096);
    struct secretd_contract_sub_message_list messages;
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++)
        assert_non_null(read(arena, false, lists[i], &messages));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_spellings_are_understood),
        cmocka_unit_test(malformed_messages_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
