#include "node/chain/errors.h"
#include "node/modules/bank/module.h"
#include "node/modules/distribution/internal.h"

enum {
    REFERENCES_MAX = 2, /* before one more is added */
};

status distribution_reference_add(struct context *ctx, struct bytes validator, uint64_t period)
{
    struct distribution_historical historical;
    TRY(distribution_historical_get(ctx, validator, period, &historical));
    if (historical.references > REFERENCES_MAX)
        return chain_panic(ctx->arena, "reference count should never exceed 2");
    historical.references++;
    return distribution_historical_set(ctx, validator, period, historical);
}

status distribution_reference_drop(struct context *ctx, struct bytes validator, uint64_t period)
{
    struct distribution_historical historical;
    TRY(distribution_historical_get(ctx, validator, period, &historical));
    if (historical.references == 0)
        return chain_panic(ctx->arena, "cannot set negative reference count");
    historical.references--;
    if (historical.references == 0)
        return kv_delete(ctx, STORE_DISTRIBUTION,
                         distribution_key_historical(ctx->arena, validator, period));
    return distribution_historical_set(ctx, validator, period, historical);
}

/* A validator without tokens cannot share its rewards: they go to the community pool. */
static status give_away(struct context *ctx, struct bytes validator, struct decimal_coins rewards)
{
    struct decimal_coins pool, outstanding;
    TRY(distribution_fee_pool_get(ctx, &pool));
    TRY(distribution_outstanding_get(ctx, validator, &outstanding));
    TRY(decimal_coins_add(ctx->arena, pool, rewards, &pool));
    TRY(decimal_coins_subtract(ctx->arena, outstanding, rewards, &outstanding));
    TRY(distribution_fee_pool_set(ctx, pool));
    return distribution_outstanding_set(ctx, validator, outstanding);
}

status distribution_period_end(struct context *ctx, const struct staking_validator *validator,
                               uint64_t *period)
{
    struct bytes address = validator->address;
    struct distribution_current current;
    struct distribution_historical historical;
    struct decimal_coins ratio = DECIMAL_COINS_NONE;
    TRY(distribution_current_get(ctx, address, &current));
    if (integer_is_zero(validator->tokens))
        TRY(give_away(ctx, address, current.rewards));
    else
        TRY(decimal_coins_divide_truncate(ctx->arena, current.rewards,
                                          decimal_from_integer(validator->tokens), &ratio));
    TRY(distribution_historical_get(ctx, address, current.period - 1, &historical));
    TRY(distribution_reference_drop(ctx, address, current.period - 1));
    TRY(decimal_coins_add(ctx->arena, historical.ratio, ratio, &ratio));
    TRY(distribution_historical_set(ctx, address, current.period,
                                    (struct distribution_historical){ratio, 1}));
    *period = current.period;
    return distribution_current_set(
        ctx, address, (struct distribution_current){DECIMAL_COINS_NONE, current.period + 1});
}

static status validator_created(struct context *ctx, struct bytes address)
{
    struct staking_validator validator;
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(distribution_historical_set(ctx, address, 0,
                                    (struct distribution_historical){DECIMAL_COINS_NONE, 1}));
    TRY(distribution_current_set(ctx, address,
                                 (struct distribution_current){DECIMAL_COINS_NONE, 1}));
    TRY(distribution_commission_set(ctx, address, DECIMAL_COINS_NONE));
    return distribution_outstanding_set(ctx, address, DECIMAL_COINS_NONE);
}

static status pay_last_commission(struct context *ctx, struct bytes address,
                                  struct decimal_coins commission)
{
    struct coins whole;
    struct decimal_coins rest;
    struct bytes receiver;
    decimal_coins_truncate(ctx->arena, commission, &whole, &rest);
    TRY(distribution_fee_pool_add(ctx, rest));
    if (whole.count == 0)
        return NULL;
    TRY(distribution_withdraw_address_get(ctx, address, &receiver));
    return bank_send_from_module(ctx, DISTRIBUTION_ACCOUNT, receiver, whole);
}

static status delete_prefix(struct context *ctx, struct bytes prefix)
{
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_DISTRIBUTION, prefix, false, &walk));
    while (walk.valid) {
        TRY(kv_delete(ctx, STORE_DISTRIBUTION, walk.key));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

static status validator_removed(struct context *ctx, struct bytes consensus, struct bytes address)
{
    struct arena *arena = ctx->arena;
    struct decimal_coins outstanding, commission;
    TRY(distribution_outstanding_get(ctx, address, &outstanding));
    TRY(distribution_commission_get(ctx, address, &commission));
    if (!decimal_coins_are_zero(commission)) {
        TRY(decimal_coins_subtract(arena, outstanding, commission, &outstanding));
        TRY(pay_last_commission(ctx, address, commission));
    }
    TRY(distribution_fee_pool_add(ctx, outstanding));
    TRY(kv_delete(ctx, STORE_DISTRIBUTION,
                  distribution_key_1(arena, DISTRIBUTION_KEY_OUTSTANDING, address)));
    TRY(kv_delete(ctx, STORE_DISTRIBUTION,
                  distribution_key_1(arena, DISTRIBUTION_KEY_COMMISSION, address)));
    TRY(delete_prefix(ctx, distribution_key_1(arena, DISTRIBUTION_KEY_SLASH, address)));
    TRY(delete_prefix(ctx, distribution_key_1(arena, DISTRIBUTION_KEY_HISTORICAL, address)));
    return kv_delete(ctx, STORE_DISTRIBUTION,
                     distribution_key_1(arena, DISTRIBUTION_KEY_CURRENT, address));
}

static status validator_slashed(struct context *ctx, struct bytes address, struct decimal fraction)
{
    struct staking_validator validator;
    uint64_t period, height = (uint64_t)ctx->block->height;
    uint8_t big_endian[8];
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(distribution_period_end(ctx, &validator, &period));
    TRY(distribution_reference_add(ctx, address, period));
    store_be64(big_endian, period);
    struct bytes key = ARENA_CONCAT(ctx->arena, distribution_key_slash(ctx->arena, address, height),
                                    BYTES_OF(big_endian));
    struct cosmos_distribution_v1beta1_validator_slash_event event = {
        .validator_period = period, .fraction = decimal_text_scaled(ctx->arena, fraction)};
    return record_set(ctx, STORE_DISTRIBUTION, key,
                      &cosmos_distribution_v1beta1_validator_slash_event_type, &event);
}

static status delegation_created(struct context *ctx, struct bytes delegator, struct bytes address)
{
    struct staking_validator validator;
    uint64_t period;
    TRY(staking_validator_get(ctx, address, &validator));
    return distribution_period_end(ctx, &validator, &period);
}

static status shares_modified(struct context *ctx, struct bytes delegator, struct bytes address)
{
    struct staking_validator validator;
    struct staking_delegation delegation;
    struct coins paid;
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(staking_delegation_get(ctx, delegator, address, &delegation));
    return distribution_delegation_end(ctx, &validator, &delegation, &paid);
}

static status delegation_modified(struct context *ctx, struct bytes delegator,
                                  struct bytes validator)
{
    return distribution_delegation_begin(ctx, validator, delegator);
}

const struct staking_hooks distribution_staking_hooks = {
    .after_validator_created = validator_created,
    .after_validator_removed = validator_removed,
    .before_delegation_created = delegation_created,
    .before_delegation_shares_modified = shares_modified,
    .after_delegation_modified = delegation_modified,
    .before_validator_slashed = validator_slashed,
};
