#include "node/chain/arguments.h"
#include "node/chain/errors.h"
#include "node/modules/staking/internal.h"

status staking_params_get(struct context *ctx, struct cosmos_staking_v1beta1_params *params)
{
    bool found;
    return record_get(ctx, STORE_STAKING, staking_key(ctx->arena, STAKING_KEY_PARAMS),
                      &cosmos_staking_v1beta1_params_type, params, &found);
}

status staking_bond_denom(struct context *ctx, struct bytes *denom)
{
    struct cosmos_staking_v1beta1_params params;
    TRY(staking_params_get(ctx, &params));
    *denom = params.bond_denom;
    return NULL;
}

status staking_params_set(struct context *ctx, const struct cosmos_staking_v1beta1_params *params)
{
    return record_set(ctx, STORE_STAKING, staking_key(ctx->arena, STAKING_KEY_PARAMS),
                      &cosmos_staking_v1beta1_params_type, params);
}

status staking_params_check(struct context *ctx, const struct cosmos_staking_v1beta1_params *params)
{
    struct arena *arena = ctx->arena;
    struct decimal rate;
    int64_t unbonding = duration_nanoseconds(params->unbonding_time);
    if (unbonding <= 0)
        return chain_error(arena, "unbonding time must be positive: %lld", (long long)unbonding);
    if (params->max_validators == 0)
        return chain_error(arena, "max validators must be positive: 0");
    if (params->max_entries == 0)
        return chain_error(arena, "max entries must be positive: 0");
    TRY(argument_denom(ctx, params->bond_denom, "bond denom"));
    if (!decimal_parse_scaled(params->min_commission_rate, &rate))
        return chain_error(arena, "minimum commission rate cannot be nil: <nil>");
    struct bytes text = decimal_text(arena, rate);
    if (decimal_is_negative(rate))
        return chain_error(arena, "minimum commission rate cannot be negative: %.*s",
                           BYTES_ARG(text));
    if (decimal_compare(rate, DECIMAL_ONE) > 0)
        return chain_error(arena, "minimum commission rate cannot be greater than 100%%: %.*s",
                           BYTES_ARG(text));
    return NULL;
}
