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

static void compiled_code_can_be_taken_out_and_put_back(void **state)
{
    struct engine_case it = engine_case_new(ENGINE_WASMTIME, "tests/vectors/wasm/traps.wasm");
    struct bytes native = engine_native(it.arena, it.module);
    assert_true(bytes_starts_with(native, BYTES("\177ELF")));
    struct engine_module *again = engine_restore(it.engine, native);
    assert_non_null(again);
    engine_module_drop(again);
    assert_null(engine_restore(it.engine, BYTES("not native")));
    assert_null(engine_restore(it.engine, bytes_slice(native, 0, 100)));
    engine_case_drop(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_trap_has_its_class),
        cmocka_unit_test(an_engine_can_be_made_again),
        cmocka_unit_test(compiled_code_can_be_taken_out_and_put_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
