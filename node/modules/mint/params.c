#include "node/modules/mint/params.h"
#include "common/base/halt.h"
#include "node/chain/arguments.h"
#include "node/chain/errors.h"

static status check_rate(struct context *ctx, const char *name, struct bytes field, bool above_zero)
{
    struct decimal value;
    if (!decimal_parse_scaled(field, &value))
        return chain_error(ctx->arena, "%s cannot be nil: <nil>", name);
    struct bytes text = decimal_text(ctx->arena, value);
    if (above_zero && !decimal_is_positive(value))
        return chain_error(ctx->arena, "%s must be positive: %.*s", name, BYTES_ARG(text));
    if (decimal_is_negative(value))
        return chain_error(ctx->arena, "%s cannot be negative: %.*s", name, BYTES_ARG(text));
    if (decimal_compare(value, DECIMAL_ONE) > 0)
        return chain_error(ctx->arena, "%s too large: %.*s", name, BYTES_ARG(text));
    return NULL;
}

status mint_params_check(struct context *ctx, const struct cosmos_mint_v1beta1_params *params)
{
    struct decimal maximum = DECIMAL_ZERO, minimum = DECIMAL_ZERO;
    TRY(argument_denom(ctx, params->mint_denom, "mint denom"));
    TRY(check_rate(ctx, "inflation rate change", params->inflation_rate_change, false));
    TRY(check_rate(ctx, "max inflation", params->inflation_max, false));
    TRY(check_rate(ctx, "min inflation", params->inflation_min, false));
    TRY(check_rate(ctx, "goal bonded", params->goal_bonded, true));
    if (params->blocks_per_year == 0)
        return chain_error(ctx->arena, "blocks per year must be positive: 0");
    ASSERT(decimal_parse_scaled(params->inflation_max, &maximum));
    ASSERT(decimal_parse_scaled(params->inflation_min, &minimum));
    if (decimal_compare(maximum, minimum) >= 0)
        return NULL;
    struct bytes above = decimal_text(ctx->arena, maximum);
    struct bytes below = decimal_text(ctx->arena, minimum);
    return chain_error(ctx->arena,
                       "max inflation (%.*s) must be greater than or equal to min inflation (%.*s)",
                       BYTES_ARG(above), BYTES_ARG(below));
}
