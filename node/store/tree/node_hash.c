#include "node/store/tree/tree_internal.h"

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/hash.h"
#include "common/encoding/protobuf.h"

/* Node hashes of store-and-speed 1.2. */

size_t node_hash_head(const struct node *node, uint8_t out[NODE_HASH_HEAD_MAX])
{
    uint8_t *end = protobuf_put_varint(out, (uint64_t)node->height << 1);
    end = protobuf_put_varint(end, (uint64_t)node_leaf_count(node) << 1);
    end = protobuf_put_varint(end, (uint64_t)node->version << 1);
    return (size_t)(end - out);
}

static void hash_leaf(const struct pool *pool, uint32_t id)
{
    enum { KEY_COPIED_MAX = 128 };
    const struct node *node = pool_node(pool, id);
    uint8_t value_hash[32];
    crypto_sha256(pool_value(pool, id), value_hash);
    uint8_t text[NODE_HASH_HEAD_MAX + 5 + KEY_COPIED_MAX + 33];
    size_t len = node_hash_head(node, text);
    len = (size_t)(protobuf_put_varint(text + len, node->key_len) - text);
    if (node->key_len > KEY_COPIED_MAX) {
        CRYPTO_SHA256(pool_hash(pool, id), bytes_make(text, len), pool_key(pool, id), BYTES("\x20"),
                      BYTES_OF(value_hash));
        return;
    }
    if (node->key_len != 0)
        memcpy(text + len, pool_pair(pool, node), node->key_len);
    len += node->key_len;
    text[len++] = 32;
    memcpy(text + len, value_hash, 32);
    crypto_sha256(bytes_make(text, len + 32), pool_hash(pool, id));
}

static void hash_inner(const struct pool *pool, uint32_t id)
{
    const struct node *node = pool_node(pool, id);
    uint8_t text[NODE_HASH_HEAD_MAX + 66];
    size_t len = node_hash_head(node, text);
    text[len++] = 32;
    memcpy(text + len, pool_hash(pool, node->left), 32);
    len += 32;
    text[len++] = 32;
    memcpy(text + len, pool_hash(pool, node->right), 32);
    crypto_sha256(bytes_make(text, len + 32), pool_hash(pool, id));
}

static void prefetch_inputs(const struct pool *pool, uint32_t id)
{
    const struct node *node = pool_node(pool, id);
    if (node->height == 0) {
        __builtin_prefetch(pool_pair(pool, node));
    } else {
        __builtin_prefetch(pool_hash(pool, node->left));
        __builtin_prefetch(pool_hash(pool, node->right));
    }
}

/* Level by level, so that what the next nodes need can be fetched while these are hashed. */
static void hash_levels(const struct pool *pool, const uint32_t *ids, size_t count)
{
    enum { AHEAD = 8 };
    for (size_t i = 0; i < count; i++) {
        if (i + 2 * AHEAD < count)
            __builtin_prefetch(pool_node(pool, ids[i + 2 * AHEAD]));
        if (i + AHEAD < count)
            prefetch_inputs(pool, ids[i + AHEAD]);
        if (pool_node(pool, ids[i])->height == 0)
            hash_leaf(pool, ids[i]);
        else
            hash_inner(pool, ids[i]);
    }
}

void tree_hash_fresh(struct pool *pool)
{
    size_t ends[VIEW_DEPTH_MAX + 1] = {0};
    size_t used = 0;
    for (size_t i = 0; i < pool->fresh.count; i++) {
        const struct node *node = pool_node(pool, pool->fresh.items[i]);
        if ((node->flags & NODE_FREE) != 0)
            continue;
        ASSERT(node->height < VIEW_DEPTH_MAX);
        ends[node->height + 1]++;
        used++;
    }
    for (int h = 0; h < VIEW_DEPTH_MAX; h++)
        ends[h + 1] += ends[h];
    uint32_t *ordered = heap_alloc(used * sizeof ordered[0]);
    for (size_t i = 0; i < pool->fresh.count; i++) {
        uint32_t id = pool->fresh.items[i];
        const struct node *node = pool_node(pool, id);
        if ((node->flags & NODE_FREE) == 0)
            ordered[ends[node->height]++] = id;
    }
    hash_levels(pool, ordered, used);
    heap_free(ordered);
}
