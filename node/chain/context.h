#ifndef NODE_CHAIN_CONTEXT_H
#define NODE_CHAIN_CONTEXT_H

#include "common/base/status.h"
#include "node/chain/block_info.h"
#include "node/chain/event.h"
#include "node/chain/gas.h"

struct block_traces;
struct inspector;
struct overlay;
struct chain;
struct tx;

enum exec_mode {
    EXEC_CHECK,   /* CheckTx of a new transaction */
    EXEC_RECHECK, /* CheckTx again after a block */
    EXEC_SIMULATE,
    EXEC_FINALIZE, /* a transaction, begin-block or end-block of a block that is being made */
    EXEC_GENESIS,
    EXEC_QUERY,
};

/* Changes of the validator set, in the order the modules gave them: genesis and end-block append.
 */
struct validator_update {
    struct bytes key_type; /* "ed25519" or "secp256k1" */
    struct bytes key;
    int64_t power; /* 0 removes */
};
struct validator_update_list {
    struct arena *arena;
    struct validator_update *items;
    size_t count;
    size_t capacity;
};
void validator_update_add(struct validator_update_list *list, struct validator_update update);

/* All that a handler may look at or change; one per transaction, block phase or query. */
struct context {
    struct arena *arena;       /* dropped when the transaction, block phase or query ends */
    const struct chain *chain; /* modules, routes and hooks; constant after start */
    const struct block_info *block;
    const struct tendermint_types_consensus_params
        *consensus_params; /* current ones, free of gas */
    struct overlay *state; /* writes go here; merged or dropped whole by whoever opened it */
    struct gas_meter *gas;
    uint64_t block_gas_used; /* what the block gas meter shows when this transaction starts */
    struct event_list *events;
    enum exec_mode mode;
    struct bytes tx_bytes;  /* the raw transaction, absent outside of one */
    uint32_t tx_index;      /* position of the transaction in the block */
    uint32_t tx_counter;    /* earlier transactions of the block that passed the ante handler */
    uint32_t message_index; /* of the running message in its transaction */
    uint32_t call_depth;    /* contracts that have called each other to get here */
    const struct tx *tx;    /* the running transaction (common/tx/tx.h), NULL outside of one */
    bool *last_message;     /* of the running transaction: set when a contract has marked its end
                               (FinalizeTx) */
    struct validator_update_list *validator_updates; /* NULL but at genesis and in end-block */
    void *enclave; /* struct enclave_session, NULL where no enclave may be called */
    /* What contract calls do in the running block (node/chain/traces.h); NULL outside of blocks. */
    struct block_traces *traces;
    struct inspector *inspector; /* of the running transaction; NULL: nobody inspects it */
};

/* context_branch copies `ctx` with a new overlay over its state and a new event list, for a step
 * that may be dropped; context_merge writes the branch through and appends its events. A branch
 * that is not merged simply dies with the arena. */
struct context context_branch(struct context *ctx);
void context_merge(struct context *ctx, struct context *branch);

#endif
