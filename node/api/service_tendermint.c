#include "common/encoding/bech32.h"
#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "node/api/api_internal.h"
#include "node/api/node_info.h"
#include "node/api/service.h"
#include "node/chain/errors.h"
#include "schema/chain/cosmos_base_node_v1beta1.h"
#include "schema/chain/cosmos_base_tendermint_v1beta1.h"
#include "schema/chain/tendermint_p2p.h"
#include "schema/core/cosmos_crypto_ed25519.h"

/* cosmos.base.tendermint.v1beta1.Service and cosmos.base.node.v1beta1.Service (chain-surface 5.8).
 */

enum { VALIDATORS_LIMIT_DEFAULT = 100 };

/* ---- node ---- */

static status get_node_info(struct service_call *call, const void *request, void *out)
{
    static const struct node_info_module modules[] = NODE_INFO_MODULES;
    struct cosmos_base_tendermint_v1beta1_get_node_info_response *response = out;
    const struct api *api = call->api;
    struct tendermint_p2p_default_node_info *node =
        ARENA_NEW(call->arena, struct tendermint_p2p_default_node_info);
    struct cosmos_base_tendermint_v1beta1_version_info *version =
        ARENA_NEW(call->arena, struct cosmos_base_tendermint_v1beta1_version_info);
    *node = (struct tendermint_p2p_default_node_info){
        .protocol_version = {.p2p = NODE_INFO_P2P_PROTOCOL, .block = NODE_INFO_BLOCK_PROTOCOL},
        .default_node_id = api->node_id,
        .listen_addr = BYTES(NODE_INFO_LISTEN),
        .network = api->options.genesis->chain_id,
        .version = BYTES(NODE_INFO_COMETBFT),
        .moniker = api->options.moniker,
        .other = {.tx_index = BYTES("on"),
                  .rpc_address = arena_format(call->arena, "tcp://0.0.0.0:%u", api->ports.rpc)},
    };
    if (!hex_decode(call->arena, BYTES(NODE_INFO_CHANNELS), &node->channels))
        node->channels = BYTES("");
    struct cosmos_base_tendermint_v1beta1_module *deps = ARENA_ARRAY(
        call->arena, struct cosmos_base_tendermint_v1beta1_module, ARRAY_COUNT(modules));
    for (size_t i = 0; i < ARRAY_COUNT(modules); i++) {
        deps[i].path = bytes_text(modules[i].path);
        deps[i].version = bytes_text(modules[i].version);
    }
    *version = (struct cosmos_base_tendermint_v1beta1_version_info){
        .name = BYTES(NODE_INFO_APP),
        .app_name = BYTES(NODE_INFO_BINARY),
        .version = api->options.version,
        .git_commit = api->options.commit,
        .build_tags = api->options.simulation ? BYTES(NODE_INFO_SIMULATION) : BYTES(""),
        .build_deps = {deps, ARRAY_COUNT(modules)},
        .cosmos_sdk_version = BYTES(NODE_INFO_SDK),
    };
    response->default_node_info = node;
    response->application_version = version;
    return NULL;
}

/* The embedded validator has nobody to catch up with. */
static status get_syncing(struct service_call *call, const void *request, void *response)
{
    return NULL;
}

static status config(struct service_call *call, const void *request, void *out)
{
    struct cosmos_base_node_v1beta1_config_response *response = out;
    const struct pruning *pruning = &call->api->options.pruning;
    response->minimum_gas_price = call->api->options.minimum_gas_prices;
    response->pruning_keep_recent =
        arena_format(call->arena, "%lld", (long long)pruning->keep_recent);
    response->pruning_interval = arena_format(call->arena, "%lld", (long long)pruning->interval);
    return NULL;
}

static status node_status(struct service_call *call, const void *request, void *out)
{
    struct cosmos_base_node_v1beta1_status_response *response = out;
    struct api_tip tip = api_tip(call->api);
    struct google_protobuf_timestamp *time =
        ARENA_NEW(call->arena, struct google_protobuf_timestamp);
    *time = tip.time;
    response->height = (uint64_t)tip.height;
    response->timestamp = time;
    response->app_hash = arena_copy(call->arena, BYTES_OF(tip.app_hash));
    response->validator_hash = arena_copy(call->arena, BYTES_OF(tip.next_validators_hash));
    return NULL;
}

