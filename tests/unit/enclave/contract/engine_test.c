#include "tests/support/engine_case.h"

#include "enclave/contract/vm.h"

static bool add_host(void *host, const uint64_t *arguments, uint64_t *result)
{
    *result = arguments[0] + *(const uint32_t *)host;
    return true;
}

static bool stop(void *host, const uint64_t *arguments, uint64_t *result)
{
    return false;
}

/* What probe.wat imports, in the signatures it declares. */
static const struct engine_import imports[] = {
    {"db_read", "i", 'i', add_host},
    {"db_write", "ii", 0, stop},
    {"db_remove", "i", 0, stop},
    {"query_chain", "i", 'i', stop},
    {"addr_canonicalize", "ii", 'i', stop},
    {"addr_humanize", "ii", 'i', stop},
    {"addr_validate", "i", 'i', stop},
    {"debug", "i", 0, stop},
    {"secp256k1_verify", "iii", 'i', stop},
    {"secp256k1_recover_pubkey", "iii", 'I', stop},
    {"secp256k1_sign", "ii", 'I', stop},
    {"ed25519_verify", "iii", 'i', stop},
    {"ed25519_batch_verify", "iii", 'i', stop},
    {"ed25519_sign", "ii", 'I', stop},
    {"dcap_quote_verify", "ii", 'I', stop},
    {"check_gas", "", 'I', stop},
    {"gas_evaporate", "i", 'i', stop},
};

static const enum engine_kind kinds[] = {ENGINE_WASMTIME, ENGINE_WASMI};

static void an_import_that_stops_ends_the_call(void **state)
{
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        struct engine_case it = engine_case_imports(kinds[i], "tests/vectors/wasm/probe.wasm",
                                                    imports, ARRAY_COUNT(imports));
        /* allocate(7778) calls check_gas. */
        struct engine_outcome outcome = engine_case_call(&it, "allocate", 7778, 10000);
        assert_int_equal(outcome.trap, ENGINE_HOST);
        outcome = engine_case_call(&it, "allocate", 7777, 10000);
        assert_int_equal(outcome.trap, ENGINE_UNREACHABLE);
        outcome = engine_case_call(&it, "allocate", 10, 10000);
        assert_int_equal(outcome.trap, ENGINE_RETURNED);
        assert_int_equal(outcome.result, 4096);
        engine_case_drop(&it);
    }
}

static void two_instances_of_one_module_share_nothing(void **state)
{
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        struct engine_case it = engine_case_new(kinds[i], "tests/vectors/wasm/metering.wasm");
        struct engine_instance *one = engine_instantiate(it.module, NULL);
        struct engine_instance *two = engine_instantiate(it.module, NULL);
        size_t one_size, two_size;
        uint8_t *memory = engine_memory(one, &one_size);
        assert_int_equal(one_size, WASM_PAGE_BYTES);
        memory[10] = 7;
        assert_int_equal(engine_memory(two, &two_size)[10], 0);
        engine_global_set(one, ENGINE_GAS, UINT64_MAX);
        assert_int_equal(engine_global(one, ENGINE_GAS), UINT64_MAX);
        assert_int_equal(engine_global(two, ENGINE_GAS), 0);
        engine_global_set(one, ENGINE_DEPTH, UINT32_MAX);
        assert_int_equal(engine_global(one, ENGINE_DEPTH), UINT32_MAX);

        uint32_t pages = 3, before;
        assert_int_equal(engine_call(one, BYTES("grow"), &pages, 1, &before), ENGINE_RETURNED);
        assert_int_equal(before, 1);
        assert_int_equal(engine_memory(one, &one_size)[10], 7);
        assert_int_equal(one_size, 4 * WASM_PAGE_BYTES);
        engine_memory(two, &two_size);
        assert_int_equal(two_size, WASM_PAGE_BYTES);
        engine_instance_drop(one);
        engine_instance_drop(two);

        one = engine_instantiate(it.module, NULL);
        assert_int_equal(engine_memory(one, &one_size)[10], 0);
        assert_int_equal(one_size, WASM_PAGE_BYTES);
        engine_instance_drop(one);
        engine_case_drop(&it);
    }
}

static void what_is_no_valid_module_does_not_compile(void **state)
{
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        struct engine_case it = engine_case_new(kinds[i], "tests/vectors/wasm/metering.wasm");
        assert_null(engine_compile(it.engine, BYTES("")));
        /* (func (result i32) (i64.const 0)) */
        assert_null(engine_compile(it.engine,
                                   test_unhex(it.arena, "0061736d01000000 0105016000017f 03020100"
                                                        "0a06010400 42000b")));
        /* Imports that are not on offer. */
        assert_null(
            engine_compile(it.engine, test_unhex(it.arena, "0061736d01000000 010401600000"
                                                           "020a01 03656e76 0262 61 0000")));
        engine_case_drop(&it);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_import_that_stops_ends_the_call),
        cmocka_unit_test(two_instances_of_one_module_share_nothing),
        cmocka_unit_test(what_is_no_valid_module_does_not_compile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
