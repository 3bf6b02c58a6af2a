#ifndef ENCLAVE_CONTRACT_VM_H
#define ENCLAVE_CONTRACT_VM_H

#include "common/base/status.h"
#include "enclave/contract/environment.h"

/* The contract machine: checks, instruments and compiles CosmWasm modules, and runs one entry point
 * of one contract at a time in a fresh instance. What a contract sees, what it pays and how it
 * fails is decided by the instrumented module and by this folder, never by the engine underneath
 * (enclave-protocol.md 5).
 *
 * A run knows nothing of keys, sealing or transactions: state and chain queries go through
 * `struct vm_host`, all bytes in and out are plaintext. Each thread has its own `struct vm`; they
 * can share compiled modules. A host callback may call vm_run again (a contract that queries
 * another). */

#define ERROR(name, space, number, description) ERROR_EXTERN(name, space, number, description)
#include "enclave/contract/vm_errors.def"
#undef ERROR

struct crypto_secp256k1;
struct inspection;

/* VM_WASMTIME leaves to wasmi what would take too long to compile. */
enum vm_engine { VM_WASMTIME, VM_WASMI };

/* The two generations of the contract interface (enclave-protocol.md 5.1). */
enum vm_generation { VM_GENERATION_V010, VM_GENERATION_V1 };

/* Every entry point of either generation; the table in vm.c gives export name and arguments. */
enum vm_entry {
    VM_INSTANTIATE,
    VM_EXECUTE,
    VM_QUERY,
    VM_MIGRATE,
    VM_REPLY,
    VM_SUDO,
    VM_IBC_CHANNEL_OPEN,
    VM_IBC_CHANNEL_CONNECT,
    VM_IBC_CHANNEL_CLOSE,
    VM_IBC_PACKET_RECEIVE,
    VM_IBC_PACKET_ACK,
    VM_IBC_PACKET_TIMEOUT,
    VM_ENTRY_COUNT
};

/* What an uploaded module says about itself. */
struct vm_code_info {
    enum vm_generation generation;
    bool has_ibc_entry_points;           /* all six ibc_* exports */
    bool requires_random;                /* exports requires_random */
    struct bytes_list required_features; /* x of each requires_x export, sorted, no duplicates */
};

/* vm_check_code is the check at upload (enclave-protocol.md 5.2): well-formed, within limits, with
 * the exports and imports of its generation, and features that this chain has.
 *   wasm         the module, decompressed
 *   debug_print  whether contracts of the first generation may import debug_print, as they may on
 *                development chains
 *   info         in `arena`
 * Rejects: VM_INVALID_CODE with the original's text of the check that failed. */
MUST_CHECK status vm_check_code(struct arena *arena, struct bytes wasm, bool debug_print,
                                struct vm_code_info *info);

struct vm_options {
    enum vm_engine engine;
    uint32_t instances_max; /* runs under way at once: one, plus the depth of nested queries */
    /* Compiled modules kept; the one not used for longest goes first. At least instances_max + 3
     * for each machine. */
    uint32_t codes_max;
    uint32_t machines_max; /* that will share this one's modules; 0 is 1 */
    struct vm *beside; /* share the modules of this machine, of the same engine; NULL: own ones */
    const struct crypto_secp256k1 *curve; /* for the signature functions of contracts */
    bool debug_print; /* hand debug_print texts to the host (development chains) */
    /* A thread of its own calls vm_work, so that nobody waits for wasmtime to compile: until it
     * has, wasmi runs the module. */
    bool compiles_later;
};

struct vm;
/* A module that was instrumented and compiled. Owned by the vm; valid while it runs, and until two
 * other codes were found or loaded. */
struct vm_code;

/* vm_new makes a machine. The one that others are made `beside` may be dropped before them. */
struct vm *vm_new(const struct vm_options *options);
void vm_drop(struct vm *vm);

/* vm_find gives the compiled module of this code hash (SHA-256 of the uploaded bytes), NULL when it
 * must be loaded first. */
const struct vm_code *vm_find(struct vm *vm, const uint8_t code_hash[32]);

