#ifndef TESTS_SUPPORT_ENGINE_CASE_H
#define TESTS_SUPPORT_ENGINE_CASE_H

/* A module on an engine, without the machine around it. */
#include "enclave/contract/engine.h"

#include <signal.h>

#include "enclave/contract/instrument.h"
#include "enclave/contract/wasm_module.h"
#include "tests/support/test.h"

struct engine_case {
    struct arena *arena;
    struct engine *engine;
    struct engine_module *module;
    struct instrumented instrumented;
};

/* wasmtime turns faults of compiled code into traps and installs its signal handlers once a
 * process; cmocka puts its own in their place before every test. */
static inline void engine_case_signals(void)
{
    static const int signals[] = {SIGILL, SIGSEGV, SIGFPE, SIGBUS};
    static struct sigaction handlers[ARRAY_COUNT(signals)];
    static bool is_known;
    for (size_t i = 0; i < ARRAY_COUNT(signals); i++)
        sigaction(signals[i], is_known ? &handlers[i] : NULL, is_known ? NULL : &handlers[i]);
    is_known = true;
}

static inline struct engine_case engine_case_module(enum engine_kind kind, struct arena *arena,
                                                    struct bytes wasm,
                                                    const struct engine_import *imports,
                                                    size_t imports_count)
{
    struct engine_case it = {.arena = arena};
    struct engine_options options = {
        .kind = kind,
        .instances_max = 2,
        .memory_bytes_max = (size_t)INSTRUMENT_PAGES_MAX * WASM_PAGE_BYTES,
        .imports = imports,
        .imports_count = imports_count,
    };
    it.engine = engine_new(&options);
    if (kind == ENGINE_WASMTIME)
        engine_case_signals();
    struct wasm_module module;
    ASSERT_OK(wasm_module_parse(it.arena, wasm, &module));
    ASSERT_OK(instrument_module(it.arena, &module, &it.instrumented));
    it.module = engine_compile(it.engine, it.instrumented.wasm);
    assert_non_null(it.module);
    return it;
}

/* Those from here on read tests/vectors/wasm. */
static inline struct engine_case engine_case_imports(enum engine_kind kind, const char *path,
                                                     const struct engine_import *imports,
                                                     size_t imports_count)
{
    struct arena *arena = arena_new(1 << 16);
    return engine_case_module(kind, arena, test_file(arena, path), imports, imports_count);
}

static inline struct engine_case engine_case_new(enum engine_kind kind, const char *path)
{
    return engine_case_imports(kind, path, NULL, 0);
}

static inline void engine_case_drop(struct engine_case *it)
{
    engine_module_drop(it->module);
    engine_drop(it->engine);
    arena_drop(it->arena);
}

/* What one call in a fresh instance does. */
struct engine_outcome {
    enum engine_trap trap;
    uint32_t result;
    uint64_t used, exhausted, depth;
};

static inline struct engine_outcome engine_case_call(struct engine_case *it, const char *name,
                                                     uint32_t argument, uint64_t gas)
{
    struct engine_outcome outcome = {0};
    struct engine_instance *instance = engine_instantiate(it->module, NULL);
    engine_global_set(instance, ENGINE_GAS, gas);
    outcome.trap = engine_call(instance, bytes_text(name), &argument, 1, &outcome.result);
    outcome.used = gas - engine_global(instance, ENGINE_GAS);
    outcome.exhausted = engine_global(instance, ENGINE_EXHAUSTED);
    outcome.depth = engine_global(instance, ENGINE_DEPTH);
    engine_instance_drop(instance);
    return outcome;
}

/* Every way to trap, with the class that it has on any engine. */
static inline void engine_case_traps(enum engine_kind kind)
{
    static const struct {
        const char *name;
        uint32_t argument;
        enum engine_trap trap;
    } cases[] = {
        {"fine", 1, ENGINE_RETURNED},
        {"unreachable", 1, ENGINE_UNREACHABLE},
        {"load", 65531, ENGINE_RETURNED},
        {"load", 65532, ENGINE_MEMORY_OUT_OF_BOUNDS},
        {"load", UINT32_MAX, ENGINE_MEMORY_OUT_OF_BOUNDS},
        {"store", 65528, ENGINE_RETURNED},
        {"store", 65529, ENGINE_MEMORY_OUT_OF_BOUNDS},
        {"divide", 0, ENGINE_DIVISION_BY_ZERO},
        {"divide", UINT32_MAX, ENGINE_INTEGER_OVERFLOW},
        {"remainder", 0, ENGINE_DIVISION_BY_ZERO},
        {"call", 0, ENGINE_WRONG_SIGNATURE},
        {"call", 1, ENGINE_TABLE_OUT_OF_BOUNDS},
        {"call", 3, ENGINE_TABLE_OUT_OF_BOUNDS},
        {"call", UINT32_MAX, ENGINE_TABLE_OUT_OF_BOUNDS},
    };
    struct engine_case it = engine_case_new(kind, "tests/vectors/wasm/traps.wasm");
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct engine_outcome outcome =
            engine_case_call(&it, cases[i].name, cases[i].argument, 1000);
        assert_int_equal(outcome.trap, cases[i].trap);
        assert_int_equal(outcome.exhausted, 0);
        assert_true(outcome.used > 0);
    }
    engine_case_drop(&it);
}

#endif
