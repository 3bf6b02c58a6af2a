#include "enclave/contract/imports_query.h"

#include "enclave/contract/vm.h"
#include "tests/support/test.h"

static void every_request_becomes_the_boundary_message_of_its_kind(void **state)
{
    static const struct {
        const char *request;
        uint32_t which;
    } cases[] = {
        {"{\"bank\":{\"balance\":{\"address\":\"a\",\"denom\":\"d\"}}}", 4},
        {"{\"bank\":{\"all_balances\":{\"address\":\"a\"}}}", 5},
        {"{\"staking\":{\"bonded_denom\":{}}}", 6},
        {"{\"staking\":{\"all_delegations\":{\"delegator\":\"a\"}}}", 7},
        {"{\"staking\":{\"delegation\":{\"delegator\":\"a\",\"validator\":\"v\"}}}", 8},
        {"{\"staking\":{\"validators\":{}}}", 9},
        {"{\"staking\":{\"unbonding_delegations\":{\"delegator\":\"a\"}}}", 10},
        {"{\"staking\":{\"all_validators\":{}}}", 11},
        {"{\"staking\":{\"validator\":{\"address\":\"a\"}}}", 12},
        {"{\"wasm\":{\"smart\":{\"contract_addr\":\"c\",\"callback_code_hash\":\"h\",\"msg\":\"e30="
         "\"}}}",
         13},
        {"{\"wasm\":{\"raw\":{\"contract_addr\":\"c\",\"callback_code_hash\":\"h\",\"key\":\"aw=="
         "\"}}}",
         14},
        {"{\"wasm\":{\"contract_info\":{\"contract_addr\":\"c\"}}}", 15},
        {"{\"dist\":{\"rewards\":{\"delegator\":\"a\"}}}", 16},
        {"{\"mint\":{\"inflation\":{}}}", 17},
        {"{\"mint\":{\"bonded_ratio\":{}}}", 18},
        {"{\"gov\":{\"proposals\":{}}}", 19},
        {"{\"ibc\":{\"port_id\":{}}}", 20},
        {"{\"ibc\":{\"list_channels\":{\"port_id\":null}}}", 21},
        {"{\"ibc\":{\"channel\":{\"channel_id\":\"channel-0\"}}}", 22},
        {"{\"stargate\":{\"path\":\"/p\",\"data\":\"\"}}", 23},
        {"{\"custom\":[1,2]}", 24},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct imports_query query;
        ASSERT_OK(imports_query_parse(arena, bytes_text(cases[i].request), &query));
        assert_int_equal(query.chain.request_case, cases[i].which);
    }
    arena_drop(arena);
}

static void fields_are_where_they_belong(void **state)
{
    struct arena *arena = arena_new(4096);
    struct imports_query query;
    ASSERT_OK(imports_query_parse(
        arena,
        BYTES("{\"wasm\":{\"smart\":{\"msg\":\"e30=\",\"extra\":1,\"callback_code_hash\":\"h\","
              "\"contract_addr\":\"c\"}}}"),
        &query));
    ASSERT_TEXT(query.code_hash, "h");
    ASSERT_TEXT(query.chain.wasm_smart->contract, "c");
    ASSERT_TEXT(query.chain.wasm_smart->message, "{}");
    ASSERT_OK(imports_query_parse(
        arena, BYTES("{\"ibc\":{\"channel\":{\"channel_id\":\"c\",\"port_id\":\"p\"}}}"), &query));
    ASSERT_TEXT(query.chain.ibc_channel->channel_id, "c");
    ASSERT_TEXT(query.chain.ibc_channel->port_id, "p");
    ASSERT_OK(imports_query_parse(
        arena, BYTES("{\"bank\":{\"balance\":{\"address\":\"a\",\"denom\":\"d\"}}}"), &query));
    ASSERT_TEXT(query.chain.bank_balance->address, "a");
    ASSERT_TEXT(query.chain.bank_balance->denom, "d");
    arena_drop(arena);
}

