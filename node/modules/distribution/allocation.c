#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/auth/module.h"
#include "node/modules/bank/module.h"
#include "node/modules/distribution/internal.h"

#define FEE_COLLECTOR "fee_collector"

status distribution_allocate_to_validator(struct context *ctx,
                                          const struct staking_validator *validator,
                                          struct decimal_coins coins)
{
    struct arena *arena = ctx->arena;
    struct bytes address = validator->address;
    struct decimal_coins commission, shared, sum;
    struct distribution_current current;
    TRY(decimal_coins_multiply(arena, coins, staking_commission_rate(validator), &commission));
    TRY(decimal_coins_subtract(arena, coins, commission, &shared));
    EVENT(ctx->events, "commission", {BYTES("amount"), decimal_coins_text(arena, commission)},
          {BYTES("validator"), staking_operator(validator)});
    TRY(distribution_commission_get(ctx, address, &sum));
    TRY(decimal_coins_add(arena, sum, commission, &sum));
    TRY(distribution_commission_set(ctx, address, sum));
    TRY(distribution_current_get(ctx, address, &current));
    TRY(decimal_coins_add(arena, current.rewards, shared, &current.rewards));
    TRY(distribution_current_set(ctx, address, current));
    EVENT(ctx->events, "rewards", {BYTES("amount"), decimal_coins_text(arena, coins)},
          {BYTES("validator"), staking_operator(validator)});
    TRY(distribution_outstanding_get(ctx, address, &sum));
    TRY(decimal_coins_add(arena, sum, coins, &sum));
    return distribution_outstanding_set(ctx, address, sum);
}

/* How the fees of one block are split. */
struct split {
    struct decimal_coins fees;
    struct decimal_coins foundation; /* the foundation's part */
    struct bytes foundation_address;
    struct decimal_coins validators; /* the part that all validators share */
    struct decimal_coins remaining;  /* what nobody has got so far */
};

static status plan(struct context *ctx, struct decimal_coins fees, struct split *split)
{
    struct cosmos_distribution_v1beta1_params params;
    struct decimal rate;
    *split = (struct split){.fees = fees, .remaining = fees};
    TRY(distribution_params_get(ctx, &params));
    TRY(decimal_subtract(DECIMAL_ONE, distribution_decimal(params.community_tax), &rate));
    struct decimal tax = distribution_decimal(params.secret_foundation_tax);
    /* an address that does not decode counts as none */
    bool taxed = !decimal_is_zero(tax) &&
                 address_parse(ctx->arena, ADDRESS_ACCOUNT, params.secret_foundation_address,
                               &split->foundation_address) == NULL;
    if (taxed) {
        TRY(decimal_subtract(rate, tax, &rate));
        TRY(decimal_coins_multiply_truncate(ctx->arena, fees, tax, &split->foundation));
        TRY(decimal_coins_subtract(ctx->arena, fees, split->foundation, &split->remaining));
    }
    return decimal_coins_multiply_truncate(ctx->arena, fees, rate, &split->validators);
}

static status reward_voter(struct context *ctx, const struct block_vote *vote,
                           struct decimal total_power, struct split *split)
{
    struct staking_validator validator;
    struct decimal fraction;
    struct decimal_coins reward;
    TRY(staking_validator_by_consensus(ctx, vote->address, &validator));
    TRY(decimal_divide_truncate(decimal_from_i64(vote->power), total_power, &fraction));
    TRY(decimal_coins_multiply_truncate(ctx->arena, split->validators, fraction, &reward));
    TRY(distribution_allocate_to_validator(ctx, &validator, reward));
    return decimal_coins_subtract(ctx->arena, split->remaining, reward, &split->remaining);
}

static status pay_foundation(struct context *ctx, struct split *split)
{
    struct coins whole;
    struct decimal_coins rest;
    if (decimal_coins_are_zero(split->foundation))
        return NULL;
    decimal_coins_truncate(ctx->arena, split->foundation, &whole, &rest);
    TRY(decimal_coins_add(ctx->arena, split->remaining, rest, &split->remaining));
    return bank_send_from_module(ctx, DISTRIBUTION_ACCOUNT, split->foundation_address, whole);
}

