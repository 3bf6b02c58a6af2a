#include "node/modules/auth/module.h"
#include "node/modules/bank/module.h"
#include "node/modules/staking/internal.h"

static status bond_coins(struct context *ctx, struct integer amount, struct coins *coins)
{
    struct bytes denom;
    TRY(staking_bond_denom(ctx, &denom));
    *coins = coins_one(ctx->arena, denom, amount);
    return NULL;
}

status staking_pool_to_not_bonded(struct context *ctx, struct integer amount)
{
    struct coins coins;
    TRY(bond_coins(ctx, amount, &coins));
    return bank_send_between_modules(ctx, STAKING_BONDED_POOL, STAKING_NOT_BONDED_POOL, coins);
}

status staking_pool_to_bonded(struct context *ctx, struct integer amount)
{
    struct coins coins;
    TRY(bond_coins(ctx, amount, &coins));
    return bank_send_between_modules(ctx, STAKING_NOT_BONDED_POOL, STAKING_BONDED_POOL, coins);
}

status staking_pool_burn(struct context *ctx, const char *pool, struct integer amount)
{
    struct coins coins;
    if (!integer_is_positive(amount))
        return NULL;
    TRY(bond_coins(ctx, amount, &coins));
    return bank_burn(ctx, pool, coins);
}

status staking_token_supply(struct context *ctx, struct integer *amount)
{
    struct bytes denom;
    TRY(staking_bond_denom(ctx, &denom));
    return bank_supply(ctx, denom, amount);
}

status staking_total_bonded(struct context *ctx, struct integer *amount)
{
    struct account *pool;
    struct bytes denom;
    TRY(auth_module_account(ctx, STAKING_BONDED_POOL, &pool));
    TRY(staking_bond_denom(ctx, &denom));
    return bank_balance(ctx, pool->address, denom, amount);
}

status staking_bonded_ratio(struct context *ctx, struct decimal *ratio)
{
    struct integer supply, bonded;
    *ratio = DECIMAL_ZERO;
    TRY(staking_token_supply(ctx, &supply));
    if (!integer_is_positive(supply))
        return NULL;
    TRY(staking_total_bonded(ctx, &bonded));
    return decimal_divide_integer(decimal_from_integer(bonded), supply, ratio);
}
