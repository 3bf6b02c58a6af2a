#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/modules/staking/internal.h"

struct triple {
    struct bytes delegator, source, target;
};

static struct triple triple_of(struct context *ctx,
                               const struct cosmos_staking_v1beta1_redelegation *record)
{
    return (struct triple){staking_account(ctx, record->delegator_address),
                           staking_operator_bytes(ctx, record->validator_src_address),
                           staking_operator_bytes(ctx, record->validator_dst_address)};
}

status staking_redelegation_get(struct context *ctx, struct bytes delegator, struct bytes source,
                                struct bytes target,
                                struct cosmos_staking_v1beta1_redelegation *record)
{
    bool found;
    TRY(record_get(ctx, STORE_STAKING,
                   staking_key_3(ctx->arena, STAKING_KEY_REDELEGATION, delegator, source, target),
                   &cosmos_staking_v1beta1_redelegation_type, record, &found));
    return found ? NULL : &STAKING_NO_REDELEGATION;
}

status staking_redelegation_set(struct context *ctx,
                                const struct cosmos_staking_v1beta1_redelegation *record)
{
    struct arena *arena = ctx->arena;
    struct triple of = triple_of(ctx, record);
    TRY(record_set(
        ctx, STORE_STAKING,
        staking_key_3(arena, STAKING_KEY_REDELEGATION, of.delegator, of.source, of.target),
        &cosmos_staking_v1beta1_redelegation_type, record));
    TRY(kv_set(ctx, STORE_STAKING,
               staking_key_3(arena, STAKING_KEY_REDELEGATION_BY_SOURCE, of.source, of.delegator,
                             of.target),
               BYTES("")));
    return kv_set(ctx, STORE_STAKING,
                  staking_key_3(arena, STAKING_KEY_REDELEGATION_BY_TARGET, of.target, of.delegator,
                                of.source),
                  BYTES(""));
}

static status remove_record(struct context *ctx, struct triple of)
{
    struct arena *arena = ctx->arena;
    TRY(kv_delete(
        ctx, STORE_STAKING,
        staking_key_3(arena, STAKING_KEY_REDELEGATION, of.delegator, of.source, of.target)));
    TRY(kv_delete(ctx, STORE_STAKING,
                  staking_key_3(arena, STAKING_KEY_REDELEGATION_BY_SOURCE, of.source, of.delegator,
                                of.target)));
    return kv_delete(ctx, STORE_STAKING,
                     staking_key_3(arena, STAKING_KEY_REDELEGATION_BY_TARGET, of.target,
                                   of.delegator, of.source));
}

status staking_redelegation_queue_insert(struct context *ctx,
                                         const struct cosmos_staking_v1beta1_redelegation *record,
                                         struct google_protobuf_timestamp completion)
{
    struct bytes key = staking_key_time(ctx->arena, STAKING_KEY_REDELEGATION_QUEUE, completion);
    struct cosmos_staking_v1beta1_dvv_triplets list;
    bool found;
    TRY(record_get(ctx, STORE_STAKING, key, &cosmos_staking_v1beta1_dvv_triplets_type, &list,
                   &found));
    struct cosmos_staking_v1beta1_dvv_triplet *triplet =
        list_extend(ctx->arena, &list.triplets, sizeof(*triplet));
    triplet->delegator_address = record->delegator_address;
    triplet->validator_src_address = record->validator_src_address;
    triplet->validator_dst_address = record->validator_dst_address;
    return record_set(ctx, STORE_STAKING, key, &cosmos_staking_v1beta1_dvv_triplets_type, &list);
}

/* Stake that was redelegated to a validator may not leave it before that redelegation is over. */
static status check_not_transitive(struct context *ctx, struct bytes delegator, struct bytes source)
{
    struct kv_walk walk;
    TRY(kv_walk_prefix(
        ctx, STORE_STAKING,
        staking_key_2(ctx->arena, STAKING_KEY_REDELEGATION_BY_TARGET, source, delegator), false,
        &walk));
    return walk.valid ? &STAKING_TRANSITIVE_REDELEGATION : NULL;
}

