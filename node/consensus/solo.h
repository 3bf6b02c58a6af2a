#ifndef NODE_CONSENSUS_SOLO_H
#define NODE_CONSENSUS_SOLO_H

#include "node/consensus/mempool.h"
#include "node/consensus/state.h"
#include "node/store/disk/database.h"

/* The embedded single validator: makes stock CometBFT 0.38 blocks on a thread of its own, at once
 * when a transaction waits and an empty one after a set time (design.md decision 2,
 * chain-surface 2.3). It holds the only key that can sign: other bonded validators are absent from
 * every commit, and when their power reaches a third no further block can be made; the chain then
 * stands still and says so, as it would under CometBFT. */
struct solo;

/* A block as others learn of it, after it is durable. Everything lives during the call. */
struct solo_block {
    const struct block_input *input;
    const struct tendermint_types_block *block;
    const struct tendermint_types_block_id *block_id;
    const struct tendermint_abci_response_finalize_block *response;
    const struct consensus_state *state; /* after the block */
};

struct solo_options {
    const struct application *app;
    struct database *database;
    struct mempool *mempool;
    const struct genesis *genesis;
    uint8_t key_seed[32]; /* ed25519 */
    uint32_t
        empty_block_ms; /* time between blocks without transactions; 0: only blocks with some */
    /* Called after each block on solo's thread; may be NULL. */
    void (*committed)(void *context, const struct solo_block *block);
    void *context;
    /* Told once when the chain cannot go on (reason is one line); may be NULL. */
    void (*stalled)(void *context, struct bytes reason);
};

/* solo_start brings the state up (InitChain, or the last block record) and starts making blocks;
 * the first one is made at once.
 *   arena  owns the refusal
 * Refused: a bad genesis, a genesis of another chain than the database's, a record that does not
 * decode. */
MUST_CHECK status solo_start(struct arena *arena, const struct solo_options *options,
                             struct solo **solo);

/* solo_stop lets the block that is being made finish, ends the thread and frees. */
void solo_stop(struct solo *solo);

/* solo_address is the validator's address (20 bytes), solo_pubkey its ed25519 key. */
void solo_address(const struct solo *solo, uint8_t address[20]);
void solo_pubkey(const struct solo *solo, uint8_t pubkey[32]);

#endif
