#include "node/chain/ante.h"

#include "common/tx/errors.h"
#include "common/tx/tx.h"
#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "node/chain/router.h"

#define COMPUTE_KEY_TX_COUNTER BYTES("\x08")

enum { TX_COUNTER_BYTES = 12 }; /* BE8 height, BE4 counter */

status ante_count_tx(struct context *ctx)
{
    struct bytes stored;
    uint8_t value[TX_COUNTER_BYTES];
    if (ctx->mode == EXEC_SIMULATE)
        return NULL;
    uint64_t height = (uint64_t)ctx->block->height;
    ctx->tx_counter = 0;
    TRY(kv_get(ctx, STORE_COMPUTE, COMPUTE_KEY_TX_COUNTER, &stored));
    if (stored.len == TX_COUNTER_BYTES && load_be64(stored.data) == height)
        ctx->tx_counter = load_be32(stored.data + 8);
    store_be64(value, height);
    store_be32(value + 8, ctx->tx_counter + 1);
    return kv_set(ctx, STORE_COMPUTE, COMPUTE_KEY_TX_COUNTER, BYTES_OF(value));
}

status ante_set_up(struct context *ctx)
{
    const struct cosmos_tx_v1beta1_fee *fee = ctx->tx->auth_info.fee;
    if (fee == NULL)
        return chain_panic(ctx->arena, TX_NIL_POINTER);
    bool unlimited = ctx->mode == EXEC_SIMULATE || ctx->block->height == 0;
    ctx->gas = ARENA_NEW(ctx->arena, struct gas_meter);
    *ctx->gas = gas_meter_new(unlimited ? GAS_UNLIMITED : fee->gas_limit);
    const struct tendermint_types_block_params *limits =
        ctx->consensus_params == NULL ? NULL : ctx->consensus_params->block;
    if (limits != NULL && limits->max_gas > 0 && fee->gas_limit > (uint64_t)limits->max_gas)
        return error_wrap(ctx->arena, &CHAIN_INVALID_GAS_LIMIT,
                          "tx gas limit %llu exceeds block max gas %lld",
                          (unsigned long long)fee->gas_limit, (long long)limits->max_gas);
    return NULL;
}

status ante_circuit_breaker(struct context *ctx)
{
    for (size_t i = 0; i < ctx->tx->message_count; i++) {
        bool allowed;
        TRY(circuit_allows(ctx, ctx->tx->messages[i].type, &allowed));
        if (!allowed)
            return chain_error(ctx->arena, "tx type not allowed");
    }
    return NULL;
}

status ante_extension_options(struct context *ctx)
{
    return ctx->tx->body.extension_options.count > 0 ? &CHAIN_UNKNOWN_EXTENSION_OPTIONS : NULL;
}

status ante_validate_basic(struct context *ctx)
{
    return ctx->mode == EXEC_RECHECK ? NULL : tx_check(ctx->arena, ctx->tx);
}

status ante_timeout_height(struct context *ctx)
{
    uint64_t timeout = ctx->tx->body.timeout_height;
    if (timeout == 0 || (uint64_t)ctx->block->height <= timeout)
        return NULL;
    return error_wrap(ctx->arena, &CHAIN_TX_TIMEOUT_HEIGHT,
                      "block height: %lld, timeout height: %llu", (long long)ctx->block->height,
                      (unsigned long long)timeout);
}
