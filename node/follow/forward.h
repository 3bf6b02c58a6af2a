#ifndef NODE_FOLLOW_FORWARD_H
#define NODE_FOLLOW_FORWARD_H

#include "node/consensus/mempool.h"

/* Transactions that a follower is given: it sends them to the node that it follows, and what that
 * node's check says is the answer. Nothing is lost by asking a node that is not trusted: a
 * transaction is public and signed, so all that node can do is to leave it out, and whether it is
 * in a block the follower sees for itself. */
struct forward;

/* When the other node does not take a transaction, or nobody knows whether it did. */
extern const struct error FORWARD_NOT_TAKEN;

/* forward_new prepares; nothing is connected yet.
 *   server  "host:port" of the other node's gRPC */
struct forward *forward_new(struct bytes server);
/* forward_stop ends a call under way, and every later one. Any thread. */
void forward_stop(struct forward *forward);
/* forward_free; NULL is allowed. */
void forward_free(struct forward *forward);

/* forward_relay is for the mempool, whose thread then is the one that sends. */
struct mempool_relay forward_relay(struct forward *forward);

#endif
