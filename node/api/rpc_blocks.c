#include "node/api/api_internal.h"
#include "node/api/rpc_methods.h"
#include "node/api/tx_index.h"

enum { BLOCK_METAS_MAX = 20 };

status rpc_height(struct rpc_call *call, const struct rpc_value *value, int64_t above,
                  int64_t *height)
{
    int64_t newest = database_height(call->api->options.database) + above;
    int64_t base = database_first_height(call->api->options.database);
    *height = value->present ? value->number : newest;
    if (*height <= 0)
        return rpc_refused(call->arena, "height must be greater than 0, but got %lld",
                           (long long)*height);
    if (*height > newest)
        return rpc_refused(
            call->arena,
            "height %lld must be less than or equal to the current blockchain height %lld",
            (long long)*height, (long long)newest);
    if (*height < base)
        return rpc_refused(call->arena, "height %lld is not available, lowest height is %lld",
                           (long long)*height, (long long)base);
    return NULL;
}

/* The block a height argument means. */
static status find_block(struct rpc_call *call, struct chain_block *block)
{
    int64_t height;
    TRY(rpc_height(call, &call->values[0], 0, &height));
    if (!chain_read_block(call->api->options.database, call->arena, height, block))
        return rpc_refused(call->arena, "block at height %lld is not available", (long long)height);
    return NULL;
}

/* The block a hash argument means; false: there is none. */
static bool find_by_hash(struct rpc_call *call, struct chain_block *block)
{
    int64_t height;
    struct database *database = call->api->options.database;
    api_wait_index(call->api);
    return tx_index_find_block(database_index(database), call->arena, call->values[0].bytes,
                               &height) &&
           chain_read_block(database, call->arena, height, block);
}

void rpc_write_block_result(struct writer *out, const struct chain_block *block)
{
    writer_text(out, "{\"block_id\":");
    rpc_json_block_id(out, &block->commit.block_id);
    writer_text(out, ",\"block\":");
    rpc_json_block(out, &block->block);
    writer_byte(out, '}');
}

status rpc_block(struct rpc_call *call)
{
    struct chain_block block;
    TRY(find_block(call, &block));
    rpc_write_block_result(&call->result, &block);
    return NULL;
}

status rpc_block_by_hash(struct rpc_call *call)
{
    struct chain_block block;
    if (find_by_hash(call, &block))
        rpc_write_block_result(&call->result, &block);
    else
        writer_text(&call->result, "{\"block_id\":{\"hash\":\"\",\"parts\":{\"total\":0,\"hash\":"
                                   "\"\"}},\"block\":null}");
    return NULL;
}

static void write_header_result(struct rpc_call *call, const struct tendermint_types_header *header)
{
    writer_text(&call->result, "{\"header\":");
    if (header == NULL)
        writer_text(&call->result, "null");
    else
        rpc_json_header(&call->result, header);
    writer_byte(&call->result, '}');
}

status rpc_header(struct rpc_call *call)
{
    struct chain_block block;
    TRY(find_block(call, &block));
    write_header_result(call, &block.block.header);
    return NULL;
}

status rpc_header_by_hash(struct rpc_call *call)
{
    struct chain_block block;
    write_header_result(call, find_by_hash(call, &block) ? &block.block.header : NULL);
    return NULL;
}

status rpc_block_results(struct rpc_call *call)
{
    struct chain_block block;
    struct tendermint_abci_response_finalize_block results;
    struct writer *out = &call->result;
    TRY(find_block(call, &block));
    chain_read_results(call->arena, &block, &results);
    writer_text(out, "{\"height\":");
    rpc_json_i64(out, block.height);
    writer_text(out, ",\"txs_results\":");
    for (size_t i = 0; i < results.tx_results.count; i++) {
        writer_byte(out, i == 0 ? '[' : ',');
        rpc_json_tx_result(out, &results.tx_results.items[i]);
    }
    writer_text(out, results.tx_results.count == 0 ? "null" : "]");
    writer_text(out, ",\"finalize_block_events\":");
    rpc_json_events(out, &results.events, true);
    writer_text(out, ",\"validator_updates\":");
    rpc_json_validator_updates(out, &results.validator_updates);
    writer_text(out, ",\"consensus_param_updates\":");
    rpc_json_param_updates(out, results.consensus_param_updates);
    writer_text(out, ",\"app_hash\":");
    rpc_json_base64_or_null(out, results.app_hash);
    writer_byte(out, '}');
    return NULL;
}

