#include "enclave/contract/imports.h"

#include "tests/support/machine.h"

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
        {"abort", false, false, true},
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

/* One call of an import from probe.wat. */
struct priced {
    char which;     /* its letter */
    uint64_t arm;   /* gas of the instructions around the call */
    uint64_t cost;  /* of the import */
    bool allocates; /* it gives a region back */
    struct bytes arguments[3];
};

enum { ARM_OF_DEBUG = 8, ALLOCATE = 66 };

static status run_import(struct machine *machine, char which, const struct bytes arguments[3],
                         uint64_t gas, struct vm_outcome *outcome)
{
    return machine_run(machine, machine_load(machine, "probe"), VM_EXECUTE,
                       machine_import(machine, which, 0, arguments, 3), gas, outcome);
}

/* What an import costs is the difference to debug, which is free and gets the same arguments. With
 * one unit less than that it does not run, and what it asked for is reported as used. */
static void check_price(struct machine *machine, const struct priced *priced)
{
    struct vm_outcome free, whole, short_of_one;
    ASSERT_OK(run_import(machine, 'h', priced->arguments, MACHINE_GAS, &free));
    ASSERT_OK(run_import(machine, priced->which, priced->arguments, MACHINE_GAS, &whole));
    uint64_t expected = priced->arm - ARM_OF_DEBUG + priced->cost;
    expected += priced->allocates ? ALLOCATE : 0;
    assert_int_equal(whole.gas_metered - free.gas_metered, expected);
    ASSERT_OK(run_import(machine, priced->which, priced->arguments, whole.gas_metered, &whole));
    if (priced->cost == 0 || priced->allocates)
        return;
    assert_ptr_equal(
        run_import(machine, priced->which, priced->arguments, whole.gas_metered - 1, &short_of_one),
        &VM_OUT_OF_GAS);
    assert_int_equal(short_of_one.gas_used, whole.gas_metered);
}

static const uint8_t number_0[4], number_8[4] = {8}, number_9[4] = {9}, zeros[64], ones[32] = {1};

static void check_prices(struct machine *machine)
{
    struct bytes sections = BYTES("\0\0\0\0\0\0\0\0"); /* two empty ones */
    struct bytes human = BYTES("secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq");
    struct bytes nothing = BYTES("");
    const struct priced cases[] = {
        {'a', 8, 1000, false, {BYTES("absent"), nothing, nothing}},
        {'b', 10, 2000, false, {BYTES("k"), nothing, nothing}},
        {'b', 10, 2000 + 5 * 5000, false, {BYTES("k"), BYTES("apple"), nothing}},
        {'a', 8, 1000, true, {BYTES("k"), nothing, nothing}},
        {'c', 8, 0, false, {BYTES("k"), nothing, nothing}},
        {'d', 8, 0, true, {BYTES("{}"), nothing, nothing}},
        {'e', 10, 8192, true, {BYTES("no address"), nothing, nothing}},
        {'e', 10, 8192, false, {human, BYTES("20 bytes of room here"), nothing}},
        {'f', 10, 8192, false, {BYTES("20 bytes of address!"), BYTES_OF(zeros), nothing}},
        {'g', 8, 8192, false, {human, nothing, nothing}},
        {'g', 8, 8192, true, {nothing, nothing, nothing}},
        {'i', 12, 98304, false, {nothing, nothing, nothing}},
        {'i', 12, 98304, false, {BYTES_OF(ones), BYTES_OF(zeros), nothing}},
        {'j', 14, 98304, false, {nothing, nothing, BYTES_OF(number_0)}},
        {'k', 8, 100000, false, {BYTES("m"), nothing, nothing}},
        {'k', 8, 100000, true, {BYTES("m"), BYTES_OF(ones), nothing}},
        {'l', 12, 73728, false, {nothing, nothing, nothing}},
        {'m', 12, 5000, false, {nothing, nothing, nothing}},
        {'m', 12, 5000 + 2 * 70000, false, {sections, sections, sections}},
        {'m', 12, 0, false, {sections, nothing, nothing}},
        {'n', 8, 75000, false, {BYTES("m"), nothing, nothing}},
        {'n', 8, 75000, true, {BYTES("m"), BYTES_OF(ones), nothing}},
        {'o', 8, 100000, false, {BYTES("quote"), nothing, nothing}},
        {'o', 8, 100000, false, {BYTES("quote"), BYTES("collateral"), nothing}},
        {'p', 4, 8192, false, {nothing, nothing, nothing}},
        {'q', 12, 8000, false, {BYTES_OF(number_0), nothing, nothing}},
        {'q', 12, 8000, false, {BYTES_OF(number_8), nothing, nothing}},
        {'q', 12, 9000, false, {BYTES_OF(number_9), nothing, nothing}},
    };
    machine->query_answer = BYTES("{}");
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        check_price(machine, &cases[i]);
}

static void every_import_costs_what_the_original_charges(void **state)
{
    machine_on_both(check_prices);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_import_has_a_name_and_a_generation),
        cmocka_unit_test(the_generations_import_what_the_original_lets_them),
        cmocka_unit_test(signatures_are_compared_value_by_value),
        cmocka_unit_test(free_work_ends_too),
        cmocka_unit_test(every_import_costs_what_the_original_charges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
