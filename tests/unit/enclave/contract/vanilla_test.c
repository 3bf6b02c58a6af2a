#include "enclave/contract/vanilla.h"

#include "tests/support/test.h"

static void answers_get_the_words_of_this_chain(void **state)
{
    static const struct {
        const char *theirs, *ours;
    } cases[] = {
        {"{\"ok\":{\"messages\":[]}}", "{\"Ok\":{\"messages\":[]}}"},
        {"{\"error\":\"Generic error: no\"}", "{\"Err\":\"Generic error: no\"}"},
        {"{\"ok\":", "{\"Ok\":"},
        {"{\"ok\":\"e30=\"}", "{\"ok\":\"e30=\"}"},
        {"{\"Ok\":1}", "{\"Ok\":1}"},
        {"{\"Err\":\"{\\\"ok\\\":\"}", "{\"Err\":\"{\\\"ok\\\":\"}"},
        {" {\"ok\":1}", " {\"ok\":1}"},
        {"{\"o", "{\"o"},
        {"", ""},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        ASSERT_TEXT(vanilla_answer(arena, bytes_text(cases[i].theirs)), cases[i].ours);
    arena_drop(arena);
}

static void what_the_chain_says_gets_theirs(void **state)
{
    static const struct {
        const char *ours, *theirs;
    } cases[] = {
        {"{\"Ok\":{\"Ok\":\"e30=\"}}", "{\"ok\":{\"ok\":\"e30=\"}}"},
        {"{\"Ok\":{\"Err\":{\"generic_err\":{\"msg\":\"no\"}}}}",
         "{\"ok\":{\"error\":\"{\\\"generic_err\\\":{\\\"msg\\\":\\\"no\\\"}}\"}}"},
        {"{\"Err\":{\"no_such_contract\":{\"addr\":\"a\"}}}",
         "{\"error\":{\"no_such_contract\":{\"addr\":\"a\"}}}"},
        {"", ""},
        {"{\"Ok\":{\"Err\":}", "{\"Ok\":{\"Err\":}"},
        {"{\"Ok\":{\"Err\":}}", "{\"ok\":{\"error\":\"\"}}"},
    };
    struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        ASSERT_TEXT(vanilla_told(arena, bytes_text(cases[i].ours)), cases[i].theirs);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_get_the_words_of_this_chain),
        cmocka_unit_test(what_the_chain_says_gets_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
