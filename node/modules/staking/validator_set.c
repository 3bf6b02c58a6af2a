#include "common/base/halt.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/modules/staking/internal.h"
#include "schema/core/tendermint_abci.h"

/* The bonded validators of the block before, in order of address. */
struct last_validator {
    struct bytes address;
    struct bytes power; /* as stored */
    bool still_bonded;
};
struct last_set {
    struct last_validator *items;
    size_t count;
};

/* What one recomputation of the bonded set gathers. */
struct update {
    struct last_set last;
    struct cosmos_staking_v1beta1_validator_updates changes;
    struct integer total_power;
    struct integer to_bonded;
    struct integer to_not_bonded;
};

status staking_last_power_set(struct context *ctx, struct bytes address, int64_t power)
{
    return kv_set(ctx, STORE_STAKING, staking_key_1(ctx->arena, STAKING_KEY_LAST_POWER, address),
                  record_int64(ctx->arena, power));
}

status staking_last_total_set(struct context *ctx, struct integer power)
{
    struct cosmos_base_v1beta1_int_proto value = {.int_ = integer_text(ctx->arena, power)};
    return record_set(ctx, STORE_STAKING, staking_key(ctx->arena, STAKING_KEY_LAST_TOTAL),
                      &cosmos_base_v1beta1_int_proto_type, &value);
}

