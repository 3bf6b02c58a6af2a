#ifndef NODE_API_CHAIN_READER_H
#define NODE_API_CHAIN_READER_H

#include "node/consensus/state.h"
#include "node/store/disk/database.h"

/* Committed blocks as the servers want them, read from the block log. Any thread; everything lives
 * in the arena. */

struct chain_block {
    int64_t height;
    struct tendermint_types_block block;
    struct tendermint_types_commit commit; /* of this very block, as it was first seen */
    struct bytes encoded;                  /* the block */
    struct bytes results;                  /* protobuf ResponseFinalizeBlock */
    struct bytes consensus_state;          /* protobuf tendermint.state.State, after the block */
};

/* chain_read_block is false for a height that is not in the log. */
bool chain_read_block(struct database *database, struct arena *arena, int64_t height,
                      struct chain_block *block);

/* chain_decode_record is chain_read_block for a record that was read already. */
void chain_decode_record(struct arena *arena, const struct block_record *record,
                         struct chain_block *block);

/* chain_read_results decodes what executing a block gave. */
void chain_read_results(struct arena *arena, const struct chain_block *block,
                        struct tendermint_abci_response_finalize_block *results);

/* chain_read_commit is the commit of a height: of the newest block as it was seen, of others as it
 * stands in the next block (`canonical`). */
bool chain_read_commit(struct database *database, struct arena *arena, int64_t height,
                       struct tendermint_types_commit *commit, bool *canonical);

/* chain_read_validators is the set that signs a height, up to one above the newest block; false:
 * not known. */
bool chain_read_validators(struct database *database, struct arena *arena, int64_t height,
                           struct light_validator_set *set);

/* chain_read_params is what holds for a height, up to one above the newest block. */
bool chain_read_params(struct database *database, struct arena *arena,
                       const struct genesis *genesis, int64_t height,
                       struct tendermint_types_consensus_params *params);

#endif
