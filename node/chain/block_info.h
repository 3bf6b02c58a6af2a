#ifndef NODE_CHAIN_BLOCK_INFO_H
#define NODE_CHAIN_BLOCK_INFO_H

#include "common/base/bytes.h"
#include "schema/core/tendermint_types.h"

/* The block a handler runs in. Everything comes from the block itself, nothing from the machine. */
struct block_vote {
    struct bytes address; /* 20 bytes */
    int64_t power;
    bool signed_block; /* the precommit is in the last commit (COMMIT or NIL flag: see flag) */
    int32_t flag;      /* tendermint BlockIDFlag */
};

struct block_misbehavior {
    int32_t type; /* 1 duplicate vote, 2 light client attack */
    struct bytes validator_address;
    int64_t validator_power;
    int64_t height;
    int64_t time_seconds;
    int32_t time_nanos;
    int64_t total_voting_power;
};

struct block_info {
    struct bytes chain_id;
    int64_t height;
    int64_t time_seconds; /* Unix time, UTC */
    int32_t time_nanos;
    const struct tendermint_types_header *header; /* the full header; NULL at genesis */
    const struct tendermint_types_commit
        *commit; /* of this very block; NULL where there is none yet */
    struct bytes proposer_address;
    const struct block_vote *votes; /* last commit */
    size_t vote_count;
    const struct block_misbehavior *misbehavior;
    size_t misbehavior_count;
    struct bytes_list txs;
};

#endif
