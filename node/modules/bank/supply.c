#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/bank/internal.h"

/* Minting, burning, and the pools of delegated coins (cosmos-sdk: x/bank/keeper/keeper.go). */

static status require(struct context *ctx, const char *module, const char *permission,
                      const char *what, struct account **account)
{
    TRY(auth_module_account(ctx, module, account));
    if (auth_account_may(*account, permission))
        return NULL;
    return chain_panic(ctx->arena,
                       "module account %s does not have permissions to %s: unauthorized", module,
                       what);
}

/* change_supply adds the coins to the supply, or takes them away. */
static status change_supply(struct context *ctx, struct coins coins, bool away)
{
    for (size_t i = 0; i < coins.count; i++) {
        struct integer supply;
        TRY(bank_supply(ctx, coins.items[i].denom, &supply));
        if (away)
            TRY(integer_subtract(supply, coins.items[i].amount, &supply));
        else
            TRY(integer_add(supply, coins.items[i].amount, &supply));
        if (integer_is_negative(supply))
            return chain_panic(ctx->arena, "negative coin amount");
        TRY(bank_supply_set(ctx, coins.items[i].denom, supply));
    }
    return NULL;
}

status bank_mint(struct context *ctx, const char *module, struct coins coins)
{
    struct account *account;
    TRY(require(ctx, module, "minter", "mint tokens", &account));
    struct party minter = bank_party(ctx->arena, account->address);
    struct bytes text = coins_text(ctx->arena, coins);
    TRY(bank_give(ctx, minter, coins, text));
    TRY(change_supply(ctx, coins, false));
    EVENT(ctx->events, "coinbase", {BYTES("minter"), minter.text}, {BYTES("amount"), text});
    return NULL;
}

status bank_burn(struct context *ctx, const char *module, struct coins coins)
{
    struct account *account;
    TRY(require(ctx, module, "burner", "burn tokens", &account));
    struct party burner = bank_party(ctx->arena, account->address);
    struct bytes text = coins_text(ctx->arena, coins);
    TRY(bank_take(ctx, burner, coins, text));
    TRY(change_supply(ctx, coins, true));
    EVENT(ctx->events, "burn", {BYTES("burner"), burner.text}, {BYTES("amount"), text});
    return NULL;
}

/* The pool's account is read a second time, as the original does. */
static status pool_account(struct context *ctx, const char *module, const char *what,
                           struct account **pool)
{
    TRY(require(ctx, module, "staking", what, pool));
    return auth_account_get(ctx, (*pool)->address, pool);
}

static status track_account(struct context *ctx, struct bytes address, const char *wrap,
                            struct account **account)
{
    TRY(auth_account_get(ctx, address, account));
    if (*account != NULL)
        return NULL;
    struct bytes text = address_text(ctx->arena, ADDRESS_ACCOUNT, address);
    return error_wrap(ctx->arena, &CHAIN_UNKNOWN_ADDRESS, "%s: account %.*s does not exist", wrap,
                      BYTES_ARG(text));
}

status bank_delegate(struct context *ctx, struct bytes from, const char *module, struct coins coins)
{
    struct account *pool, *account;
    TRY(pool_account(ctx, module, "receive delegated coins", &pool));
    if (!coins_are_valid(coins))
        return bank_refuse_coins(ctx, coins);
    struct bytes text = coins_text(ctx->arena, coins);
    struct coins balances = COINS_NONE;
    for (size_t i = 0; i < coins.count; i++) {
        struct coin coin = coins.items[i];
        struct integer balance;
        TRY(bank_balance(ctx, from, coin.denom, &balance));
        if (integer_compare(balance, coin.amount) < 0) {
            struct bytes have = coin_text(ctx->arena, (struct coin){coin.denom, balance});
            return error_wrap(ctx->arena, &CHAIN_INSUFFICIENT_FUNDS,
                              "failed to delegate; %.*s is smaller than %.*s", BYTES_ARG(have),
                              BYTES_ARG(text));
        }
        TRY(coins_add(ctx->arena, balances, coins_one(ctx->arena, coin.denom, balance), &balances));
        TRY(integer_subtract(balance, coin.amount, &coin.amount));
        TRY(bank_balance_set(ctx, from, coin));
    }
    TRY(track_account(ctx, from, "failed to track delegation", &account));
    if (auth_account_is_vesting(account)) {
        TRY(auth_track_delegation(ctx, account, balances, coins));
        TRY(auth_account_set(ctx, account));
    }
    EVENT(ctx->events, "coin_spent",
          {BYTES("spender"), address_text(ctx->arena, ADDRESS_ACCOUNT, from)},
          {BYTES("amount"), text});
    return bank_give(ctx, bank_party(ctx->arena, pool->address), coins, text);
}

status bank_undelegate(struct context *ctx, const char *module, struct bytes to, struct coins coins)
{
    struct account *pool, *account;
    TRY(pool_account(ctx, module, "undelegate coins", &pool));
    if (!coins_are_valid(coins))
        return bank_refuse_coins(ctx, coins);
    struct bytes text = coins_text(ctx->arena, coins);
    TRY(bank_take(ctx, bank_party(ctx->arena, pool->address), coins, text));
    TRY(track_account(ctx, to, "failed to track undelegation", &account));
    if (auth_account_is_vesting(account)) {
        TRY(auth_track_undelegation(ctx, account, coins));
        TRY(auth_account_set(ctx, account));
    }
    return bank_give(ctx, bank_party(ctx->arena, to), coins, text);
}