static status read_last_set(struct context *ctx, struct last_set *last)
{
    struct kv_walk walk;
    *last = (struct last_set){NULL, 0};
    TRY(kv_walk_prefix(ctx, STORE_STAKING, staking_key(ctx->arena, STAKING_KEY_LAST_POWER), false,
                       &walk));
    while (walk.valid) {
        struct last_validator *next = list_append(ctx->arena, last, sizeof(*next));
        *next = (struct last_validator){arena_copy(ctx->arena, staking_key_address(walk.key, 1)),
                                        walk.value, false};
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static struct last_validator *find_last(const struct last_set *last, struct bytes address)
{
    size_t low = 0, high = last->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(last->items[middle].address, address);
        if (order == 0)
            return &last->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static status add_change(struct context *ctx, struct update *update,
                         const struct staking_validator *validator, int64_t power)
{
    struct staking_consensus_key key;
    TRY(staking_consensus_key(ctx, validator->record.consensus_pubkey, &key));
    struct tendermint_abci_validator_update *change =
        list_append(ctx->arena, &update->changes.updates, sizeof(*change));
    change->power = power;
    if (strcmp(key.type, "ed25519") == 0) {
        change->pub_key.sum_case = 1;
        change->pub_key.ed25519 = key.key;
    } else {
        change->pub_key.sum_case = 2;
        change->pub_key.secp256k1 = key.key;
    }
    if (ctx->validator_updates != NULL)
        validator_update_add(ctx->validator_updates,
                             (struct validator_update){bytes_text(key.type), key.key, power});
    return NULL;
}

static status queue_remove(struct context *ctx, const struct staking_validator *validator)
{
    struct bytes key = staking_key_validator_queue(ctx->arena, validator->record.unbonding_time,
                                                   validator->record.unbonding_height);
    struct cosmos_staking_v1beta1_val_addresses list;
    size_t kept = 0;
    bool found;
    TRY(record_get(ctx, STORE_STAKING, key, &cosmos_staking_v1beta1_val_addresses_type, &list,
                   &found));
    for (size_t at = 0; at < list.addresses.count; at++) {
        struct bytes address = staking_operator_bytes(ctx, list.addresses.items[at]);
        if (!bytes_equal(address, validator->address))
            list.addresses.items[kept++] = list.addresses.items[at];
    }
    list.addresses.count = kept;
    if (kept == 0)
        return kv_delete(ctx, STORE_STAKING, key);
    return record_set(ctx, STORE_STAKING, key, &cosmos_staking_v1beta1_val_addresses_type, &list);
}

status staking_queue_insert(struct context *ctx, const struct staking_validator *validator)
{
    struct bytes key = staking_key_validator_queue(ctx->arena, validator->record.unbonding_time,
                                                   validator->record.unbonding_height);
    struct cosmos_staking_v1beta1_val_addresses list;
    bool found;
    TRY(record_get(ctx, STORE_STAKING, key, &cosmos_staking_v1beta1_val_addresses_type, &list,
                   &found));
    struct bytes *next = list_extend(ctx->arena, &list.addresses, sizeof(*next));
    *next = validator->record.operator_address;
    return record_set(ctx, STORE_STAKING, key, &cosmos_staking_v1beta1_val_addresses_type, &list);
}

static status bond(struct context *ctx, struct staking_validator *validator)
{
    struct bytes consensus;
    TRY(staking_power_delete(ctx, validator));
    validator->record.status = STAKING_BONDED;
    TRY(staking_validator_set(ctx, validator));
    TRY(staking_power_set(ctx, validator));
    TRY(queue_remove(ctx, validator));
    TRY(staking_consensus_address(ctx, validator, &consensus));
    STAKING_HOOK(ctx, after_validator_bonded, consensus, validator->address);
    return NULL;
}

static void append_unbonding_id(struct context *ctx, struct staking_validator *validator,
                                uint64_t id)
{
    struct uint64_list *ids = &validator->record.unbonding_ids;
    uint64_t *next = list_extend(ctx->arena, ids, sizeof(*next));
    *next = id;
}

static status begin_unbonding(struct context *ctx, struct staking_validator *validator)
{
    struct cosmos_staking_v1beta1_params params;
    struct bytes consensus;
    uint64_t id;
    TRY(staking_params_get(ctx, &params));
    TRY(staking_power_delete(ctx, validator));
    ASSERT(validator->record.status == STAKING_BONDED);
    TRY(staking_unbonding_next_id(ctx, &id));
    validator->record.status = STAKING_UNBONDING;
    validator->record.unbonding_time = moment_add(moment_of_block(ctx), params.unbonding_time);
    validator->record.unbonding_height = ctx->block->height;
    append_unbonding_id(ctx, validator, id);
    TRY(staking_validator_set(ctx, validator));
    TRY(staking_power_set(ctx, validator));
    TRY(staking_queue_insert(ctx, validator));
    TRY(staking_consensus_address(ctx, validator, &consensus));
    STAKING_HOOK(ctx, after_validator_begin_unbonding, consensus, validator->address);
    struct bytes key = staking_key_1(ctx->arena, STAKING_KEY_VALIDATOR, validator->address);
    TRY(staking_unbonding_index_set(ctx, id, key, STAKING_UNBONDING_VALIDATOR));
    STAKING_HOOK(ctx, after_unbonding_initiated, id);
    return NULL;
}

/* One validator that is among the strongest: bonded when it was not, reported when its power is
 * new. */
static status keep_bonded(struct context *ctx, struct update *update,
                          struct staking_validator *validator, int64_t power)
{
    if (validator->record.status != STAKING_BONDED) {
        TRY(bond(ctx, validator));
        TRY(integer_add(update->to_bonded, validator->tokens, &update->to_bonded));
    }
    struct last_validator *last = find_last(&update->last, validator->address);
    if (last == NULL || !bytes_equal(last->power, record_int64(ctx->arena, power))) {
        TRY(add_change(ctx, update, validator, power));
        TRY(staking_last_power_set(ctx, validator->address, power));
    }
    if (last != NULL)
        last->still_bonded = true;
    return integer_add(update->total_power, integer_from_i64(power), &update->total_power);
}

static status bond_strongest(struct context *ctx, struct update *update, uint32_t max_validators)
{
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_STAKING, staking_key(ctx->arena, STAKING_KEY_BY_POWER), true,
                       &walk));
    for (uint32_t count = 0; walk.valid && count < max_validators; count++) {
        struct staking_validator validator;
        int64_t power;
        TRY(staking_validator_get(ctx, walk.value, &validator));
        ASSERT(!validator.record.jailed);
        TRY(staking_power_of(validator.tokens, &power));
        /* a validator without power is not bonded, and none after it has any */
        if (power == 0)
            break;
        TRY(keep_bonded(ctx, update, &validator, power));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status release_others(struct context *ctx, struct update *update)
{
    for (size_t at = 0; at < update->last.count; at++) {
        struct last_validator *last = &update->last.items[at];
        if (last->still_bonded)
            continue;
        struct staking_validator validator;
        TRY(staking_validator_get(ctx, last->address, &validator));
        TRY(begin_unbonding(ctx, &validator));
        TRY(integer_add(update->to_not_bonded, validator.tokens, &update->to_not_bonded));
        TRY(kv_delete(ctx, STORE_STAKING,
                      staking_key_1(ctx->arena, STAKING_KEY_LAST_POWER, last->address)));
        TRY(add_change(ctx, update, &validator, 0));
    }
    return NULL;
}

static status move_tokens(struct context *ctx, const struct update *update)
{
    struct integer amount;
    int order = integer_compare(update->to_bonded, update->to_not_bonded);
    if (order == 0)
        return NULL;
    TRY(integer_subtract(update->to_bonded, update->to_not_bonded, &amount));
    return order > 0 ? staking_pool_to_bonded(ctx, amount)
                     : staking_pool_to_not_bonded(ctx, integer_negate(amount));
}

status staking_apply_updates(struct context *ctx)
{
    struct cosmos_staking_v1beta1_params params;
    struct update update = {0};
    TRY(staking_params_get(ctx, &params));
    TRY(read_last_set(ctx, &update.last));
    TRY(bond_strongest(ctx, &update, params.max_validators));
    TRY(release_others(ctx, &update));
    TRY(move_tokens(ctx, &update));
    if (update.changes.updates.count > 0)
        TRY(staking_last_total_set(ctx, update.total_power));
    return record_set(ctx, STORE_STAKING, staking_key(ctx->arena, STAKING_KEY_UPDATES),
                      &cosmos_staking_v1beta1_validator_updates_type, &update.changes);
}

status staking_jail_validator(struct context *ctx, struct staking_validator *validator)
{
    if (validator->record.jailed)
        return error_wrap(ctx->arena, &STAKING_JAILED,
                          "cannot jail already jailed validator, validator: %.*s",
                          BYTES_ARG(validator->record.operator_address));
    validator->record.jailed = true;
    TRY(staking_validator_set(ctx, validator));
    return staking_power_delete(ctx, validator);
}

status staking_unjail_validator(struct context *ctx, struct staking_validator *validator)
{
    if (!validator->record.jailed)
        return chain_error(ctx->arena, "cannot unjail already unjailed validator, validator: %.*s",
                           BYTES_ARG(validator->record.operator_address));
    validator->record.jailed = false;
    TRY(staking_validator_set(ctx, validator));
    return staking_power_set(ctx, validator);
}

static status release(struct context *ctx, struct bytes operator_text)
{
    struct staking_validator validator;
    struct bytes address = staking_operator_bytes(ctx, operator_text);
    status failure = staking_validator_get(ctx, address, &validator);
    if (error_is(failure, &STAKING_NO_VALIDATOR))
        return error_wrap(ctx->arena, failure, "validator in the unbonding queue was not found");
    TRY(failure);
    if (validator.record.status != STAKING_UNBONDING)
        return chain_error(ctx->arena,
                           "unexpected validator in unbonding queue; status was not unbonding");
    if (validator.record.unbonding_on_hold_ref_count != 0)
        return NULL;
    for (size_t at = 0; at < validator.record.unbonding_ids.count; at++)
        TRY(staking_unbonding_index_delete(ctx, validator.record.unbonding_ids.items[at]));
    validator.record.status = STAKING_UNBONDED;
    TRY(staking_validator_set(ctx, &validator));
    if (decimal_is_zero(validator.shares))
        TRY(staking_validator_remove(ctx, address));
    return queue_remove(ctx, &validator);
}

/* Whether the queue key's time and height have come. */
static bool is_due(const struct context *ctx, struct bytes key)
{
    struct google_protobuf_timestamp time;
    ASSERT(key.len == 1 + 8 + MOMENT_KEY_BYTES + 8);
    ASSERT(moment_parse_key(bytes_slice(key, 9, MOMENT_KEY_BYTES), &time));
    int64_t height = (int64_t)load_be64(key.data + 9 + MOMENT_KEY_BYTES);
    return height <= ctx->block->height && moment_compare(time, moment_of_block(ctx)) <= 0;
}

status staking_release_mature(struct context *ctx)
{
    struct bytes end = ARENA_CONCAT(
        ctx->arena,
        staking_key_validator_queue(ctx->arena, moment_of_block(ctx), ctx->block->height),
        BYTES("\0"));
    struct kv_walk walk;
    TRY(kv_walk_start(ctx, STORE_STAKING, staking_key(ctx->arena, STAKING_KEY_VALIDATOR_QUEUE), end,
                      false, &walk));
    while (walk.valid) {
        if (is_due(ctx, walk.key)) {
            struct cosmos_staking_v1beta1_val_addresses list;
            record_decode(ctx, walk.value, &cosmos_staking_v1beta1_val_addresses_type, &list);
            for (size_t at = 0; at < list.addresses.count; at++)
                TRY(release(ctx, list.addresses.items[at]));
        }
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}
