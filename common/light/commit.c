#include "common/light/commit.h"

#include "common/crypto/ed25519.h"
#include "common/light/hash.h"
#include "common/light/vote.h"

const struct error LIGHT_BAD_COMMIT = {"light", 2, false, BYTES_INIT("invalid commit")};
const struct error LIGHT_TOO_LITTLE_POWER = {"light", 3, false,
                                             BYTES_INIT("not enough voting power signed")};

static bool signature_well_formed(const struct tendermint_types_commit_sig *signature)
{
    if (signature->block_id_flag == LIGHT_FLAG_ABSENT)
        return signature->validator_address.len == 0 && signature->signature.len == 0 &&
               signature->timestamp.seconds == LIGHT_ZERO_TIME_SECONDS &&
               signature->timestamp.nanos == 0;
    return (signature->block_id_flag == LIGHT_FLAG_COMMIT ||
            signature->block_id_flag == LIGHT_FLAG_NIL) &&
           signature->validator_address.len == LIGHT_ADDRESS_BYTES &&
           signature->signature.len == CRYPTO_ED25519_SIGNATURE;
}

status light_commit_check(struct arena *arena, const struct tendermint_types_commit *commit)
{
    if (commit->height < 1 || commit->round < 0)
        return error_wrap(arena, &LIGHT_BAD_COMMIT, "height %lld, round %d",
                          (long long)commit->height, commit->round);
    if (commit->block_id.hash.len != LIGHT_HASH_BYTES ||
        commit->block_id.part_set_header.hash.len != LIGHT_HASH_BYTES ||
        commit->block_id.part_set_header.total == 0)
        return error_wrap(arena, &LIGHT_BAD_COMMIT, "incomplete block id");
    if (commit->signatures.count == 0 || commit->signatures.count > LIGHT_VALIDATORS_MAX)
        return error_wrap(arena, &LIGHT_BAD_COMMIT, "%zu signatures", commit->signatures.count);
    for (size_t i = 0; i < commit->signatures.count; i++)
        if (!signature_well_formed(&commit->signatures.items[i]))
            return error_wrap(arena, &LIGHT_BAD_COMMIT, "malformed signature %zu", i);
    return NULL;
}

static status check_signature(struct arena *arena, struct bytes chain_id,
                              const struct light_validator *validator,
                              const struct tendermint_types_commit *commit, size_t index)
{
    struct arena_mark mark = arena_mark(arena);
    bool valid = validator->key_kind == LIGHT_KEY_ED25519 &&
                 crypto_ed25519_verify(bytes_make(validator->key, validator->key_len),
                                       light_commit_vote_bytes(arena, chain_id, commit, index),
                                       commit->signatures.items[index].signature);
    arena_rewind(arena, mark);
    if (!valid)
        return error_wrap(arena, &LIGHT_BAD_COMMIT, "wrong signature (#%zu)", index);
    return NULL;
}

status light_commit_verify(struct arena *arena, struct bytes chain_id,
                           const struct light_validator_set *set,
                           const struct tendermint_types_block_id *block_id, int64_t height,
                           const struct tendermint_types_commit *commit)
{
    TRY(light_commit_check(arena, commit));
    if (commit->signatures.count != set->count)
        return error_wrap(arena, &LIGHT_BAD_COMMIT, "wrong set size: %zu vs %zu", set->count,
                          commit->signatures.count);
    if (commit->height != height)
        return error_wrap(arena, &LIGHT_BAD_COMMIT, "wrong height: %lld vs %lld", (long long)height,
                          (long long)commit->height);
    if (!light_block_id_equal(&commit->block_id, block_id))
        return error_wrap(arena, &LIGHT_BAD_COMMIT, "wrong block ID");
    int64_t needed = (int64_t)((__int128)set->total_power * 2 / 3), signed_power = 0;
    for (size_t i = 0; i < set->count && signed_power <= needed; i++) {
        const struct tendermint_types_commit_sig *signature = &commit->signatures.items[i];
        if (signature->block_id_flag != LIGHT_FLAG_COMMIT)
            continue;
        if (!bytes_equal(signature->validator_address, BYTES_OF(set->items[i].address)))
            return error_wrap(arena, &LIGHT_BAD_COMMIT, "wrong address (#%zu)", i);
        TRY(check_signature(arena, chain_id, &set->items[i], commit, i));
        signed_power += set->items[i].power;
    }
    if (signed_power <= needed)
        return error_wrap(arena, &LIGHT_TOO_LITTLE_POWER, "got %lld, needed more than %lld",
                          (long long)signed_power, (long long)needed);
    return NULL;
}

status light_commit_verify_trusting(struct arena *arena, struct bytes chain_id,
                                    const struct light_validator_set *trusted,
                                    const struct tendermint_types_commit *commit,
                                    uint32_t numerator, uint32_t denominator)
{
    if (denominator == 0)
        return error_wrap(arena, &LIGHT_BAD_COMMIT, "trust level has zero denominator");
    TRY(light_commit_check(arena, commit));
    struct arena_mark mark = arena_mark(arena);
    bool *seen = ARENA_ARRAY(arena, bool, trusted->count);
    __int128 needed = (__int128)trusted->total_power * numerator / denominator, signed_power = 0;
    for (size_t i = 0; i < commit->signatures.count && signed_power <= needed; i++) {
        const struct tendermint_types_commit_sig *signature = &commit->signatures.items[i];
        if (signature->block_id_flag != LIGHT_FLAG_COMMIT)
            continue;
        size_t member = light_validators_find(trusted, signature->validator_address);
        if (member == trusted->count)
            continue;
        if (seen[member])
            return error_wrap(arena, &LIGHT_BAD_COMMIT, "double vote (#%zu)", i);
        seen[member] = true;
        TRY(check_signature(arena, chain_id, &trusted->items[member], commit, i));
        signed_power += trusted->items[member].power;
    }
    arena_rewind(arena, mark);
    if (signed_power <= needed)
        return error_wrap(arena, &LIGHT_TOO_LITTLE_POWER, "got %lld, needed more than %lld",
                          (long long)signed_power, (long long)needed);
    return NULL;
}
