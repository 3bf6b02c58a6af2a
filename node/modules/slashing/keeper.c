#include "common/base/halt.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/moment.h"
#include "node/modules/slashing/internal.h"
#include "node/modules/staking/module.h"

struct bytes slashing_key(struct arena *arena, enum slashing_key prefix, struct bytes consensus)
{
    uint8_t byte = (uint8_t)prefix;
    return ARENA_CONCAT(arena, bytes_make(&byte, 1), address_key(arena, consensus));
}

status slashing_signing_info_get(struct context *ctx, struct bytes consensus,
                                 struct cosmos_slashing_v1beta1_validator_signing_info *info)
{
    bool found;
    TRY(record_get(ctx, STORE_SLASHING,
                   slashing_key(ctx->arena, SLASHING_KEY_SIGNING_INFO, consensus),
                   &cosmos_slashing_v1beta1_validator_signing_info_type, info, &found));
    return found ? NULL : &SLASHING_NO_SIGNING_INFO;
}

status slashing_signing_info_set(struct context *ctx, struct bytes consensus,
                                 const struct cosmos_slashing_v1beta1_validator_signing_info *info)
{
    return record_set(ctx, STORE_SLASHING,
                      slashing_key(ctx->arena, SLASHING_KEY_SIGNING_INFO, consensus),
                      &cosmos_slashing_v1beta1_validator_signing_info_type, info);
}

status slashing_has_public_key(struct context *ctx, struct bytes consensus, bool *found)
{
    struct bytes stored;
    TRY(kv_get(ctx, STORE_SLASHING, slashing_key(ctx->arena, SLASHING_KEY_PUBLIC_KEY, consensus),
               &stored));
    *found = stored.data != NULL;
    return NULL;
}

static struct bytes consensus_text(struct context *ctx, struct bytes consensus)
{
    return address_text(ctx->arena, ADDRESS_CONSENSUS, consensus);
}

status slashing_slash_double_sign(struct context *ctx, struct bytes consensus, int64_t power,
                                  int64_t height)
{
    struct cosmos_slashing_v1beta1_params params;
    struct integer burned;
    struct decimal fraction = DECIMAL_ZERO;
    TRY(slashing_params_get(ctx, &params));
    ASSERT(decimal_parse_scaled(params.slash_fraction_double_sign, &fraction));
    TRY(staking_slash(ctx, consensus, height, power, fraction, &burned));
    EVENT(ctx->events, "slash", {BYTES("address"), consensus_text(ctx, consensus)},
          {BYTES("power"), arena_format(ctx->arena, "%lld", (long long)power)},
          {BYTES("reason"), BYTES("double_sign")},
          {BYTES("burned_coins"), integer_text(ctx->arena, burned)});
    return NULL;
}

/* Jailing, as slashing does it: a refusal of staking is not looked at. */
static status jail_quietly(struct context *ctx, struct bytes consensus)
{
    status failure = staking_jail(ctx, consensus);
    return failure != NULL && failure->aborts ? failure : NULL;
}

status slashing_jail(struct context *ctx, struct bytes consensus)
{
    TRY(jail_quietly(ctx, consensus));
    EVENT(ctx->events, "slash", {BYTES("jailed"), consensus_text(ctx, consensus)});
    return NULL;
}

status slashing_jail_until(struct context *ctx, struct bytes consensus,
                           struct google_protobuf_timestamp until)
{
    struct cosmos_slashing_v1beta1_validator_signing_info info;
    status failure = slashing_signing_info_get(ctx, consensus, &info);
    if (error_is(failure, &SLASHING_NO_SIGNING_INFO))
        return error_wrap(ctx->arena, failure,
                          "cannot jail validator that does not have any signing information");
    TRY(failure);
    info.jailed_until = until;
    return slashing_signing_info_set(ctx, consensus, &info);
}

status slashing_tombstone(struct context *ctx, struct bytes consensus)
{
    struct cosmos_slashing_v1beta1_validator_signing_info info;
    status failure = slashing_signing_info_get(ctx, consensus, &info);
    if (error_is(failure, &SLASHING_NO_SIGNING_INFO))
        return error_wrap(ctx->arena, &SLASHING_NO_SIGNING_INFO,
                          "cannot tombstone validator that does not have any signing information");
    TRY(failure);
    if (info.tombstoned)
        return error_wrap(ctx->arena, &SLASHING_TOMBSTONED,
                          "cannot tombstone validator that is already tombstoned");
    info.tombstoned = true;
    return slashing_signing_info_set(ctx, consensus, &info);
}

static status validator_bonded(struct context *ctx, struct bytes consensus, struct bytes address)
{
    struct cosmos_slashing_v1beta1_validator_signing_info info;
    status failure = slashing_signing_info_get(ctx, consensus, &info);
    if (failure != NULL && failure->aborts)
        return failure;
    if (failure != NULL)
        info = (struct cosmos_slashing_v1beta1_validator_signing_info){
            .address = consensus_text(ctx, consensus)};
    info.start_height = ctx->block->height;
    return slashing_signing_info_set(ctx, consensus, &info);
}

