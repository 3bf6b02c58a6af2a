#ifndef NODE_CONSENSUS_APPLICATION_H
#define NODE_CONSENSUS_APPLICATION_H

#include "common/base/status.h"
#include "schema/core/tendermint_abci.h"
#include "schema/core/tendermint_types.h"

/* What a producer of blocks (solo, abci) hands to the state machine, and the calls it makes. The state machine
 * never asks who produced the block. */
struct block_input {
    const struct tendermint_types_header *header; /* full */
    uint8_t block_hash[32];
    const struct tendermint_types_commit *commit; /* of this very block */
    struct tendermint_abci_commit_info last_commit; /* who signed the block before, with powers */
    struct bytes_list txs;
    const struct tendermint_abci_misbehavior *misbehavior;
    size_t misbehavior_count;
    struct bytes block_bytes;  /* protobuf tendermint.types.Block, for the block log */
    struct bytes commit_bytes; /* protobuf tendermint.types.Commit of this very block */
};

/* The state machine as a producer sees it. execute and commit are called by one thread in turn; query, check_tx and
 * simulate by any thread. Results live in the arena that is passed in. */
struct application {
    void *app;
    /* A refused genesis is the only failure. */
    status (*init_chain)(void *app, struct arena *arena,
                         const struct tendermint_abci_request_init_chain *request,
                         struct tendermint_abci_response_init_chain *response);
    void (*check_tx)(void *app, struct arena *arena, struct bytes tx, bool recheck,
                     struct tendermint_abci_response_check_tx *response);
    /* Transactions the chain itself puts at the head of the next block (cron); may be none. */
    struct bytes_list (*scheduled_txs)(void *app, struct arena *arena);
    void (*execute)(void *app, struct arena *arena, const struct block_input *block,
                    struct tendermint_abci_response_finalize_block *response);
    /* Makes the executed block durable: one record in the block log, synced before it returns.
     *   consensus_state  what the producer wants back after a restart, opaque */
    void (*commit)(void *app, struct bytes consensus_state);
    void (*query)(void *app, struct arena *arena, const struct tendermint_abci_request_query *request,
                  struct tendermint_abci_response_query *response);
};

#endif
