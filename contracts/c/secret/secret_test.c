/* Tests of the library itself: JSON in and out, and the shape of responses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "secret/contract.h"

#define assert_text(actual, expected)                                                              \
    do {                                                                                           \
        struct text actual_ = (actual);                                                            \
        assert_int_equal(actual_.len, strlen(expected));                                           \
        assert_memory_equal(actual_.data, expected, actual_.len);                                  \
    } while (0)

static struct text of(const char *text)
{
    return (struct text){text, (uint32_t)strlen(text)};
}

static void a_document_is_one_whole_value(void **state)
{
    const char *valid[] = {"{}",
                           " [ ] ",
                           "null",
                           "-10",
                           "\"\\u00e9\\n\"",
                           "{\"a\":[1,{\"b\":true}]}",
                           "[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]"};
    const char *invalid[] = {"",
                             "{",
                             "{}{}",
                             "[1,]",
                             "{\"a\"}",
                             "{a:1}",
                             "{\"a\":1,}",
                             "01",
                             "-",
                             "1.5",
                             "1e3",
                             "nul",
                             "\"\\x\"",
                             "\"\\u12g4\"",
                             "\"\n\"",
                             "\"",
                             "]",
                             "[1 2]",
                             "[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]"};
    for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++)
        if (!json_valid(of(valid[i])))
            fail_msg("refused %s", valid[i]);
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++)
        if (json_valid(of(invalid[i])))
            fail_msg("took %s", invalid[i]);
}

static void members_are_found_by_name(void **state)
{
    struct text value, text;
    uint64_t number;
    struct text object =
        of("{ \"a\" : { \"b\":1 } , \"c\":\"18446744073709551615\",\"d\":[2,3],\"d\":4}");
    assert_true(json_member(object, TEXT("a"), &value));
    assert_text(value, "{ \"b\":1 }");
    assert_true(json_member_number(object, TEXT("c"), &number));
    assert_true(number == UINT64_MAX);
    assert_false(json_member(object, TEXT("b"), &value));
    assert_false(json_member(object, TEXT("d"), &value)); /* twice */
    assert_false(json_member_text(object, TEXT("a"), &text));
    assert_false(json_number(of("18446744073709551616"), &number));
    assert_false(json_number(of("-1"), &number));
    assert_false(json_number(of("\"\""), &number));
}

static void a_variant_is_the_only_member(void **state)
{
    struct text body;
    assert_true(json_variant(of("{\"ping\":{\"x\":1}}"), TEXT("ping"), &body));
    assert_text(body, "{\"x\":1}");
    assert_false(json_variant(of("{\"ping\":{},\"pong\":{}}"), TEXT("ping"), &body));
    assert_false(json_variant(of("[\"ping\"]"), TEXT("ping"), &body));
    assert_false(json_variant(of("{}"), TEXT("ping"), &body));
}

static void strings_are_read_and_written(void **state)
{
    struct text text;
    assert_true(json_text(of("\"a\\\"\\\\\\/\\n\\u0041\\u00e9\\u20ac\\ud83e\\udd84\""), &text));
    assert_text(text, "a\"\\/\nAé€🦄");
    assert_false(json_text(of("\"\\ud83e\""), &text));
    assert_false(json_text(of("\"\\udd84\""), &text));
    assert_false(json_text(of("7"), &text));
    struct builder out = {0};
    json_add_text(&out, of("a\"\\\n🦄"));
    assert_text(builder_done(&out), "\"a\\\"\\\\\\u000a🦄\"");
}

static void bytes_are_written_as_base64(void **state)
{
    const char *pairs[][2] = {{"", "\"\""},
                              {"f", "\"Zg==\""},
                              {"fo", "\"Zm8=\""},
                              {"foo", "\"Zm9v\""},
                              {"\xff\xfe\xfd\xfc", "\"//79/A==\""}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct builder out = {0};
        json_add_base64(&out, of(pairs[i][0]));
        assert_text(builder_done(&out), pairs[i][1]);
    }
}

static const char *respond(struct call *call)
{
    response_attribute(call, TEXT("k"), call->sender);
    response_send(call, TEXT("secret1b"), 5, TEXT("uscrt"));
    response_execute(call, TEXT("secret1c"), TEXT("ab"), TEXT("{}"));
    return NULL;
}

static void a_response_has_messages_and_attributes(void **state)
{
    struct text env =
        TEXT("{\"block\":{\"height\":7,\"time\":\"1000000001\",\"chain_id\":\"c\"},\"contract\":"
             "{\"address\":\"secret1p\",\"code_hash\":\"cd\"},\"transaction\":null}");
    struct text info = TEXT("{\"sender\":\"secret1a\",\"funds\":[]}");
    assert_text(call_run_(respond, env, info, TEXT("{}")),
                "{\"Ok\":{\"messages\":["
                "{\"id\":0,\"msg\":{\"bank\":{\"send\":{\"to_address\":\"secret1b\",\"amount\":[{"
                "\"denom\":\"uscrt\","
                "\"amount\":\"5\"}]}}},\"gas_limit\":null,\"reply_on\":\"never\"},"
                "{\"id\":0,\"msg\":{\"wasm\":{\"execute\":{\"contract_addr\":\"secret1c\",\"code_"
                "hash\":\"ab\","
                "\"msg\":\"e30=\",\"send\":[]}}},\"gas_limit\":null,\"reply_on\":\"never\"}],"
                "\"attributes\":[{\"key\":\"k\",\"value\":\"secret1a\",\"encrypted\":true}],"
                "\"events\":[],\"data\":null}}");
    assert_text(call_run_(respond, env, info, TEXT("{")),
                "{\"Err\":\"Generic error: the message is not JSON\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_one_whole_value),
        cmocka_unit_test(members_are_found_by_name),
        cmocka_unit_test(a_variant_is_the_only_member),
        cmocka_unit_test(strings_are_read_and_written),
        cmocka_unit_test(bytes_are_written_as_base64),
        cmocka_unit_test(a_response_has_messages_and_attributes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
