#include "enclave/contract/engine.h"

/* wasmi's functions carry a prefix, because wasmtime exports the names of wasm.h too. The ones used
 * here: */
#define wasm_config_new             wasmi_wasm_config_new
#define wasm_engine_new_with_config wasmi_wasm_engine_new_with_config
#define wasm_engine_delete          wasmi_wasm_engine_delete
#define wasm_store_new              wasmi_wasm_store_new
#define wasm_store_delete           wasmi_wasm_store_delete
#define wasm_module_new             wasmi_wasm_module_new
#define wasm_module_delete          wasmi_wasm_module_delete
#define wasm_module_imports         wasmi_wasm_module_imports
#define wasm_module_exports         wasmi_wasm_module_exports
#define wasm_importtype_module      wasmi_wasm_importtype_module
#define wasm_importtype_name        wasmi_wasm_importtype_name
#define wasm_importtype_vec_delete  wasmi_wasm_importtype_vec_delete
#define wasm_exporttype_name        wasmi_wasm_exporttype_name
#define wasm_exporttype_vec_delete  wasmi_wasm_exporttype_vec_delete
#define wasm_valtype_new            wasmi_wasm_valtype_new
#define wasm_valtype_vec_new        wasmi_wasm_valtype_vec_new
#define wasm_valtype_vec_new_empty  wasmi_wasm_valtype_vec_new_empty
#define wasm_functype_new           wasmi_wasm_functype_new
#define wasm_functype_delete        wasmi_wasm_functype_delete
#define wasm_func_new_with_env      wasmi_wasm_func_new_with_env
#define wasm_func_as_extern         wasmi_wasm_func_as_extern
#define wasm_func_delete            wasmi_wasm_func_delete
#define wasm_func_call              wasmi_wasm_func_call
#define wasm_instance_new           wasmi_wasm_instance_new
#define wasm_instance_delete        wasmi_wasm_instance_delete
#define wasm_instance_exports       wasmi_wasm_instance_exports
#define wasm_extern_as_func         wasmi_wasm_extern_as_func
#define wasm_extern_as_global       wasmi_wasm_extern_as_global
#define wasm_extern_as_memory       wasmi_wasm_extern_as_memory
#define wasm_extern_vec_delete      wasmi_wasm_extern_vec_delete
#define wasm_global_get             wasmi_wasm_global_get
#define wasm_global_set             wasmi_wasm_global_set
#define wasm_memory_data            wasmi_wasm_memory_data
#define wasm_memory_data_size       wasmi_wasm_memory_data_size
#define wasm_trap_new               wasmi_wasm_trap_new
#define wasm_trap_message           wasmi_wasm_trap_message
#define wasm_trap_delete            wasmi_wasm_trap_delete
#define wasm_byte_vec_new           wasmi_wasm_byte_vec_new
#define wasm_byte_vec_delete        wasmi_wasm_byte_vec_delete
#include <wasmi.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "enclave/contract/engine_internal.h"

/* wasmi through its C interface: an interpreter, for where executable memory and 19 MB of compiler
 * are not wanted. It allows 1,000 frames and a value stack of 1,000,000 cells; the instrumented
 * depth limit stays below both. */

struct wasmi {
    struct engine base;
    wasm_engine_t *engine;
    wasm_functype_t **types; /* of the imports on offer, in their order */
};

struct wasmi_code {
    struct engine_module base;
    wasm_module_t *module;
    const struct engine_import **imports; /* what the module imports, in its order */
    size_t *types;                        /* index of each in the engine's list */
    size_t imports_count;
    wasm_exporttype_vec_t exports;
    size_t memory; /* indices among the exports */
    size_t globals[ENGINE_GLOBALS];
};

struct wasmi_run;
/* What an import is called with. */
struct binding {
    struct wasmi_run *run;
    const struct engine_import *import;
};

struct wasmi_run {
    struct engine_instance base;
    const struct wasmi_code *code;
    wasm_store_t *store;
    wasm_instance_t *instance;
    wasm_extern_vec_t exports;
    struct binding *bindings;
};

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