static status allocate(struct context *ctx, int64_t total_power)
{
    struct account *collector;
    struct coins collected;
    struct split split;
    struct decimal_coins pool;
    TRY(auth_module_account(ctx, FEE_COLLECTOR, &collector));
    TRY(bank_balances(ctx, collector->address, &collected));
    TRY(bank_send_between_modules(ctx, FEE_COLLECTOR, DISTRIBUTION_ACCOUNT, collected));
    struct decimal_coins fees = decimal_coins_from_coins(ctx->arena, collected);
    TRY(distribution_fee_pool_get(ctx, &pool));
    if (total_power == 0) {
        TRY(decimal_coins_add(ctx->arena, pool, fees, &pool));
        return distribution_fee_pool_set(ctx, pool);
    }
    TRY(plan(ctx, fees, &split));
    for (size_t at = 0; at < ctx->block->vote_count; at++)
        TRY(reward_voter(ctx, &ctx->block->votes[at], decimal_from_i64(total_power), &split));
    TRY(pay_foundation(ctx, &split));
    TRY(decimal_coins_add(ctx->arena, pool, split.remaining, &pool));
    return distribution_fee_pool_set(ctx, pool);
}

status distribution_begin_block(struct context *ctx)
{
    struct cosmos_distribution_v1beta1_params params;
    struct integer period_value = INTEGER_ZERO;
    int64_t total_power = 0, period;
    for (size_t at = 0; at < ctx->block->vote_count; at++)
        total_power += ctx->block->votes[at].power;
    if (ctx->block->height > 1)
        TRY(allocate(ctx, total_power));
    TRY(distribution_params_get(ctx, &params));
    /* a period that is no positive number halts the original; here nothing is restaked */
    if (integer_parse(params.restake_period, &period_value) &&
        integer_to_i64(period_value, &period) && period > 0 && ctx->block->height % period == 0)
        TRY(distribution_restake_all(ctx));
    return distribution_proposer_set(ctx, ctx->block->proposer_address);
}

status distribution_withdraw_commission(struct context *ctx, struct bytes address,
                                        struct coins *paid)
{
    struct arena *arena = ctx->arena;
    struct decimal_coins commission, rest, outstanding;
    struct bytes receiver;
    TRY(distribution_commission_get(ctx, address, &commission));
    if (decimal_coins_are_zero(commission))
        return &DISTRIBUTION_NO_COMMISSION;
    decimal_coins_truncate(arena, commission, paid, &rest);
    TRY(distribution_commission_set(ctx, address, rest));
    TRY(distribution_outstanding_get(ctx, address, &outstanding));
    TRY(decimal_coins_subtract(arena, outstanding, decimal_coins_from_coins(arena, *paid),
                               &outstanding));
    TRY(distribution_outstanding_set(ctx, address, outstanding));
    if (paid->count > 0) {
        TRY(distribution_withdraw_address_get(ctx, address, &receiver));
        TRY(bank_send_from_module(ctx, DISTRIBUTION_ACCOUNT, receiver, *paid));
    }
    EVENT(ctx->events, "withdraw_commission", {BYTES("amount"), coins_text(arena, *paid)});
    return NULL;
}

status distribution_fund_community_pool(struct context *ctx, struct bytes sender,
                                        struct coins coins)
{
    TRY(bank_send_to_module(ctx, sender, DISTRIBUTION_ACCOUNT, coins));
    return distribution_fee_pool_add(ctx, decimal_coins_from_coins(ctx->arena, coins));
}

status distribution_spend_community_pool(struct context *ctx, struct bytes receiver,
                                         struct coins coins)
{
    struct decimal_coins pool;
    TRY(distribution_fee_pool_get(ctx, &pool));
    TRY(decimal_coins_difference(ctx->arena, pool, decimal_coins_from_coins(ctx->arena, coins),
                                 &pool));
    if (decimal_coins_any_negative(pool))
        return &DISTRIBUTION_BAD_DISTRIBUTION;
    TRY(bank_send_from_module(ctx, DISTRIBUTION_ACCOUNT, receiver, coins));
    return distribution_fee_pool_set(ctx, pool);
}
