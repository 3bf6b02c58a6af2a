#include "enclave/serve/program.h"

#include "tests/support/test.h"

static void a_program_has_one_identity(void **state)
{
    static const uint8_t none[PROGRAM_ID];
    uint8_t id[PROGRAM_ID] = {0}, again[PROGRAM_ID] = {1};
    assert_true(program_id(id));
    assert_true(program_id(again));
    assert_memory_equal(id, again, PROGRAM_ID);
    assert_memory_not_equal(id, none, PROGRAM_ID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_has_one_identity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
