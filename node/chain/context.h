#ifndef NODE_CHAIN_CONTEXT_H
#define NODE_CHAIN_CONTEXT_H

#include "common/base/status.h"
#include "node/chain/block_info.h"
#include "node/chain/event.h"
#include "node/chain/gas.h"

struct overlay;
struct chain;

enum exec_mode {
    EXEC_CHECK,    /* CheckTx of a new transaction */
    EXEC_RECHECK,  /* CheckTx again after a block */
    EXEC_SIMULATE,
    EXEC_FINALIZE, /* a transaction, begin-block or end-block of a block that is being made */
    EXEC_GENESIS,
    EXEC_QUERY,
};

/* All that a handler may look at or change; one per transaction, block phase or query. */
struct context {
    struct arena *arena;       /* dropped when the transaction, block phase or query ends */
    const struct chain *chain; /* modules, routes and hooks; constant after start */
    const struct block_info *block;
    struct overlay *state; /* writes go here; merged or dropped whole by whoever opened it */
    struct gas_meter *gas;
    uint64_t block_gas_used; /* what the block gas meter shows when this transaction starts */
    struct event_list *events;
    enum exec_mode mode;
    struct bytes tx_bytes; /* the raw transaction, absent outside of one */
    uint32_t tx_index;     /* position of the transaction in the block */
    void *tx;              /* struct tx of the running transaction, NULL outside of one */
    void *enclave;         /* struct enclave_link, NULL where no enclave may be called */
};

/* context_branch copies `ctx` with a new overlay over its state and a new event list, for a step that may be
 * dropped; context_merge writes the branch through and appends its events. A branch that is not merged simply
 * dies with the arena. */
struct context context_branch(struct context *ctx);
void context_merge(struct context *ctx, struct context *branch);

#endif
