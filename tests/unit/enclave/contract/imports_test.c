#include "enclave/contract/imports.h"

#include "tests/support/test.h"

static void every_import_has_a_name_and_a_generation(void **state)
{
    for (size_t i = 0; i < IMPORTS_COUNT; i++) {
        const struct engine_import *import = &imports_table[i];
        assert_ptr_equal(imports_find(bytes_text(import->name)), import);
        assert_true(imports_allows(import, VM_GENERATION_V010, true) ||
                    imports_allows(import, VM_GENERATION_V1, true));
    }
    assert_null(imports_find(BYTES("db_scan")));
    assert_null(imports_find(BYTES("")));
}

static void the_generations_import_what_the_original_lets_them(void **state)
{
    static const struct {
        const char *name;
        bool v010, v010_silent, v1;
    } cases[] = {
        {"db_read", true, true, true},
        {"query_chain", true, true, true},
        {"canonicalize_address", true, true, false},
        {"humanize_address", true, true, false},
        {"addr_validate", false, false, true},
        {"debug_print", true, false, false},
        {"debug", false, false, true},
        {"check_gas", false, false, true},
        {"dcap_quote_verify", false, false, true},
        {"ed25519_sign", true, true, true},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const struct engine_import *import = imports_find(bytes_text(cases[i].name));
        assert_int_equal(imports_allows(import, VM_GENERATION_V010, true), cases[i].v010);
        assert_int_equal(imports_allows(import, VM_GENERATION_V010, false), cases[i].v010_silent);
        assert_int_equal(imports_allows(import, VM_GENERATION_V1, true), cases[i].v1);
        assert_int_equal(imports_allows(import, VM_GENERATION_V1, false), cases[i].v1);
    }
}

static void signatures_are_compared_value_by_value(void **state)
{
    static const uint8_t i32[] = {WASM_I32, WASM_I32, WASM_I32}, i64[] = {WASM_I64};
    const struct engine_import *recover = imports_find(BYTES("secp256k1_recover_pubkey"));
    const struct wasm_type right = {{i32, 3}, {i64, 1}}, short_type = {{i32, 2}, {i64, 1}};
    const struct wasm_type other = {{i32, 3}, {i32, 1}}, none = {{i32, 3}, {i64, 0}};
    assert_true(imports_matches(recover, &right));
    assert_false(imports_matches(recover, &short_type));
    assert_false(imports_matches(recover, &other));
    assert_false(imports_matches(recover, &none));
    const struct engine_import *write = imports_find(BYTES("db_write"));
    const struct wasm_type nothing = {{i32, 2}, {NULL, 0}};
    assert_true(imports_matches(write, &nothing));
    assert_false(imports_matches(write, &short_type));
}

static void free_work_ends_too(void **state)
{
    struct vm_call call = {.gas_limit = 1};
    struct run run = {.call = &call};
    ASSERT_OK(imports_work(&run, IMPORTS_WORK_MAX));
    assert_ptr_equal(imports_work(&run, 1), &VM_OUT_OF_GAS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_import_has_a_name_and_a_generation),
        cmocka_unit_test(the_generations_import_what_the_original_lets_them),
        cmocka_unit_test(signatures_are_compared_value_by_value),
        cmocka_unit_test(free_work_ends_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