/* vm_load instruments and compiles a module and keeps it (enclave-protocol.md 5.3). The caller has
 * checked that `code_hash` is the hash of `wasm`. Takes up to a second on wasmtime, unless it
 * compiles later.
 * Rejects: VM_INVALID_CODE, VM_MEMORY_INITIALISATION, VM_START_FUNCTION, VM_FLOATING_POINT,
 * VM_UNKNOWN (an import of the wrong signature). */
MUST_CHECK status vm_load(struct vm *vm, const uint8_t code_hash[32], struct bytes wasm,
                          const struct vm_code **code);

/* vm_load_soon has vm_work load a module that is likely to be called. The caller has checked it. It
 * is ignored when nothing compiles later, and when enough are waiting. */
void vm_load_soon(struct vm *vm, const uint8_t code_hash[32], struct bytes wasm);

/* vm_work waits for a module to load or to compile, and does that. For the one thread that does
 * nothing else, with a machine of its own. */
void vm_work(struct vm *vm);

/* vm_native_take gives what one module was compiled to by vm_work, each once; false: nothing new.
 * vm_restore loads that again in another run of this program, without compiling; NULL when it does
 * not fit this processor or engine. The bytes are native code and run as they are: they must have
 * been kept where nobody can change them, or sealed.
 *   native  in `arena` */
bool vm_native_take(struct vm *vm, struct arena *arena, uint8_t code_hash[32],
                    struct bytes *native);
const struct vm_code *vm_restore(struct vm *vm, const uint8_t code_hash[32], struct bytes native);

/* vm_entry_text is the name that an entry point has in a generation; "none": it has none. */
const char *vm_entry_text(enum vm_entry entry, enum vm_generation generation);
enum vm_generation vm_code_generation(const struct vm_code *code);
/* vm_code_requires_random tells whether the environment of this code carries the block's random. */
bool vm_code_requires_random(const struct vm_code *code);

/* What a run asks of its surroundings. Every callback may refuse: the run then ends with exactly
 * that status. Bytes handed in are valid during the callback only; bytes handed out must live until
 * the next callback of the same run (put them in the run's arena).
 *
 * `external` counts what the original reports as gas used outside the machine, in the unit it
 * reports it (wasm units or SDK gas, see enclave-protocol.md 5.8); it is only ever subtracted from
 * the gas of the run. */
struct vm_host {
    void *context;
    /* read gives the plaintext value; data == NULL when there is none. */
    status (*read)(void *context, struct bytes key, struct bytes *value, uint64_t *external);
    /* write is never called in VM_QUERY. The write may be cached by the host. */
    status (*write)(void *context, struct bytes key, struct bytes value);
    status (*remove)(void *context, struct bytes key, uint64_t *external);
    /* query answers query_chain with the JSON the contract will see (enclave-protocol.md 5.9).
     *   gas_left  wasm units that the run may still spend */
    status (*query)(void *context, struct bytes request, uint64_t gas_left, struct bytes *answer,
                    uint64_t *external);
    /* debug gets the text of debug_print; only called when the option is on. */
    void (*debug)(void *context, struct bytes text);
};

struct vm_call {
    const struct vm_code *code;
    enum vm_entry entry;
    const struct vm_environment *environment;
    struct bytes message; /* plaintext JSON for the contract */
    uint64_t gas_limit;   /* wasm units (1000 are one SDK gas) */
    struct vm_host host;
    struct inspection *inspection; /* NULL: nobody inspects the run */
};

struct vm_outcome {
    struct bytes
        answer;        /* what the contract returned, unparsed (see result.h); in the run's arena */
    uint64_t gas_used; /* wasm units as reported: enclave-protocol.md 5.8, "Reported gas" */
    uint64_t
        gas_metered; /* limit - remaining, before external gas and refunds; for tests and traces */
    uint64_t
        gas_memory; /* of gas_metered, for the pages that the memory grew by; 0 unless inspected */
};

/* vm_run runs one entry point in a fresh instance.
 *   arena    holds the answer and everything on the way to it
 *   outcome  answer when the status is NULL; gas always
 * Rejects: the VM_ errors above, VM_OUT_OF_GAS among them, or what a host callback refused with. A
 * contract that answers {"Err":...} is a success here. */
MUST_CHECK status vm_run(struct vm *vm, struct arena *arena, const struct vm_call *call,
                         struct vm_outcome *outcome);

#endif
