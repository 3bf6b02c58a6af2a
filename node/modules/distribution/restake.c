#include "node/chain/errors.h"
#include "node/modules/distribution/internal.h"

status distribution_restake_enable(struct context *ctx, struct bytes delegator,
                                   struct bytes address)
{
    struct staking_delegation delegation;
    struct staking_validator validator;
    struct cosmos_distribution_v1beta1_params params;
    struct decimal stake;
    TRY(staking_delegation_get(ctx, delegator, address, &delegation));
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(staking_tokens_from_shares(&validator, delegation.shares, &stake));
    TRY(distribution_params_get(ctx, &params));
    if (decimal_compare(distribution_decimal(params.minimum_restake_threshold), stake) > 0)
        return &DISTRIBUTION_NOT_ENOUGH_STAKE;
    return kv_set(ctx, STORE_DISTRIBUTION,
                  distribution_key_2(ctx->arena, DISTRIBUTION_KEY_RESTAKE, delegator, address),
                  BYTES("k"));
}

status distribution_restake_disable(struct context *ctx, struct bytes delegator,
                                    struct bytes address)
{
    struct bytes key = distribution_key_2(ctx->arena, DISTRIBUTION_KEY_RESTAKE, delegator, address);
    bool found;
    TRY(kv_has(ctx, STORE_DISTRIBUTION, key, &found));
    if (!found)
        return error_wrap(ctx->arena, &CHAIN_NOT_FOUND, "authorization not found");
    return kv_delete(ctx, STORE_DISTRIBUTION, key);
}

/* Nothing is rolled back when a later step refuses: what the withdrawal wrote stays. */
static status restake(struct context *ctx, struct bytes delegator, struct bytes address)
{
    struct staking_validator validator;
    struct coins paid;
    struct bytes denom;
    struct decimal shares;
    TRY(distribution_withdraw_rewards(ctx, delegator, address, &paid));
    TRY(staking_bond_denom(ctx, &denom));
    struct integer amount = coins_amount(paid, denom);
    if (integer_is_zero(amount))
        return &CHAIN_INSUFFICIENT_FUNDS;
    TRY(staking_validator_get(ctx, address, &validator));
    return staking_delegate(ctx, delegator, amount, STAKING_UNBONDED, &validator, true, &shares);
}

status distribution_restake_all(struct context *ctx)
{
    struct kv_walk walk;
    /* the walk shows the entries as they were at its start, so stale ones can go at once */
    TRY(kv_walk_prefix(ctx, STORE_DISTRIBUTION,
                       distribution_key(ctx->arena, DISTRIBUTION_KEY_RESTAKE), false, &walk));
    while (walk.valid) {
        struct bytes delegator = distribution_key_address(walk.key, 1);
        struct bytes address = distribution_key_address(walk.key, 2 + delegator.len);
        status failure = restake(ctx, delegator, address);
        if (failure != NULL && failure->aborts)
            return failure;
        if (failure != NULL)
            TRY(kv_delete(ctx, STORE_DISTRIBUTION, walk.key));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}
