#ifndef NODE_API_EVENTS_H
#define NODE_API_EVENTS_H

#include "node/api/query_language.h"
#include "schema/core/tendermint_abci.h"

struct api;

/* What happens on the chain, told to those who asked: subscriptions of websockets, and calls that
 * wait for their transaction. A thread of its own reads each new block from the log once somebody
 * listens, so that telling never delays the next block. */
struct events;

enum {
    EVENTS_CLIENTS_MAX = 100,
    EVENTS_PER_CLIENT_MAX = 50,
    EVENTS_WAITS_MAX = 1000,
    EVENTS_WAIT_MS = 10000, /* for a transaction to get into a block */
};

struct events *events_new(struct api *api);
/* events_stop ends the thread and every wait; events_free frees. */
void events_stop(struct events *events);
void events_free(struct events *events);

/* events_block tells of a new height. Any thread, quick. */
void events_block(struct events *events, int64_t height);

/* ---- subscriptions ---- */

/* events_subscribe has every event that meets the query sent to a client as the response of call
 * `id`, once events_unmute was called: what is told must not overtake the answer to the call.
 *   client  id of a websocket
 *   text    of the query, as it is told back
 * Refused: the text is the error's data. */
MUST_CHECK status events_subscribe(struct events *events, struct arena *arena, uint64_t client,
                                   struct bytes id, struct bytes text);
MUST_CHECK status events_unsubscribe(struct events *events, struct arena *arena, uint64_t client,
                                     struct bytes text);
void events_unmute(struct events *events, uint64_t client);
/* events_forget drops all subscriptions of a client; false: it had none. */
bool events_forget(struct events *events, uint64_t client);

/* ---- waits ---- */

/* Waiting for one transaction, embedded in whoever waits. */
struct events_wait {
    struct events_wait *next;
    uint8_t hash[32];
    int64_t deadline_ms;
    bool ready;
    /* Called once, by any thread, when the transaction is in a block, or with NULL when the time is
     * over. */
    void (*committed)(struct events_wait *wait, int64_t height,
                      const struct tendermint_abci_exec_tx_result *result);
};

/* events_wait_begin starts looking out; false: too many wait already. */
bool events_wait_begin(struct events *events, struct events_wait *wait);
/* events_wait_ready says that `committed` may be called from now on. */
void events_wait_ready(struct events *events, struct events_wait *wait);
/* events_wait_cancel ends a wait that is not ready; `committed` will not be called. */
void events_wait_cancel(struct events *events, struct events_wait *wait);
/* events_expire ends the waits whose time is over. */
void events_expire(struct events *events, int64_t now_ms);

#endif
