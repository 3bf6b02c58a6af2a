#ifndef ENCLAVE_CONTRACT_CALL_INTERNAL_H
#define ENCLAVE_CONTRACT_CALL_INTERNAL_H

#include "enclave/contract/call.h"
#include "enclave/contract/message.h"
#include "enclave/contract/state.h"
#include "enclave/keys/locked.h"

enum {
    CALL_LEVELS = CALL_QUERY_DEPTH_MAX + 1,
    CALL_ARENA_BYTES =
        256 << 20, /* reserved, not used: what a call can allocate is bounded by its gas */
    CALL_ARENA_KEEP = 1 << 20,  /* stays mapped between calls */
    CALL_GAS_MULTIPLIER = 1000, /* wasm units in one SDK gas */
};

/* Working memory of one call; a query that a contract makes runs on the next level. Everything
 * decrypted lives in the two arenas and is wiped at the start of the next call. */
struct level {
    struct keys_region memory;
    struct keys_region scratch_memory;
    struct arena *arena;   /* until the call ends */
    struct arena *scratch; /* until the next query to the chain */
    struct crypto_siv *siv;
    struct sealing *sealing;
};

struct desk {
    struct desk_options options;
    struct keys_io *io;
    uint32_t depth; /* calls under way */
    struct level *levels[CALL_LEVELS];
};

/* One call under way. */
struct running {
    struct desk *desk;
    struct level *level;
    struct message message;
    struct state *state;
    struct state_gas gas;
    uint32_t query_depth; /* 1 for a call from outside */
};

/* call_ask_chain is query_chain for the machine; `context` is a struct running. */
MUST_CHECK status call_ask_chain(void *context, struct bytes request, uint64_t gas_left,
                                 struct bytes *answer, uint64_t *external);

#endif