static status check_entry_count(struct context *ctx, struct bytes delegator, struct bytes source,
                                struct bytes target)
{
    struct cosmos_staking_v1beta1_redelegation record;
    struct cosmos_staking_v1beta1_params params;
    status failure = staking_redelegation_get(ctx, delegator, source, target, &record);
    if (error_is(failure, &STAKING_NO_REDELEGATION))
        return NULL;
    TRY(failure);
    TRY(staking_params_get(ctx, &params));
    return record.entries.count >= params.max_entries ? &STAKING_REDELEGATION_FULL : NULL;
}

/* When the redelegation is over, and the height it counts from; `now` when the source is not bonded
 * at all. */
static status begin_info(struct context *ctx, struct bytes source,
                         struct google_protobuf_timestamp *completion, int64_t *height, bool *now)
{
    struct staking_validator validator;
    struct cosmos_staking_v1beta1_params params;
    *completion = MOMENT_NONE;
    *height = 0;
    *now = false;
    /* a source that went with its last delegation is a refusal in the original, too */
    TRY(staking_validator_get(ctx, source, &validator));
    TRY(staking_params_get(ctx, &params));
    switch (validator.record.status) {
    case STAKING_BONDED:
        *completion = moment_add(moment_of_block(ctx), params.unbonding_time);
        *height = ctx->block->height;
        return NULL;
    case STAKING_UNBONDING:
        *completion = validator.record.unbonding_time;
        *height = validator.record.unbonding_height;
        return NULL;
    default:
        *now = true;
        return NULL;
    }
}

static status store_entry(struct context *ctx, struct triple of, int64_t height,
                          struct google_protobuf_timestamp completion, struct integer amount,
                          struct decimal shares)
{
    struct arena *arena = ctx->arena;
    struct cosmos_staking_v1beta1_redelegation record;
    uint64_t id;
    TRY(staking_unbonding_next_id(ctx, &id));
    status failure = staking_redelegation_get(ctx, of.delegator, of.source, of.target, &record);
    if (error_is(failure, &STAKING_NO_REDELEGATION)) {
        record.delegator_address = address_text(arena, ADDRESS_ACCOUNT, of.delegator);
        record.validator_src_address = address_text(arena, ADDRESS_VALIDATOR, of.source);
        record.validator_dst_address = address_text(arena, ADDRESS_VALIDATOR, of.target);
    } else {
        TRY(failure);
    }
    struct cosmos_staking_v1beta1_redelegation_entry *entry =
        list_extend(arena, &record.entries, sizeof(*entry));
    *entry = (struct cosmos_staking_v1beta1_redelegation_entry){
        .creation_height = height,
        .completion_time = completion,
        .initial_balance = integer_text(arena, amount),
        .shares_dst = decimal_text_scaled(arena, shares),
        .unbonding_id = id,
    };
    TRY(staking_redelegation_set(ctx, &record));
    struct bytes key =
        staking_key_3(arena, STAKING_KEY_REDELEGATION, of.delegator, of.source, of.target);
    TRY(staking_unbonding_index_set(ctx, id, key, STAKING_UNBONDING_REDELEGATION));
    TRY(staking_hook_unbonding_initiated(ctx, id));
    return staking_redelegation_queue_insert(ctx, &record, completion);
}

