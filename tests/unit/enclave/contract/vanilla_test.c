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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_get_the_words_of_this_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
