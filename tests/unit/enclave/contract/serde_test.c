#include "enclave/contract/serde.h"

#include "tests/support/test.h"

static void base64_is_read_as_the_original_reads_it(void **state)
{
    static const struct {
        const char *text, *content;
        bool valid;
    } cases[] = {
        {"", "", true},        {"YQ==", "a", true},  {"YQ=", "a", true},      {"YQ", "a", true},
        {"YWI=", "ab", true},  {"YWI", "ab", true},  {"YWJj", "abc", true},   {"YR==", "", false},
        {"YWJ=", "", false},   {"YWJj=", "", false}, {"Y", "", false},        {"Y===", "", false},
        {"YQ===", "", false},  {"=", "", false},     {"YQ==YQ==", "", false}, {"Y Q=", "", false},
        {"YQ==\n", "", false}, {"Y-_=", "", false},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct bytes content;
        assert_int_equal(serde_base64(arena, bytes_text(cases[i].text), &content), cases[i].valid);
        if (cases[i].valid)
            ASSERT_TEXT(content, cases[i].content);
    }
    arena_drop(arena);
}

static void values_are_written_with_sorted_keys_and_few_escapes(void **state)
{
    static const char *const cases[][2] = {
        {"{\"parse_err\":{\"target\":\"t\",\"msg\":\"m\"}}",
         "{\"parse_err\":{\"msg\":\"m\",\"target\":\"t\"}}"},
        {"{\"c\":1,\"a\":2,\"b\":3,\"a\":4}", "{\"a\":4,\"b\":3,\"c\":1}"},
        {" [ 1 , null , true,false,\"x\" ,{}, [] ] ", "[1,null,true,false,\"x\",{},[]]"},
        {"\"\\u003c\\/\\u0007\\b\\f\\n\\r\\t\\\"\\\\\\u007f\\ud83c\\udf08\"",
         "\"</\\u0007\\b\\f\\n\\r\\t\\\"\\\\\x7f\xf0\x9f\x8c\x88\""},
        {"-12", "-12"},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct serde serde = {.arena = arena, .input = bytes_text(cases[i][0])};
        struct json_value value;
        assert_true(serde_parse(&serde, &value));
        struct writer writer = writer_new(arena, 64);
        serde_write_value(&writer, &value);
        ASSERT_TEXT(writer_done(&writer), cases[i][1]);
    }
    arena_drop(arena);
}

static const char *const votes[] = {"yes", "no", NULL};
static const struct serde_type coin = {
    {{.name = "denom", .kind = SERDE_STRING}, {.name = "amount", .kind = SERDE_U128_TEXT}}};
static const struct serde_variant variants[] = {
    {"all",
     {{{.name = "text", .kind = SERDE_STRING, .is_optional = true},
       {.name = "number", .kind = SERDE_U64, .is_optional = true},
       {.name = "flag", .kind = SERDE_BOOL, .is_optional = true},
       {.name = "binary", .kind = SERDE_BINARY, .is_optional = true},
       {.name = "bytes", .kind = SERDE_BYTES, .is_optional = true},
       {.name = "vote", .kind = SERDE_CHOICE, .is_optional = true, .choices = votes},
       {.name = "coin", .kind = SERDE_STRUCT, .is_optional = true, .type = &coin},
       {.name = "coins", .kind = SERDE_STRUCTS, .is_optional = true, .type = &coin}}}},
    {"closed", {{{.name = "x", .kind = SERDE_OBJECT}}, .is_closed = true}},
    {"later", {{{.name = "time", .kind = SERDE_U64_TEXT}, {.name = "any", .kind = SERDE_ANY}}}},
};

