#include "common/base/halt.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/modules/bank/module.h"
#include "node/modules/staking/internal.h"

status staking_unbonding_next_id(struct context *ctx, uint64_t *id)
{
    struct bytes key = staking_key(ctx->arena, STAKING_KEY_UNBONDING_ID);
    struct bytes stored;
    uint8_t big_endian[8];
    TRY(kv_get(ctx, STORE_STAKING, key, &stored));
    *id = (stored.data == NULL ? 0 : load_be64(stored.data)) + 1;
    store_be64(big_endian, *id);
    return kv_set(ctx, STORE_STAKING, key, BYTES_OF(big_endian));
}

status staking_unbonding_index_set(struct context *ctx, uint64_t id, struct bytes key,
                                   enum staking_unbonding_type type)
{
    uint8_t big_endian[8];
    store_be64(big_endian, type);
    TRY(kv_set(ctx, STORE_STAKING, staking_key_number(ctx->arena, STAKING_KEY_UNBONDING_INDEX, id),
               key));
    return kv_set(ctx, STORE_STAKING,
                  staking_key_number(ctx->arena, STAKING_KEY_UNBONDING_TYPE, id),
                  BYTES_OF(big_endian));
}

status staking_unbonding_index_delete(struct context *ctx, uint64_t id)
{
    return kv_delete(ctx, STORE_STAKING,
                     staking_key_number(ctx->arena, STAKING_KEY_UNBONDING_INDEX, id));
}

bool staking_entry_over(const struct context *ctx, struct google_protobuf_timestamp completion,
                        int64_t on_hold)
{
    return moment_compare(completion, moment_of_block(ctx)) <= 0 && on_hold <= 0;
}

status staking_unbonding_get(struct context *ctx, struct bytes delegator, struct bytes validator,
                             struct cosmos_staking_v1beta1_unbonding_delegation *unbonding)
{
    bool found;
    TRY(record_get(ctx, STORE_STAKING,
                   staking_key_2(ctx->arena, STAKING_KEY_UNBONDING, delegator, validator),
                   &cosmos_staking_v1beta1_unbonding_delegation_type, unbonding, &found));
    return found ? NULL : &STAKING_NO_UNBONDING;
}

status staking_unbonding_set(struct context *ctx, struct bytes delegator, struct bytes validator,
                             const struct cosmos_staking_v1beta1_unbonding_delegation *unbonding)
{
    TRY(record_set(ctx, STORE_STAKING,
                   staking_key_2(ctx->arena, STAKING_KEY_UNBONDING, delegator, validator),
                   &cosmos_staking_v1beta1_unbonding_delegation_type, unbonding));
    return kv_set(
        ctx, STORE_STAKING,
        staking_key_2(ctx->arena, STAKING_KEY_UNBONDING_BY_VALIDATOR, validator, delegator),
        BYTES(""));
}

status staking_unbonding_put(struct context *ctx, struct bytes delegator, struct bytes validator,
                             const struct cosmos_staking_v1beta1_unbonding_delegation *unbonding)
{
    if (unbonding->entries.count > 0)
        return staking_unbonding_set(ctx, delegator, validator, unbonding);
    TRY(kv_delete(ctx, STORE_STAKING,
                  staking_key_2(ctx->arena, STAKING_KEY_UNBONDING, delegator, validator)));
    return kv_delete(
        ctx, STORE_STAKING,
        staking_key_2(ctx->arena, STAKING_KEY_UNBONDING_BY_VALIDATOR, validator, delegator));
}

status
staking_unbonding_queue_insert(struct context *ctx,
                               const struct cosmos_staking_v1beta1_unbonding_delegation *unbonding,
                               struct google_protobuf_timestamp completion)
{
    struct bytes key = staking_key_time(ctx->arena, STAKING_KEY_UNBONDING_QUEUE, completion);
    struct cosmos_staking_v1beta1_dv_pairs list;
    bool found;
    TRY(record_get(ctx, STORE_STAKING, key, &cosmos_staking_v1beta1_dv_pairs_type, &list, &found));
    struct cosmos_staking_v1beta1_dv_pair *pair =
        list_extend(ctx->arena, &list.pairs, sizeof(*pair));
    pair->delegator_address = unbonding->delegator_address;
    pair->validator_address = unbonding->validator_address;
    return record_set(ctx, STORE_STAKING, key, &cosmos_staking_v1beta1_dv_pairs_type, &list);
}

/* Adds to the entry of the same height and time, or makes one; tells which. */
static status add_entry(struct context *ctx,
                        struct cosmos_staking_v1beta1_unbonding_delegation *unbonding,
                        struct google_protobuf_timestamp completion, struct integer amount,
                        uint64_t id, bool *is_new)
{
    struct arena *arena = ctx->arena;
    *is_new = false;
    for (size_t at = 0; at < unbonding->entries.count; at++) {
        struct cosmos_staking_v1beta1_unbonding_delegation_entry *entry =
            &unbonding->entries.items[at];
        if (entry->creation_height != ctx->block->height ||
            moment_compare(entry->completion_time, completion) != 0)
            continue;
        struct integer balance, initial;
        TRY(integer_add(staking_integer(entry->balance), amount, &balance));
        TRY(integer_add(staking_integer(entry->initial_balance), amount, &initial));
        entry->balance = integer_text(arena, balance);
        entry->initial_balance = integer_text(arena, initial);
        return NULL;
    }
    struct cosmos_staking_v1beta1_unbonding_delegation_entry *entry =
        list_extend(arena, &unbonding->entries, sizeof(*entry));
    *entry = (struct cosmos_staking_v1beta1_unbonding_delegation_entry){
        .creation_height = ctx->block->height,
        .completion_time = completion,
        .initial_balance = integer_text(arena, amount),
        .balance = integer_text(arena, amount),
        .unbonding_id = id,
    };
    *is_new = true;
    return NULL;
}

