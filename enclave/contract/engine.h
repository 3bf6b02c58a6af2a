#ifndef ENCLAVE_CONTRACT_ENGINE_H
#define ENCLAVE_CONTRACT_ENGINE_H

#include "common/base/arena.h"

/* A WebAssembly engine, reduced to what a contract needs: compile, make an instance, call it, look
 * at its memory and its three globals. engine_wasmtime.c and engine_wasmi.c stand behind it. An
 * engine is given instrumented modules only and decides nothing that a contract or the chain could
 * see.
 *
 * Modules belong to their engine and instances to their module; drop them in that order. Threads
 * share an engine and its modules; an instance is one thread's. */

/* What an instrumented module exports beside its own, under these names. */
enum engine_global { ENGINE_GAS, ENGINE_EXHAUSTED, ENGINE_DEPTH, ENGINE_GLOBALS };
#define ENGINE_EXPORT_GAS       "enclave.gas"       /* i64: what is left */
#define ENGINE_EXPORT_EXHAUSTED "enclave.exhausted" /* i64: asked for when it was too much */
#define ENGINE_EXPORT_DEPTH     "enclave.depth"     /* i32: see instrument.h */
#define ENGINE_EXPORT_MEMORY    "enclave.memory"

enum engine_kind { ENGINE_WASMTIME, ENGINE_WASMI };

/* How a call ended. */
enum engine_trap {
    ENGINE_RETURNED,
    ENGINE_UNREACHABLE,
    ENGINE_MEMORY_OUT_OF_BOUNDS,
    ENGINE_TABLE_OUT_OF_BOUNDS, /* no such element, or an empty one */
    ENGINE_WRONG_SIGNATURE,
    ENGINE_DIVISION_BY_ZERO,
    ENGINE_INTEGER_OVERFLOW,
    ENGINE_STACK_EXHAUSTED, /* the engine's own limit; the instrumented one comes first */
    ENGINE_HOST,            /* an import asked to stop */
    ENGINE_FAILED           /* anything else */
};

/* A function of module `env` that contracts may import. `call` gets the `host` of the instance, one
 * slot for each argument, and where its result goes (i32 in the low half); false traps with
 * ENGINE_HOST. It may call the same instance again. */
struct engine_import {
    const char *name;
    const char *params; /* 'i' is i32, 'I' is i64 */
    char result;        /* 'i', 'I', or 0 for none */
    bool (*call)(void *host, const uint64_t *arguments, uint64_t *result);
};

struct engine_options {
    enum engine_kind kind;
    uint32_t instances_max;  /* alive at once */
    size_t memory_bytes_max; /* largest memory a module can have */
    const struct engine_import *imports;
    size_t imports_count;
};

struct engine;
struct engine_module;
struct engine_instance;

/* engine_new starts an engine; the imports must outlive it. Halts when there is no memory. */
struct engine *engine_new(const struct engine_options *options);
void engine_drop(struct engine *engine);

/* engine_compile validates and compiles an instrumented module; NULL when it is not valid. */
struct engine_module *engine_compile(struct engine *engine, struct bytes wasm);
void engine_module_drop(struct engine_module *module);

/* engine_native gives what the module was compiled to, in `arena`; absent when the engine does not
 * compile. engine_restore makes a module of it again; NULL when the bytes are of another version of
 * the engine or of another processor. They are run as they are: only what engine_native gave, and
 * nobody else could touch since, may come here. */
struct bytes engine_native(struct arena *arena, const struct engine_module *module);
struct engine_module *engine_restore(struct engine *engine, struct bytes native);

/* engine_instantiate makes a fresh instance: initial memory, globals zero. Halts when there are
 * already instances_max of them.
 *   host  for the imports */
struct engine_instance *engine_instantiate(struct engine_module *module, void *host);
void engine_instance_drop(struct engine_instance *instance);

enum { ENGINE_ARGUMENTS_MAX = 3 };
/* engine_call calls an exported function. The caller has made sure, when the module was loaded,
 * that there is one of this name with `count` i32 parameters and one i32 result.
 *   count   of arguments, at most ENGINE_ARGUMENTS_MAX
 *   result  written on ENGINE_RETURNED only */
enum engine_trap engine_call(struct engine_instance *instance, struct bytes name,
                             const uint32_t *arguments, size_t count, uint32_t *result);

/* engine_memory is the instance's memory as it is now; a call of the instance may move it. */
uint8_t *engine_memory(struct engine_instance *instance, size_t *size);

/* Reading and writing the globals above. */
uint64_t engine_global(struct engine_instance *instance, enum engine_global which);
void engine_global_set(struct engine_instance *instance, enum engine_global which, uint64_t value);

#endif
