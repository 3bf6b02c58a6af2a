#include "common/base/halt.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/bank/module.h"
#include "node/modules/distribution/internal.h"

status distribution_delegation_begin(struct context *ctx, struct bytes address,
                                     struct bytes delegator)
{
    struct distribution_current current;
    struct distribution_starting starting;
    struct staking_validator validator;
    struct staking_delegation delegation;
    TRY(distribution_current_get(ctx, address, &current));
    starting.previous_period = current.period - 1;
    TRY(distribution_reference_add(ctx, address, starting.previous_period));
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(staking_delegation_get(ctx, delegator, address, &delegation));
    TRY(staking_tokens_from_shares_truncated(&validator, delegation.shares, &starting.stake));
    starting.height = (uint64_t)ctx->block->height;
    return distribution_starting_set(ctx, address, delegator, starting);
}

/* What `stake` tokens earned from the end of one period to the end of another. */
static status rewards_between(struct context *ctx, struct bytes address, uint64_t from, uint64_t to,
                              struct decimal stake, struct decimal_coins *rewards)
{
    struct distribution_historical starting, ending;
    struct decimal_coins difference;
    if (from > to)
        return chain_panic(ctx->arena, "startingPeriod cannot be greater than endingPeriod");
    if (decimal_is_negative(stake))
        return chain_panic(ctx->arena, "stake should not be negative");
    TRY(distribution_historical_get(ctx, address, from, &starting));
    TRY(distribution_historical_get(ctx, address, to, &ending));
    TRY(decimal_coins_subtract(ctx->arena, ending.ratio, starting.ratio, &difference));
    return decimal_coins_multiply_truncate(ctx->arena, difference, stake, rewards);
}

/* One stretch of a delegation between two changes of its stake. */
struct stretch {
    uint64_t period;
    struct decimal stake;
    struct decimal_coins rewards;
};

static status add_stretch(struct context *ctx, struct bytes address, struct stretch *stretch,
                          uint64_t to)
{
    struct decimal_coins rewards;
    TRY(rewards_between(ctx, address, stretch->period, to, stretch->stake, &rewards));
    return decimal_coins_add(ctx->arena, stretch->rewards, rewards, &stretch->rewards);
}

