#include "common/crypto/hash.h"
#include "common/crypto/merkle.h"
#include "common/encoding/hex.h"
#include "node/api/api_internal.h"
#include "node/api/rpc_methods.h"
#include "node/api/tx_index.h"

/* The block that was read last: hits of one page often lie in the same block. */
struct block_cache {
    struct chain_block block; /* height 0: nothing yet */
    struct tendermint_abci_response_finalize_block results;
};

static bool load_block(struct rpc_call *call, int64_t height, struct block_cache *cache)
{
    if (cache->block.height == height)
        return true;
    if (!chain_read_block(call->api->options.database, call->arena, height, &cache->block)) {
        cache->block.height = 0;
        return false;
    }
    chain_read_results(call->arena, &cache->block, &cache->results);
    return true;
}

/* The proof that a transaction's hash stands in the block's data hash. */
static void write_proof(struct rpc_call *call, const struct chain_block *block, uint32_t position)
{
    struct writer *out = &call->result;
    struct bytes_list txs = block->block.data.txs;
    struct bytes *leaves = ARENA_ARRAY(call->arena, struct bytes, txs.count);
    for (size_t i = 0; i < txs.count; i++) {
        uint8_t *hash = arena_alloc(call->arena, 32);
        crypto_sha256(txs.items[i], hash);
        leaves[i] = bytes_make(hash, 32);
    }
    struct crypto_merkle_proof proof =
        crypto_merkle_prove(call->arena, leaves, txs.count, position);
    writer_text(out, ",\"proof\":{\"root_hash\":");
    rpc_json_hex(out, block->block.header.data_hash);
    writer_text(out, ",\"data\":");
    rpc_json_base64(out, txs.items[position]);
    writer_format(out, ",\"proof\":{\"total\":\"%llu\",\"index\":\"%llu\",\"leaf_hash\":",
                  (unsigned long long)proof.total, (unsigned long long)proof.index);
    rpc_json_base64(out, BYTES_OF(proof.leaf_hash));
    writer_text(out, ",\"aunts\":[");
    for (size_t i = 0; i < proof.aunts.count; i++) {
        if (i != 0)
            writer_byte(out, ',');
        rpc_json_base64(out, proof.aunts.items[i]);
    }
    writer_text(out, "]}}");
}

static void write_tx(struct rpc_call *call, const struct block_cache *cache, uint32_t position,
                     bool prove)
{
    struct writer *out = &call->result;
    struct bytes tx = cache->block.block.data.txs.items[position];
    uint8_t hash[32];
    crypto_sha256(tx, hash);
    writer_text(out, "{\"hash\":");
    rpc_json_hex(out, BYTES_OF(hash));
    writer_text(out, ",\"height\":");
    rpc_json_i64(out, cache->block.height);
    writer_format(out, ",\"index\":%u,\"tx_result\":", position);
    rpc_json_tx_result(out, &cache->results.tx_results.items[position]);
    writer_text(out, ",\"tx\":");
    rpc_json_base64(out, tx);
    if (prove)
        write_proof(call, &cache->block, position);
    writer_byte(out, '}');
}

status rpc_tx(struct rpc_call *call)
{
    struct index_hit hit;
    struct block_cache cache = {0};
    struct bytes hash = call->values[0].bytes;
    struct index *index = database_index(call->api->options.database);
    bool found = hash.len == 32 && index_find_tx(index, hash, &hit);
    /* It may be in a block that the index has not reached. */
    if (!found && hash.len == 32 && api_wait_index(call->api))
        found = index_find_tx(index, hash, &hit);
    if (!found || !load_block(call, hit.height, &cache))
        return rpc_refused(call->arena, "tx (%.*s) not found",
                           BYTES_ARG(hex_upper(call->arena, hash)));
    write_tx(call, &cache, hit.position, call->values[1].boolean);
    return NULL;
}

/* The page of hits that page, per_page and order_by ask for, in that order. */
static status take_page(struct rpc_call *call, const struct rpc_value *values, bool descending,
                        const struct tx_hits *hits, struct tx_hits *page)
{
    struct rpc_page range;
    TRY(rpc_page(call, &values[0], &values[1], hits->count, &range));
    *page = (struct tx_hits){ARENA_ARRAY(call->arena, struct index_hit, range.count), range.count};
    for (size_t i = 0; i < range.count; i++) {
        size_t place = range.skip + i;
        page->items[i] = hits->items[descending ? hits->count - 1 - place : place];
    }
    return NULL;
}

status rpc_tx_search(struct rpc_call *call)
{
    bool descending;
    struct query query;
    struct tx_hits hits, page;
    struct block_cache cache = {0};
    struct writer *out = &call->result;
    TRY(query_parse(call->arena, call->values[0].bytes, &query));
    TRY(rpc_order(call, call->values[4].bytes, false, &descending));
    api_wait_index(call->api);
    TRY(tx_index_search(call->api->options.database, call->arena, &query, &hits));
    TRY(take_page(call, &call->values[2], descending, &hits, &page));
    writer_text(out, "{\"txs\":[");
    bool first = true;
    for (size_t i = 0; i < page.count; i++) {
        if (!load_block(call, page.items[i].height, &cache))
            continue;
        if (!first)
            writer_byte(out, ',');
        write_tx(call, &cache, page.items[i].position, call->values[1].boolean);
        first = false;
    }
    writer_text(out, "],\"total_count\":");
    rpc_json_u64(out, hits.count);
    writer_byte(out, '}');
    return NULL;
}

status rpc_block_search(struct rpc_call *call)
{
    bool descending, first = true;
    struct query query;
    struct tx_hits hits, page;
    struct chain_block block;
    struct writer *out = &call->result;
    TRY(query_parse(call->arena, call->values[0].bytes, &query));
    TRY(rpc_order(call, call->values[3].bytes, true, &descending));
    api_wait_index(call->api);
    TRY(block_index_search(call->api->options.database, call->arena, &query, &hits));
    TRY(take_page(call, &call->values[1], descending, &hits, &page));
    writer_text(out, "{\"blocks\":[");
    for (size_t i = 0; i < page.count; i++) {
        if (!chain_read_block(call->api->options.database, call->arena, page.items[i].height,
                              &block))
            continue;
        if (!first)
            writer_byte(out, ',');
        rpc_write_block_result(out, &block);
        first = false;
    }
    writer_text(out, "],\"total_count\":");
    rpc_json_u64(out, hits.count);
    writer_byte(out, '}');
    return NULL;
}
