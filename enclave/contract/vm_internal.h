#ifndef ENCLAVE_CONTRACT_VM_INTERNAL_H
#define ENCLAVE_CONTRACT_VM_INTERNAL_H

#include "enclave/contract/engine.h"
#include "enclave/contract/vm.h"
#include "enclave/contract/vm_shelf.h"
#include "enclave/contract/wasm_module.h"

/* The machine: one thread's way to the shelf. */
struct vm {
    struct vm_options options;
    struct vm_shelf *shelf;
    /* The codes found last stay until two others are found: between finding one and running it a
     * thread finds no other. */
    struct vm_code *found[2];
};

/* One entry point. NULL names: not in that generation. */
struct vm_entry_point {
    const char *v010;
    const char *v1;
    bool has_info_v1;       /* (env, info, msg) instead of (env, msg) */
    bool message_only_v010; /* (msg) */
    bool message_first;     /* its region is asked for before that of env */
};
extern const struct vm_entry_point vm_entry_points[VM_ENTRY_COUNT];

/* The exported name of an entry point in this generation, NULL when there is none; and how many
 * arguments it takes. */
const char *vm_entry_name(enum vm_entry entry, enum vm_generation generation);
size_t vm_entry_arguments(enum vm_entry entry, enum vm_generation generation);

/* A run under way: what the imports work with. */
struct run {
    struct vm *vm;
    struct arena *arena;
    const struct vm_call *call;
    struct engine_instance *instance;
    uint64_t external;  /* gas that the host reported */
    uint64_t refund;    /* of the pseudo cost of writes */
    uint64_t work;      /* done by imports so far, see imports_work */
    bool is_allocating; /* inside the contract's allocate */
    status stopped;     /* why an import stopped the contract */
};

/* Names of `requires_*` exports and of the generation markers. */
#define VM_MARKER_V010     "cosmwasm_vm_version_3"
#define VM_MARKER_V1       "interface_version_8"
#define VM_FEATURE_PREFIX  "requires_"
#define VM_REQUIRES_RANDOM "requires_random"

/* vm_generation_of tells the generation from the first marker among the exports; false: none. */
bool vm_generation_of(const struct wasm_module *module, enum vm_generation *generation);

#endif
