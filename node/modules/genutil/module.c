#include "node/modules/genutil/module.h"
#include "common/encoding/gateway_json.h"
#include "common/encoding/protobuf.h"
#include "node/chain/chain.h"
#include "node/chain/errors.h"
#include "node/chain/run_tx.h"
#include "node/modules/staking/module.h"
#include "schema/chain/cosmos_genutil_v1beta1.h"
#include "schema/core/cosmos_tx_v1beta1.h"

/* A transaction of the genesis file from JSON to its wire form. */
static status encode_tx(struct context *ctx, struct bytes text, struct bytes *raw)
{
    struct json_value json;
    struct cosmos_tx_v1beta1_tx tx;
    TRY(json_parse(ctx->arena, text, 0, &json));
    TRY(gateway_json_read(ctx->arena, ctx->chain->registry, &cosmos_tx_v1beta1_tx_type, 0, &json,
                          &tx));
    *raw = protobuf_encode(ctx->arena, &cosmos_tx_v1beta1_tx_type, &tx);
    return NULL;
}

static status genesis_init(struct context *ctx, const void *message)
{
    const struct cosmos_genutil_v1beta1_genesis_state *genesis = message;
    if (genesis->gen_txs.count == 0)
        return NULL;
    for (size_t at = 0; at < genesis->gen_txs.count; at++) {
        struct bytes raw;
        struct tx_result result;
        TRY(encode_tx(ctx, genesis->gen_txs.items[at], &raw));
        run_tx(ctx, raw, NULL, NULL, &result);
        if (result.refused != NULL)
            return chain_error(ctx->arena, "failed to execute DeliverTx for '%.*s': %.*s",
                               BYTES_ARG(genesis->gen_txs.items[at]),
                               BYTES_ARG(result.refused->text));
    }
    return staking_apply_updates(ctx);
}

/* A chain that runs has its validators in staking. */
static status genesis_export(struct context *ctx, void *genesis)
{
    return NULL;
}

const struct module genutil_module = {
    .name = "genutil",
    .consensus_version = 1,
    .genesis = &cosmos_genutil_v1beta1_genesis_state_type,
    .genesis_init = genesis_init,
    .genesis_export = genesis_export,
};