/* ---- blocks ---- */

/* The block again, with the proposer as text. */
static const struct cosmos_base_tendermint_v1beta1_block *
sdk_block(struct arena *arena, const struct tendermint_types_block *block)
{
    struct cosmos_base_tendermint_v1beta1_block *out =
        ARENA_NEW(arena, struct cosmos_base_tendermint_v1beta1_block);
    const struct tendermint_types_header *header = &block->header;
    *out = (struct cosmos_base_tendermint_v1beta1_block){
        .header = {.version = header->version,
                   .chain_id = header->chain_id,
                   .height = header->height,
                   .time = header->time,
                   .last_block_id = header->last_block_id,
                   .last_commit_hash = header->last_commit_hash,
                   .data_hash = header->data_hash,
                   .validators_hash = header->validators_hash,
                   .next_validators_hash = header->next_validators_hash,
                   .consensus_hash = header->consensus_hash,
                   .app_hash = header->app_hash,
                   .last_results_hash = header->last_results_hash,
                   .evidence_hash = header->evidence_hash,
                   .proposer_address =
                       bech32_encode(arena, BECH32_CONSENSUS, header->proposer_address)},
        .data = block->data,
        .evidence = block->evidence,
        .last_commit = block->last_commit,
    };
    return out;
}

static status read_block(struct service_call *call, int64_t height, struct chain_block **block)
{
    *block = ARENA_NEW(call->arena, struct chain_block);
    if (chain_read_block(call->api->options.database, call->arena, height, *block))
        return NULL;
    return chain_error(call->arena, "height %lld is not available", (long long)height);
}

/* Both responses have the same fields. */
static status get_latest_block(struct service_call *call, const void *request, void *out)
{
    struct cosmos_base_tendermint_v1beta1_get_latest_block_response *response = out;
    struct chain_block *block;
    TRY(read_block(call, database_height(call->api->options.database), &block));
    response->block_id = &block->commit.block_id;
    response->block = &block->block;
    response->sdk_block = sdk_block(call->arena, &block->block);
    return NULL;
}

static status check_height(struct service_call *call, int64_t height)
{
    if (height > database_height(call->api->options.database))
        return chain_grpc_error(call->arena, GRPC_INVALID_ARGUMENT,
                                "requested block height is bigger then the chain length");
    if (height < 1)
        return chain_error(call->arena, "height must be greater than 0, but got %lld",
                           (long long)height);
    return NULL;
}

static status get_block_by_height(struct service_call *call, const void *message, void *out)
{
    const struct cosmos_base_tendermint_v1beta1_get_block_by_height_request *request = message;
    struct cosmos_base_tendermint_v1beta1_get_block_by_height_response *response = out;
    struct chain_block *block;
    TRY(check_height(call, request->height));
    TRY(read_block(call, request->height, &block));
    response->block_id = &block->commit.block_id;
    response->block = &block->block;
    response->sdk_block = sdk_block(call->arena, &block->block);
    return NULL;
}

/* ---- validators ---- */

static void fill_validator(struct arena *arena, const struct light_validator *from,
                           struct cosmos_base_tendermint_v1beta1_validator *to)
{
    struct google_protobuf_any *key = ARENA_NEW(arena, struct google_protobuf_any);
    const struct cosmos_crypto_ed25519_pub_key pub_key = {.key =
                                                              bytes_make(from->key, from->key_len)};
    key->type_url = BYTES("/cosmos.crypto.ed25519.PubKey");
    key->value = protobuf_encode(arena, &cosmos_crypto_ed25519_pub_key_type, &pub_key);
    *to = (struct cosmos_base_tendermint_v1beta1_validator){
        .address = bech32_encode(arena, BECH32_CONSENSUS, BYTES_OF(from->address)),
        .pub_key = key,
        .voting_power = from->power,
        .proposer_priority = from->priority,
    };
}

