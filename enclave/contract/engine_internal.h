#ifndef ENCLAVE_CONTRACT_ENGINE_INTERNAL_H
#define ENCLAVE_CONTRACT_ENGINE_INTERNAL_H

#include "enclave/contract/engine.h"

/* The calls of engine.h that differ between engines; `native` and `restore` are NULL in one that
 * does not compile. Each backend's own structures begin with
 * these. */
struct engine_operations {
    void (*drop)(struct engine *engine);
    struct engine_module *(*compile)(struct engine *engine, struct bytes wasm);
    void (*module_drop)(struct engine_module *module);
    struct bytes (*native)(struct arena *arena, const struct engine_module *module);
    struct engine_module *(*restore)(struct engine *engine, struct bytes native);
    struct engine_instance *(*instantiate)(struct engine_module *module, void *host);
    void (*instance_drop)(struct engine_instance *instance);
    enum engine_trap (*call)(struct engine_instance *instance, struct bytes name,
                             const uint32_t *arguments, size_t count, uint32_t *result);
    uint8_t *(*memory)(struct engine_instance *instance, size_t *size);
    uint64_t (*global)(struct engine_instance *instance, enum engine_global which);
    void (*global_set)(struct engine_instance *instance, enum engine_global which, uint64_t value);
};

struct engine {
    const struct engine_operations *operations;
    struct engine_options options;
    uint32_t instances;
};

struct engine_module {
    struct engine *engine;
};

struct engine_instance {
    struct engine *engine;
    void *host;
    bool host_stopped; /* an import returned false */
};

struct engine *engine_wasmtime_new(const struct engine_options *options);
struct engine *engine_wasmi_new(const struct engine_options *options);

/* Export names of enum engine_global. */
extern const struct bytes engine_global_names[ENGINE_GLOBALS];

#endif
