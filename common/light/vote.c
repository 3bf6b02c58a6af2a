#include "common/light/vote.h"

#include "common/base/halt.h"
#include "common/encoding/protobuf.h"

struct bytes light_vote_bytes(struct arena *arena, struct bytes chain_id,
                              const struct light_vote *vote)
{
    struct tendermint_types_canonical_block_id block_id;
    struct tendermint_types_canonical_vote canonical = {
        .type = (int32_t)vote->kind,
        .height = vote->height,
        .round = vote->round,
        .timestamp = vote->time,
        .chain_id = chain_id,
    };
    if (vote->block_id != NULL) {
        block_id = (struct tendermint_types_canonical_block_id){
            .hash = vote->block_id->hash,
            .part_set_header = {.total = vote->block_id->part_set_header.total,
                                .hash = vote->block_id->part_set_header.hash},
        };
        canonical.block_id = &block_id;
    }
    return protobuf_encode_delimited(arena, &tendermint_types_canonical_vote_type, &canonical);
}

struct bytes light_commit_vote_bytes(struct arena *arena, struct bytes chain_id,
                                     const struct tendermint_types_commit *commit, size_t index)
{
    ASSERT(index < commit->signatures.count);
    const struct tendermint_types_commit_sig *signature = &commit->signatures.items[index];
    struct light_vote vote = {
        .kind = LIGHT_VOTE_PRECOMMIT,
        .height = commit->height,
        .round = commit->round,
        .block_id = signature->block_id_flag == LIGHT_FLAG_COMMIT ? &commit->block_id : NULL,
        .time = signature->timestamp,
    };
    return light_vote_bytes(arena, chain_id, &vote);
}
