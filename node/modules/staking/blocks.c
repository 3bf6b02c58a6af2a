#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/modules/staking/internal.h"

/* The validators of the last set, by power, then by consensus address. */
struct ranked {
    struct cosmos_staking_v1beta1_validator record;
    int64_t power;
    struct bytes consensus;
};

struct ranked_list {
    struct ranked *items;
    size_t count;
};

static bool ranks_before(const struct ranked *left, const struct ranked *right)
{
    if (left->power != right->power)
        return left->power > right->power;
    return bytes_compare(left->consensus, right->consensus) < 0;
}

static status rank(struct context *ctx, struct bytes address, struct ranked *ranked)
{
    struct staking_validator validator;
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(staking_consensus_address(ctx, &validator, &ranked->consensus));
    ranked->power = 0;
    if (validator.record.status == STAKING_BONDED)
        TRY(staking_power_of(validator.tokens, &ranked->power));
    ranked->record = validator.record;
    return NULL;
}

static status last_validators(struct context *ctx,
                              struct cosmos_staking_v1beta1_validator_list *valset)
{
    struct cosmos_staking_v1beta1_params params;
    struct kv_walk walk;
    struct ranked_list list = {NULL, 0};
    TRY(staking_params_get(ctx, &params));
    TRY(kv_walk_prefix(ctx, STORE_STAKING, staking_key(ctx->arena, STAKING_KEY_LAST_POWER), false,
                       &walk));
    while (walk.valid) {
        struct ranked next;
        if (list.count == params.max_validators)
            return chain_panic(ctx->arena, "more validators than maxValidators found");
        TRY(rank(ctx, staking_key_address(walk.key, 1), &next));
        size_t at = list.count;
        list_append(ctx->arena, &list, sizeof(*list.items));
        struct ranked *sorted = list.items;
        for (; at > 0 && ranks_before(&next, &sorted[at - 1]); at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = next;
        TRY(kv_walk_next(&walk));
    }
    valset->items = ARENA_ARRAY(ctx->arena, struct cosmos_staking_v1beta1_validator, list.count);
    valset->count = list.count;
    for (size_t at = 0; at < list.count; at++)
        valset->items[at] = list.items[at].record;
    return NULL;
}

static status forget_history(struct context *ctx, int64_t newest)
{
    for (int64_t height = newest; height >= 0; height--) {
        struct bytes key = staking_key_number(ctx->arena, STAKING_KEY_HISTORY, (uint64_t)height);
        struct bytes value;
        TRY(kv_get(ctx, STORE_STAKING, key, &value));
        if (value.data == NULL)
            return NULL;
        TRY(kv_delete(ctx, STORE_STAKING, key));
    }
    return NULL;
}

status staking_begin_block(struct context *ctx)
{
    struct cosmos_staking_v1beta1_params params;
    struct cosmos_staking_v1beta1_historical_info info = {0};
    TRY(staking_params_get(ctx, &params));
    TRY(forget_history(ctx, ctx->block->height - (int64_t)params.historical_entries));
    if (params.historical_entries == 0)
        return NULL;
    TRY(last_validators(ctx, &info.valset));
    info.header = *ctx->block->header;
    return record_set(
        ctx, STORE_STAKING,
        staking_key_number(ctx->arena, STAKING_KEY_HISTORY, (uint64_t)ctx->block->height),
        &cosmos_staking_v1beta1_historical_info_type, &info);
}

status staking_end_block(struct context *ctx)
{
    TRY(staking_apply_updates(ctx));
    TRY(staking_release_mature(ctx));
    TRY(staking_complete_unbondings(ctx));
    return staking_complete_redelegations(ctx);
}
