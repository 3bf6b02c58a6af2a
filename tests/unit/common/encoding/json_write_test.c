#include "common/encoding/json.h"

#include "tests/support/test.h"

static struct bytes print(struct arena *arena, struct bytes text, bool escape_html)
{
    struct writer writer = writer_new(arena, 16);
    json_write_string(&writer, text, escape_html);
    return writer_done(&writer);
}

/* json.Marshal of the same strings in Go. */
static void strings_are_escaped_as_go_does(void **state)
{
    struct arena *arena = arena_new(1024);
    ASSERT_TEXT(print(arena, BYTES("a\"\\/\b\f\n\r\t\x01\x7F"), true),
                "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7F\"");
    ASSERT_TEXT(print(arena, BYTES("<a&b>"), true), "\"\\u003ca\\u0026b\\u003e\"");
    ASSERT_TEXT(print(arena, BYTES("<a&b>"), false), "\"<a&b>\"");
    ASSERT_TEXT(print(arena, BYTES("\xE2\x80\xA8\xE2\x80\xA9"), false), "\"\\u2028\\u2029\"");
    ASSERT_TEXT(print(arena, BYTES("x\xFF\xC3"), true), "\"x\\ufffd\\ufffd\"");
    ASSERT_TEXT(print(arena, BYTES("\xEF\xBF\xBD\xF0\x9F\x98\x80"), true),
                "\"\xEF\xBF\xBD\xF0\x9F\x98\x80\"");
    arena_drop(arena);
}

static void a_parsed_value_prints_without_white_space(void **state)
{
    struct arena *arena = arena_new(1024);
    struct json_value value;
    ASSERT_OK(json_parse(arena, BYTES("{ \"b\" : [ 1.50 , null ] , \"a\" : { \"<\" : true } }"), 0,
                         &value));
    struct writer writer = writer_new(arena, 16);
    json_write_value(&writer, &value, true);
    ASSERT_TEXT(writer_done(&writer), "{\"b\":[1.50,null],\"a\":{\"\\u003c\":true}}");
    arena_drop(arena);
}

/* json.Indent with four blanks, as SIGN_MODE_EIP_191 lays out its document. */
static void indentation_follows_go(void **state)
{
    struct arena *arena = arena_new(1024);
    struct json_value value;
    ASSERT_OK(json_parse(arena, BYTES("{\"a\":[],\"b\":{},\"c\":[1,{\"d\":\"x\"}]}"), 0, &value));
    struct writer writer = writer_new(arena, 16);
    json_write_indented(&writer, &value, 4);
    ASSERT_TEXT(writer_done(&writer),
                "{\n    \"a\": [],\n    \"b\": {},\n    \"c\": [\n        1,\n        "
                "{\n            \"d\": \"x\"\n        }\n    ]\n}");
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_escaped_as_go_does),
        cmocka_unit_test(a_parsed_value_prints_without_white_space),
        cmocka_unit_test(indentation_follows_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
