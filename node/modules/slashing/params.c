#include "node/chain/coins.h"
#include "node/chain/errors.h"
#include "node/chain/moment.h"
#include "node/modules/slashing/internal.h"

#define KEY_PARAMS BYTES("\x00")

status slashing_params_get(struct context *ctx, struct cosmos_slashing_v1beta1_params *params)
{
    bool found;
    return record_get(ctx, STORE_SLASHING, KEY_PARAMS, &cosmos_slashing_v1beta1_params_type, params,
                      &found);
}

status slashing_params_set(struct context *ctx, const struct cosmos_slashing_v1beta1_params *params)
{
    return record_set(ctx, STORE_SLASHING, KEY_PARAMS, &cosmos_slashing_v1beta1_params_type,
                      params);
}

static status check_rate(struct context *ctx, const char *name, struct bytes field)
{
    struct decimal value;
    if (!decimal_parse_scaled(field, &value))
        return chain_error(ctx->arena, "%s cannot be nil: <nil>", name);
    struct bytes text = decimal_text(ctx->arena, value);
    if (decimal_is_negative(value))
        return chain_error(ctx->arena, "%s cannot be negative: %.*s", name, BYTES_ARG(text));
    if (decimal_compare(value, DECIMAL_ONE) > 0)
        return chain_error(ctx->arena, "%s too large: %.*s", name, BYTES_ARG(text));
    return NULL;
}

status slashing_params_check(struct context *ctx,
                             const struct cosmos_slashing_v1beta1_params *params)
{
    if (params->signed_blocks_window <= 0)
        return chain_error(ctx->arena, "signed blocks window must be positive: %lld",
                           (long long)params->signed_blocks_window);
    TRY(check_rate(ctx, "min signed per window", params->min_signed_per_window));
    if (duration_nanoseconds(params->downtime_jail_duration) <= 0) {
        struct bytes text = duration_text(ctx->arena, params->downtime_jail_duration);
        return chain_error(ctx->arena, "downtime jail duration must be positive: %.*s",
                           BYTES_ARG(text));
    }
    TRY(check_rate(ctx, "double sign slash fraction", params->slash_fraction_double_sign));
    return check_rate(ctx, "downtime slash fraction", params->slash_fraction_downtime);
}
