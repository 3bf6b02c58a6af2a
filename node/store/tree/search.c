#include "node/store/tree/tree_internal.h"

#include "common/base/halt.h"

/* A node's key is in the leaf that has it, two cache misses away. The window spares that on most
 * nodes: below a node all keys share `prefix` bytes, and the eight after them mostly decide. */

size_t bytes_shared(struct bytes left, struct bytes right)
{
    size_t len = left.len < right.len ? left.len : right.len;
    size_t i = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t difference = load_be64(left.data + i) ^ load_be64(right.data + i);
        if (difference != 0)
            return i + (size_t)(__builtin_clzll(difference) >> 3);
    }
    while (i < len && left.data[i] == right.data[i])
        i++;
    return i;
}

/* Bytes after the end count as zero: equal windows decide nothing. */
static uint64_t window_at(struct bytes key, size_t start)
{
    if (start + 8 <= key.len)
        return load_be64(key.data + start);
    uint64_t window = 0;
    for (size_t i = start; i < start + 8; i++)
        window = window << 8 | (i < key.len ? key.data[i] : 0);
    return window;
}

void tree_set_prefix(const struct pool *pool, struct node *node, size_t prefix)
{
    node->prefix = prefix < UINT16_MAX ? (uint16_t)prefix : UINT16_MAX;
    node->window = window_at(pool_key(pool, node->key_leaf), node->prefix);
}

bool search_turn(const struct pool *pool, struct search *search, const struct node *node)
{
    if (search->outside)
        return search->right;
    size_t prefix = node->prefix;
    if (prefix > search->shared) {
        struct bytes node_key = pool_key(pool, node->key_leaf);
        size_t shared = search->shared + bytes_shared(bytes_from(search->key, search->shared),
                                                      bytes_from(node_key, search->shared));
        if (shared < prefix) {
            search->outside = true;
            search->shared = shared;
            search->right =
                shared < search->key.len && search->key.data[shared] > node_key.data[shared];
            return search->right;
        }
        search->shared = prefix;
    }
    uint64_t window = window_at(search->key, prefix);
    if (window != node->window)
        return window > node->window;
    return bytes_compare(bytes_from(search->key, prefix),
                         bytes_from(pool_key(pool, node->key_leaf), prefix)) >= 0;
}

int search_leaf(const struct pool *pool, const struct search *search, uint32_t leaf)
{
    if (search->outside)
        return search->right ? 1 : -1;
    return bytes_compare(search->key, pool_key(pool, leaf));
}

void tree_prefetch(const struct pool *pool, uint32_t root, const struct change *changes,
                   size_t count)
{
    struct search searches[PREFETCH_MAX];
    uint32_t ids[PREFETCH_MAX];
    ASSERT(count <= PREFETCH_MAX);
    for (size_t i = 0; i < count; i++) {
        searches[i] = search_start(changes[i].key);
        ids[i] = root;
    }
    for (size_t going = root == 0 ? 0 : count; going != 0;) {
        going = 0;
        for (size_t i = 0; i < count; i++) {
            const struct node *node = pool_node(pool, ids[i]);
            if (node->height == 0)
                continue;
            ids[i] = search_turn(pool, &searches[i], node) ? node->right : node->left;
            __builtin_prefetch(pool_node(pool, ids[i]));
            going++;
        }
    }
    for (size_t i = 0; i < count && root != 0; i++)
        __builtin_prefetch(pool_pair(pool, pool_node(pool, ids[i])));
}
