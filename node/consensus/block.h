#ifndef NODE_CONSENSUS_BLOCK_H
#define NODE_CONSENSUS_BLOCK_H

#include "node/consensus/application.h"
#include "node/consensus/state.h"

/* Making one block and the signatures around it, for a chain whose only present validator holds
 * `seed`. */
struct block_signer {
    uint8_t seed[32];
    uint8_t pubkey[32];
    uint8_t address[LIGHT_ADDRESS_BYTES];
};

struct block_signer block_signer_new(const uint8_t seed[32]);

/* The validator's share is too small, or it is not a member. */
extern const struct error BLOCK_NOT_ENOUGH_POWER;

/* A made block with all that stands around it; everything is in the arena it was made in. */
struct made_block {
    struct tendermint_types_block block;
    struct tendermint_types_block_id block_id;
    struct tendermint_types_commit commit; /* of this very block */
    struct block_input input;
};

/* block_make builds and signs the block after `state`.
 *   last_round  of the last block's commit; 0 for the first block
 *   now         wall clock; the block's time is this, but at least one millisecond after the last
 *               block's. The first block has the genesis time.
 * The last block's precommit is signed again with the new block's time, so that the time is the
 * median of the last commit's, as CometBFT demands of a block.
 * Refused: the validator's power is not enough. */
MUST_CHECK status block_make(struct arena *arena, const struct block_signer *signer,
                             const struct consensus_state *state, int32_t last_round,
                             struct bytes_list txs, struct google_protobuf_timestamp now,
                             struct made_block *made);

/* block_signers tells who signed a block, as the next block's input has it.
 *   set     the validators of that block, in the order of the commit's signatures */
struct tendermint_abci_commit_info block_signers(struct arena *arena,
                                                 const struct light_validator_set *set,
                                                 const struct tendermint_types_commit *commit);

/* block_misbehavior fills in what the block's evidence tells, as the state machine gets it. */
void block_misbehavior(struct arena *arena, const struct tendermint_types_block *block,
                       struct block_input *input);

#endif
