#include "tests/support/trace_answers.h"

static struct secretd_contract_attribute ATTRIBUTES[] = {
    {BYTES_INIT("key"), BYTES_INIT("quote \" <&> \n")}, {BYTES_INIT(""), BYTES_INIT("ž")}};

static void answers_of_both_generations_survive(void **state)
{
    uint8_t key[64] = {1}, proof[32] = {2};
    struct secretd_contract_event event = {BYTES("type"), {ATTRIBUTES, 2}};
    struct secretd_contract_answer answer = {
        .generation = SECRETD_CONTRACT_GENERATION_V1,
        .attributes = {ATTRIBUTES, 2},
        .events = {&event, 1},
        .data = BYTES("data"),
        .reply_signature = BYTES("sig"),
        .reply_message_id = BYTES("id"),
    };
    trace_answer_survives(TRACE_JSON, &answer);
    answer.generation = SECRETD_CONTRACT_GENERATION_V010;
    answer.events.count = 0;
    trace_answer_survives(TRACE_JSON, &answer);
    answer.contract_key = BYTES_OF(key);
    answer.admin_proof = BYTES_OF(proof);
    trace_answer_survives(TRACE_INSTANTIATE, &answer);
    answer.contract_key_proof = answer.admin_proof;
    answer.admin_proof = (struct bytes){0};
    trace_answer_survives(TRACE_MIGRATE, &answer);
    const struct secretd_contract_answer failed = {.failed = true,
                                                   .error = BYTES("encrypted: AAAA"),
                                                   .reply_signature = BYTES("sig"),
                                                   .reply_message_id = BYTES("id")};
    trace_answer_survives(TRACE_JSON, &failed);
    const struct secretd_contract_answer admin = {.admin_proof = BYTES_OF(proof)};
    trace_answer_survives(TRACE_ADMIN, &admin);
}

static struct secretd_contract_answer read(struct arena *arena, const char *json)
{
    struct secretd_contract_answer answer;
    ASSERT_OK(trace_result_read(arena, TRACE_JSON, bytes_text(json), &answer));
    return answer;
}

static void absent_members_and_nulls_are_nothing(void **state)
{
    struct arena *arena = arena_new(4096);
    struct secretd_contract_answer answer = read(arena, "{\"v1\":{\"Ok\":{}}}");
    assert_int_equal(answer.generation, SECRETD_CONTRACT_GENERATION_V1);
    assert_null(answer.data.data);
    answer = read(arena, "{\"v1\":null,\"v010\":{\"Ok\":{\"messages\":null,\"data\":\"\"}}}");
    assert_int_equal(answer.generation, SECRETD_CONTRACT_GENERATION_V010);
    assert_non_null(answer.data.data);
    answer = read(arena, "{\"v010\":{\"Err\":{\"not_found\":{\"kind\":\"x\"}}}}");
    ASSERT_TEXT(answer.error, "{\"not_found\":{\"kind\":\"x\"}}");
    arena_drop(arena);
}

static void what_is_no_result_is_refused(void **state)
{
    static const char *const results[] = {
        "",
        "null",
        "[]",
        "{}",
        "{\"v1\":{}}",
        "{\"v1\":[]}",
        "{\"v1\":{\"Ok\":{\"attributes\":{}}}}",
        "{\"v1\":{\"Ok\":{\"attributes\":[1]}}}",
        "{\"v1\":{\"Ok\":{\"attributes\":[{\"key\":\"a\"}]}}}",
        "{\"v1\":{\"Ok\":{\"events\":[{}]}}}",
        "{\"v1\":{\"Ok\":{\"events\":1}}}",
        "{\"v1\":{\"Ok\":{\"data\":\"!\"}}}",
        "{\"v1\":{\"Ok\":{\"data\":{}}}}",
        "{\"v1\":{\"Ok\":{\"data\":[256]}}}",
    };
    struct arena *arena = arena_new(4096);
    struct secretd_contract_answer answer;
    for (size_t i = 0; i < ARRAY_COUNT(results); i++)
        assert_non_null(trace_result_read(arena, TRACE_JSON, bytes_text(results[i]), &answer));
    assert_non_null(trace_result_read(arena, TRACE_INSTANTIATE, BYTES("short"), &answer));
    assert_non_null(trace_result_read(arena, TRACE_ADMIN, BYTES("short"), &answer));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_of_both_generations_survive),
        cmocka_unit_test(absent_members_and_nulls_are_nothing),
        cmocka_unit_test(what_is_no_result_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
