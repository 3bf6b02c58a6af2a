#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/bank/internal.h"

/* Transfers between accounts (cosmos-sdk: x/bank/keeper/send.go, keeper.go). */

struct party bank_party(struct arena *arena, struct bytes address)
{
    return (struct party){address, address_text(arena, ADDRESS_ACCOUNT, address)};
}

/* The spendable part must cover the amount. */
static status check_spendable(struct context *ctx, struct coin wanted, struct integer balance,
                              struct integer locked)
{
    struct integer spendable;
    TRY(integer_subtract(balance, locked, &spendable));
    if (integer_is_negative(spendable)) {
        struct bytes held = coin_text(ctx->arena, (struct coin){wanted.denom, locked});
        struct bytes have = coin_text(ctx->arena, (struct coin){wanted.denom, balance});
        return error_wrap(ctx->arena, &CHAIN_INSUFFICIENT_FUNDS,
                          "locked amount exceeds account balance funds: %.*s > %.*s",
                          BYTES_ARG(held), BYTES_ARG(have));
    }
    if (integer_compare(spendable, wanted.amount) < 0) {
        struct bytes have = coin_text(ctx->arena, (struct coin){wanted.denom, spendable});
        struct bytes text = coin_text(ctx->arena, wanted);
        return error_wrap(ctx->arena, &CHAIN_INSUFFICIENT_FUNDS,
                          "spendable balance %.*s is smaller than %.*s", BYTES_ARG(have),
                          BYTES_ARG(text));
    }
    return NULL;
}

status bank_take(struct context *ctx, struct party from, struct coins coins, struct bytes text)
{
    if (!coins_are_valid(coins))
        return bank_refuse_coins(ctx, coins);
    struct coins locked;
    TRY(bank_locked(ctx, from.address, &locked));
    for (size_t i = 0; i < coins.count; i++) {
        struct coin coin = coins.items[i];
        struct integer balance;
        TRY(bank_balance(ctx, from.address, coin.denom, &balance));
        TRY(check_spendable(ctx, coin, balance, coins_amount(locked, coin.denom)));
        TRY(integer_subtract(balance, coin.amount, &coin.amount));
        TRY(bank_balance_set(ctx, from.address, coin));
    }
    EVENT(ctx->events, "coin_spent", {BYTES("spender"), from.text}, {BYTES("amount"), text});
    return NULL;
}

status bank_give(struct context *ctx, struct party to, struct coins coins, struct bytes text)
{
    if (!coins_are_valid(coins))
        return bank_refuse_coins(ctx, coins);
    for (size_t i = 0; i < coins.count; i++) {
        struct coin coin = coins.items[i];
        struct integer balance;
        TRY(bank_balance(ctx, to.address, coin.denom, &balance));
        TRY(integer_add(balance, coin.amount, &coin.amount));
        TRY(bank_balance_set(ctx, to.address, coin));
    }
    EVENT(ctx->events, "coin_received", {BYTES("receiver"), to.text}, {BYTES("amount"), text});
    return NULL;
}

status bank_welcome(struct context *ctx, struct bytes address)
{
    bool known;
    struct account *account;
    TRY(auth_account_exists(ctx, address, &known));
    if (known)
        return NULL;
    TRY(auth_account_new(ctx, address, &account));
    return auth_account_set(ctx, account);
}

status bank_send(struct context *ctx, struct bytes from, struct bytes to, struct coins coins)
{
    struct party sender = bank_party(ctx->arena, from), receiver = bank_party(ctx->arena, to);
    struct bytes text = coins_text(ctx->arena, coins);
    TRY(bank_take(ctx, sender, coins, text));
    TRY(bank_give(ctx, receiver, coins, text));
    TRY(bank_welcome(ctx, to));
    EVENT(ctx->events, "transfer", {BYTES("recipient"), receiver.text},
          {BYTES("sender"), sender.text}, {BYTES("amount"), text});
    EVENT(ctx->events, "message", {BYTES("sender"), sender.text});
    return NULL;
}

/* Sending from a module needs its address only; sending to one makes its account. */
static status module_sender(struct context *ctx, const char *name, struct bytes *address)
{
    *address = auth_module_address(ctx->chain, name);
    if (address->len == 0)
        return chain_panic(ctx->arena, "module account %s does not exist: unknown address", name);
    return NULL;
}

status bank_send_to_module(struct context *ctx, struct bytes from, const char *module,
                           struct coins coins)
{
    struct account *account;
    TRY(auth_module_account(ctx, module, &account));
    return bank_send(ctx, from, account->address, coins);
}

status bank_send_from_module(struct context *ctx, const char *module, struct bytes to,
                             struct coins coins)
{
    struct bytes from;
    TRY(module_sender(ctx, module, &from));
    if (bank_is_blocked(ctx->chain, to)) {
        struct bytes text = address_text(ctx->arena, ADDRESS_ACCOUNT, to);
        return error_wrap(ctx->arena, &CHAIN_UNAUTHORIZED, "%.*s is not allowed to receive funds",
                          BYTES_ARG(text));
    }
    return bank_send(ctx, from, to, coins);
}

status bank_send_between_modules(struct context *ctx, const char *from, const char *to,
                                 struct coins coins)
{
    struct bytes sender;
    struct account *receiver;
    TRY(module_sender(ctx, from, &sender));
    TRY(auth_module_account(ctx, to, &receiver));
    return bank_send(ctx, sender, receiver->address, coins);
}
