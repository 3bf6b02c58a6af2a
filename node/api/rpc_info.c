#include "common/encoding/base64.h"
#include "node/api/api_internal.h"
#include "node/api/node_info.h"
#include "node/api/rpc_methods.h"

enum { GENESIS_CHUNK_BYTES = 16 << 20 };

status rpc_health(struct rpc_call *call)
{
    writer_text(&call->result, "{}");
    return NULL;
}

static void write_node_info(struct writer *out, const struct api *api)
{
    writer_text(out,
                "{\"protocol_version\":{\"p2p\":\"8\",\"block\":\"11\",\"app\":\"0\"},\"id\":");
    rpc_json_text(out, api->node_id);
    writer_text(out, ",\"listen_addr\":\"" NODE_INFO_LISTEN "\",\"network\":");
    rpc_json_text(out, api->options.genesis->chain_id);
    writer_text(out, ",\"version\":\"" NODE_INFO_COMETBFT "\",\"channels\":\"" NODE_INFO_CHANNELS
                     "\",\"moniker\":");
    rpc_json_text(out, api->options.moniker);
    writer_format(out, ",\"other\":{\"tx_index\":\"on\",\"rpc_address\":\"tcp://0.0.0.0:%u\"%s}}",
                  api->ports.rpc,
                  api->options.simulation ? ",\"enclave\":\"" NODE_INFO_SIMULATION "\"" : "");
}

static void write_own_validator(struct writer *out, const struct api *api, int64_t power)
{
    writer_text(out, "{\"address\":");
    rpc_json_hex(out, BYTES_OF(api->address));
    writer_text(out, ",\"pub_key\":{\"type\":\"tendermint/PubKeyEd25519\",\"value\":");
    rpc_json_base64(out, BYTES_OF(api->options.validator_pubkey));
    writer_text(out, "},\"voting_power\":");
    rpc_json_i64(out, power);
    writer_byte(out, '}');
}

status rpc_status(struct rpc_call *call)
{
    struct api *api = call->api;
    struct writer *out = &call->result;
    struct api_tip tip = api_tip(api);
    writer_text(out, "{\"node_info\":");
    write_node_info(out, api);
    writer_text(out, ",\"sync_info\":{\"latest_block_hash\":");
    rpc_json_hex(out, BYTES_OF(tip.block_hash));
    writer_text(out, ",\"latest_app_hash\":");
    rpc_json_hex(out, BYTES_OF(tip.header_app_hash));
    writer_text(out, ",\"latest_block_height\":");
    rpc_json_i64(out, tip.height);
    writer_text(out, ",\"latest_block_time\":");
    rpc_json_time(out, tip.time);
    writer_text(out, ",\"earliest_block_hash\":");
    rpc_json_hex(out, BYTES_OF(api->base.block_hash));
    writer_text(out, ",\"earliest_app_hash\":");
    rpc_json_hex(out, BYTES_OF(api->base.header_app_hash));
    writer_text(out, ",\"earliest_block_height\":");
    rpc_json_i64(out, api->base.height);
    writer_text(out, ",\"earliest_block_time\":");
    rpc_json_time(out, api->base.time);
    writer_text(out, ",\"catching_up\":false},\"validator_info\":");
    write_own_validator(out, api, tip.own_power);
    writer_byte(out, '}');
    return NULL;
}

status rpc_net_info(struct rpc_call *call)
{
    writer_text(&call->result,
                "{\"listening\":true,\"listeners\":[\"Listener(@)\"],\"n_peers\":\"0\",\"peers\":"
                "[]}");
    return NULL;
}

status rpc_genesis(struct rpc_call *call)
{
    if (call->api->genesis_json.len > GENESIS_CHUNK_BYTES)
        return rpc_refused(call->arena,
                           "genesis response is large, please use the genesis_chunked API instead");
    writer_text(&call->result, "{\"genesis\":");
    writer_bytes(&call->result, call->api->genesis_json);
    writer_byte(&call->result, '}');
    return NULL;
}