static void refusals_say_what_and_where(void **state)
{
    static const struct {
        const char *input, *problem; /* NULL: accepted */
    } cases[] = {
        {"{\"all\":{}}", NULL},
        {"{\"all\":{\"unknown\":1,\"unknown\":2,\"text\":null}}", NULL},
        {"{\"all\":{\"number\":18446744073709551615,\"bytes\":[0,255],\"vote\":\"no\"}}", NULL},
        {"{\"all\":{\"coins\":[{\"denom\":\"a\",\"amount\":\"+007\"}]}}", NULL},
        {"{\"closed\":{\"x\":{\"y\":1}}}", NULL},
        {"{\"later\":{\"time\":\"1\",\"any\":[]}}", NULL},
        {"", "EOF while parsing a value at line 1 column 0"},
        {"nonsense", "expected value at line 1 column 1"},
        {"{\"other\":{}}", "unknown variant `other`, expected one of `all`, `closed`, `later` at "
                           "line 1 column 8"},
        {"{\"all\":{\"text\":5}}",
         "invalid type: integer `5`, expected a string at line 1 column 16"},
        {"{\"all\":\n{\"text\":true}}",
         "invalid type: boolean `true`, expected a string at line 2 column 12"},
        {"{\"all\":{\"number\":\"5\"}}",
         "invalid type: string \"5\", expected u64 at line 1 column 20"},
        {"{\"all\":{\"number\":1.5}}",
         "invalid type: floating point `1.5`, expected u64 at line 1 column 20"},
        {"{\"all\":{\"number\":-1}}",
         "invalid value: integer `-1`, expected u64 at line 1 column 19"},
        {"{}", "expected value at line 1 column 2"},
        {"[]", "expected value at line 1 column 1"},
        {"5", "expected value at line 1 column 1"},
        {"{\"all\":{},\"closed\":{}}", "expected value at line 1 column 9"},
        {"{\"all\":{\"flag\":{}}}", "invalid type: map, expected a boolean at line 1 column 15"},
        {"{\"all\":{\"text\":[]}}",
         "invalid type: sequence, expected a string at line 1 column 15"},
        {"{\"all\":{\"vote\":\"maybe\"}}",
         "unknown variant `maybe`, expected `yes` or `no` at line 1 column 22"},
        {"{\"all\":{\"binary\":\"Y\"}}", "invalid base64: Y at line 1 column 20"},
        {"{\"all\":{\"bytes\":[256]}}",
         "invalid value: integer `256`, expected u8 at line 1 column 20"},
        {"{\"all\":{\"coin\":{\"denom\":\"a\"}}}", "missing field `amount` at line 1 column 28"},
        {"{\"all\":{\"coin\":{\"denom\":\"a\",\"amount\":"
         "\"340282366920938463463374607431768211456\"}}}",
         "invalid Uint128 340282366920938463463374607431768211456 at line 1 column 78"},
        {"{\"later\":{\"time\":\"18446744073709551616\",\"any\":1}}",
         "invalid Uint64 18446744073709551616 at line 1 column 39"},
        {"{\"later\":{\"any\":1}}", "missing field `time` at line 1 column 18"},
        {"{\"later\":{\"time\":\"1\",\"time\":\"1\",\"any\":1}}",
         "duplicate field `time` at line 1 column 27"},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct serde serde = {.arena = arena, .input = bytes_text(cases[i].input)};
        struct json_value document;
        const struct json_value *found[SERDE_FIELDS_MAX];
        size_t which;
        bool accepted =
            serde_parse(&serde, &document) &&
            serde_choose_variant(&serde, &document, variants, ARRAY_COUNT(variants), &which, found);
        assert_int_equal(accepted, cases[i].problem == NULL);
        if (!accepted)
            ASSERT_TEXT(serde.problem, cases[i].problem);
    }
    arena_drop(arena);
}

static void a_closed_type_refuses_what_it_does_not_know(void **state)
{
    static const char *const refused[] = {"{\"closed\":{\"x\":{},\"y\":1}}",
                                          "{\"closed\":{\"x\":1}}",
                                          "{\"closed\":{}}",
                                          "{\"closed\":1}",
                                          "{}",
                                          "[]",
                                          "{\"closed\":{\"x\":{}},\"all\":{}}"};
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
        struct serde serde = {.arena = arena, .input = bytes_text(refused[i])};
        struct json_value document;
        const struct json_value *found[SERDE_FIELDS_MAX];
        size_t which;
        assert_true(serde_parse(&serde, &document));
        assert_false(serde_choose_variant(&serde, &document, variants, ARRAY_COUNT(variants),
                                          &which, found));
    }
    arena_drop(arena);
}

static void amounts_lose_sign_and_leading_zeros(void **state)
{
    ASSERT_TEXT(serde_number_text(BYTES("+007")), "7");
    ASSERT_TEXT(serde_number_text(BYTES("000")), "0");
    ASSERT_TEXT(serde_number_text(BYTES("10")), "10");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64_is_read_as_the_original_reads_it),
        cmocka_unit_test(values_are_written_with_sorted_keys_and_few_escapes),
        cmocka_unit_test(refusals_say_what_and_where),
        cmocka_unit_test(a_closed_type_refuses_what_it_does_not_know),
        cmocka_unit_test(amounts_lose_sign_and_leading_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
