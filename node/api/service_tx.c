#include "common/crypto/hash.h"
#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "common/encoding/time_text.h"
#include "node/api/api_internal.h"
#include "node/api/service.h"
#include "node/api/tx_index.h"
#include "node/chain/errors.h"

/* cosmos.tx.v1beta1.Service (chain-surface 5.2). */

enum {
    MODE_SYNC = 2,
    MODE_ASYNC = 3,
    ORDER_DESCENDING = 2,
    LIMIT_DEFAULT = 100,
    SDK_TX_IN_MEMPOOL = 19,
    SDK_MEMPOOL_FULL = 20,
    SDK_TX_TOO_LARGE = 21,
};

static struct bytes upper_hash(struct arena *arena, struct bytes tx)
{
    uint8_t hash[32];
    crypto_sha256(tx, hash);
    return hex_upper(arena, BYTES_OF(hash));
}

/* ---- simulation ---- */

static status simulate(struct service_call *call, const void *message, void *response)
{
    const struct cosmos_tx_v1beta1_simulate_request *request = message;
    const struct application *app = call->api->options.app;
    struct bytes tx = request->tx_bytes;
    if (tx.len == 0 && request->tx != NULL)
        tx = protobuf_encode(call->arena, &cosmos_tx_v1beta1_tx_type, request->tx);
    if (tx.len == 0)
        return chain_grpc_error(call->arena, GRPC_INVALID_ARGUMENT, "empty txBytes is not allowed");
    status refused = app->simulate(app->app, call->arena, tx, response);
    if (refused == NULL)
        return NULL;
    return chain_grpc_error(call->arena, GRPC_UNKNOWN, "%.*s", BYTES_ARG(refused->text));
}

/* ---- broadcasting ---- */

static void respond_broadcast(struct service_call *call,
                              const struct cosmos_base_abci_v1beta1_tx_response *answer)
{
    const struct cosmos_tx_v1beta1_broadcast_tx_response response = {.tx_response = answer};
    service_respond(call, &response);
}

static void checked(void *context, const struct tendermint_abci_response_check_tx *check)
{
    struct service_call *call = context;
    const struct cosmos_tx_v1beta1_broadcast_tx_request *request = call->context_own;
    const struct cosmos_base_abci_v1beta1_tx_response answer = {
        .code = check->code,
        .codespace = check->codespace,
        .data = hex_upper(call->arena, check->data),
        .raw_log = check->log,
        .txhash = upper_hash(call->arena, request->tx_bytes),
    };
    respond_broadcast(call, &answer);
}

/* What the mempool refuses is an answer with a code of the SDK, without a text. */
static void respond_refused(struct service_call *call, struct bytes tx, status refused)
{
    struct cosmos_base_abci_v1beta1_tx_response answer = {
        .codespace = BYTES("sdk"),
        .txhash = upper_hash(call->arena, tx),
    };
    if (error_is(refused, &MEMPOOL_SEEN))
        answer.code = SDK_TX_IN_MEMPOOL;
    else if (error_is(refused, &MEMPOOL_FULL))
        answer.code = SDK_MEMPOOL_FULL;
    else if (error_is(refused, &MEMPOOL_TX_TOO_LARGE))
        answer.code = SDK_TX_TOO_LARGE;
    else {
        service_refuse(call, GRPC_UNKNOWN, refused->text);
        return;
    }
    respond_broadcast(call, &answer);
}

static void broadcast_tx(struct service_call *call, const void *message)
{
    const struct cosmos_tx_v1beta1_broadcast_tx_request *request = message;
    bool sync = request->mode == MODE_SYNC;
    uint8_t hash[32];
    if (request->tx_bytes.len == 0) {
        service_refuse(call, GRPC_INVALID_ARGUMENT, BYTES("invalid empty tx"));
        return;
    }
    if (!sync && request->mode != MODE_ASYNC) {
        service_refuse(call, GRPC_UNKNOWN,
                       BYTES("unsupported return type unspecified; supported types: sync, async"));
        return;
    }
    call->context_own = message;
    crypto_sha256(request->tx_bytes, hash);
    status refused = mempool_add(call->api->options.mempool, call->arena, request->tx_bytes, hash,
                                 sync ? checked : NULL, call);
    if (refused != NULL) {
        respond_refused(call, request->tx_bytes, refused);
    } else if (!sync) {
        const struct cosmos_base_abci_v1beta1_tx_response answer = {
            .txhash = upper_hash(call->arena, request->tx_bytes)};
        respond_broadcast(call, &answer);
    }
}

/* ---- committed transactions ---- */

/* The block that was read last, with its results. */
struct loaded {
    struct chain_block block; /* height 0: nothing yet */
    struct tendermint_abci_response_finalize_block results;
};

static bool load(struct service_call *call, int64_t height, struct loaded *loaded)
{
    if (loaded->block.height == height)
        return true;
    if (!chain_read_block(call->api->options.database, call->arena, height, &loaded->block)) {
        loaded->block.height = 0;
        return false;
    }
    chain_read_results(call->arena, &loaded->block, &loaded->results);
    return true;
}

