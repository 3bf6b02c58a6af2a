#include "tests/support/engine_case.h"

static void every_trap_has_its_class(void **state)
{
    engine_case_traps(ENGINE_WASMTIME);
}

static void an_engine_can_be_made_again(void **state)
{
    engine_case_traps(ENGINE_WASMTIME);
    engine_case_traps(ENGINE_WASMTIME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_trap_has_its_class),
        cmocka_unit_test(an_engine_can_be_made_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
