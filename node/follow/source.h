#ifndef NODE_FOLLOW_SOURCE_H
#define NODE_FOLLOW_SOURCE_H

#include "node/consensus/application.h"
#include "node/follow/grpc_client.h"

/* The node that a follower gets its blocks and traces from, over the gRPC that every node of the
 * network serves: cosmos.base.tendermint.v1beta1 for blocks, secret.compute.v1beta1 for traces.
 * Nothing that comes from it is trusted here. */

enum source_result {
    SOURCE_GOT,
    SOURCE_LATER,  /* it has no such block yet */
    SOURCE_FAILED, /* it is not reached, or it refuses: `reason` */
};

/* source_block gets the block of a height. */
enum source_result source_block(struct grpc_client *client, struct arena *arena, int64_t height,
                                struct tendermint_types_block *block, struct bytes *reason);

/* source_commit gets the signatures of a block that is there. *served false: this server has no
 * such question, only a node of this kind has; the commit stands in the block after it, too. */
enum source_result source_commit(struct grpc_client *client, struct arena *arena, int64_t height,
                                 struct tendermint_types_commit *commit, bool *served,
                                 struct bytes *reason);

/* source_broadcast sends a transaction and gets what the node's check says.
 * SOURCE_FAILED: it may have been taken nevertheless, when an answer was lost. */
enum source_result source_broadcast(struct grpc_client *client, struct arena *arena,
                                    struct bytes tx,
                                    struct tendermint_abci_response_check_tx *response,
                                    struct bytes *reason);

/* source_traces gets what the contract calls and the stored modules of a block did, and hangs it
 * into its input; of a block without transactions nothing is asked. */
enum source_result source_traces(struct grpc_client *client, struct arena *arena, int64_t height,
                                 struct block_input *input, struct bytes *reason);

#endif