static status validator_created(struct context *ctx, struct bytes address)
{
    struct staking_validator validator;
    struct bytes consensus;
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(staking_consensus_address(ctx, &validator, &consensus));
    return record_set(ctx, STORE_SLASHING,
                      slashing_key(ctx->arena, SLASHING_KEY_PUBLIC_KEY, consensus),
                      &google_protobuf_any_type, validator.record.consensus_pubkey);
}

static status validator_removed(struct context *ctx, struct bytes consensus, struct bytes address)
{
    return kv_delete(ctx, STORE_SLASHING,
                     slashing_key(ctx->arena, SLASHING_KEY_PUBLIC_KEY, consensus));
}

const struct staking_hooks slashing_staking_hooks = {
    .after_validator_created = validator_created,
    .after_validator_removed = validator_removed,
    .after_validator_bonded = validator_bonded,
};

/* The parameters as one signature check needs them. */
struct window {
    int64_t blocks;
    int64_t missed_max;
    struct decimal fraction;
    struct google_protobuf_duration jail;
};

static status read_window(struct context *ctx, struct window *window)
{
    struct cosmos_slashing_v1beta1_params params;
    struct decimal share = DECIMAL_ZERO, blocks;
    int64_t signed_min;
    TRY(slashing_params_get(ctx, &params));
    ASSERT(decimal_parse_scaled(params.min_signed_per_window, &share));
    ASSERT(decimal_parse_scaled(params.slash_fraction_downtime, &window->fraction));
    TRY(decimal_multiply_integer(share, integer_from_i64(params.signed_blocks_window), &blocks));
    if (!integer_to_i64(decimal_round(blocks), &signed_min))
        return chain_panic(ctx->arena, "Int64() out of bound");
    window->blocks = params.signed_blocks_window;
    window->missed_max = params.signed_blocks_window - signed_min;
    window->jail = params.downtime_jail_duration;
    return NULL;
}

static status punish(struct context *ctx, const struct block_vote *vote,
                     const struct window *window,
                     struct cosmos_slashing_v1beta1_validator_signing_info *info)
{
    enum { UPDATE_DELAY = 1 }; /* blocks between a change of the set and the first vote with it */
    struct staking_validator validator;
    struct integer burned;
    TRY(staking_validator_by_consensus(ctx, vote->address, &validator));
    if (validator.record.jailed)
        return NULL;
    TRY(staking_slash(ctx, vote->address, ctx->block->height - UPDATE_DELAY - 1, vote->power,
                      window->fraction, &burned));
    struct bytes text = consensus_text(ctx, vote->address);
    EVENT(ctx->events, "slash", {BYTES("address"), text},
          {BYTES("power"), arena_format(ctx->arena, "%lld", (long long)vote->power)},
          {BYTES("reason"), BYTES("missing_signature")}, {BYTES("jailed"), text},
          {BYTES("burned_coins"), integer_text(ctx->arena, burned)});
    TRY(jail_quietly(ctx, vote->address));
    info->jailed_until = moment_add(moment_of_block(ctx), window->jail);
    info->missed_blocks_counter = 0;
    info->index_offset = 0;
    return slashing_missed_clear(ctx, vote->address);
}

static status count_vote(struct context *ctx, const struct block_vote *vote,
                         const struct window *window,
                         struct cosmos_slashing_v1beta1_validator_signing_info *info)
{
    enum { FLAG_ABSENT = 1 };
    bool before, missed = vote->flag == FLAG_ABSENT;
    int64_t index = info->index_offset % window->blocks;
    info->index_offset++;
    TRY(slashing_missed_get(ctx, vote->address, index, &before));
    if (before != missed) {
        TRY(slashing_missed_set(ctx, vote->address, index, missed));
        info->missed_blocks_counter += missed ? 1 : -1;
    }
    if (missed)
        EVENT(ctx->events, "liveness", {BYTES("address"), consensus_text(ctx, vote->address)},
              {BYTES("missed_blocks"),
               arena_format(ctx->arena, "%lld", (long long)info->missed_blocks_counter)},
              {BYTES("height"), arena_format(ctx->arena, "%lld", (long long)ctx->block->height)});
    return NULL;
}

static status handle_vote(struct context *ctx, const struct block_vote *vote)
{
    struct cosmos_slashing_v1beta1_validator_signing_info info;
    struct staking_validator validator;
    struct window window;
    TRY(staking_validator_by_consensus(ctx, vote->address, &validator));
    if (validator.record.jailed)
        return NULL;
    TRY(slashing_signing_info_get(ctx, vote->address, &info));
    TRY(read_window(ctx, &window));
    TRY(count_vote(ctx, vote, &window, &info));
    if (ctx->block->height > info.start_height + window.blocks &&
        info.missed_blocks_counter > window.missed_max)
        TRY(punish(ctx, vote, &window, &info));
    return slashing_signing_info_set(ctx, vote->address, &info);
}

status slashing_begin_block(struct context *ctx)
{
    for (size_t at = 0; at < ctx->block->vote_count; at++)
        TRY(handle_vote(ctx, &ctx->block->votes[at]));
    return NULL;
}