static void fill_tx_response(struct arena *arena, const struct loaded *loaded, uint32_t position,
                             struct cosmos_base_abci_v1beta1_tx_response *out)
{
    const struct tendermint_abci_exec_tx_result *result =
        &loaded->results.tx_results.items[position];
    struct bytes tx = loaded->block.block.data.txs.items[position];
    struct google_protobuf_any *any = ARENA_NEW(arena, struct google_protobuf_any);
    struct writer time = writer_new(arena, 32);
    time_write(&time, loaded->block.block.header.time.seconds, 0, TIME_FRACTION_NONE);
    /* A TxRaw and its decoded view have the same encoding. */
    *any = (struct google_protobuf_any){BYTES("/cosmos.tx.v1beta1.Tx"), tx};
    *out = (struct cosmos_base_abci_v1beta1_tx_response){
        .height = loaded->block.height,
        .txhash = upper_hash(arena, tx),
        .codespace = result->codespace,
        .code = result->code,
        .data = hex_upper(arena, result->data),
        .raw_log = result->log,
        .info = result->info,
        .gas_wanted = result->gas_wanted,
        .gas_used = result->gas_used,
        .tx = any,
        .timestamp = writer_done(&time),
        .events = result->events,
    };
}

static status decode_tx(struct service_call *call, struct bytes tx,
                        struct cosmos_tx_v1beta1_tx *out)
{
    status refused = protobuf_decode(call->arena, &cosmos_tx_v1beta1_tx_type, tx, out);
    return refused == NULL ? NULL : error_wrap_bytes(call->arena, &CHAIN_TX_DECODE, refused->text);
}

static bool find_tx(struct service_call *call, struct bytes hash, struct index_hit *hit)
{
    struct index *index = database_index(call->api->options.database);
    if (hash.len != 32)
        return false;
    return index_find_tx(index, hash, hit) ||
           (api_wait_index(call->api) && index_find_tx(index, hash, hit));
}

static status get_tx(struct service_call *call, const void *message, void *out)
{
    const struct cosmos_tx_v1beta1_get_tx_request *request = message;
    struct cosmos_tx_v1beta1_get_tx_response *response = out;
    struct index_hit hit;
    struct bytes hash;
    struct loaded loaded = {0};
    if (request->hash.len == 0)
        return chain_grpc_error(call->arena, GRPC_INVALID_ARGUMENT, "tx hash cannot be empty");
    if (!hex_decode(call->arena, request->hash, &hash))
        return chain_error(call->arena, "encoding/hex: invalid hex string");
    if (!find_tx(call, hash, &hit) || !load(call, hit.height, &loaded))
        return chain_grpc_error(call->arena, GRPC_NOT_FOUND, "tx not found: %.*s",
                                BYTES_ARG(request->hash));
    struct cosmos_tx_v1beta1_tx *tx = ARENA_NEW(call->arena, struct cosmos_tx_v1beta1_tx);
    struct cosmos_base_abci_v1beta1_tx_response *answer =
        ARENA_NEW(call->arena, struct cosmos_base_abci_v1beta1_tx_response);
    TRY(decode_tx(call, loaded.block.block.data.txs.items[hit.position], tx));
    fill_tx_response(call->arena, &loaded, hit.position, answer);
    response->tx = tx;
    response->tx_response = answer;
    return NULL;
}

/* The query, or the older list of conditions. */
static struct bytes whole_query(struct arena *arena,
                                const struct cosmos_tx_v1beta1_get_txs_event_request *request)
{
    if (request->query.len != 0)
        return request->query;
    struct writer out = writer_new(arena, 256);
    for (size_t i = 0; i < request->events.count; i++) {
        if (i != 0)
            writer_text(&out, " AND ");
        writer_bytes(&out, request->events.items[i]);
    }
    return writer_done(&out);
}

static status fill_page(struct service_call *call, const struct tx_hits *hits, size_t skip,
                        size_t count, bool descending,
                        struct cosmos_tx_v1beta1_get_txs_event_response *response)
{
    struct loaded loaded = {0};
    response->txs.items = ARENA_ARRAY(call->arena, struct cosmos_tx_v1beta1_tx, count);
    response->tx_responses.items =
        ARENA_ARRAY(call->arena, struct cosmos_base_abci_v1beta1_tx_response, count);
    for (size_t i = skip; i < skip + count; i++) {
        struct index_hit hit = hits->items[descending ? hits->count - 1 - i : i];
        if (!load(call, hit.height, &loaded))
            continue;
        TRY(decode_tx(call, loaded.block.block.data.txs.items[hit.position],
                      &response->txs.items[response->txs.count++]));
        fill_tx_response(call->arena, &loaded, hit.position,
                         &response->tx_responses.items[response->tx_responses.count++]);
    }
    return NULL;
}

