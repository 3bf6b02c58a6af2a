#include "node/api/rpc.h"

#include "tests/support/test.h"

static struct rpc_call call_of(struct arena *arena, const char *method)
{
    return (struct rpc_call){.arena = arena, .method = rpc_method_find(bytes_text(method))};
}

static status read_json(struct rpc_call *call, const char *text)
{
    struct json_value json;
    ASSERT_OK(json_parse(call->arena, bytes_text(text), 0, &json));
    return rpc_read_params(call, &json);
}

static void json_has_numbers_as_strings(void **state)
{
    struct arena *arena = arena_new(4096);
    struct rpc_call call = call_of(arena, "block");
    ASSERT_OK(read_json(&call, "{\"height\":\"5\",\"unknown\":1}"));
    assert_true(call.values[0].present);
    assert_int_equal(call.values[0].number, 5);
    ASSERT_TEXT(read_json(&call, "{\"height\":5}")->text,
                "invalid 64-bit integer encoding \"5\", expected string");
    ASSERT_OK(read_json(&call, "{\"height\":null}"));
    assert_false(call.values[0].present);
    ASSERT_OK(read_json(&call, "{}"));
    assert_non_null(read_json(&call, "{\"height\":\"x\"}"));
    arena_drop(arena);
}

static void bytes_are_base64_or_hex_as_the_method_says(void **state)
{
    struct arena *arena = arena_new(4096);
    struct rpc_call call = call_of(arena, "abci_query");
    ASSERT_OK(read_json(&call, "[\"/p\",\"0a0B\",\"7\",true]"));
    ASSERT_TEXT(call.values[0].bytes, "/p");
    ASSERT_HEX(call.values[1].bytes, "0a0b");
    assert_int_equal(call.values[2].number, 7);
    assert_true(call.values[3].boolean);
    assert_non_null(read_json(&call, "[\"/p\",\"0a0B\",\"7\"]"));
    assert_non_null(read_json(&call, "[\"/p\",\"xyz\",\"7\",true]"));
    assert_non_null(read_json(&call, "\"text\""));
    call = call_of(arena, "tx");
    ASSERT_OK(read_json(&call, "{\"hash\":\"AQI=\"}"));
    ASSERT_HEX(call.values[0].bytes, "0102");
    assert_non_null(read_json(&call, "{\"hash\":\"###\"}"));
    assert_non_null(read_json(&call, "{\"hash\":5}"));
    arena_drop(arena);
}

static void uris_have_quoted_texts_and_0x_hex(void **state)
{
    struct arena *arena = arena_new(4096);
    struct rpc_call call = call_of(arena, "abci_query");
    ASSERT_OK(
        rpc_read_uri(&call, BYTES("path=%22/store/bank/key%22&data=0x02&height=3&prove=true")));
    ASSERT_TEXT(call.values[0].bytes, "/store/bank/key");
    ASSERT_HEX(call.values[1].bytes, "02");
    assert_int_equal(call.values[2].number, 3);
    assert_true(call.values[3].boolean);
    ASSERT_OK(rpc_read_uri(&call, BYTES("data=\"raw\"&height=\"9\"")));
    ASSERT_TEXT(call.values[1].bytes, "raw");
    assert_int_equal(call.values[2].number, 9);
    ASSERT_TEXT(rpc_read_uri(&call, BYTES("height=0x05"))->text,
                "got a hex string arg, but expected 'int64'");
    assert_non_null(rpc_read_uri(&call, BYTES("path=bare")));
    assert_non_null(rpc_read_uri(&call, BYTES("data=0x0")));
    assert_non_null(rpc_read_uri(&call, BYTES("height=99999999999999999999")));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_numbers_as_strings),
        cmocka_unit_test(bytes_are_base64_or_hex_as_the_method_says),
        cmocka_unit_test(uris_have_quoted_texts_and_0x_hex),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
