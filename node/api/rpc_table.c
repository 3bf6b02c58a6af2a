#include "node/api/rpc_methods.h"

const struct rpc_method rpc_methods[] = {
    {"health", RPC_QUICK, rpc_health, NULL, {{0}}, 0},
    {"status", RPC_QUICK, rpc_status, NULL, {{0}}, 0},
    {"net_info", RPC_QUICK, rpc_net_info, NULL, {{0}}, 0},
    {"blockchain", 0, rpc_blockchain, NULL, {{"minHeight", RPC_INT}, {"maxHeight", RPC_INT}}, 2},
    {"genesis", 0, rpc_genesis, NULL, {{0}}, 0},
    {"genesis_chunked", 0, rpc_genesis_chunked, NULL, {{"chunk", RPC_INT}}, 1},
    {"block", 0, rpc_block, NULL, {{"height", RPC_INT}}, 1},
    {"block_by_hash", 0, rpc_block_by_hash, NULL, {{"hash", RPC_BASE64}}, 1},
    {"block_results", 0, rpc_block_results, NULL, {{"height", RPC_INT}}, 1},
    {"commit", 0, rpc_commit, NULL, {{"height", RPC_INT}}, 1},
    {"header", 0, rpc_header, NULL, {{"height", RPC_INT}}, 1},
    {"header_by_hash", 0, rpc_header_by_hash, NULL, {{"hash", RPC_HEX}}, 1},
    {"check_tx", 0, rpc_check_tx, NULL, {{"tx", RPC_BASE64}}, 1},
    {"tx", 0, rpc_tx, NULL, {{"hash", RPC_BASE64}, {"prove", RPC_BOOL}}, 2},
    {"tx_search",
     0,
     rpc_tx_search,
     NULL,
     {{"query", RPC_TEXT},
      {"prove", RPC_BOOL},
      {"page", RPC_INT},
      {"per_page", RPC_INT},
      {"order_by", RPC_TEXT}},
     5},
    {"block_search",
     0,
     rpc_block_search,
     NULL,
     {{"query", RPC_TEXT}, {"page", RPC_INT}, {"per_page", RPC_INT}, {"order_by", RPC_TEXT}},
     4},
    {"validators",
     0,
     rpc_validators,
     NULL,
     {{"height", RPC_INT}, {"page", RPC_INT}, {"per_page", RPC_INT}},
     3},
    {"dump_consensus_state", 0, rpc_dump_consensus_state, NULL, {{0}}, 0},
    {"consensus_state", 0, rpc_consensus_state, NULL, {{0}}, 0},
    {"consensus_params", 0, rpc_consensus_params, NULL, {{"height", RPC_INT}}, 1},
    {"unconfirmed_txs", 0, rpc_unconfirmed_txs, NULL, {{"limit", RPC_INT}}, 1},
    {"num_unconfirmed_txs", RPC_QUICK, rpc_num_unconfirmed_txs, NULL, {{0}}, 0},
    {"broadcast_tx_commit", RPC_QUICK, NULL, rpc_broadcast_tx_commit, {{"tx", RPC_BASE64}}, 1},
    {"broadcast_tx_sync", RPC_QUICK, NULL, rpc_broadcast_tx_sync, {{"tx", RPC_BASE64}}, 1},
    {"broadcast_tx_async", RPC_QUICK, rpc_broadcast_tx_async, NULL, {{"tx", RPC_BASE64}}, 1},
    {"abci_query",
     0,
     rpc_abci_query,
     NULL,
     {{"path", RPC_TEXT}, {"data", RPC_HEX}, {"height", RPC_INT}, {"prove", RPC_BOOL}},
     4},
    {"abci_info", RPC_QUICK, rpc_abci_info, NULL, {{0}}, 0},
    {"broadcast_evidence", 0, rpc_broadcast_evidence, NULL, {{"evidence", RPC_TEXT}}, 1},
    {"subscribe", RPC_WEBSOCKET | RPC_QUICK, NULL, rpc_subscribe, {{"query", RPC_TEXT}}, 1},
    {"unsubscribe", RPC_WEBSOCKET | RPC_QUICK, NULL, rpc_unsubscribe, {{"query", RPC_TEXT}}, 1},
    {"unsubscribe_all", RPC_WEBSOCKET | RPC_QUICK, NULL, rpc_unsubscribe_all, {{0}}, 0},
};
const size_t rpc_method_count = ARRAY_COUNT(rpc_methods);

enum { PER_PAGE_DEFAULT = 30, PER_PAGE_MAX = 100 };

size_t rpc_per_page(const struct rpc_value *per_page)
{
    if (!per_page->present || per_page->number < 1)
        return PER_PAGE_DEFAULT;
    return per_page->number > PER_PAGE_MAX ? PER_PAGE_MAX : (size_t)per_page->number;
}

status rpc_page(struct rpc_call *call, const struct rpc_value *page,
                const struct rpc_value *per_page, size_t total, struct rpc_page *out)
{
    size_t size = rpc_per_page(per_page), pages = total == 0 ? 1 : (total - 1) / size + 1;
    size_t wanted = 1;
    if (page->present) {
        if (page->number < 1 || (uint64_t)page->number > pages)
            return rpc_refused(call->arena, "page should be within [1, %zu] range, given %lld",
                               pages, (long long)page->number);
        wanted = (size_t)page->number;
    }
    out->skip = (wanted - 1) * size;
    out->count = total - out->skip < size ? total - out->skip : size;
    return NULL;
}

status rpc_order(struct rpc_call *call, struct bytes order, bool descending_default,
                 bool *descending)
{
    *descending = order.len == 0 ? descending_default : bytes_is(order, "desc");
    if (order.len == 0 || *descending || bytes_is(order, "asc"))
        return NULL;
    return rpc_refused(call->arena, "expected order_by to be either `asc` or `desc` or empty");
}