/* The heights that minHeight and maxHeight ask for, newest ones first when there are too many. */
static status find_range(struct rpc_call *call, int64_t *low, int64_t *high)
{
    int64_t newest = database_height(call->api->options.database);
    int64_t base = database_first_height(call->api->options.database);
    *low = call->values[0].number;
    *high = call->values[1].number;
    if (*low < 0 || *high < 0)
        return rpc_refused(call->arena, "heights must be non-negative");
    if (*low == 0)
        *low = 1;
    if (*high == 0 || *high > newest)
        *high = newest;
    if (*low < base)
        *low = base;
    if (*low < *high - BLOCK_METAS_MAX + 1)
        *low = *high - BLOCK_METAS_MAX + 1;
    if (*low > *high)
        return rpc_refused(call->arena, "min height %lld can't be greater than max height %lld",
                           (long long)*low, (long long)*high);
    return NULL;
}

status rpc_blockchain(struct rpc_call *call)
{
    int64_t low, high;
    struct writer *out = &call->result;
    TRY(find_range(call, &low, &high));
    writer_text(out, "{\"last_height\":");
    rpc_json_i64(out, database_height(call->api->options.database));
    writer_text(out, ",\"block_metas\":[");
    for (int64_t height = high; height >= low; height--) {
        struct chain_block block;
        if (!chain_read_block(call->api->options.database, call->arena, height, &block))
            continue;
        writer_text(out, height == high ? "{\"block_id\":" : ",{\"block_id\":");
        rpc_json_block_id(out, &block.commit.block_id);
        writer_text(out, ",\"block_size\":");
        rpc_json_u64(out, block.encoded.len);
        writer_text(out, ",\"header\":");
        rpc_json_header(out, &block.block.header);
        writer_text(out, ",\"num_txs\":");
        rpc_json_u64(out, block.block.data.txs.count);
        writer_byte(out, '}');
    }
    writer_text(out, "]}");
    return NULL;
}

status rpc_commit(struct rpc_call *call)
{
    bool canonical;
    struct chain_block block;
    struct tendermint_types_commit commit;
    struct writer *out = &call->result;
    TRY(find_block(call, &block));
    if (!chain_read_commit(call->api->options.database, call->arena, block.height, &commit,
                           &canonical))
        return rpc_refused(call->arena, "commit at height %lld is not available",
                           (long long)block.height);
    writer_text(out, "{\"signed_header\":{\"header\":");
    rpc_json_header(out, &block.block.header);
    writer_text(out, ",\"commit\":");
    rpc_json_commit(out, &commit);
    writer_text(out, canonical ? "},\"canonical\":true}" : "},\"canonical\":false}");
    return NULL;
}

status rpc_validators(struct rpc_call *call)
{
    int64_t height;
    struct light_validator_set set;
    struct rpc_page page;
    struct writer *out = &call->result;
    TRY(rpc_height(call, &call->values[0], 1, &height));
    if (!chain_read_validators(call->api->options.database, call->arena, height, &set))
        return rpc_refused(call->arena, "could not find validator set for height #%lld",
                           (long long)height);
    TRY(rpc_page(call, &call->values[1], &call->values[2], set.count, &page));
    writer_text(out, "{\"block_height\":");
    rpc_json_i64(out, height);
    writer_text(out, ",\"validators\":[");
    for (size_t i = page.skip; i < page.skip + page.count; i++) {
        if (i != page.skip)
            writer_byte(out, ',');
        rpc_json_validator(out, &set.items[i]);
    }
    writer_text(out, "],\"count\":");
    rpc_json_u64(out, page.count);
    writer_text(out, ",\"total\":");
    rpc_json_u64(out, set.count);
    writer_byte(out, '}');
    return NULL;
}
