#include "node/chain/arguments.h"
#include "node/chain/errors.h"
#include "node/modules/distribution/internal.h"

status distribution_params_get(struct context *ctx,
                               struct cosmos_distribution_v1beta1_params *params)
{
    bool found;
    return record_get(ctx, STORE_DISTRIBUTION,
                      distribution_key(ctx->arena, DISTRIBUTION_KEY_PARAMS),
                      &cosmos_distribution_v1beta1_params_type, params, &found);
}

status distribution_params_set(struct context *ctx,
                               const struct cosmos_distribution_v1beta1_params *params)
{
    return record_set(ctx, STORE_DISTRIBUTION,
                      distribution_key(ctx->arena, DISTRIBUTION_KEY_PARAMS),
                      &cosmos_distribution_v1beta1_params_type, params);
}

/* The address, the threshold and the period are not looked at, as in the original. */
status distribution_params_check(struct context *ctx,
                                 const struct cosmos_distribution_v1beta1_params *params)
{
    struct decimal foundation, community;
    TRY(argument_decimal(ctx, params->secret_foundation_tax, &foundation));
    if (decimal_is_negative(foundation) || decimal_compare(foundation, DECIMAL_ONE) > 0) {
        struct bytes text = decimal_text(ctx->arena, foundation);
        return chain_error(ctx->arena,
                           "secret foundation tax should non-negative and less than one: %.*s",
                           BYTES_ARG(text));
    }
    if (!decimal_parse_scaled(params->community_tax, &community))
        return chain_error(ctx->arena, "community tax must be not nil");
    struct bytes text = decimal_text(ctx->arena, community);
    if (decimal_is_negative(community))
        return chain_error(ctx->arena, "community tax must be positive: %.*s", BYTES_ARG(text));
    if (decimal_compare(community, DECIMAL_ONE) > 0)
        return chain_error(ctx->arena, "community tax too large: %.*s", BYTES_ARG(text));
    return NULL;
}