static status
fill_validators(struct service_call *call, int64_t height,
                const struct cosmos_base_query_v1beta1_page_request *request,
                struct cosmos_base_tendermint_v1beta1_get_latest_validator_set_response *response)
{
    struct light_validator_set set;
    uint64_t offset = request == NULL ? 0 : request->offset;
    uint64_t limit =
        request == NULL || request->limit == 0 ? VALIDATORS_LIMIT_DEFAULT : request->limit;
    if (!chain_read_validators(call->api->options.database, call->arena, height, &set))
        return chain_error(call->arena, "could not find validator set for height #%lld",
                           (long long)height);
    size_t start = offset < set.count ? (size_t)offset : set.count;
    size_t count = set.count - start < limit ? set.count - start : (size_t)limit;
    response->block_height = height;
    response->validators.items =
        ARENA_ARRAY(call->arena, struct cosmos_base_tendermint_v1beta1_validator, count);
    response->validators.count = count;
    for (size_t i = 0; i < count; i++)
        fill_validator(call->arena, &set.items[start + i], &response->validators.items[i]);
    struct cosmos_base_query_v1beta1_page_response *page =
        ARENA_NEW(call->arena, struct cosmos_base_query_v1beta1_page_response);
    page->total = set.count;
    response->pagination = page;
    return NULL;
}

static status get_latest_validator_set(struct service_call *call, const void *message,
                                       void *response)
{
    const struct cosmos_base_tendermint_v1beta1_get_latest_validator_set_request *request = message;
    return fill_validators(call, database_height(call->api->options.database), request->pagination,
                           response);
}

static status get_validator_set_by_height(struct service_call *call, const void *message, void *out)
{
    const struct cosmos_base_tendermint_v1beta1_get_validator_set_by_height_request *request =
        message;
    struct cosmos_base_tendermint_v1beta1_get_validator_set_by_height_response *response = out;
    struct cosmos_base_tendermint_v1beta1_get_latest_validator_set_response set = {0};
    TRY(check_height(call, request->height));
    TRY(fill_validators(call, request->height, request->pagination, &set));
    response->block_height = set.block_height;
    response->validators = set.validators;
    response->pagination = set.pagination;
    return NULL;
}

/* ---- ABCI ---- */

static status abci_query(struct service_call *call, const void *message, void *out)
{
    const struct cosmos_base_tendermint_v1beta1_abci_query_request *request = message;
    struct cosmos_base_tendermint_v1beta1_abci_query_response *response = out;
    const struct tendermint_abci_request_query query = {.data = request->data,
                                                        .path = request->path,
                                                        .height = request->height,
                                                        .prove = request->prove};
    struct tendermint_abci_response_query answer = {0};
    api_query(call->api, call->arena, &query, &answer);
    *response = (struct cosmos_base_tendermint_v1beta1_abci_query_response){
        .code = answer.code,
        .log = answer.log,
        .info = answer.info,
        .index = answer.index,
        .key = answer.key,
        .value = answer.value,
        .height = answer.height,
        .codespace = answer.codespace,
    };
    if (answer.proof_ops == NULL)
        return NULL;
    struct cosmos_base_tendermint_v1beta1_proof_ops *ops =
        ARENA_NEW(call->arena, struct cosmos_base_tendermint_v1beta1_proof_ops);
    ops->ops.count = answer.proof_ops->ops.count;
    ops->ops.items =
        ARENA_ARRAY(call->arena, struct cosmos_base_tendermint_v1beta1_proof_op, ops->ops.count);
    for (size_t i = 0; i < ops->ops.count; i++) {
        const struct tendermint_crypto_proof_op *op = &answer.proof_ops->ops.items[i];
        ops->ops.items[i] = (struct cosmos_base_tendermint_v1beta1_proof_op){
            .type = op->type, .key = op->key, .data = op->data};
    }
    response->proof_ops = ops;
    return NULL;
}

#define TENDERMINT "/cosmos.base.tendermint.v1beta1.Service/"

const struct service_method tendermint_service_methods[] = {
    {TENDERMINT "GetNodeInfo", get_node_info, NULL},
    {TENDERMINT "GetSyncing", get_syncing, NULL},
    {TENDERMINT "GetLatestBlock", get_latest_block, NULL},
    {TENDERMINT "GetBlockByHeight", get_block_by_height, NULL},
    {TENDERMINT "GetLatestValidatorSet", get_latest_validator_set, NULL},
    {TENDERMINT "GetValidatorSetByHeight", get_validator_set_by_height, NULL},
    {TENDERMINT "ABCIQuery", abci_query, NULL},
    {"/cosmos.base.node.v1beta1.Service/Config", config, NULL},
    {"/cosmos.base.node.v1beta1.Service/Status", node_status, NULL},
    {NULL, NULL, NULL},
};
