#ifndef NODE_CONSENSUS_APPLICATION_H
#define NODE_CONSENSUS_APPLICATION_H

#include "common/base/status.h"
#include "schema/core/cosmos_tx_v1beta1.h"
#include "schema/core/secret_compute_v1beta1.h"
#include "schema/core/tendermint_abci.h"
#include "schema/core/tendermint_types.h"

/* What a producer of blocks (solo, abci) hands to the state machine, and the calls it makes. The
 * state machine never asks who produced the block. */
struct block_input {
    const struct tendermint_types_header *header; /* full */
    uint8_t block_hash[32];
    const struct tendermint_types_commit *commit;   /* of this very block */
    struct tendermint_abci_commit_info last_commit; /* who signed the block before, with powers */
    const struct tendermint_types_validator_set *validators; /* of this height; NULL: not known */
    struct bytes_list txs;
    const struct tendermint_abci_misbehavior *misbehavior;
    size_t misbehavior_count;
    struct bytes block_bytes;  /* protobuf tendermint.types.Block, for the block log */
    struct bytes commit_bytes; /* protobuf tendermint.types.Commit of this very block */
    /* What the contract calls of this block did on another node, and its checks of modules; NULL:
     * they run in this node's enclave. */
    const struct secret_compute_v1beta1_query_block_traces_response *traces;
    const struct secret_compute_v1beta1_query_block_create_results_response *created;
    struct bytes_list ibc_codes; /* with them: modules known to answer on IBC, by hash */
};

/* The state machine as a producer and the servers see it. init_chain, scheduled_txs, execute and
 * commit are called by one thread in turn; check_tx by one thread at a time, never between the
 * start of commit and the end of the rechecks that follow it; simulate, query and answer by any
 * thread at any time. Results live in the arena that is passed in. */
struct application {
    void *app;
    /* A refused genesis is the only failure. Nothing is durable before the commit of the first
     * block. */
    status (*init_chain)(void *app, struct arena *arena,
                         const struct tendermint_abci_request_init_chain *request,
                         struct tendermint_abci_response_init_chain *response);
    /* Checks a transaction against the state after the last commit and the transactions checked
     * since. */
    void (*check_tx)(void *app, struct arena *arena, struct bytes tx, bool recheck,
                     struct tendermint_abci_response_check_tx *response);
    /* Transactions the chain itself puts at the head of the next block (cron); may be none. */
    struct bytes_list (*scheduled_txs)(void *app, struct arena *arena);
    void (*execute)(void *app, struct arena *arena, const struct block_input *block,
                    struct tendermint_abci_response_finalize_block *response);
    /* Makes the executed block durable: one record in the block log, synced before it returns.
     * Checks may go on meanwhile, on the state before.
     *   consensus_state  what the producer wants back after a restart, opaque */
    void (*append)(void *app, struct bytes consensus_state);
    /* Lets checks start anew from the appended state. */
    void (*renew)(void *app);
    /* append and renew in one, for whoever checks nothing at the same time. */
    void (*commit)(void *app, struct bytes consensus_state);

    /* The ABCI query of RPC: "/store/<name>/key", "/app/simulate", service methods; errors as ABCI
     * codes (chain-surface 5.1, 6.3). */
    void (*query)(void *app, struct arena *arena,
                  const struct tendermint_abci_request_query *request,
                  struct tendermint_abci_response_query *response);
    /* A method of a Query service for gRPC and REST. A refusal keeps its gRPC code: see
     * chain_grpc_code.
     *   path    "/cosmos.bank.v1beta1.Query/Balance"; one that no module serves is
     *           GRPC_UNIMPLEMENTED
     *   height  0: the latest; the height that answered is left in it */
    status (*answer)(void *app, struct arena *arena, struct bytes path, struct bytes request,
                     int64_t *height, struct bytes *response);
    /* Runs a transaction on the latest state and forgets it. The refusal is that of the
     * transaction, with " with gas used: '<n>'" at the end of its text. */
    status (*simulate)(void *app, struct arena *arena, struct bytes tx,
                       struct cosmos_tx_v1beta1_simulate_response *response);
};

#endif