static status store_entry(struct context *ctx, struct bytes delegator, struct bytes validator,
                          struct google_protobuf_timestamp completion, struct integer amount,
                          struct cosmos_staking_v1beta1_unbonding_delegation *unbonding)
{
    uint64_t id;
    bool is_new;
    TRY(staking_unbonding_next_id(ctx, &id));
    status failure = staking_unbonding_get(ctx, delegator, validator, unbonding);
    if (error_is(failure, &STAKING_NO_UNBONDING)) {
        unbonding->delegator_address = address_text(ctx->arena, ADDRESS_ACCOUNT, delegator);
        unbonding->validator_address = address_text(ctx->arena, ADDRESS_VALIDATOR, validator);
    } else {
        TRY(failure);
    }
    TRY(add_entry(ctx, unbonding, completion, amount, id, &is_new));
    TRY(staking_unbonding_set(ctx, delegator, validator, unbonding));
    if (!is_new)
        return NULL;
    struct bytes key = staking_key_2(ctx->arena, STAKING_KEY_UNBONDING, delegator, validator);
    TRY(staking_unbonding_index_set(ctx, id, key, STAKING_UNBONDING_DELEGATION));
    return staking_hook_unbonding_initiated(ctx, id);
}

status staking_undelegate(struct context *ctx, struct bytes delegator, struct bytes address,
                          struct decimal shares, struct google_protobuf_timestamp *completion,
                          struct integer *amount)
{
    struct staking_validator validator;
    struct cosmos_staking_v1beta1_unbonding_delegation unbonding;
    struct cosmos_staking_v1beta1_params params;
    TRY(staking_validator_get(ctx, address, &validator));
    status failure = staking_unbonding_get(ctx, delegator, address, &unbonding);
    if (failure != NULL && !error_is(failure, &STAKING_NO_UNBONDING))
        return failure;
    TRY(staking_params_get(ctx, &params));
    if (unbonding.entries.count >= params.max_entries)
        return &STAKING_UNBONDING_FULL;
    TRY(staking_unbond(ctx, delegator, address, shares, amount));
    if (validator.record.status == STAKING_BONDED)
        TRY(staking_pool_to_not_bonded(ctx, *amount));
    TRY(staking_params_get(ctx, &params));
    *completion = moment_add(moment_of_block(ctx), params.unbonding_time);
    TRY(store_entry(ctx, delegator, address, *completion, *amount, &unbonding));
    return staking_unbonding_queue_insert(ctx, &unbonding, *completion);
}

static status complete(struct context *ctx, struct bytes delegator, struct bytes validator,
                       struct coins *balances)
{
    struct cosmos_staking_v1beta1_unbonding_delegation unbonding;
    struct bytes denom;
    size_t kept = 0;
    *balances = COINS_NONE;
    TRY(staking_unbonding_get(ctx, delegator, validator, &unbonding));
    TRY(staking_bond_denom(ctx, &denom));
    for (size_t at = 0; at < unbonding.entries.count; at++) {
        struct cosmos_staking_v1beta1_unbonding_delegation_entry entry =
            unbonding.entries.items[at];
        if (!staking_entry_over(ctx, entry.completion_time, entry.unbonding_on_hold_ref_count)) {
            unbonding.entries.items[kept++] = entry;
            continue;
        }
        TRY(staking_unbonding_index_delete(ctx, entry.unbonding_id));
        struct coins coins = coins_one(ctx->arena, denom, staking_integer(entry.balance));
        if (coins.count == 0)
            continue;
        TRY(bank_undelegate(ctx, STAKING_NOT_BONDED_POOL, delegator, coins));
        TRY(coins_add(ctx->arena, *balances, coins, balances));
    }
    unbonding.entries.count = kept;
    return staking_unbonding_put(ctx, delegator, validator, &unbonding);
}

static status complete_pair(struct context *ctx, const struct cosmos_staking_v1beta1_dv_pair *pair)
{
    struct coins balances;
    status failure = complete(ctx, staking_account(ctx, pair->delegator_address),
                              staking_operator_bytes(ctx, pair->validator_address), &balances);
    if (failure != NULL)
        return failure->aborts ? failure : NULL;
    EVENT(ctx->events, "complete_unbonding", {BYTES("amount"), coins_text(ctx->arena, balances)},
          {BYTES("validator"), pair->validator_address},
          {BYTES("delegator"), pair->delegator_address});
    return NULL;
}

status staking_complete_unbondings(struct context *ctx)
{
    struct bytes end = ARENA_CONCAT(
        ctx->arena, staking_key_time(ctx->arena, STAKING_KEY_UNBONDING_QUEUE, moment_of_block(ctx)),
        BYTES("\0"));
    struct bytes start = staking_key(ctx->arena, STAKING_KEY_UNBONDING_QUEUE);
    struct kv_walk walk;
    TRY(kv_walk_start(ctx, STORE_STAKING, start, end, false, &walk));
    while (walk.valid) {
        struct cosmos_staking_v1beta1_dv_pairs list;
        record_decode(ctx, walk.value, &cosmos_staking_v1beta1_dv_pairs_type, &list);
        TRY(kv_delete(ctx, STORE_STAKING, walk.key));
        for (size_t at = 0; at < list.pairs.count; at++)
            TRY(complete_pair(ctx, &list.pairs.items[at]));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}