static struct bytes name_bytes(const wasm_name_t *name)
{
    return bytes_make(name->data, name->size);
}

/* Finds each import of the module on the list; false when one is not there. Signatures were checked
 * before. */
static bool resolve_imports(struct wasmi_code *code, const struct engine_options *options)
{
    wasm_importtype_vec_t wanted;
    wasm_module_imports(code->module, &wanted);
    code->imports = heap_zalloc(wanted.size + 1, sizeof(*code->imports));
    code->types = heap_zalloc(wanted.size + 1, sizeof(*code->types));
    code->imports_count = wanted.size;
    bool found_all = true;
    for (size_t i = 0; i < wanted.size; i++) {
        struct bytes name = name_bytes(wasm_importtype_name(wanted.data[i]));
        size_t k = 0;
        while (k < options->imports_count && !bytes_is(name, options->imports[k].name))
            k++;
        if (k == options->imports_count ||
            !bytes_is(name_bytes(wasm_importtype_module(wanted.data[i])), "env")) {
            found_all = false;
            break;
        }
        code->imports[i] = &options->imports[k];
        code->types[i] = k;
    }
    wasm_importtype_vec_delete(&wanted);
    return found_all;
}

static size_t find_export(const struct wasmi_code *code, struct bytes name)
{
    for (size_t i = 0; i < code->exports.size; i++)
        if (bytes_equal(name_bytes(wasm_exporttype_name(code->exports.data[i])), name))
            return i;
    return SIZE_MAX;
}

static void module_drop(struct engine_module *module)
{
    struct wasmi_code *code = (struct wasmi_code *)module;
    wasm_exporttype_vec_delete(&code->exports);
    wasm_module_delete(code->module);
    heap_free(code->imports);
    heap_free(code->types);
    heap_free(code);
}

static struct engine_module *compile(struct engine *engine, struct bytes wasm)
{
    struct wasmi *wasmi = (struct wasmi *)engine;
    wasm_store_t *store = wasm_store_new(wasmi->engine);
    wasm_byte_vec_t bytes;
    wasm_byte_vec_new(&bytes, wasm.len, (const char *)wasm.data);
    wasm_module_t *module = wasm_module_new(store, &bytes);
    wasm_byte_vec_delete(&bytes);
    wasm_store_delete(store);
    if (module == NULL)
        return NULL;
    struct wasmi_code *code = heap_zalloc(1, sizeof(*code));
    code->base.engine = engine;
    code->module = module;
    wasm_module_exports(module, &code->exports);
    if (!resolve_imports(code, &engine->options)) {
        module_drop(&code->base);
        return NULL;
    }
    code->memory = find_export(code, BYTES(ENGINE_EXPORT_MEMORY));
    for (unsigned i = 0; i < ENGINE_GLOBALS; i++)
        code->globals[i] = find_export(code, engine_global_names[i]);
    return &code->base;
}

static wasm_trap_t *call_import(void *data, const wasm_val_vec_t *values, wasm_val_vec_t *results)
{
    const struct binding *binding = data;
    const struct engine_import *import = binding->import;
    uint64_t arguments[ENGINE_ARGUMENTS_MAX] = {0};
    for (size_t i = 0; import->params[i] != '\0'; i++)
        arguments[i] = import->params[i] == 'i' ? (uint32_t)values->data[i].of.i32
                                                : (uint64_t)values->data[i].of.i64;
    uint64_t result = 0;
    if (!import->call(binding->run->base.host, arguments, &result)) {
        binding->run->base.host_stopped = true;
        static const char stopped[] = "stopped";
        wasm_message_t message = {sizeof(stopped), (char *)stopped};
        return wasm_trap_new(binding->run->store, &message);
    }
    if (import->result == 'i')
        results->data[0] = (wasm_val_t){.kind = WASM_I32, .of.i32 = (int32_t)result};
    else if (import->result == 'I')
        results->data[0] = (wasm_val_t){.kind = WASM_I64, .of.i64 = (int64_t)result};
    return NULL;
}

