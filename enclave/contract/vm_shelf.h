#ifndef ENCLAVE_CONTRACT_VM_SHELF_H
#define ENCLAVE_CONTRACT_VM_SHELF_H

#include "enclave/contract/engine.h"
#include "enclave/contract/vm.h"

/* Compiled modules and their engine, shared by the machines of all threads, so that a module is
 * compiled once and kept once. What is on the shelf never changes what a contract does: a module
 * that is not there is loaded again. */
struct vm_shelf;

struct vm_code {
    uint8_t hash[32];
    struct engine_module *module;
    enum vm_generation generation;
    bool requires_random;
    bool has_allocate;              /* allocate(i32) -> i32 */
    bool has_entry[VM_ENTRY_COUNT]; /* with the wanted signature */
    /* Of the shelf: */
    uint64_t used_at;
    uint32_t holds; /* somebody found or runs it: it stays */
};

/* vm_shelf_new makes an empty shelf with its engines: wasmi always, and wasmtime beside it when
 * that is the engine asked for.
 *   engine     of the engine asked for; wasmi gets the same options
 *   codes_max  modules kept; the one not used for longest goes first. More than are ever held */
struct vm_shelf *vm_shelf_new(const struct engine_options *engine, uint32_t codes_max);
/* vm_shelf_share counts one more user, vm_shelf_drop one less; the last one frees everything. */
void vm_shelf_share(struct vm_shelf *shelf);
void vm_shelf_drop(struct vm_shelf *shelf);

/* vm_shelf_compile gives a module for the engine asked for. What is a valid module is for wasmi to
 * say on every node; wasmtime compiles what it can in good time, and wasmi runs the rest.
 *   effort  of instrument.h
 * NULL: not valid. */
struct engine_module *vm_shelf_compile(struct vm_shelf *shelf, struct bytes wasm, uint64_t effort);

/* vm_shelf_find gives a module and holds it; NULL when it is not there. */
struct vm_code *vm_shelf_find(struct vm_shelf *shelf, const uint8_t code_hash[32]);

/* vm_shelf_put_take keeps a module and holds it. When another thread was faster, that one's module
 * is given back and this one dropped. */
struct vm_code *vm_shelf_put_take(struct vm_shelf *shelf, const struct vm_code *code);

void vm_shelf_hold(struct vm_shelf *shelf, struct vm_code *code);
void vm_shelf_release(struct vm_shelf *shelf, struct vm_code *code);

#endif
