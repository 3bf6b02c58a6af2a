#include "enclave/contract/engine.h"

#include <pthread.h>
#include <wasmtime.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "enclave/contract/engine_internal.h"
#include "enclave/contract/engine_memory.h"

/* wasmtime through its C interface. Every option that exists for the features of engines/Cargo.toml
 * is set here, because the defaults differ from what its headers say and change from version to
 * version. */

enum {
    /* Of one call: more than the instrumented depth limit lets anything need, and little enough
     * that the deepest nesting of queries fits the stack of a thread. */
    STACK_BYTES = 640 << 10,
    NAME_BYTES = 16, /* of a function that is remembered */
};
static const uint64_t reservation_bytes = 1ULL << 32; /* addresses a 32-bit index can reach */
static const uint64_t guard_bytes = 1ULL << 31;       /* and an offset beyond it */

struct wasmtime {
    struct engine base;
    wasm_engine_t *engine;
    wasmtime_linker_t *linker;
    struct engine_memories *memories;
    pthread_key_t handed; /* the memory for the instance that this thread makes */
};

struct wasmtime_code {
    struct engine_module base;
    wasmtime_module_t *module;
    wasmtime_instance_pre_t *pre;
};

struct wasmtime_run {
    struct engine_instance base;
    wasmtime_store_t *store;
    wasmtime_context_t *context;
    wasmtime_instance_t instance;
    wasmtime_memory_t memory;
    wasmtime_global_t globals[ENGINE_GLOBALS];
    uint8_t name[NAME_BYTES]; /* of `function`, which was called last */
    size_t name_len;
    wasmtime_func_t function;
};

static _Noreturn void fail(const char *what, wasmtime_error_t *error)
{
    wasm_name_t message = {0};
    if (error != NULL)
        wasmtime_error_message(error, &message);
    halt("wasmtime: %s: %.*s", what, (int)message.size, message.data == NULL ? "" : message.data);
}

static void set_language(wasm_config_t *config)
{
    wasmtime_config_shared_memory_set(config, false);
    wasmtime_config_wasm_tail_call_set(config, false);
    wasmtime_config_gc_support_set(config, false);
    wasmtime_config_wasm_relaxed_simd_set(config, false);
    wasmtime_config_wasm_relaxed_simd_deterministic_set(config, true);
    wasmtime_config_wasm_simd_set(config, false);
    wasmtime_config_wasm_bulk_memory_set(config, true);
    wasmtime_config_wasm_multi_value_set(config, true);
    wasmtime_config_wasm_multi_memory_set(config, false);
    wasmtime_config_wasm_memory64_set(config, false);
    wasmtime_config_wasm_wide_arithmetic_set(config, false);
    wasmtime_config_wasm_branch_hinting_set(config, false);
    wasmtime_config_wasm_custom_page_sizes_set(config, false);
    wasmtime_config_wasm_stack_switching_set(config, false);
}

static void set_compiler(wasm_config_t *config)
{
    wasmtime_config_strategy_set(config, WASMTIME_STRATEGY_CRANELIFT);
    wasmtime_config_cranelift_opt_level_set(config, WASMTIME_OPT_LEVEL_SPEED);
    wasmtime_config_cranelift_regalloc_algorithm_set(config, WASMTIME_REGALLOC_BACKTRACKING);
    wasmtime_config_cranelift_nan_canonicalization_set(config, true);
    wasmtime_config_cranelift_debug_verifier_set(config, false);
    wasmtime_config_debug_info_set(config, false);
    wasmtime_config_native_unwind_info_set(config, false);
    wasmtime_config_profiler_set(config, WASMTIME_PROFILING_STRATEGY_NONE);
}

/* Gas is metered by the module itself: neither fuel nor epochs. */
static void set_run_time(wasm_config_t *config)
{
    wasmtime_config_consume_fuel_set(config, false);
    wasmtime_config_epoch_interruption_set(config, false);
    wasmtime_config_max_wasm_stack_set(config, STACK_BYTES);
    wasmtime_config_signals_based_traps_set(config, true);
    wasmtime_config_memory_may_move_set(config, false);
    wasmtime_config_memory_reservation_set(config, reservation_bytes);
    wasmtime_config_memory_reservation_for_growth_set(config, 0);
    wasmtime_config_memory_guard_size_set(config, guard_bytes);
    wasmtime_config_memory_init_cow_set(config, false);
}

/* ---- memories ---- */

/* wasmtime's own pool either leaves no page to the next instance, or clears all from address 0 on,
 * or asks the kernel which ones are present and takes its answer for complete, which it is not
 * while a page is swapped out or moved: the next instance would see what is left in it. Hence
 * memories of our own, into which it copies a module's data. */