static struct engine_instance *instantiate(struct engine_module *module, void *host)
{
    struct wasmi_code *code = (struct wasmi_code *)module;
    struct wasmi *wasmi = (struct wasmi *)module->engine;
    struct wasmi_run *run = heap_zalloc(1, sizeof(*run));
    run->base = (struct engine_instance){.engine = module->engine, .host = host};
    run->code = code;
    run->store = wasm_store_new(wasmi->engine);
    size_t count = code->imports_count;
    run->bindings = heap_zalloc(count + 1, sizeof(*run->bindings));
    wasm_func_t **functions = heap_zalloc(count + 1, sizeof(wasm_func_t *));
    wasm_extern_t **externs = heap_zalloc(count + 1, sizeof(wasm_extern_t *));
    for (size_t i = 0; i < count; i++) {
        run->bindings[i] = (struct binding){run, code->imports[i]};
        functions[i] = wasm_func_new_with_env(run->store, wasmi->types[code->types[i]], call_import,
                                              &run->bindings[i], NULL);
        externs[i] = wasm_func_as_extern(functions[i]);
    }
    wasm_extern_vec_t imports = {count, externs};
    wasm_trap_t *trap = NULL;
    run->instance = wasm_instance_new(run->store, code->module, &imports, &trap);
    if (run->instance == NULL)
        halt("wasmi: no instance");
    for (size_t i = 0; i < count; i++)
        wasm_func_delete(functions[i]);
    heap_free(functions);
    heap_free(externs);
    wasm_instance_exports(run->instance, &run->exports);
    return &run->base;
}

static uint8_t *memory(struct engine_instance *instance, size_t *size)
{
    struct wasmi_run *run = (struct wasmi_run *)instance;
    wasm_memory_t *memory = wasm_extern_as_memory(run->exports.data[run->code->memory]);
    *size = wasm_memory_data_size(memory);
    return (uint8_t *)wasm_memory_data(memory);
}

/* A contract's memory holds what it decrypted; it comes from the heap and goes back there. */
static void instance_drop(struct engine_instance *instance)
{
    struct wasmi_run *run = (struct wasmi_run *)instance;
    size_t size;
    uint8_t *secrets = memory(instance, &size);
    wipe(secrets, size);
    wasm_extern_vec_delete(&run->exports);
    wasm_instance_delete(run->instance);
    wasm_store_delete(run->store);
    heap_free(run->bindings);
    heap_free(run);
}

/* The C interface has no trap codes, only the debug text of the error, which names the code. */
static enum engine_trap classify(const wasm_trap_t *trap)
{
    static const struct {
        const char *name;
        enum engine_trap class;
    } classes[] = {
        {"TrapCode(UnreachableCodeReached)", ENGINE_UNREACHABLE},
        {"TrapCode(MemoryOutOfBounds)", ENGINE_MEMORY_OUT_OF_BOUNDS},
        {"TrapCode(TableOutOfBounds)", ENGINE_TABLE_OUT_OF_BOUNDS},
        {"TrapCode(IndirectCallToNull)", ENGINE_TABLE_OUT_OF_BOUNDS},
        {"TrapCode(BadSignature)", ENGINE_WRONG_SIGNATURE},
        {"TrapCode(IntegerDivisionByZero)", ENGINE_DIVISION_BY_ZERO},
        {"TrapCode(IntegerOverflow)", ENGINE_INTEGER_OVERFLOW},
        {"TrapCode(StackOverflow)", ENGINE_STACK_EXHAUSTED},
    };
    wasm_message_t message;
    wasm_trap_message(trap, &message);
    enum engine_trap class = ENGINE_FAILED;
    for (size_t i = 0; i < ARRAY_COUNT(classes); i++)
        if (memmem(message.data, message.size, classes[i].name, strlen(classes[i].name)) != NULL)
            class = classes[i].class;
    wasm_byte_vec_delete(&message);
    return class;
}

