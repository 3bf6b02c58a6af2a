#ifndef COMMON_LIGHT_VOTE_H
#define COMMON_LIGHT_VOTE_H

#include "common/base/arena.h"
#include "schema/core/tendermint_types.h"

/* Block id flags and vote types as they stand on the wire. */
enum light_flag { LIGHT_FLAG_ABSENT = 1, LIGHT_FLAG_COMMIT = 2, LIGHT_FLAG_NIL = 3 };
enum light_vote_kind { LIGHT_VOTE_PREVOTE = 1, LIGHT_VOTE_PRECOMMIT = 2 };

/* Go's zero time, which absent signatures carry. */
#define LIGHT_ZERO_TIME_SECONDS (-62135596800LL)

/* What a validator says of one block; `block_id` NULL is a vote for nil. */
struct light_vote {
    enum light_vote_kind kind;
    int64_t height;
    int32_t round;
    const struct tendermint_types_block_id *block_id;
    struct google_protobuf_timestamp time;
};

/* light_vote_bytes gives what is signed: the length-prefixed CanonicalVote (chain-surface 6.5).
 *   arena  owns the result */
struct bytes light_vote_bytes(struct arena *arena, struct bytes chain_id,
                              const struct light_vote *vote);

/* light_commit_vote_bytes gives what signature `index` of a commit signs; its flag must not be
 * absent. */
struct bytes light_commit_vote_bytes(struct arena *arena, struct bytes chain_id,
                                     const struct tendermint_types_commit *commit, size_t index);

#endif