static status apply_slashes(struct context *ctx, struct bytes address, uint64_t from,
                            struct stretch *stretch)
{
    uint64_t to = (uint64_t)ctx->block->height;
    struct kv_walk walk;
    if (to <= from)
        return NULL;
    TRY(kv_walk_start(ctx, STORE_DISTRIBUTION, distribution_key_slash(ctx->arena, address, from),
                      distribution_key_slash(ctx->arena, address, to + 1), false, &walk));
    while (walk.valid) {
        struct cosmos_distribution_v1beta1_validator_slash_event event;
        struct decimal left;
        record_decode(ctx, walk.value, &cosmos_distribution_v1beta1_validator_slash_event_type,
                      &event);
        if (event.validator_period > stretch->period) {
            TRY(add_stretch(ctx, address, stretch, event.validator_period));
            TRY(decimal_subtract(DECIMAL_ONE, distribution_decimal(event.fraction), &left));
            TRY(decimal_multiply_truncate(stretch->stake, left, &stretch->stake));
            stretch->period = event.validator_period;
        }
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

/* Rounding may leave the computed stake a hair above the real one, never more. */
static status cap_stake(struct context *ctx, const struct staking_validator *validator,
                        const struct staking_delegation *delegation, struct decimal *stake)
{
    static const struct decimal margin = {{{3}, false}};
    struct decimal current, limit;
    TRY(staking_tokens_from_shares(validator, delegation->shares, &current));
    if (decimal_compare(*stake, current) <= 0)
        return NULL;
    TRY(decimal_add(current, margin, &limit));
    if (decimal_compare(*stake, limit) > 0) {
        struct bytes who = address_text(ctx->arena, ADDRESS_ACCOUNT, delegation->delegator);
        struct bytes computed = decimal_text(ctx->arena, *stake);
        struct bytes real = decimal_text(ctx->arena, current);
        return chain_panic(ctx->arena,
                           "calculated final stake for delegator %.*s greater than current "
                           "stake\n\tfinal stake:\t%.*s\n\tcurrent stake:\t%.*s",
                           BYTES_ARG(who), BYTES_ARG(computed), BYTES_ARG(real));
    }
    *stake = current;
    return NULL;
}

status distribution_delegation_rewards(struct context *ctx,
                                       const struct staking_validator *validator,
                                       const struct staking_delegation *delegation,
                                       uint64_t ending_period, struct decimal_coins *rewards)
{
    struct distribution_starting starting;
    *rewards = DECIMAL_COINS_NONE;
    TRY(distribution_starting_get(ctx, delegation->validator, delegation->delegator, &starting));
    if (starting.height == (uint64_t)ctx->block->height)
        return NULL;
    struct stretch stretch = {starting.previous_period, starting.stake, DECIMAL_COINS_NONE};
    TRY(apply_slashes(ctx, delegation->validator, starting.height, &stretch));
    TRY(cap_stake(ctx, validator, delegation, &stretch.stake));
    TRY(add_stretch(ctx, delegation->validator, &stretch, ending_period));
    *rewards = stretch.rewards;
    return NULL;
}

static status pay(struct context *ctx, struct bytes delegator, struct coins coins)
{
    struct bytes receiver;
    if (coins.count == 0)
        return NULL;
    TRY(distribution_withdraw_address_get(ctx, delegator, &receiver));
    return bank_send_from_module(ctx, DISTRIBUTION_ACCOUNT, receiver, coins);
}

/* Forgets the delegation's starting point; distribution_delegation_begin sets the next. */
static status close_starting(struct context *ctx, const struct staking_delegation *delegation)
{
    struct distribution_starting starting;
    TRY(distribution_starting_get(ctx, delegation->validator, delegation->delegator, &starting));
    TRY(distribution_reference_drop(ctx, delegation->validator, starting.previous_period));
    return kv_delete(ctx, STORE_DISTRIBUTION,
                     distribution_key_2(ctx->arena, DISTRIBUTION_KEY_STARTING,
                                        delegation->validator, delegation->delegator));
}

status distribution_delegation_end(struct context *ctx, const struct staking_validator *validator,
                                   const struct staking_delegation *delegation, struct coins *paid)
{
    struct arena *arena = ctx->arena;
    struct bytes address = delegation->validator;
    struct decimal_coins rewards, outstanding, rest;
    uint64_t period;
    bool found;
    TRY(kv_has(ctx, STORE_DISTRIBUTION,
               distribution_key_2(arena, DISTRIBUTION_KEY_STARTING, address, delegation->delegator),
               &found));
    if (!found)
        return &DISTRIBUTION_NO_DELEGATION_INFO;
    TRY(distribution_period_end(ctx, validator, &period));
    TRY(distribution_delegation_rewards(ctx, validator, delegation, period, &rewards));
    TRY(distribution_outstanding_get(ctx, address, &outstanding));
    rewards = decimal_coins_intersect(arena, rewards, outstanding);
    decimal_coins_truncate(arena, rewards, paid, &rest);
    TRY(pay(ctx, delegation->delegator, *paid));
    TRY(decimal_coins_subtract(arena, outstanding, rewards, &outstanding));
    TRY(distribution_outstanding_set(ctx, address, outstanding));
    TRY(distribution_fee_pool_add(ctx, rest));
    TRY(close_starting(ctx, delegation));
    if (paid->count == 0) {
        /* the original's default denom, whatever the chain's own is */
        struct coin *nothing = ARENA_NEW(arena, struct coin);
        *nothing = (struct coin){BYTES("stake"), INTEGER_ZERO};
        *paid = (struct coins){nothing, 1};
    }
    EVENT(ctx->events, "withdraw_rewards", {BYTES("amount"), coins_text(arena, *paid)},
          {BYTES("validator"), staking_operator(validator)},
          {BYTES("delegator"), address_text(arena, ADDRESS_ACCOUNT, delegation->delegator)});
    return NULL;
}

status distribution_withdraw_rewards(struct context *ctx, struct bytes delegator,
                                     struct bytes address, struct coins *paid)
{
    struct staking_validator validator;
    struct staking_delegation delegation;
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(staking_delegation_get(ctx, delegator, address, &delegation));
    TRY(distribution_delegation_end(ctx, &validator, &delegation, paid));
    return distribution_delegation_begin(ctx, address, delegator);
}

status distribution_pending_rewards(struct context *ctx, struct bytes delegator,
                                    struct bytes address, struct decimal_coins *rewards)
{
    struct staking_validator validator;
    struct staking_delegation delegation;
    uint64_t period;
    TRY(staking_validator_get(ctx, address, &validator));
    TRY(staking_delegation_get(ctx, delegator, address, &delegation));
    TRY(distribution_period_end(ctx, &validator, &period));
    return distribution_delegation_rewards(ctx, &validator, &delegation, period, rewards);
}
