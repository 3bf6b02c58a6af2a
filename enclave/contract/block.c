#include "enclave/contract/block.h"

#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/crypto/secret.h"
#include "common/light/hash.h"
#include "common/light/header.h"
#include "enclave/contract/errors.h"
#include "enclave/keys/locked.h"

enum { CHAIN_ID_MAX = 64, BLOCK_CHUNK = 1 << 20 };

/* What the next block must follow, in memory of its own. */
struct tip {
    int64_t height;
    struct google_protobuf_timestamp time;
    uint8_t hash[32];
    uint32_t part_total;
    uint8_t part_hash[32];
    uint8_t next_validators[32];
};

struct block {
    struct keys_region region; /* that holds this struct: the beacon is a secret */
    const struct keys_chain *keys;
    uint8_t chain_id[CHAIN_ID_MAX];
    size_t chain_id_len;
    uint32_t state_suite;
    int64_t initial_height;
    struct tip tip;      /* last block that ended */
    struct tip open_tip; /* of the open one */
    bool is_open;
    uint64_t height;
    uint64_t time_ns;
    struct keys_secret beacon;
    struct block_counter counter;
    struct arena *arena; /* dropped when the next block begins */
    struct bytes_list txs;
    bool any_tx; /* one was begun: indexes rise from `tx_index` */
    uint32_t tx_index;
    bool tx_open;
    struct block_tx tx;
    bool message_open;
    bool message_used;
    uint32_t marks;
    uint64_t losses;
    uint8_t (*tokens)[32];
    size_t token_count;
    size_t token_capacity;
};

static bool copy_hash(uint8_t to[32], struct bytes from)
{
    if (from.len != 32)
        return false;
    memcpy(to, from.data, 32);
    return true;
}

static bool tip_from(struct tip *tip, int64_t height, struct google_protobuf_timestamp time,
                     const struct tendermint_types_block_id *id, struct bytes next_validators)
{
    tip->height = height;
    tip->time = time;
    tip->part_total = id->part_set_header.total;
    return copy_hash(tip->hash, id->hash) && copy_hash(tip->part_hash, id->part_set_header.hash) &&
           copy_hash(tip->next_validators, next_validators);
}

static struct tendermint_types_block_id tip_id(const struct tip *tip)
{
    return (struct tendermint_types_block_id){
        .hash = BYTES_OF(tip->hash),
        .part_set_header = {.total = tip->part_total, .hash = BYTES_OF(tip->part_hash)},
    };
}

struct block *block_new(const struct keys_chain *keys,
                        const struct secretd_sealed_sealed *checkpoint)
{
    ASSERT(checkpoint->chain_id.len <= CHAIN_ID_MAX);
    struct keys_region region = keys_region_map(sizeof(struct block), KEYS_LOCKED);
    struct block *block = region.memory;
    block->region = region;
    block->keys = keys;
    if (checkpoint->chain_id.len != 0)
        memcpy(block->chain_id, checkpoint->chain_id.data, checkpoint->chain_id.len);
    block->chain_id_len = checkpoint->chain_id.len;
    block->state_suite = checkpoint->state_suite;
    block->initial_height = checkpoint->initial_height;
    if (checkpoint->height != 0)
        ASSERT(tip_from(&block->tip, checkpoint->height, checkpoint->time, &checkpoint->block_id,
                        checkpoint->next_validators_hash));
    block->arena = arena_new(BLOCK_CHUNK);
    return block;
}

void block_free(struct block *block)
{
    if (block == NULL)
        return;
    arena_drop(block->arena);
    struct keys_region region = block->region;
    keys_region_unmap(&region);
}

/* ---- verification ---- */

static status verify_header(struct block *block, struct arena *arena,
                            const struct secretd_boundary_begin_block *request)
{
    struct light_validator_set validators;
    struct light_trusted next;
    TRY(light_validators_from_message(arena, request->validators, &validators));
    if (block->tip.height == 0) {
        TRY(light_header_first(arena, block_chain_id(block), block->initial_height, request->header,
                               request->commit, &validators, &next));
    } else {
        const struct light_trusted trusted = {
            .chain_id = block_chain_id(block),
            .height = block->tip.height,
            .time = block->tip.time,
            .block_id = tip_id(&block->tip),
            .next_validators_hash = BYTES_OF(block->tip.next_validators),
        };
        TRY(light_header_next(arena, &trusted, request->header, request->commit, &validators,
                              &next));
    }
    if (!tip_from(&block->open_tip, next.height, next.time, &next.block_id,
                  next.next_validators_hash))
        return &CONTRACT_BLOCK;
    return NULL;
}

static bool verify_txs(struct arena *arena, const struct secretd_boundary_begin_block *request)
{
    uint8_t hash[32];
    if (request->txs.count > BLOCK_TXS_MAX)
        return false;
    light_data_hash(arena, request->txs, hash);
    return bytes_equal(BYTES_OF(hash), request->header->data_hash);
}

status block_begin(struct block *block, struct arena *arena,
                   const struct secretd_boundary_begin_block *request)
{
    if (block->is_open || request->header == NULL || request->commit == NULL ||
        request->validators == NULL)
        return &CONTRACT_BLOCK;
    if (verify_header(block, arena, request) != NULL || !verify_txs(arena, request))
        return &CONTRACT_BLOCK;
    const struct google_protobuf_timestamp time = request->header->time;
    if (time.seconds < 0 || time.seconds > INT64_MAX / 1000000000 - 1)
        return &CONTRACT_BLOCK;
    arena_reset(block->arena);
    block->txs.items = ARENA_ARRAY(block->arena, struct bytes, request->txs.count);
    block->txs.count = request->txs.count;
    for (size_t i = 0; i < request->txs.count; i++)
        block->txs.items[i] = arena_copy(block->arena, request->txs.items[i]);
    block->height = (uint64_t)block->open_tip.height;
    block->time_ns = (uint64_t)time.seconds * 1000000000 + (uint64_t)time.nanos;
    keys_beacon(block->keys, block->open_tip.hash, &block->beacon);
    block->any_tx = false;
    block->losses++;
    block->is_open = true;
    return NULL;
}