static uint8_t *memory_get(void *memory, size_t *bytes, size_t *capacity)
{
    *capacity = reservation_bytes;
    return engine_memory_data(memory, bytes);
}

static wasmtime_error_t *memory_grow(void *memory, size_t bytes)
{
    return engine_memory_grow(memory, bytes) ? NULL : wasmtime_error_new("no more memory");
}

static void memory_give(void *memory)
{
    engine_memory_give(memory);
}

static wasmtime_error_t *memory_new(void *env, const wasm_memorytype_t *type, size_t minimum,
                                    size_t maximum, size_t reserved, size_t guard,
                                    wasmtime_linear_memory_t *made)
{
    const struct wasmtime *wasmtime = env;
    struct engine_memory *memory = pthread_getspecific(wasmtime->handed);
    ASSERT(memory != NULL && reserved == reservation_bytes && guard == guard_bytes);
    ASSERT(pthread_setspecific(wasmtime->handed, NULL) == 0);
    *made = (wasmtime_linear_memory_t){
        .env = memory,
        .get_memory = memory_get,
        .grow_memory = memory_grow,
        .finalizer = memory_give,
    };
    return memory_grow(memory, minimum);
}

static void set_memories(wasm_config_t *config, struct wasmtime *wasmtime)
{
    const struct engine_options *options = &wasmtime->base.options;
    wasmtime->memories = engine_memories_new(options->instances_max, options->memory_bytes_max,
                                             reservation_bytes + guard_bytes);
    ASSERT(pthread_key_create(&wasmtime->handed, NULL) == 0);
    wasmtime_memory_creator_t creator = {.env = wasmtime, .new_memory = memory_new};
    wasmtime_config_host_memory_creator_set(config, &creator);
}

/* ---- imports ---- */

static wasm_trap_t *call_import(void *data, wasmtime_caller_t *caller, wasmtime_val_raw_t *values,
                                size_t count)
{
    const struct engine_import *import = data;
    struct wasmtime_run *run = wasmtime_context_get_data(wasmtime_caller_context(caller));
    uint64_t arguments[ENGINE_ARGUMENTS_MAX] = {0};
    for (size_t i = 0; import->params[i] != '\0'; i++)
        arguments[i] = import->params[i] == 'i' ? (uint32_t)values[i].i32 : (uint64_t)values[i].i64;
    uint64_t result = 0;
    if (!import->call(run->base.host, arguments, &result)) {
        run->base.host_stopped = true;
        return wasmtime_trap_new("stopped", 7);
    }
    if (import->result == 'i')
        values[0].i32 = (int32_t)result;
    else if (import->result == 'I')
        values[0].i64 = (int64_t)result;
    return NULL;
}

static wasm_functype_t *import_type(const struct engine_import *import)
{
    wasm_valtype_t *params[ENGINE_ARGUMENTS_MAX];
    size_t count = strlen(import->params);
    ASSERT(count <= ENGINE_ARGUMENTS_MAX);
    for (size_t i = 0; i < count; i++)
        params[i] = wasm_valtype_new(import->params[i] == 'i' ? WASM_I32 : WASM_I64);
    wasm_valtype_vec_t inputs;
    wasm_valtype_vec_new(&inputs, count, params);
    wasm_valtype_vec_t outputs;
    wasm_valtype_vec_new_empty(&outputs);
    if (import->result != 0) {
        wasm_valtype_t *result = wasm_valtype_new(import->result == 'i' ? WASM_I32 : WASM_I64);
        wasm_valtype_vec_new(&outputs, 1, &result);
    }
    return wasm_functype_new(&inputs, &outputs);
}

static void define_imports(struct wasmtime *wasmtime)
{
    const struct engine_options *options = &wasmtime->base.options;
    for (size_t i = 0; i < options->imports_count; i++) {
        const struct engine_import *import = &options->imports[i];
        wasm_functype_t *type = import_type(import);
        wasmtime_error_t *error = wasmtime_linker_define_func_unchecked(
            wasmtime->linker, "env", 3, import->name, strlen(import->name), type, call_import,
            (void *)import, NULL);
        wasm_functype_delete(type);
        if (error != NULL)
            fail("import", error);
    }
}

/* Takes the module, unless there was an error in making it. */
static struct engine_module *ready(struct wasmtime *wasmtime, wasmtime_module_t *module,
                                   wasmtime_error_t *error)
{
    wasmtime_instance_pre_t *pre = NULL;
    if (error == NULL)
        error = wasmtime_linker_instantiate_pre(wasmtime->linker, module, &pre);
    if (error != NULL) {
        wasmtime_error_delete(error);
        if (module != NULL)
            wasmtime_module_delete(module);
        return NULL;
    }
    struct wasmtime_code *code = heap_zalloc(1, sizeof(*code));
    code->base.engine = &wasmtime->base;
    code->module = module;
    code->pre = pre;
    return &code->base;
}

