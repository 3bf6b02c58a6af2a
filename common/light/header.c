#include "common/light/header.h"

#include "common/light/commit.h"
#include "common/light/hash.h"

const struct error LIGHT_BAD_HEADER = {"light", 4, false, BYTES_INIT("invalid header")};

int light_time_compare(struct google_protobuf_timestamp left,
                       struct google_protobuf_timestamp right)
{
    if (left.seconds != right.seconds)
        return left.seconds < right.seconds ? -1 : 1;
    return (left.nanos > right.nanos) - (left.nanos < right.nanos);
}

/* What holds of any header: its own hash is what the commit is for, and the validators are the ones
 * it names. */
static status check_signed(struct arena *arena, struct bytes chain_id,
                           const struct tendermint_types_header *header,
                           const struct tendermint_types_commit *commit,
                           const struct light_validator_set *validators)
{
    if (!bytes_equal(header->chain_id, chain_id))
        return error_wrap(arena, &LIGHT_BAD_HEADER, "chain id");
    uint8_t hash[LIGHT_HASH_BYTES];
    light_validators_hash(arena, validators, hash);
    if (!bytes_equal(header->validators_hash, BYTES_OF(hash)))
        return error_wrap(arena, &LIGHT_BAD_HEADER, "validators hash");
    if (header->next_validators_hash.len != LIGHT_HASH_BYTES)
        return error_wrap(arena, &LIGHT_BAD_HEADER, "next validators hash");
    if (!light_header_hash(arena, header, hash) ||
        !bytes_equal(commit->block_id.hash, BYTES_OF(hash)))
        return error_wrap(arena, &LIGHT_BAD_HEADER, "commit is for another block");
    return light_commit_verify(arena, chain_id, validators, &commit->block_id, header->height,
                               commit);
}

static struct light_trusted trust(const struct tendermint_types_header *header,
                                  const struct tendermint_types_commit *commit)
{
    return (struct light_trusted){
        .chain_id = header->chain_id,
        .height = header->height,
        .time = header->time,
        .block_id = commit->block_id,
        .next_validators_hash = header->next_validators_hash,
    };
}

status light_header_next(struct arena *arena, const struct light_trusted *trusted,
                         const struct tendermint_types_header *header,
                         const struct tendermint_types_commit *commit,
                         const struct light_validator_set *validators, struct light_trusted *next)
{
    if (trusted->height == INT64_MAX || header->height != trusted->height + 1)
        return error_wrap(arena, &LIGHT_BAD_HEADER, "height %lld after %lld",
                          (long long)header->height, (long long)trusted->height);
    if (!light_block_id_equal(&header->last_block_id, &trusted->block_id))
        return error_wrap(arena, &LIGHT_BAD_HEADER, "last block id");
    if (light_time_compare(header->time, trusted->time) <= 0)
        return error_wrap(arena, &LIGHT_BAD_HEADER, "time does not advance");
    if (!bytes_equal(header->validators_hash, trusted->next_validators_hash))
        return error_wrap(arena, &LIGHT_BAD_HEADER, "validators were not announced");
    TRY(check_signed(arena, trusted->chain_id, header, commit, validators));
    *next = trust(header, commit);
    return NULL;
}

status light_header_first(struct arena *arena, struct bytes chain_id, int64_t initial_height,
                          const struct tendermint_types_header *header,
                          const struct tendermint_types_commit *commit,
                          const struct light_validator_set *validators, struct light_trusted *next)
{
    if (header->height != initial_height)
        return error_wrap(arena, &LIGHT_BAD_HEADER, "height %lld is not the first",
                          (long long)header->height);
    if (header->last_block_id.hash.len != 0)
        return error_wrap(arena, &LIGHT_BAD_HEADER, "last block id");
    TRY(check_signed(arena, chain_id, header, commit, validators));
    *next = trust(header, commit);
    return NULL;
}
