#include "node/modules/compute/internal.h"

status compute_params_get(struct context *ctx, struct secret_compute_v1beta1_params *params)
{
    bool found;
    return record_get(ctx, STORE_COMPUTE, COMPUTE_KEY_PARAMS, &secret_compute_v1beta1_params_type,
                      params, &found);
}

/* The original checks nothing: whoever governs may forbid uploads with a size of 0. A price that is
 * left out is 0; one that is no number is none of ours to store. */
status compute_params_set(struct context *ctx, const struct secret_compute_v1beta1_params *params)
{
    struct secret_compute_v1beta1_params stored = *params;
    struct decimal cost = DECIMAL_ZERO;
    if (params->compile_cost.len != 0 && !decimal_parse_scaled(params->compile_cost, &cost))
        return chain_error(ctx->arena, "compile cost is no number: %.*s",
                           BYTES_ARG(params->compile_cost));
    stored.compile_cost = decimal_text_scaled(ctx->arena, cost);
    return record_set(ctx, STORE_COMPUTE, COMPUTE_KEY_PARAMS, &secret_compute_v1beta1_params_type,
                      &stored);
}
