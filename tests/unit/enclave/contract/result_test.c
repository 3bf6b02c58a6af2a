#include "enclave/contract/result.h"

#include "enclave/contract/errors.h"
#include "tests/support/test.h"

static struct arena *arena;

static struct result parsed(const char *answer)
{
    struct result result;
    ASSERT_OK(result_parse(arena, bytes_text(answer), &result));
    return result;
}

static void refused(const char *answer)
{
    struct result result;
    assert_ptr_equal(result_parse(arena, bytes_text(answer), &result), &CONTRACT_DESERIALIZE);
}

static void errors_come_before_everything_else(void **state)
{
    struct result result = parsed("{\"Err\":\"Generic error: la la\",\"Ok\":\"x\"}");
    assert_int_equal(result.kind, RESULT_ERROR);
    ASSERT_TEXT(result.error->text, "Generic error: la la");
    result = parsed("{\"Err\":{\"generic_err\":{\"msg\":\"la\"}}}");
    assert_int_equal(result.error->kind, JSON_OBJECT);
}

static void queries_answer_in_either_case(void **state)
{
    struct result result = parsed("{\"Ok\":\"NA==\"}");
    assert_int_equal(result.kind, RESULT_QUERY);
    ASSERT_TEXT(result.query, "NA==");
    ASSERT_TEXT(parsed("{\"ok\":\"NA==\"}").query, "NA==");
}

/* Outputs of shipped contracts: enclave-protocol 11. */
static void a_response_of_the_first_generation(void **state)
{
    struct result result = parsed("{\"Ok\":{\"messages\":[],\"log\":[{\"key\":\"init\",\"value\":"
                                  "\"\xf0\x9f\x8c\x88\",\"encrypted\":true}]}}");
    assert_int_equal(result.kind, RESULT_RESPONSE);
    assert_int_equal(result.generation, SECRETD_CONTRACT_GENERATION_V010);
    assert_int_equal(result.attributes.count, 1);
    assert_true(result.attributes.items[0].encrypted);
    assert_null(result.data.data);
    result =
        parsed("{\"Ok\":{\"messages\":[],\"log\":[{\"key\":\"a\",\"value\":\"b\",\"encrypted\":"
               "false}],\"data\":\"\"}}");
    assert_false(result.attributes.items[0].encrypted);
    assert_non_null(result.data.data);
    assert_int_equal(result.data.len, 0);
}

static void a_response_of_the_second_generation(void **state)
{
    struct result result =
        parsed("{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[{\"type\":\"cyber1\","
               "\"attributes\":"
               "[{\"key\":\"attr1\",\"value\":\"v\"}]}],\"data\":\"AAAADw==\"}}");
    assert_int_equal(result.generation, SECRETD_CONTRACT_GENERATION_V1);
    assert_int_equal(result.event_count, 1);
    ASSERT_TEXT(result.events[0].type, "cyber1");
    assert_true(result.events[0].attributes.items[0].encrypted);
    ASSERT_HEX(result.data, "0000000f");
}

static void other_shapes_are_refused(void **state)
{
    static const char *const answers[] = {
        "",
        "null",
        "[]",
        "{}",
        "{\"Ok\":null}",
        "{\"Ok\":1}",
        "{\"ok\":{}}",
        "{\"Ok\":{\"messages\":[]}}",
        "{\"Ok\":{\"messages\":[],\"log\":[],\"events\":[]}}",
        "{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[],\"extra\":1}}",
        "{\"Ok\":{\"messages\":[],\"attributes\":{},\"events\":[]}}",
        "{\"Ok\":{\"messages\":[],\"attributes\":[{\"key\":1,\"value\":\"\"}],\"events\":[]}}",
        "{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[{}]}}",
        "{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[],\"data\":\"*\"}}",
        "{\"Ok\":{\"messages\":[],\"log\":[{\"key\":\"a\",\"value\":\"b\",\"encrypted\":1}]}}",
        "{\"Ok\":\"NA==\"} trailing",
        "{\"Ok\":\"NA==\",\"Ok\":\"NA==\"}",
        "{\"Ok\":{\"messages\":[],\"messages\":[],\"log\":[]}}",
        "{\"Ok\":{\"messages\":[],\"log\":[{\"key\":\"a\",\"key\":\"a\",\"value\":\"\"}]}}",
        "{\"Err\":1,\"Err\":2}",
        "{\"Err\":\"\xff\"}",
        "{\"Err\":\"\xc0\x80\"}",
        "{\"Err\":\"\\ud800\"}",
        "{\"Err\":\"\xed\xa0\x80\"}",
    };
    for (size_t i = 0; i < ARRAY_COUNT(answers); i++)
        refused(answers[i]);
}

static struct bytes nested(size_t depth)
{
    struct writer text = writer_new(arena, 256);
    writer_text(&text, "{\"Err\":");
    for (size_t i = 0; i < depth; i++)
        writer_byte(&text, '[');
    for (size_t i = 0; i < depth; i++)
        writer_byte(&text, ']');
    writer_text(&text, "}");
    return writer_done(&text);
}

/* The original's reader gives up at the 128th level. */
static void deep_answers_are_refused(void **state)
{
    struct result result;
    ASSERT_OK(result_parse(arena, nested(126), &result));
    assert_ptr_equal(result_parse(arena, nested(127), &result), &CONTRACT_DESERIALIZE);
    assert_ptr_equal(result_parse(arena, nested(100000), &result), &CONTRACT_DESERIALIZE);
    ASSERT_OK(result_parse(arena, BYTES("{\"Err\":\"\\\"[[[{{{\"}"), &result));
}

static void data_may_lack_its_padding(void **state)
{
    ASSERT_HEX(parsed("{\"Ok\":{\"messages\":[],\"log\":[],\"data\":\"AAAADw\"}}").data,
               "0000000f");
}

static void endless_answers_are_refused(void **state)
{
    static uint8_t large[RESULT_BYTES_MAX + 1];
    struct result result;
    memset(large, ' ', sizeof large);
    assert_ptr_equal(result_parse(arena, BYTES_OF(large), &result), &CONTRACT_DESERIALIZE);
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
        cmocka_unit_test(errors_come_before_everything_else),
        cmocka_unit_test(queries_answer_in_either_case),
        cmocka_unit_test(a_response_of_the_first_generation),
        cmocka_unit_test(a_response_of_the_second_generation),
        cmocka_unit_test(other_shapes_are_refused),
        cmocka_unit_test(deep_answers_are_refused),
        cmocka_unit_test(data_may_lack_its_padding),
        cmocka_unit_test(endless_answers_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