status block_end(struct block *block)
{
    if (!block->is_open || block->tx_open)
        return &CONTRACT_BLOCK;
    block->tip = block->open_tip;
    block->is_open = false;
    keys_wipe(&block->beacon);
    return NULL;
}

void block_checkpoint(const struct block *block, struct secretd_sealed_sealed *checkpoint)
{
    checkpoint->chain_id = block_chain_id(block);
    checkpoint->state_suite = block->state_suite;
    checkpoint->initial_height = block->initial_height;
    checkpoint->height = block->tip.height;
    if (block->tip.height == 0)
        return;
    checkpoint->time = block->tip.time;
    checkpoint->block_id = tip_id(&block->tip);
    checkpoint->next_validators_hash = BYTES_OF(block->tip.next_validators);
}

/* ---- brackets ---- */

bool block_tx_begin(struct block *block, uint32_t index, uint32_t counter)
{
    if (!block->is_open || block->tx_open || index >= block->txs.count ||
        (block->any_tx && index <= block->tx_index))
        return false;
    block->any_tx = true;
    block->tx_index = index;
    block->tx_open = true;
    block->message_open = false;
    block->marks = 0;
    block->tx =
        (struct block_tx){.raw = block->txs.items[index], .index = index, .counter = counter};
    crypto_sha256(block->tx.raw, block->tx.hash);
    return true;
}

bool block_tx_end(struct block *block, bool kept)
{
    if (!block->tx_open)
        return false;
    block->losses += !kept;
    block->tx_open = false;
    block->message_open = false;
    return true;
}

bool block_message_begin(struct block *block, uint32_t index)
{
    if (!block->tx_open || (block->message_open && index <= block->tx.message))
        return false;
    block->message_open = true;
    block->message_used = false;
    block->marks = 0;
    block->tx.message = index;
    block->tx.calls = 0;
    block->tx.is_second = false;
    block->token_count = block->token_capacity = 0;
    block->tokens = NULL;
    return true;
}

bool block_mark(struct block *block, uint32_t depth)
{
    if (!block->message_open || depth != block->marks + 1 || depth > BLOCK_MARKS_MAX)
        return false;
    block->marks = depth;
    return true;
}

bool block_unmark(struct block *block, uint32_t depth, bool kept)
{
    if (!block->message_open || depth == 0 || depth != block->marks)
        return false;
    block->losses += !kept;
    block->marks = depth - 1;
    return true;
}

uint64_t block_losses(const struct block *block)
{
    return block->losses;
}

/* ---- what calls are told ---- */

bool block_is_open(const struct block *block)
{
    return block->is_open;
}

uint64_t block_height(const struct block *block)
{
    return block->height;
}

uint64_t block_time_ns(const struct block *block)
{
    return block->time_ns;
}

struct bytes block_chain_id(const struct block *block)
{
    return bytes_make(block->chain_id, block->chain_id_len);
}

struct block_tx *block_tx(struct block *block)
{
    return block->tx_open && block->message_open ? &block->tx : NULL;
}

struct keys_place block_call(struct block *block)
{
    struct keys_place place = {.height = block->height};
    struct block_tx *tx = block_tx(block);
    if (tx == NULL)
        return place;
    place.tx = tx->index;
    place.message = tx->message;
    place.call = ++tx->calls;
    memcpy(place.tx_hash, tx->hash, sizeof place.tx_hash);
    return place;
}

bool block_message_take(struct block *block)
{
    if (!block->message_open || block->message_used)
        return false;
    block->message_used = true;
    return true;
}

void block_token_made(void *context, const uint8_t token[32])
{
    struct block *block = context;
    if (!block->message_open || block->token_count == BLOCK_TOKENS_MAX)
        return;
    if (block->token_count == block->token_capacity) {
        size_t capacity = block->token_capacity == 0 ? 16 : 2 * block->token_capacity;
        uint8_t(*grown)[32] = arena_alloc(block->arena, arena_array_bytes(32, capacity));
        if (block->token_count != 0)
            memcpy(grown, block->tokens, 32 * block->token_count);
        block->tokens = grown;
        block->token_capacity = capacity;
    }
    memcpy(block->tokens[block->token_count++], token, 32);
}

bool block_token_take(struct block *block, const uint8_t token[32])
{
    for (size_t i = 0; i < block->token_count; i++) {
        if (!crypto_equal(bytes_make(block->tokens[i], 32), bytes_make(token, 32)))
            continue;
        memcpy(block->tokens[i], block->tokens[--block->token_count], 32);
        return true;
    }
    return false;
}

static void start_counting(struct block *block)
{
    if (block->counter.height != block->height)
        block->counter = (struct block_counter){.height = block->height};
}

void block_count(struct block *block, const uint8_t *random_key, uint8_t random[32],
                 struct block_counter *counter)
{
    if (random_key != NULL) {
        start_counting(block);
        keys_message_random(&block->beacon, block->height, random_key, block->counter.value,
                            random);
    }
    if (block->counter.height != block->height)
        start_counting(block);
    else
        block->counter.value++;
    *counter = block->counter;
}
