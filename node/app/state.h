#ifndef NODE_APP_STATE_H
#define NODE_APP_STATE_H

#include <pthread.h>

#include "node/app/app.h"
#include "node/app/signature_cache.h"
#include "node/chain/overlay.h"

/* What the files of this folder share. */

/* A block that is being made, from its first phase to its commit. At genesis it is made by
 * init_chain and goes on as the first block. */
struct open_block {
    bool open;     /* arena, view and state are set */
    bool executed; /* waits for its commit */
    struct arena *arena;
    const struct store_view *view;
    struct overlay *state;
    struct block_info info;
    struct block_traces traces;
    struct change_set changes[STORE_COUNT];
    uint8_t app_hash[32];
    struct bytes block_bytes;
    struct bytes commit_bytes;
    struct bytes results;
    struct bytes enclave_blob;
};

/* What CheckTx works on between two commits: the last committed state, and on it what the checked
 * transactions wrote. Counted, because simulations may still read it when the next block is
 * committed. */
struct check_state {
    struct arena *arena;
    const struct store_view *view;
    struct overlay *state;
    uint32_t layers; /* frozen layers under `state` */
    struct block_info info;
    uint32_t users; /* guarded by app->lock */
};

struct app {
    struct app_options options;
    struct arena *arena; /* as long as the app */
    struct chain chain;
    struct application face;
    struct open_block block;
    struct arena *tx_arena;    /* reset for each transaction of a block */
    pthread_mutex_t lock;      /* of `check` and what is in it */
    struct check_state *check; /* NULL before the first commit */
};

/* app_context is a context without gas limit, for block phases, queries and as the base of
 * transactions. */
struct context app_context(const struct app *app, struct arena *arena, enum exec_mode mode,
                           const struct block_info *info, struct overlay *state,
                           struct gas_meter *gas);

/* app_event_list copies events into their generated form and into `arena`.
 *   mode  "BeginBlock", "EndBlock" become a last attribute; NULL: none */
struct tendermint_abci_event_list app_event_list(struct arena *arena,
                                                 const struct event_list *events, const char *mode);

/* app_info_of is the block as handlers see it; it borrows from the producer's input. */
struct block_info app_info_of(struct arena *arena, const struct block_input *input);

/* app_info_copy keeps of a block what CheckTx and queries look at. */
struct block_info app_info_copy(struct arena *arena, const struct block_info *info);

/* app_check_renew makes the check state of a new committed state. */
void app_check_renew(struct app *app, const struct block_info *info);
/* app_check_new makes one with one use; app_check_drop gives up a use, app_check_drop_locked does
 * with the lock held. */
struct check_state *app_check_new(struct app *app, const struct block_info *info);
void app_check_drop_locked(struct check_state *check);
void app_check_drop(struct app *app, struct check_state *check);

/* The functions of struct application, one file each. */
status app_init_chain(void *self, struct arena *arena,
                      const struct tendermint_abci_request_init_chain *request,
                      struct tendermint_abci_response_init_chain *response);
struct bytes_list app_scheduled_txs(void *self, struct arena *arena);
void app_execute(void *self, struct arena *arena, const struct block_input *block,
                 struct tendermint_abci_response_finalize_block *response);
void app_append(void *self, struct bytes consensus_state);
void app_renew(void *self);
void app_commit(void *self, struct bytes consensus_state);
void app_check_tx(void *self, struct arena *arena, struct bytes tx, bool recheck,
                  struct tendermint_abci_response_check_tx *response);
status app_simulate(void *self, struct arena *arena, struct bytes tx,
                    struct cosmos_tx_v1beta1_simulate_response *response);
void app_query(void *self, struct arena *arena, const struct tendermint_abci_request_query *request,
               struct tendermint_abci_response_query *response);
status app_answer(void *self, struct arena *arena, struct bytes path, struct bytes request,
                  int64_t *height, struct bytes *response);

/* app_block_open starts an open block over the latest state; app_block_close drops it. */
void app_block_open(struct app *app, uint64_t seed);
void app_block_close(struct app *app);

/* app_updates turns validator updates into their generated form. */
struct tendermint_abci_validator_update_list
app_updates(struct arena *arena, const struct validator_update_list *updates);

#endif
