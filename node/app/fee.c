#include "node/app/fee.h"

#include "common/tx/tx.h"
#include "node/chain/address.h"
#include "node/chain/chain.h"
#include "node/chain/errors.h"
#include "node/modules/bank/module.h"

/* What the node wants for the gas limit: price * gas, rounded up, for each denom. */
static status required_fee(struct context *ctx, uint64_t gas, struct coins *required)
{
    const struct chain *chain = ctx->chain;
    struct coin *items = ARENA_ARRAY(ctx->arena, struct coin, chain->minimum_gas_price_count + 1);
    struct decimal limit = decimal_from_integer(integer_from_i64((int64_t)gas));
    for (size_t i = 0; i < chain->minimum_gas_price_count; i++) {
        struct decimal fee;
        TRY(decimal_multiply(chain->minimum_gas_prices[i].amount, limit, &fee));
        items[i] = (struct coin){chain->minimum_gas_prices[i].denom, decimal_ceiling(fee)};
    }
    *required = (struct coins){items, chain->minimum_gas_price_count};
    return NULL;
}

static status check_minimum(struct context *ctx, struct coins fee, uint64_t gas)
{
    struct coins required;
    if (ctx->chain->minimum_gas_price_count == 0)
        return NULL;
    TRY(required_fee(ctx, gas, &required));
    for (size_t i = 0; i < fee.count; i++)
        if (!denom_is_valid(fee.items[i].denom))
            return chain_panic(ctx->arena, "invalid denom: %.*s", BYTES_ARG(fee.items[i].denom));
    if (coins_any_at_least(fee, required))
        return NULL;
    struct bytes got = coins_text(ctx->arena, fee), wanted = coins_text(ctx->arena, required);
    return error_wrap(ctx->arena, &CHAIN_INSUFFICIENT_FEE,
                      "insufficient fees; got: %.*s required: %.*s", BYTES_ARG(got),
                      BYTES_ARG(wanted));
}

/* The original prints raw addresses into these texts; they need not be UTF-8. */
static status use_grant(struct context *ctx, struct bytes granter, struct bytes payer,
                        struct coins fee)
{
    if (ctx->chain->fee_grant == NULL)
        return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST, "fee grants are not enabled");
    status refused = ctx->chain->fee_grant->use(ctx, granter, payer, fee);
    if (refused == NULL || refused->aborts)
        return refused;
    return error_wrap_bytes(
        ctx->arena, refused,
        ARENA_CONCAT(ctx->arena, granter, BYTES(" does not allow to pay fees for "), payer));
}

static status take(struct context *ctx, struct bytes from, struct coins fee)
{
    struct bytes text = coins_text(ctx->arena, fee);
    if (!coins_are_valid(fee))
        return error_wrap(ctx->arena, &CHAIN_INSUFFICIENT_FEE, "invalid fee amount: %.*s",
                          BYTES_ARG(text));
    status refused = bank_send_to_module(ctx, from, "fee_collector", fee);
    if (refused == NULL || refused->aborts)
        return refused;
    return error_wrap_bytes(ctx->arena, &CHAIN_INSUFFICIENT_FUNDS, refused->text);
}

status fee_deduct(struct context *ctx)
{
    const struct cosmos_tx_v1beta1_fee *offered = ctx->tx->auth_info.fee;
    bool simulated = ctx->mode == EXEC_SIMULATE;
    struct coins fee;
    struct bytes payer, granter;
    struct account *account;
    if (!simulated && ctx->block->height > 0 && offered->gas_limit == 0)
        return error_wrap(ctx->arena, &CHAIN_INVALID_GAS_LIMIT, "must provide positive gas");
    TRY(coins_from_list(ctx->arena, &offered->amount, &fee));
    if (ctx->mode == EXEC_CHECK || ctx->mode == EXEC_RECHECK)
        TRY(check_minimum(ctx, fee, offered->gas_limit));
    TRY(tx_fee_payer(ctx->arena, ctx->tx, &payer));
    TRY(tx_fee_granter(ctx->arena, ctx->tx, &granter));
    struct bytes from = payer;
    if (granter.data != NULL) {
        if (!bytes_equal(granter, payer))
            TRY(use_grant(ctx, granter, payer, fee));
        from = granter;
    }
    TRY(auth_account_get(ctx, from, &account));
    if (account == NULL)
        return error_wrap_bytes(
            ctx->arena, &CHAIN_UNKNOWN_ADDRESS,
            ARENA_CONCAT(ctx->arena, BYTES("fee payer address: "), from, BYTES(" does not exist")));
    if (!coins_are_zero(fee))
        TRY(take(ctx, from, fee));
    EVENT(ctx->events, "tx", {BYTES("fee"), coins_text(ctx->arena, fee)},
          {BYTES("fee_payer"), address_text(ctx->arena, ADDRESS_ACCOUNT, from)});
    return NULL;
}