status staking_redelegate(struct context *ctx, struct bytes delegator, struct bytes source,
                          struct bytes target, struct decimal shares,
                          struct google_protobuf_timestamp *completion)
{
    struct staking_validator to, from;
    struct integer amount;
    struct decimal created;
    int64_t height;
    bool now;
    if (bytes_equal(source, target))
        return &STAKING_SELF_REDELEGATION;
    status failure = staking_validator_get(ctx, target, &to);
    if (error_is(failure, &STAKING_NO_VALIDATOR))
        return &STAKING_BAD_DESTINATION;
    TRY(failure);
    failure = staking_validator_get(ctx, source, &from);
    if (error_is(failure, &STAKING_NO_VALIDATOR))
        return &STAKING_BAD_SOURCE;
    TRY(failure);
    TRY(check_not_transitive(ctx, delegator, source));
    TRY(check_entry_count(ctx, delegator, source, target));
    TRY(staking_unbond(ctx, delegator, source, shares, &amount));
    if (integer_is_zero(amount))
        return &STAKING_TINY_REDELEGATION;
    TRY(staking_delegate(ctx, delegator, amount, (enum staking_status)from.record.status, &to,
                         false, &created));
    TRY(begin_info(ctx, source, completion, &height, &now));
    if (now)
        return NULL;
    return store_entry(ctx, (struct triple){delegator, source, target}, height, *completion, amount,
                       created);
}

static status complete(struct context *ctx, struct triple of, struct coins *balances)
{
    struct cosmos_staking_v1beta1_redelegation record;
    struct bytes denom;
    size_t kept = 0;
    *balances = COINS_NONE;
    TRY(staking_redelegation_get(ctx, of.delegator, of.source, of.target, &record));
    TRY(staking_bond_denom(ctx, &denom));
    for (size_t at = 0; at < record.entries.count; at++) {
        struct cosmos_staking_v1beta1_redelegation_entry entry = record.entries.items[at];
        if (!staking_entry_over(ctx, entry.completion_time, entry.unbonding_on_hold_ref_count)) {
            record.entries.items[kept++] = entry;
            continue;
        }
        TRY(staking_unbonding_index_delete(ctx, entry.unbonding_id));
        TRY(coins_add(ctx->arena, *balances,
                      coins_one(ctx->arena, denom, staking_integer(entry.initial_balance)),
                      balances));
    }
    record.entries.count = kept;
    return kept == 0 ? remove_record(ctx, of) : staking_redelegation_set(ctx, &record);
}

static status complete_triplet(struct context *ctx,
                               const struct cosmos_staking_v1beta1_dvv_triplet *triplet)
{
    struct coins balances;
    struct triple of = {staking_account(ctx, triplet->delegator_address),
                        staking_operator_bytes(ctx, triplet->validator_src_address),
                        staking_operator_bytes(ctx, triplet->validator_dst_address)};
    status failure = complete(ctx, of, &balances);
    if (failure != NULL)
        return failure->aborts ? failure : NULL;
    EVENT(ctx->events, "complete_redelegation", {BYTES("amount"), coins_text(ctx->arena, balances)},
          {BYTES("delegator"), triplet->delegator_address},
          {BYTES("source_validator"), triplet->validator_src_address},
          {BYTES("destination_validator"), triplet->validator_dst_address});
    return NULL;
}

status staking_complete_redelegations(struct context *ctx)
{
    struct bytes end = ARENA_CONCAT(
        ctx->arena,
        staking_key_time(ctx->arena, STAKING_KEY_REDELEGATION_QUEUE, moment_of_block(ctx)),
        BYTES("\0"));
    struct bytes start = staking_key(ctx->arena, STAKING_KEY_REDELEGATION_QUEUE);
    struct kv_walk walk;
    TRY(kv_walk_start(ctx, STORE_STAKING, start, end, false, &walk));
    while (walk.valid) {
        struct cosmos_staking_v1beta1_dvv_triplets list;
        record_decode(ctx, walk.value, &cosmos_staking_v1beta1_dvv_triplets_type, &list);
        TRY(kv_delete(ctx, STORE_STAKING, walk.key));
        for (size_t at = 0; at < list.triplets.count; at++)
            TRY(complete_triplet(ctx, &list.triplets.items[at]));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}