static status get_txs_event(struct service_call *call, const void *message, void *out)
{
    const struct cosmos_tx_v1beta1_get_txs_event_request *request = message;
    struct cosmos_tx_v1beta1_get_txs_event_response *response = out;
    struct bytes text = whole_query(call->arena, request);
    struct query query;
    struct tx_hits hits;
    if (text.len == 0)
        return chain_error(call->arena, "query cannot be empty");
    TRY(query_parse(call->arena, text, &query));
    api_wait_index(call->api);
    TRY(tx_index_search(call->api->options.database, call->arena, &query, &hits));
    size_t limit = request->limit == 0 || request->limit > LIMIT_DEFAULT ? LIMIT_DEFAULT
                                                                         : (size_t)request->limit;
    size_t pages = hits.count == 0 ? 1 : (hits.count - 1) / limit + 1;
    uint64_t page = request->page == 0 ? 1 : request->page;
    if (page > pages)
        return chain_error(call->arena, "page should be within [1, %zu] range, given %llu", pages,
                           (unsigned long long)page);
    size_t skip = (size_t)(page - 1) * limit, left = hits.count - skip;
    response->total = hits.count;
    return fill_page(call, &hits, skip, left < limit ? left : limit,
                     request->order_by == ORDER_DESCENDING, response);
}

static status get_block_with_txs(struct service_call *call, const void *message, void *out)
{
    const struct cosmos_tx_v1beta1_get_block_with_txs_request *request = message;
    struct cosmos_tx_v1beta1_get_block_with_txs_response *response = out;
    struct chain_block *block = ARENA_NEW(call->arena, struct chain_block);
    int64_t newest = database_height(call->api->options.database);
    if (request->height < 1 || request->height > newest)
        return error_wrap(call->arena, &CHAIN_INVALID_HEIGHT,
                          "requested height %lld but height must not be less than 1 or greater "
                          "than the current height %lld",
                          (long long)request->height, (long long)newest);
    if (!chain_read_block(call->api->options.database, call->arena, request->height, block))
        return chain_error(call->arena, "block at height %lld is not available",
                           (long long)request->height);
    struct bytes_list txs = block->block.data.txs;
    uint64_t offset = request->pagination == NULL ? 0 : request->pagination->offset;
    uint64_t limit = request->pagination == NULL ? LIMIT_DEFAULT : request->pagination->limit;
    if (offset >= txs.count && txs.count != 0)
        return error_wrap(call->arena, &CHAIN_INVALID_REQUEST,
                          "out of range: cannot paginate %zu txs with offset %llu and limit %llu",
                          txs.count, (unsigned long long)offset, (unsigned long long)limit);
    size_t count = txs.count == 0 ? 0 : txs.count - (size_t)offset;
    count = count < limit ? count : (size_t)limit;
    response->txs.items = ARENA_ARRAY(call->arena, struct cosmos_tx_v1beta1_tx, count);
    for (; response->txs.count < count; response->txs.count++)
        TRY(decode_tx(call, txs.items[offset + response->txs.count],
                      &response->txs.items[response->txs.count]));
    struct cosmos_base_query_v1beta1_page_response *page =
        ARENA_NEW(call->arena, struct cosmos_base_query_v1beta1_page_response);
    page->total = txs.count;
    response->block_id = &block->commit.block_id;
    response->block = &block->block;
    response->pagination = page;
    return NULL;
}

/* ---- codecs ---- */

static status tx_decode(struct service_call *call, const void *message, void *out)
{
    const struct cosmos_tx_v1beta1_tx_decode_request *request = message;
    struct cosmos_tx_v1beta1_tx_decode_response *response = out;
    if (request->tx_bytes.len == 0)
        return chain_grpc_error(call->arena, GRPC_INVALID_ARGUMENT, "invalid empty tx bytes");
    struct cosmos_tx_v1beta1_tx *tx = ARENA_NEW(call->arena, struct cosmos_tx_v1beta1_tx);
    TRY(decode_tx(call, request->tx_bytes, tx));
    response->tx = tx;
    return NULL;
}

static status tx_encode(struct service_call *call, const void *message, void *out)
{
    const struct cosmos_tx_v1beta1_tx_encode_request *request = message;
    struct cosmos_tx_v1beta1_tx_encode_response *response = out;
    if (request->tx == NULL)
        return chain_grpc_error(call->arena, GRPC_INVALID_ARGUMENT, "invalid empty tx");
    response->tx_bytes = protobuf_encode(call->arena, &cosmos_tx_v1beta1_tx_type, request->tx);
    return NULL;
}

const struct service_method tx_service_methods[] = {
    {"/cosmos.tx.v1beta1.Service/Simulate", simulate, NULL},
    {"/cosmos.tx.v1beta1.Service/GetTx", get_tx, NULL},
    {"/cosmos.tx.v1beta1.Service/BroadcastTx", NULL, broadcast_tx},
    {"/cosmos.tx.v1beta1.Service/GetTxsEvent", get_txs_event, NULL},
    {"/cosmos.tx.v1beta1.Service/GetBlockWithTxs", get_block_with_txs, NULL},
    {"/cosmos.tx.v1beta1.Service/TxDecode", tx_decode, NULL},
    {"/cosmos.tx.v1beta1.Service/TxEncode", tx_encode, NULL},
    {NULL, NULL, NULL},
};
