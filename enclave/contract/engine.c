#include "enclave/contract/engine.h"

#include "common/base/halt.h"
#include "enclave/contract/engine_internal.h"

const struct bytes engine_global_names[ENGINE_GLOBALS] = {
    [ENGINE_GAS] = BYTES_INIT(ENGINE_EXPORT_GAS),
    [ENGINE_EXHAUSTED] = BYTES_INIT(ENGINE_EXPORT_EXHAUSTED),
    [ENGINE_DEPTH] = BYTES_INIT(ENGINE_EXPORT_DEPTH),
};

struct engine *engine_new(const struct engine_options *options)
{
    return options->kind == ENGINE_WASMTIME ? engine_wasmtime_new(options)
                                            : engine_wasmi_new(options);
}

void engine_drop(struct engine *engine)
{
    ASSERT(engine->instances == 0);
    engine->operations->drop(engine);
}

struct engine_module *engine_compile(struct engine *engine, struct bytes wasm)
{
    return engine->operations->compile(engine, wasm);
}

void engine_module_drop(struct engine_module *module)
{
    module->engine->operations->module_drop(module);
}

struct bytes engine_native(struct arena *arena, const struct engine_module *module)
{
    const struct engine_operations *operations = module->engine->operations;
    return operations->native == NULL ? (struct bytes){0} : operations->native(arena, module);
}

struct engine_module *engine_restore(struct engine *engine, struct bytes native)
{
    return engine->operations->restore == NULL ? NULL : engine->operations->restore(engine, native);
}

struct engine_instance *engine_instantiate(struct engine_module *module, void *host)
{
    struct engine *engine = module->engine;
    if (__atomic_add_fetch(&engine->instances, 1, __ATOMIC_RELAXED) > engine->options.instances_max)
        halt("more than %u contract instances at once", engine->options.instances_max);
    return engine->operations->instantiate(module, host);
}

void engine_instance_drop(struct engine_instance *instance)
{
    struct engine *engine = instance->engine;
    engine->operations->instance_drop(instance);
    __atomic_sub_fetch(&engine->instances, 1, __ATOMIC_RELAXED);
}

enum engine_trap engine_call(struct engine_instance *instance, struct bytes name,
                             const uint32_t *arguments, size_t count, uint32_t *result)
{
    ASSERT(count <= ENGINE_ARGUMENTS_MAX);
    return instance->engine->operations->call(instance, name, arguments, count, result);
}

uint8_t *engine_memory(struct engine_instance *instance, size_t *size)
{
    return instance->engine->operations->memory(instance, size);
}

uint64_t engine_global(struct engine_instance *instance, enum engine_global which)
{
    return instance->engine->operations->global(instance, which);
}

void engine_global_set(struct engine_instance *instance, enum engine_global which, uint64_t value)
{
    instance->engine->operations->global_set(instance, which, value);
}
