#ifndef ENCLAVE_CONTRACT_VM_SHELF_H
#define ENCLAVE_CONTRACT_VM_SHELF_H

#include "enclave/contract/engine.h"
#include "enclave/contract/vm.h"

/* Compiled modules and their engines, shared by the machines of all threads, so that a module is
 * compiled once and kept once. What is on the shelf never changes what a contract does: a module
 * that is not there is loaded again, and whichever of the two engines runs it, everything that can
 * be seen of a run is the same.
 *
 * What is a valid module is for wasmi to say on every node. wasmtime compiles what it can in good
 * time: at once, or in a thread for it, and until then wasmi runs it. */
struct vm_shelf;

struct vm_code {
    uint8_t hash[32];
    enum vm_generation generation;
    bool requires_random;
    bool has_allocate;              /* allocate(i32) -> i32 */
    bool is_vanilla;                /* imports VANILLA_IMPORT */
    bool has_entry[VM_ENTRY_COUNT]; /* with the wanted signature */
    /* Of the shelf: */
    struct engine_module *interpreted; /* NULL once there is the other and nobody runs this */
    struct engine_module *compiled;    /* NULL: not yet, or never; set once */
    struct bytes waiting;              /* the instrumented module, until it is compiled */
    struct bytes native;               /* what it was compiled to, until vm_shelf_native_take */
    uint64_t used_at;
    uint32_t holds; /* somebody found, compiles or runs it: it stays */
};

/* vm_shelf_new makes an empty shelf with its engines: wasmi always, and wasmtime beside it when
 * that is the engine asked for.
 *   engine     of the engine asked for; wasmi gets the same options
 *   codes_max  modules kept; the one not used for longest goes first. More than are ever held
 *   later      a thread calls vm_work */
struct vm_shelf *vm_shelf_new(const struct engine_options *engine, uint32_t codes_max, bool later);
/* vm_shelf_share counts one more user, vm_shelf_drop one less; the last one frees everything. */
void vm_shelf_share(struct vm_shelf *shelf);
void vm_shelf_drop(struct vm_shelf *shelf);

/* vm_shelf_make fills the modules of a code.
 *   wasm    instrumented
 *   effort  of instrument.h
 * False: not valid. */
bool vm_shelf_make(struct vm_shelf *shelf, struct bytes wasm, uint64_t effort,
                   struct vm_code *code);
/* vm_shelf_restore fills them from what an earlier run compiled. False: that was another engine. */
bool vm_shelf_restore(struct vm_shelf *shelf, struct bytes native, struct vm_code *code);

/* vm_shelf_find gives a code and holds it; NULL when it is not there. One that vm_work is loading
 * is waited for. */
struct vm_code *vm_shelf_find(struct vm_shelf *shelf, const uint8_t code_hash[32]);

/* vm_shelf_put_take keeps a code and holds it. When another thread was faster, that one's is given
 * back and this one dropped. */
struct vm_code *vm_shelf_put_take(struct vm_shelf *shelf, const struct vm_code *code);

void vm_shelf_hold(struct vm_shelf *shelf, struct vm_code *code);
void vm_shelf_release(struct vm_shelf *shelf, struct vm_code *code);

/* vm_shelf_module is what to run now; as long as the code is held. */
struct engine_module *vm_shelf_module(const struct vm_code *code);

/* vm_shelf_upload remembers a module that will be wanted, if there is room for it. */
void vm_shelf_upload(struct vm_shelf *shelf, const uint8_t code_hash[32], struct bytes wasm);

/* vm_shelf_work waits until there is something to do and takes it: an uploaded module, in heap
 * memory (true: load it, vm_shelf_uploaded afterwards), or else a code to compile, which is
 * compiled (false). */
bool vm_shelf_work(struct vm_shelf *shelf, uint8_t code_hash[32], struct bytes *wasm);
void vm_shelf_uploaded(struct vm_shelf *shelf);

/* vm_shelf_native_take gives what one code was compiled to since it was last asked, with the code
 * held; NULL when there is nothing. The bytes are the caller's, in heap memory. */
struct vm_code *vm_shelf_native_take(struct vm_shelf *shelf, struct bytes *native);

#endif
