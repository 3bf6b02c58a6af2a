#include "node/modules/staking/internal.h"

static status logged(status failure)
{
    return failure != NULL && failure->aborts ? failure : NULL;
}

static status call_removed(struct context *ctx, struct bytes consensus, struct bytes validator)
{
    STAKING_HOOK(ctx, after_validator_removed, consensus, validator);
    return NULL;
}

static status call_modified(struct context *ctx, struct bytes validator)
{
    STAKING_HOOK(ctx, before_validator_modified, validator);
    return NULL;
}

static status call_slashed(struct context *ctx, struct bytes validator, struct decimal fraction)
{
    STAKING_HOOK(ctx, before_validator_slashed, validator, fraction);
    return NULL;
}

static status call_unbonding(struct context *ctx, uint64_t id)
{
    STAKING_HOOK(ctx, after_unbonding_initiated, id);
    return NULL;
}

status staking_hook_validator_removed(struct context *ctx, struct bytes consensus,
                                      struct bytes validator)
{
    return logged(call_removed(ctx, consensus, validator));
}

status staking_hook_validator_modified(struct context *ctx, struct bytes validator)
{
    return logged(call_modified(ctx, validator));
}

status staking_hook_validator_slashed(struct context *ctx, struct bytes validator,
                                      struct decimal fraction)
{
    return logged(call_slashed(ctx, validator, fraction));
}

status staking_hook_unbonding_initiated(struct context *ctx, uint64_t id)
{
    return logged(call_unbonding(ctx, id));
}