static void what_is_no_request_is_refused_in_the_words_of_the_original(void **state)
{
    static const char *const cases[][2] = {
        {"{\"grpc\":{}}",
         "unknown variant `grpc`, expected one of `bank`, `custom`, `staking`, `wasm`, `dist`, "
         "`mint`, `gov`, `ibc`, `stargate` at line 1 column 7"},
        {"{\"bank\":{\"supply\":{\"denom\":\"d\"}}}",
         "unknown variant `supply`, expected `balance` or `all_balances` at line 1 column 17"},
        {"{\"bank\":{\"balance\":{\"address\":\"a\"}}}",
         "missing field `denom` at line 1 column 34"},
        {"{\"dist\":{\"x\":{}}}", "unknown variant `x`, expected `rewards` at line 1 column 12"},
        {"Generic error: no", "expected value at line 1 column 1"},
        {"", "EOF while parsing a value at line 1 column 0"},
        {" \n ", "EOF while parsing a value at line 2 column 1"},
        {" \n 404: no", "expected value at line 2 column 2"},
        {"123", "expected value at line 1 column 1"},
        {"[{}]", "expected value at line 1 column 1"},
        {"{}", "expected value at line 1 column 2"},
        {"{\"bank\":7}", "expected value at line 1 column 9"},
        {"\"banque\"",
         "unknown variant `banque`, expected one of `bank`, `custom`, `staking`, `wasm`, `dist`, "
         "`mint`, `gov`, `ibc`, `stargate` at line 1 column 8"},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct imports_query query;
        status failure = imports_query_parse(arena, bytes_text(cases[i][0]), &query);
        assert_true(error_is(failure, &VM_DESERIALIZE));
        ASSERT_TEXT(failure->text, cases[i][1]);
    }
    arena_drop(arena);
}

static void answers_are_json_to_the_byte(void **state)
{
    struct arena *arena = arena_new(4096);
    ASSERT_TEXT(imports_query_ok(arena, BYTES("{}")), "{\"Ok\":{\"Ok\":\"e30=\"}}");
    ASSERT_TEXT(imports_query_contract_error(arena, BYTES("{\"unauthorized\":{}}")),
                "{\"Ok\":{\"Err\":{\"unauthorized\":{}}}}");
    ASSERT_TEXT(imports_query_system_error(arena, BYTES("{\"unknown\":{}}")),
                "{\"Err\":{\"unknown\":{}}}");
    ASSERT_TEXT(imports_query_invalid_request(arena, BYTES("a \"b\""), BYTES("{}")),
                "{\"Err\":{\"invalid_request\":{\"error\":\"a \\\"b\\\"\",\"request\":\"e30=\"}}}");
    ASSERT_TEXT(imports_query_invalid_response(arena, BYTES("e"), BYTES("")),
                "{\"Err\":{\"invalid_response\":{\"error\":\"e\",\"response\":\"\"}}}");
    ASSERT_TEXT(imports_query_too_deep(), "{\"Err\":{\"exceeded_recursion_limit\":{}}}");
    arena_drop(arena);
}

static void errors_of_the_first_generation_are_written_again(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes json;
    ASSERT_OK(imports_query_std_error(
        arena, BYTES("{ \"parse_err\" : {\"msg\":\"m\",\"more\":1,\"target\":\"\\u0041\"} }"),
        &json));
    ASSERT_TEXT(json, "{\"parse_err\":{\"target\":\"A\",\"msg\":\"m\"}}");
    ASSERT_OK(imports_query_std_error(arena, BYTES("{\"unauthorized\":{}}"), &json));
    ASSERT_TEXT(json, "{\"unauthorized\":{}}");
    /* What a second-generation contract says (enclave-protocol.md 9, item 30). */
    status failure = imports_query_std_error(arena, BYTES("Generic error: la la"), &json);
    ASSERT_TEXT(failure->text, "expected value at line 1 column 1");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_request_becomes_the_boundary_message_of_its_kind),
        cmocka_unit_test(fields_are_where_they_belong),
        cmocka_unit_test(what_is_no_request_is_refused_in_the_words_of_the_original),
        cmocka_unit_test(answers_are_json_to_the_byte),
        cmocka_unit_test(errors_of_the_first_generation_are_written_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