status rpc_genesis_chunked(struct rpc_call *call)
{
    struct bytes document = call->api->genesis_json;
    int64_t chunk = call->values[0].number;
    int64_t total = (int64_t)((document.len + GENESIS_CHUNK_BYTES - 1) / GENESIS_CHUNK_BYTES);
    if (chunk < 0 || chunk >= total)
        return rpc_refused(call->arena, "there are %lld chunks, %lld is invalid",
                           (long long)total - 1, (long long)chunk);
    size_t start = (size_t)chunk * GENESIS_CHUNK_BYTES, left = document.len - start;
    writer_text(&call->result, "{\"chunk\":");
    rpc_json_i64(&call->result, chunk);
    writer_text(&call->result, ",\"total\":");
    rpc_json_i64(&call->result, total);
    writer_text(&call->result, ",\"data\":");
    rpc_json_base64(
        &call->result,
        bytes_slice(document, start, left < GENESIS_CHUNK_BYTES ? left : GENESIS_CHUNK_BYTES));
    writer_byte(&call->result, '}');
    return NULL;
}

status rpc_consensus_params(struct rpc_call *call)
{
    int64_t height;
    struct tendermint_types_consensus_params params;
    TRY(rpc_height(call, &call->values[0], 1, &height));
    if (!chain_read_params(call->api->options.database, call->arena, call->api->options.genesis,
                           height, &params))
        return rpc_refused(call->arena, "could not find consensus params for height #%lld",
                           (long long)height);
    writer_text(&call->result, "{\"block_height\":");
    rpc_json_i64(&call->result, height);
    writer_text(&call->result, ",\"consensus_params\":");
    genesis_write_params(&call->result, &params);
    writer_byte(&call->result, '}');
    return NULL;
}

/* The embedded validator is always at the start of the next height. */
status rpc_consensus_state(struct rpc_call *call)
{
    struct api_tip tip = api_tip(call->api);
    struct writer *out = &call->result;
    writer_format(out, "{\"round_state\":{\"height/round/step\":\"%lld/0/1\",\"start_time\":",
                  (long long)tip.height + 1);
    rpc_json_time(out, tip.time);
    writer_text(out, ",\"proposal_block_hash\":\"\",\"locked_block_hash\":\"\","
                     "\"valid_block_hash\":\"\",\"height_vote_set\":[],\"proposer\":{\"address\":");
    rpc_json_hex(out, BYTES_OF(call->api->address));
    writer_text(out, ",\"index\":0}}}");
    return NULL;
}

status rpc_dump_consensus_state(struct rpc_call *call)
{
    struct api_tip tip = api_tip(call->api);
    struct writer *out = &call->result;
    writer_text(out, "{\"round_state\":{\"height\":");
    rpc_json_i64(out, tip.height + 1);
    writer_text(out, ",\"round\":0,\"step\":1,\"start_time\":");
    rpc_json_time(out, tip.time);
    writer_text(out, "},\"peers\":[]}");
    return NULL;
}

status rpc_abci_info(struct rpc_call *call)
{
    struct api_tip tip = api_tip(call->api);
    struct writer *out = &call->result;
    writer_text(out, "{\"response\":{\"data\":\"" NODE_INFO_APP "\",\"version\":");
    rpc_json_text(out, call->api->options.version);
    if (tip.height != 0) {
        writer_text(out, ",\"last_block_height\":");
        rpc_json_i64(out, tip.height);
        writer_text(out, ",\"last_block_app_hash\":");
        rpc_json_base64(out, BYTES_OF(tip.app_hash));
    }
    writer_text(out, "}}");
    return NULL;
}

status rpc_abci_query(struct rpc_call *call)
{
    const struct tendermint_abci_request_query request = {
        .path = call->values[0].bytes,
        .data = call->values[1].bytes,
        .height = call->values[2].number,
        .prove = call->values[3].boolean,
    };
    struct tendermint_abci_response_query response = {0};
    api_query(call->api, call->arena, &request, &response);
    writer_text(&call->result, "{\"response\":");
    rpc_json_query(&call->result, &response);
    writer_byte(&call->result, '}');
    return NULL;
}
