#ifndef NODE_CHAIN_INSPECTOR_H
#define NODE_CHAIN_INSPECTOR_H

#include "common/base/arena.h"
#include "common/base/status.h"

/* What a transaction of a block does inside its contracts, put together while it runs: a tree of
 * messages, calls and queries (schema/secretd/inspect.proto). A node does this only when asked to,
 * and only an enclave that is a simulation tells what it decrypts. NULL stands everywhere for a
 * transaction that nobody inspects. */
struct inspector;

/* inspector_new starts the tree of one transaction, in `arena`. */
struct inspector *inspector_new(struct arena *arena);

/* A message starts, of the transaction or of the contract that ran last; and ends.
 *   type      its type URL; empty: inspector_message_type tells it, if anybody gets to know
 *   gas_used  SDK gas, with everything below it */
void inspector_message_begin(struct inspector *inspector, struct bytes type);
void inspector_message_type(struct inspector *inspector, struct bytes type);
void inspector_message_end(struct inspector *inspector, uint64_t gas_used, status refused);

/* inspector_call adds what the enclave tells of a call in the open message or query.
 *   reply  of the contract that sent the message
 *   call   protobuf secretd.inspect.Call; absent: the enclave tells nothing */
void inspector_call(struct inspector *inspector, bool reply, struct bytes call);

/* Brackets around the answer to a contract's smart query, while its own call runs. */
void inspector_query_begin(struct inspector *inspector);
void inspector_query_end(struct inspector *inspector);

/* inspector_encode gives protobuf secretd.inspect.Transaction, absent when no contract was called.
 *   hash  upper-case hex digits */
struct bytes inspector_encode(struct arena *arena, const struct inspector *inspector,
                              struct bytes hash, int64_t height);

/* Where finished trees go: the last ones, in memory. */
struct inspection_store {
    void *context;
    /* put copies a transaction's tree. The thread that executes blocks. */
    void (*put)(void *context, const uint8_t tx_hash[32], struct bytes transaction);
    /* get gives a tree in `arena`; false: there is none, or none any more. Any thread. */
    bool (*get)(void *context, struct arena *arena, const uint8_t tx_hash[32],
                struct bytes *transaction);
};

#endif
