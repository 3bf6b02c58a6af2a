#ifndef NODE_FOLLOW_FOLLOW_H
#define NODE_FOLLOW_FOLLOW_H

#include "node/consensus/mempool.h"
#include "node/consensus/solo.h"
#include "node/store/disk/database.h"

/* The producer of blocks of a node without an enclave: takes blocks from another node, believes
 * what the validators have signed, and executes them with that node's traces in the place of
 * contract calls.
 *
 * A block is executed when there is a commit for it by more than two thirds of the power, and kept
 * when the header after it, which names its app hash and results, is itself signed so: the follower
 * stays one block behind, and nothing unproven gets into its log. From a server that has commits
 * only in the blocks that follow (one of another kind), it is two. A header that names another app
 * hash is a halt: the state, the traces or this program is wrong. */
struct follow;

struct follow_options {
    const struct application *app;
    struct database *database;
    struct mempool *mempool;
    const struct genesis *genesis;
    struct bytes server; /* "host:port" of its gRPC */
    /* Called after each kept block, on the follower's thread; may be NULL. */
    void (*committed)(void *context, const struct solo_block *block);
    /* Told when the server stops answering and when it does again, one line each; may be NULL. */
    void (*told)(void *context, struct bytes line);
    void *context;
};

/* follow_start brings the state up (InitChain, or the last block record) and starts the thread. The
 * server need not be there yet.
 *   arena  owns the refusal
 * Refused: a bad genesis, a genesis of another chain than the database's, a record that does not
 * decode. */
MUST_CHECK status follow_start(struct arena *arena, const struct follow_options *options,
                               struct follow **follow);

/* follow_stop ends the thread and frees; a block that is not proven yet is forgotten. */
void follow_stop(struct follow *follow);

#endif