static enum engine_trap call(struct engine_instance *instance, struct bytes name,
                             const uint32_t *arguments, size_t count, uint32_t *result)
{
    struct wasmi_run *run = (struct wasmi_run *)instance;
    size_t index = find_export(run->code, name);
    ASSERT(index < run->exports.size);
    wasm_func_t *function = wasm_extern_as_func(run->exports.data[index]);
    wasm_val_t values[ENGINE_ARGUMENTS_MAX];
    for (size_t i = 0; i < count; i++)
        values[i] = (wasm_val_t){.kind = WASM_I32, .of.i32 = (int32_t)arguments[i]};
    wasm_val_t answer = {.kind = WASM_I32};
    wasm_val_vec_t inputs = {count, values};
    wasm_val_vec_t outputs = {1, &answer};
    wasm_trap_t *trap = wasm_func_call(function, &inputs, &outputs);
    if (trap != NULL) {
        enum engine_trap class = run->base.host_stopped ? ENGINE_HOST : classify(trap);
        wasm_trap_delete(trap);
        return class;
    }
    *result = (uint32_t)answer.of.i32;
    return ENGINE_RETURNED;
}

static wasm_global_t *find_global(struct engine_instance *instance, enum engine_global which)
{
    struct wasmi_run *run = (struct wasmi_run *)instance;
    return wasm_extern_as_global(run->exports.data[run->code->globals[which]]);
}

static uint64_t global(struct engine_instance *instance, enum engine_global which)
{
    wasm_val_t value;
    wasm_global_get(find_global(instance, which), &value);
    return value.kind == WASM_I32 ? (uint32_t)value.of.i32 : (uint64_t)value.of.i64;
}

static void global_set(struct engine_instance *instance, enum engine_global which, uint64_t number)
{
    wasm_val_t value = {.kind = WASM_I64, .of.i64 = (int64_t)number};
    if (which == ENGINE_DEPTH)
        value = (wasm_val_t){.kind = WASM_I32, .of.i32 = (int32_t)number};
    wasm_global_set(find_global(instance, which), &value);
}

static void drop(struct engine *engine)
{
    struct wasmi *wasmi = (struct wasmi *)engine;
    for (size_t i = 0; i < engine->options.imports_count; i++)
        wasm_functype_delete(wasmi->types[i]);
    heap_free(wasmi->types);
    wasm_engine_delete(wasmi->engine);
    heap_free(wasmi);
}

static const struct engine_operations operations = {
    .drop = drop,
    .compile = compile,
    .module_drop = module_drop,
    .instantiate = instantiate,
    .instance_drop = instance_drop,
    .call = call,
    .memory = memory,
    .global = global,
    .global_set = global_set,
};

struct engine *engine_wasmi_new(const struct engine_options *options)
{
    wasm_config_t *config = wasm_config_new();
    wasmi_config_consume_fuel_set(config, false);
    wasmi_config_ignore_custom_sections_set(config, true);
    wasmi_config_wasm_mutable_globals_set(config, true); /* the added globals are exported */
    wasmi_config_wasm_multi_value_set(config, true);
    wasmi_config_wasm_sign_extension_set(config, true);
    wasmi_config_wasm_saturating_float_to_int_set(config, false);
    wasmi_config_wasm_bulk_memory_set(config, true);
    wasmi_config_wasm_reference_types_set(config, false);
    wasmi_config_wasm_tail_call_set(config, false);
    wasmi_config_wasm_extended_const_set(config, false);
    wasmi_config_floats_set(config, false);
    /* What cannot be translated is refused when it is loaded, not when somebody gets there: another
     * engine may run it by then. */
    wasmi_config_compilation_mode_set(config, WASMI_COMPILATION_MODE_EAGER);
    struct wasmi *wasmi = heap_zalloc(1, sizeof(*wasmi));
    wasmi->base = (struct engine){.operations = &operations, .options = *options};
    wasmi->engine = wasm_engine_new_with_config(config);
    wasmi->types = heap_zalloc(options->imports_count + 1, sizeof(*wasmi->types));
    for (size_t i = 0; i < options->imports_count; i++)
        wasmi->types[i] = import_type(&options->imports[i]);
    return &wasmi->base;
}
