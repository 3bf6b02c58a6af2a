#include "common/encoding/json.h"

#include "tests/support/test.h"

static void a_document_becomes_a_tree(void **state)
{
    struct arena *arena = arena_new(4096);
    struct json_value value;
    ASSERT_OK(json_parse(
        arena, BYTES(" {\"a\":[1,-2.5e+3,\"x\"], \"b\":{}, \"c\":null,\"d\":true} "), 0, &value));
    assert_int_equal(value.kind, JSON_OBJECT);
    assert_int_equal(value.count, 4);
    const struct json_value *list = json_member(&value, "a");
    assert_int_equal(list->count, 3);
    ASSERT_TEXT(list->items[1].text, "-2.5e+3");
    ASSERT_TEXT(list->items[2].text, "x");
    ASSERT_TEXT(list->source, "[1,-2.5e+3,\"x\"]");
    assert_int_equal(json_member(&value, "b")->kind, JSON_OBJECT);
    assert_true(json_member(&value, "d")->boolean);
    assert_null(json_member(&value, "e"));
    arena_drop(arena);
}

static void escapes_are_resolved(void **state)
{
    struct arena *arena = arena_new(4096);
    struct json_value value;
    ASSERT_OK(json_parse(arena, BYTES("\"a\\n\\u0041\\ud83d\\ude00\\/\\\"\""), JSON_UTF8, &value));
    ASSERT_TEXT(value.text, "a\nA\xF0\x9F\x98\x80/\"");
    ASSERT_OK(json_parse(arena, BYTES("\"\\ud83dx\\ud83d\\u0041\\udc00\""), 0, &value));
    ASSERT_TEXT(value.text, "\xEF\xBF\xBDx\xEF\xBF\xBD"
                            "A\xEF\xBF\xBD");
    ASSERT_OK(json_parse(arena, BYTES("\"a\xFFz\xE4\xB8\x96\""), 0, &value));
    ASSERT_TEXT(value.text, "a\xEF\xBF\xBDz\xE4\xB8\x96");
    assert_non_null(json_parse(arena, BYTES("\"a\xFFz\""), JSON_UTF8, &value));
    assert_non_null(json_parse(arena, BYTES("\"\\udc00\""), JSON_UTF8, &value));
    arena_drop(arena);
}

/* The texts of Go's encoding/json. */
static void refusals_have_gos_texts(void **state)
{
    struct arena *arena = arena_new(4096);
    static const struct {
        const char *input, *text;
    } cases[] = {
        {"", "unexpected end of JSON input"},
        {"  ", "unexpected end of JSON input"},
        {"{", "unexpected end of JSON input"},
        {"[1", "unexpected end of JSON input"},
        {"\"a", "unexpected end of JSON input"},
        {"x", "invalid character 'x' looking for beginning of value"},
        {"'", "invalid character '\\'' looking for beginning of value"},
        {"{a", "invalid character 'a' looking for beginning of object key string"},
        {"{\"a\" 1", "invalid character '1' after object key"},
        {"{\"a\":1 2", "invalid character '2' after object key:value pair"},
        {"[1 2", "invalid character '2' after array element"},
        {"[1,]", "invalid character ']' looking for beginning of value"},
        {"{\"a\":1,}", "invalid character '}' looking for beginning of object key string"},
        {"1 x", "invalid character 'x' after top-level value"},
        {"01", "invalid character '1' after top-level value"},
        {"-", "unexpected end of JSON input"},
        {"-a", "invalid character 'a' in numeric literal"},
        {"1.a", "invalid character 'a' after decimal point in numeric literal"},
        {"1ea", "invalid character 'a' in exponent of numeric literal"},
        {"trux", "invalid character 'x' in literal true (expecting 'e')"},
        {"nul", "unexpected end of JSON input"},
        {"\"\\q\"", "invalid character 'q' in string escape code"},
        {"\"\\u00g0\"", "invalid character 'g' in \\u hexadecimal character escape"},
        {"\"\n\"", "invalid character '\\n' in string literal"},
        {"\"\x01\"", "invalid character '\\x01' in string literal"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct json_value value;
        status failure = json_parse(arena, bytes_text(cases[i].input), 0, &value);
        assert_non_null(failure);
        ASSERT_TEXT(failure->text, cases[i].text);
    }
    arena_drop(arena);
}

static void depth_and_names_are_bounded(void **state)
{
    struct arena *arena = arena_new(4096);
    struct json_value value;
    struct writer writer = writer_new(arena, 1000);
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        writer_byte(&writer, '[');
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        writer_byte(&writer, ']');
    ASSERT_OK(json_parse(arena, writer_done(&writer), 0, &value));
    struct bytes deeper = ARENA_CONCAT(arena, BYTES("["), writer_done(&writer), BYTES("]"));
    ASSERT_TEXT(json_parse(arena, deeper, 0, &value)->text, "exceeded max depth");
    ASSERT_OK(json_parse(arena, BYTES("{\"a\":1,\"a\":2}"), 0, &value));
    ASSERT_TEXT(json_member(&value, "a")->text, "2");
    assert_non_null(json_parse(arena, BYTES("{\"a\":1,\"\\u0061\":2}"), JSON_UNIQUE_NAMES, &value));
    ASSERT_OK(json_parse(arena, BYTES("{} x"), JSON_LEAVE_REST, &value));
    arena_drop(arena);
}

static void numbers_are_exact(void **state)
{
    int64_t i64;
    uint64_t u64;
    assert_true(json_i64(BYTES("-9223372036854775808"), &i64) && i64 == INT64_MIN);
    assert_true(json_i64(BYTES("9223372036854775807"), &i64) && i64 == INT64_MAX);
    assert_false(json_i64(BYTES("9223372036854775808"), &i64));
    assert_false(json_i64(BYTES("-9223372036854775809"), &i64));
    assert_true(json_u64(BYTES("18446744073709551615"), &u64) && u64 == UINT64_MAX);
    assert_false(json_u64(BYTES("18446744073709551616"), &u64));
    assert_false(json_u64(BYTES("01"), &u64));
    assert_false(json_u64(BYTES("1.0"), &u64));
    assert_false(json_u64(BYTES("1e3"), &u64));
    assert_false(json_u64(BYTES(""), &u64));
    assert_false(json_i64(BYTES("-"), &i64));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_becomes_a_tree), cmocka_unit_test(escapes_are_resolved),
        cmocka_unit_test(refusals_have_gos_texts),   cmocka_unit_test(depth_and_names_are_bounded),
        cmocka_unit_test(numbers_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
