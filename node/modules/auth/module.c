#include "node/modules/auth/module.h"

#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/modules/auth/internal.h"

static status check_params(struct arena *arena, const struct cosmos_auth_v1beta1_params *params)
{
    if (params->tx_sig_limit == 0)
        return chain_error(arena, "invalid tx signature limit: 0");
    if (params->sig_verify_cost_ed25519 == 0)
        return chain_error(arena, "invalid ED25519 signature verification cost: 0");
    if (params->sig_verify_cost_secp256k1 == 0)
        return chain_error(arena, "invalid SECK256k1 signature verification cost: 0");
    if (params->max_memo_characters == 0)
        return chain_error(arena, "invalid max memo characters: 0");
    if (params->tx_size_cost_per_byte == 0)
        return chain_error(arena, "invalid tx size cost per byte: 0");
    return NULL;
}

/* Unlike the other modules, auth refuses a wrong authority without a code of its own. */
static status execute_update_params(struct context *ctx, const void *msg, void *response)
{
    const struct cosmos_auth_v1beta1_msg_update_params *update = msg;
    if (!bytes_equal(update->authority, ADDRESS_AUTHORITY))
        return chain_error(ctx->arena,
                           "expected gov account as only signer for proposal message; invalid "
                           "authority; expected %.*s, got %.*s",
                           BYTES_ARG(ADDRESS_AUTHORITY), BYTES_ARG(update->authority));
    TRY(check_params(ctx->arena, &update->params));
    return auth_params_set(ctx, &update->params);
}

static const struct message_route MESSAGES[] = {
    {&cosmos_auth_v1beta1_msg_update_params_type,
     &cosmos_auth_v1beta1_msg_update_params_response_type, NULL, execute_update_params},
};

const struct module auth_module = {
    .name = "auth",
    .consensus_version = 5,
    .messages = MESSAGES,
    .message_count = ARRAY_COUNT(MESSAGES),
    .queries = AUTH_QUERIES,
    .query_count = AUTH_QUERY_COUNT,
    .genesis = &cosmos_auth_v1beta1_genesis_state_type,
    .genesis_init = auth_genesis_init,
    .genesis_export = auth_genesis_export,
};
