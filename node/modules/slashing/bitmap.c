#include "common/base/halt.h"
#include "node/chain/list.h"
#include "node/modules/slashing/internal.h"

/* One chunk as the original stores a bit set: BE8 number of bits, then words of 64 bits,
 * big-endian. */
enum {
    CHUNK_BITS = 1024,
    CHUNK_HEAD = 8,
    CHUNK_BYTES = CHUNK_HEAD + CHUNK_BITS / 8,
};

static struct bytes chunk_key(struct arena *arena, struct bytes consensus, int64_t index)
{
    uint8_t little_endian[8];
    store_le64(little_endian, (uint64_t)(index / CHUNK_BITS));
    return ARENA_CONCAT(arena, slashing_key(arena, SLASHING_KEY_MISSED, consensus),
                        BYTES_OF(little_endian));
}

/* The byte of a chunk that holds the bit, and the bit in it. */
static size_t byte_of(uint64_t bit)
{
    return CHUNK_HEAD + bit / 64 * 8 + (7 - bit % 64 / 8);
}

static bool bit_is_set(const uint8_t *chunk, uint64_t bit)
{
    return (chunk[byte_of(bit)] >> (bit % 8) & 1) != 0;
}

static status read_chunk(struct context *ctx, struct bytes key, uint8_t chunk[CHUNK_BYTES])
{
    struct bytes stored;
    TRY(kv_get(ctx, STORE_SLASHING, key, &stored));
    memset(chunk, 0, CHUNK_BYTES);
    store_be64(chunk, CHUNK_BITS);
    if (stored.data == NULL)
        return NULL;
    ASSERT(stored.len == CHUNK_BYTES);
    memcpy(chunk, stored.data, CHUNK_BYTES);
    return NULL;
}

status slashing_missed_get(struct context *ctx, struct bytes consensus, int64_t index, bool *missed)
{
    uint8_t chunk[CHUNK_BYTES];
    TRY(read_chunk(ctx, chunk_key(ctx->arena, consensus, index), chunk));
    *missed = bit_is_set(chunk, (uint64_t)index % CHUNK_BITS);
    return NULL;
}

status slashing_missed_set(struct context *ctx, struct bytes consensus, int64_t index, bool missed)
{
    struct bytes key = chunk_key(ctx->arena, consensus, index);
    uint64_t bit = (uint64_t)index % CHUNK_BITS;
    uint8_t chunk[CHUNK_BYTES];
    TRY(read_chunk(ctx, key, chunk));
    uint8_t mask = (uint8_t)(1u << bit % 8);
    if (missed)
        chunk[byte_of(bit)] |= mask;
    else
        chunk[byte_of(bit)] &= (uint8_t)~mask;
    return kv_set(ctx, STORE_SLASHING, key, BYTES_OF(chunk));
}

status slashing_missed_clear(struct context *ctx, struct bytes consensus)
{
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_SLASHING,
                       slashing_key(ctx->arena, SLASHING_KEY_MISSED, consensus), false, &walk));
    while (walk.valid) {
        TRY(kv_delete(ctx, STORE_SLASHING, walk.key));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

status slashing_missed_list(struct context *ctx, struct bytes consensus,
                            struct cosmos_slashing_v1beta1_missed_block_list *list)
{
    struct kv_walk walk;
    int64_t first = 0;
    TRY(kv_walk_prefix(ctx, STORE_SLASHING,
                       slashing_key(ctx->arena, SLASHING_KEY_MISSED, consensus), false, &walk));
    for (; walk.valid; first += CHUNK_BITS) {
        ASSERT(walk.value.len == CHUNK_BYTES);
        for (uint64_t bit = 0; bit < CHUNK_BITS; bit++) {
            if (!bit_is_set(walk.value.data, bit))
                continue;
            struct cosmos_slashing_v1beta1_missed_block *block =
                list_append(ctx->arena, list, sizeof(*block));
            block->index = first + (int64_t)bit;
            block->missed = true;
        }
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}
