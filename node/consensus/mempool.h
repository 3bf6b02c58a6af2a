#ifndef NODE_CONSENSUS_MEMPOOL_H
#define NODE_CONSENSUS_MEMPOOL_H

#include "node/consensus/application.h"

/* Transactions that wait for a block: a bounded queue in order of arrival, with CometBFT's rules
 * and error texts. New transactions are checked one after the other on a thread of the mempool's
 * own. Every function but those for the producer may be called by any thread. */
struct mempool;

/* Where transactions go in a node that makes no blocks of them. `send` gives another node's check
 * as its own; on the mempool's thread, and nothing is queued here. */
struct mempool_relay {
    void (*send)(void *context, struct arena *arena, struct bytes tx,
                 struct tendermint_abci_response_check_tx *response);
    void *context;
};

struct mempool_limits {
    size_t txs_max;             /* waiting or being checked */
    uint64_t bytes_max;         /* of all of them together */
    size_t tx_bytes_max;        /* of one */
    size_t seen_max;            /* hashes remembered to refuse repetitions */
    bool recheck;               /* check what is left again after each block */
    struct mempool_relay relay; /* send NULL: they wait here */
};
/* The defaults of CometBFT 0.38. */
#define MEMPOOL_LIMITS_DEFAULT                                                                     \
    ((struct mempool_limits){10000, 1u << 30, 1u << 20, 10000, true, {NULL, NULL}})

/* Refusals of the mempool itself; codespace "mempool", texts as CometBFT's. */
extern const struct error MEMPOOL_SEEN, MEMPOOL_FULL, MEMPOOL_TX_TOO_LARGE, MEMPOOL_STOPPED;

struct mempool *mempool_new(const struct mempool_limits *limits, const struct application *app);
/* mempool_stop ends the checking; transactions that wait for a check are answered with
 * MEMPOOL_STOPPED's code. No other call may follow but mempool_free. */
void mempool_stop(struct mempool *mempool);
void mempool_free(struct mempool *mempool);

/* Called once for every transaction that mempool_add took, on the mempool's thread, after the
 * check; a transaction with code 0 is in the queue by then. `response` lives during the call. */
typedef void mempool_checked(void *context,
                             const struct tendermint_abci_response_check_tx *response);

/* mempool_add takes a copy of a transaction for checking.
 *   hash     its SHA-256
 *   checked  may be NULL */
MUST_CHECK status mempool_add(struct mempool *mempool, struct arena *arena, struct bytes tx,
                              const uint8_t hash[32], mempool_checked *checked, void *context);

/* mempool_check runs the application's check without queueing the transaction (RPC check_tx). */
void mempool_check(struct mempool *mempool, struct arena *arena, struct bytes tx,
                   struct tendermint_abci_response_check_tx *response);

/* How much is in the queue (what is still to be checked is not counted). */
struct mempool_size {
    size_t txs;
    uint64_t bytes;
};
struct mempool_size mempool_size(struct mempool *mempool);

/* mempool_list copies the first `count_max` queued transactions into the arena. */
struct bytes_list mempool_list(struct mempool *mempool, struct arena *arena, size_t count_max);

/* ---- for the producer of blocks, one thread ---- */

/* mempool_wait waits until there is a transaction or CLOCK_MONOTONIC reaches `until_ms`, or
 * mempool_wake. */
void mempool_wait(struct mempool *mempool, int64_t until_ms);
/* mempool_wake ends the producer's present or next wait. Any thread. */
void mempool_wake(struct mempool *mempool);

/* mempool_reap lists what fits into the next block, oldest first. The transactions stay queued, and
 * the result lives, until mempool_update.
 *   bytes_max  of the encoded list
 *   gas_max    of the wanted gas; below 0: no limit */
struct bytes_list mempool_reap(struct mempool *mempool, struct arena *arena, int64_t bytes_max,
                               int64_t gas_max);

/* mempool_hold keeps new transactions from being checked until mempool_update: the application
 * changes the state they are checked against. */
void mempool_hold(struct mempool *mempool);

/* mempool_update takes out what a block holds, checks the rest again and lets the checking go on.
 *   results                one for each transaction
 *   tx_bytes_max, gas_max  limits of the next block; a transaction above them is not taken any
 *                          more */
void mempool_update(struct mempool *mempool, struct bytes_list txs,
                    const struct tendermint_abci_exec_tx_result *results, int64_t tx_bytes_max,
                    int64_t gas_max);

#endif