static struct engine_module *compile(struct engine *engine, struct bytes wasm)
{
    struct wasmtime *wasmtime = (struct wasmtime *)engine;
    wasmtime_module_t *module = NULL;
    wasmtime_error_t *error = wasmtime_module_new(wasmtime->engine, wasm.data, wasm.len, &module);
    return ready(wasmtime, module, error);
}

static struct bytes native(struct arena *arena, const struct engine_module *module)
{
    wasm_byte_vec_t bytes;
    wasmtime_error_t *error =
        wasmtime_module_serialize(((const struct wasmtime_code *)module)->module, &bytes);
    if (error != NULL)
        fail("native code", error);
    struct bytes copy = arena_copy(arena, bytes_make(bytes.data, bytes.size));
    wasm_byte_vec_delete(&bytes);
    return copy;
}

static struct engine_module *restore(struct engine *engine, struct bytes bytes)
{
    struct wasmtime *wasmtime = (struct wasmtime *)engine;
    wasmtime_module_t *module = NULL;
    wasmtime_error_t *error =
        wasmtime_module_deserialize(wasmtime->engine, bytes.data, bytes.len, &module);
    return ready(wasmtime, module, error);
}

static void module_drop(struct engine_module *module)
{
    struct wasmtime_code *code = (struct wasmtime_code *)module;
    wasmtime_instance_pre_delete(code->pre);
    wasmtime_module_delete(code->module);
    heap_free(code);
}

static void find_export(struct wasmtime_run *run, struct bytes name, wasmtime_extern_kind_t kind,
                        wasmtime_extern_t *item)
{
    bool found = wasmtime_instance_export_get(run->context, &run->instance, (const char *)name.data,
                                              name.len, item);
    ASSERT(found && item->kind == kind);
}

static struct engine_instance *instantiate(struct engine_module *module, void *host)
{
    struct wasmtime_code *code = (struct wasmtime_code *)module;
    struct wasmtime *wasmtime = (struct wasmtime *)module->engine;
    struct wasmtime_run *run = heap_zalloc(1, sizeof(*run));
    run->base = (struct engine_instance){.engine = module->engine, .host = host};
    run->store = wasmtime_store_new(wasmtime->engine, run, NULL);
    run->context = wasmtime_store_context(run->store);
    struct engine_memory *memory = engine_memory_take(wasmtime->memories, code);
    ASSERT(pthread_setspecific(wasmtime->handed, memory) == 0);
    wasm_trap_t *trap = NULL;
    wasmtime_error_t *error =
        wasmtime_instance_pre_instantiate(code->pre, run->context, &run->instance, &trap);
    if (error != NULL || trap != NULL)
        fail("instance", error);
    wasmtime_extern_t item;
    find_export(run, BYTES(ENGINE_EXPORT_MEMORY), WASMTIME_EXTERN_MEMORY, &item);
    run->memory = item.of.memory;
    for (unsigned i = 0; i < ENGINE_GLOBALS; i++) {
        find_export(run, engine_global_names[i], WASMTIME_EXTERN_GLOBAL, &item);
        run->globals[i] = item.of.global;
    }
    return &run->base;
}

static void instance_drop(struct engine_instance *instance)
{
    struct wasmtime_run *run = (struct wasmtime_run *)instance;
    wasmtime_store_delete(run->store);
    heap_free(run);
}

static enum engine_trap classify(const wasm_trap_t *trap)
{
    wasmtime_trap_code_t code;
    if (!wasmtime_trap_code(trap, &code))
        return ENGINE_FAILED;
    switch (code) {
    case WASMTIME_TRAP_CODE_UNREACHABLE_CODE_REACHED:
        return ENGINE_UNREACHABLE;
    case WASMTIME_TRAP_CODE_MEMORY_OUT_OF_BOUNDS:
        return ENGINE_MEMORY_OUT_OF_BOUNDS;
    case WASMTIME_TRAP_CODE_TABLE_OUT_OF_BOUNDS:
    case WASMTIME_TRAP_CODE_INDIRECT_CALL_TO_NULL:
        return ENGINE_TABLE_OUT_OF_BOUNDS;
    case WASMTIME_TRAP_CODE_BAD_SIGNATURE:
        return ENGINE_WRONG_SIGNATURE;
    case WASMTIME_TRAP_CODE_INTEGER_DIVISION_BY_ZERO:
        return ENGINE_DIVISION_BY_ZERO;
    case WASMTIME_TRAP_CODE_INTEGER_OVERFLOW:
        return ENGINE_INTEGER_OVERFLOW;
    case WASMTIME_TRAP_CODE_STACK_OVERFLOW:
        return ENGINE_STACK_EXHAUSTED;
    default:
        return ENGINE_FAILED;
    }
}

