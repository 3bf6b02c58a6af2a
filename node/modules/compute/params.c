#include "node/modules/compute/internal.h"

status compute_params_get(struct context *ctx, struct secret_compute_v1beta1_params *params)
{
    bool found;
    return record_get(ctx, STORE_COMPUTE, COMPUTE_KEY_PARAMS, &secret_compute_v1beta1_params_type,
                      params, &found);
}

status compute_params_check(struct arena *arena, const struct secret_compute_v1beta1_params *params)
{
    struct decimal cost;
    if (!decimal_parse_scaled(params->compile_cost, &cost))
        return chain_error(arena, "compile cost cannot be nil");
    if (decimal_is_negative(cost))
        return chain_error(arena, "compile cost cannot be negative: %.*s",
                           BYTES_ARG(decimal_text(arena, cost)));
    if (params->max_contract_size == 0)
        return chain_error(arena, "max contract size cannot be zero");
    return NULL;
}

status compute_params_set(struct context *ctx, const struct secret_compute_v1beta1_params *params)
{
    return record_set(ctx, STORE_COMPUTE, COMPUTE_KEY_PARAMS, &secret_compute_v1beta1_params_type,
                      params);
}
