#include "node/chain/errors.h"
#include "node/modules/auth/module.h"

/* What vesting accounts hold back (cosmos-sdk: x/auth/vesting/types). */

bool auth_account_is_vesting(const struct account *account)
{
    return account->kind != ACCOUNT_BASE && account->kind != ACCOUNT_MODULE;
}

/* The share of each original coin that has vested, rounded half to even. */
static status vested_linearly(struct arena *arena, const struct account *account, int64_t now,
                              struct coins *vested)
{
    struct decimal elapsed = decimal_from_integer(integer_from_i64(now - account->start_seconds));
    struct decimal whole =
        decimal_from_integer(integer_from_i64(account->end_seconds - account->start_seconds));
    struct decimal share;
    TRY(decimal_divide(elapsed, whole, &share));
    struct coin *items = ARENA_ARRAY(arena, struct coin, account->original_vesting.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < account->original_vesting.count; i++) {
        const struct coin *original = &account->original_vesting.items[i];
        struct decimal amount;
        TRY(decimal_multiply(decimal_from_integer(original->amount), share, &amount));
        struct coin coin = {original->denom, decimal_round(amount)};
        if (!integer_is_zero(coin.amount))
            items[count++] = coin;
    }
    *vested = (struct coins){items, count};
    return NULL;
}

static status vested_by_periods(struct arena *arena, const struct account *account, int64_t now,
                                struct coins *vested)
{
    int64_t start = account->start_seconds;
    *vested = COINS_NONE;
    for (size_t i = 0; i < account->period_count; i++) {
        if (now - start < account->periods[i].seconds)
            break;
        TRY(coins_add(arena, *vested, account->periods[i].amount, vested));
        start += account->periods[i].seconds;
    }
    return NULL;
}

/* still_vesting (GetVestingCoins) is the original amount without what has vested at the block's
 * time. */
static status still_vesting(struct context *ctx, const struct account *account,
                            struct coins *vesting)
{
    int64_t now = ctx->block->time_seconds;
    struct coins vested = COINS_NONE;
    *vesting = account->original_vesting;
    if (account->kind == ACCOUNT_PERMANENT_LOCKED)
        return NULL;
    if (now >= account->end_seconds &&
        (account->kind == ACCOUNT_DELAYED_VESTING || now > account->start_seconds)) {
        *vesting = COINS_NONE;
        return NULL;
    }
    if (account->kind == ACCOUNT_DELAYED_VESTING || now <= account->start_seconds)
        return NULL;
    if (account->kind == ACCOUNT_CONTINUOUS_VESTING)
        TRY(vested_linearly(ctx->arena, account, now, &vested));
    else
        TRY(vested_by_periods(ctx->arena, account, now, &vested));
    bool negative;
    TRY(coins_subtract(ctx->arena, account->original_vesting, vested, vesting, &negative));
    return negative ? chain_panic(ctx->arena, "negative coin amount") : NULL;
}

status auth_locked_coins(struct context *ctx, const struct account *account, struct coins *locked)
{
    *locked = COINS_NONE;
    if (account == NULL || !auth_account_is_vesting(account))
        return NULL;
    struct coins vesting;
    TRY(still_vesting(ctx, account, &vesting));
    struct coins delegated = coins_minimum(ctx->arena, vesting, account->delegated_vesting);
    bool negative;
    return coins_subtract(ctx->arena, vesting, delegated, locked, &negative);
}

static struct integer larger(struct integer left, struct integer right)
{
    return integer_compare(left, right) >= 0 ? left : right;
}

/* moved adds `amount` of a denom to a list, or takes it away. */
static status moved(struct arena *arena, struct coins *list, struct bytes denom,
                    struct integer amount, bool away)
{
    struct coins one = coins_one(arena, denom, amount);
    bool negative = false;
    if (away)
        TRY(coins_subtract(arena, *list, one, list, &negative));
    else
        TRY(coins_add(arena, *list, one, list));
    return negative ? chain_panic(arena, "negative coin amount") : NULL;
}

status auth_track_delegation(struct context *ctx, struct account *account, struct coins balance,
                             struct coins amount)
{
    struct coins vesting;
    TRY(still_vesting(ctx, account, &vesting));
    for (size_t i = 0; i < amount.count; i++) {
        const struct coin *coin = &amount.items[i];
        if (integer_is_zero(coin->amount) ||
            integer_compare(coins_amount(balance, coin->denom), coin->amount) < 0)
            return chain_panic(ctx->arena,
                               "delegation attempt with zero coins or insufficient funds");
        struct integer from_vesting, free;
        TRY(integer_subtract(coins_amount(vesting, coin->denom),
                             coins_amount(account->delegated_vesting, coin->denom), &from_vesting));
        from_vesting = integer_minimum(larger(from_vesting, INTEGER_ZERO), coin->amount);
        TRY(integer_subtract(coin->amount, from_vesting, &free));
        TRY(moved(ctx->arena, &account->delegated_vesting, coin->denom, from_vesting, false));
        TRY(moved(ctx->arena, &account->delegated_free, coin->denom, free, false));
    }
    return NULL;
}

status auth_track_undelegation(struct context *ctx, struct account *account, struct coins amount)
{
    for (size_t i = 0; i < amount.count; i++) {
        const struct coin *coin = &amount.items[i];
        if (integer_is_zero(coin->amount))
            return chain_panic(ctx->arena, "undelegation attempt with zero coins");
        struct integer free =
            integer_minimum(coins_amount(account->delegated_free, coin->denom), coin->amount);
        struct integer from_vesting;
        TRY(integer_subtract(coin->amount, free, &from_vesting));
        from_vesting =
            integer_minimum(coins_amount(account->delegated_vesting, coin->denom), from_vesting);
        TRY(moved(ctx->arena, &account->delegated_free, coin->denom, free, true));
        TRY(moved(ctx->arena, &account->delegated_vesting, coin->denom, from_vesting, true));
    }
    return NULL;
}