static wasmtime_func_t find_function(struct wasmtime_run *run, struct bytes name)
{
    if (name.len != 0 && bytes_equal(bytes_make(run->name, run->name_len), name))
        return run->function;
    wasmtime_extern_t item;
    find_export(run, name, WASMTIME_EXTERN_FUNC, &item);
    if (name.len <= sizeof run->name) {
        run->name_len = name.len;
        memcpy(run->name, name.data, name.len);
        run->function = item.of.func;
    }
    return item.of.func;
}

static enum engine_trap call(struct engine_instance *instance, struct bytes name,
                             const uint32_t *arguments, size_t count, uint32_t *result)
{
    struct wasmtime_run *run = (struct wasmtime_run *)instance;
    const wasmtime_func_t function = find_function(run, name);
    wasmtime_val_raw_t values[ENGINE_ARGUMENTS_MAX] = {0};
    for (size_t i = 0; i < count; i++)
        values[i].i32 = (int32_t)arguments[i];
    wasm_trap_t *trap = NULL;
    wasmtime_error_t *error =
        wasmtime_func_call_unchecked(run->context, &function, values, ARRAY_COUNT(values), &trap);
    /* What an import stopped comes back as an error, what the contract did as a trap. */
    enum engine_trap class = ENGINE_RETURNED;
    if (error != NULL || trap != NULL)
        class = run->base.host_stopped ? ENGINE_HOST
                : trap != NULL         ? classify(trap)
                                       : ENGINE_FAILED;
    if (error != NULL)
        wasmtime_error_delete(error);
    if (trap != NULL)
        wasm_trap_delete(trap);
    if (class == ENGINE_RETURNED)
        *result = (uint32_t)values[0].i32;
    return class;
}

static uint8_t *memory(struct engine_instance *instance, size_t *size)
{
    struct wasmtime_run *run = (struct wasmtime_run *)instance;
    *size = wasmtime_memory_data_size(run->context, &run->memory);
    return wasmtime_memory_data(run->context, &run->memory);
}

static uint64_t global(struct engine_instance *instance, enum engine_global which)
{
    struct wasmtime_run *run = (struct wasmtime_run *)instance;
    wasmtime_val_t value;
    wasmtime_global_get(run->context, &run->globals[which], &value);
    return value.kind == WASMTIME_I32 ? (uint32_t)value.of.i32 : (uint64_t)value.of.i64;
}

static void global_set(struct engine_instance *instance, enum engine_global which, uint64_t number)
{
    struct wasmtime_run *run = (struct wasmtime_run *)instance;
    wasmtime_val_t value = {.kind = WASMTIME_I64, .of.i64 = (int64_t)number};
    if (which == ENGINE_DEPTH)
        value = (wasmtime_val_t){.kind = WASMTIME_I32, .of.i32 = (int32_t)number};
    wasmtime_error_t *error = wasmtime_global_set(run->context, &run->globals[which], &value);
    if (error != NULL)
        fail("global", error);
}

static void drop(struct engine *engine)
{
    struct wasmtime *wasmtime = (struct wasmtime *)engine;
    wasmtime_linker_delete(wasmtime->linker);
    wasm_engine_delete(wasmtime->engine);
    engine_memories_free(wasmtime->memories);
    pthread_key_delete(wasmtime->handed);
    heap_free(wasmtime);
}

static const struct engine_operations operations = {
    .drop = drop,
    .compile = compile,
    .module_drop = module_drop,
    .native = native,
    .restore = restore,
    .instantiate = instantiate,
    .instance_drop = instance_drop,
    .call = call,
    .memory = memory,
    .global = global,
    .global_set = global_set,
};

struct engine *engine_wasmtime_new(const struct engine_options *options)
{
    wasm_config_t *config = wasm_config_new();
    set_language(config);
    set_compiler(config);
    set_run_time(config);
    struct wasmtime *wasmtime = heap_zalloc(1, sizeof(*wasmtime));
    wasmtime->base = (struct engine){.operations = &operations, .options = *options};
    set_memories(config, wasmtime);
    wasmtime->engine = wasm_engine_new_with_config(config);
    if (wasmtime->engine == NULL)
        halt("wasmtime: no memory for %u instances", options->instances_max);
    wasmtime->linker = wasmtime_linker_new(wasmtime->engine);
    define_imports(wasmtime);
    return &wasmtime->base;
}
