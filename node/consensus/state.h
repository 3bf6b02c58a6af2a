#ifndef NODE_CONSENSUS_STATE_H
#define NODE_CONSENSUS_STATE_H

#include "common/light/validator_set.h"
#include "node/consensus/genesis.h"
#include "schema/core/tendermint_abci.h"

/* What must be known after a block to make and judge the next one; CometBFT's State. A state is
 * never changed: the next one is made beside it. It stands in each block's record as protobuf
 * tendermint.state.State. */
struct consensus_state {
    struct bytes chain_id;
    int64_t initial_height;
    int64_t last_height;                             /* initial_height - 1 before the first block */
    struct google_protobuf_timestamp last_time;      /* of that block; the genesis time before */
    struct tendermint_types_block_id last_block_id;  /* empty before the first block */
    struct light_validator_set last_validators;      /* signed the last block; empty before */
    struct light_validator_set validators;           /* will sign the next block */
    struct light_validator_set next_validators;      /* the one after */
    int64_t validators_changed;                      /* height from which `next_validators` hold */
    struct tendermint_types_consensus_params params; /* all parts present */
    int64_t params_changed;
    struct bytes last_results_hash; /* 32 bytes */
    struct bytes app_hash;
};

/* consensus_state_genesis is the state before the first block.
 *   response  what the application answered to InitChain
 *   arena     owns the state */
MUST_CHECK status consensus_state_genesis(
    struct arena *arena, const struct genesis *genesis,
    const struct tendermint_abci_response_init_chain *response, struct consensus_state *state);

/* consensus_state_next is the state after a block was executed.
 *   block_id  of the block; everything is copied into the arena
 * Refused: updates of the application that cannot be; a broken chain, which has to stop. */
MUST_CHECK status consensus_state_next(
    struct arena *arena, const struct consensus_state *state,
    const struct tendermint_types_header *header, const struct tendermint_types_block_id *block_id,
    const struct tendermint_abci_response_finalize_block *response, struct consensus_state *next);

struct bytes consensus_state_encode(struct arena *arena, const struct consensus_state *state);
MUST_CHECK status consensus_state_decode(struct arena *arena, struct bytes encoded,
                                         struct consensus_state *state);

/* consensus_state_txs_bytes_max is how much the transactions of a block may take, encoded. */
int64_t consensus_state_txs_bytes_max(const struct consensus_state *state);

#endif
