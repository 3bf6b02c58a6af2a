#include "node/store/tree/pool_internal.h"

#include "common/base/halt.h"
#include "common/base/memory.h"

void id_list_push(struct id_list *list, uint32_t id)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        list->items = heap_resize(list->items, list->capacity * sizeof list->items[0]);
    }
    list->items[list->count++] = id;
}

void id_list_drop(struct id_list *list)
{
    heap_free(list->items);
    *list = (struct id_list){0};
}

void pool_init(struct pool *pool)
{
    *pool = (struct pool){.next = 1};
    pool->chunks = heap_zalloc(POOL_CHUNKS_MAX, sizeof pool->chunks[0]);
}

static bool is_own_leaf(const struct node *node)
{
    return (node->flags & NODE_FREE) == 0 && node->height == 0 &&
           (node->place & PLACE_IN_IMAGE) == 0;
}

void pool_drop(struct pool *pool)
{
    uint32_t image_chunks = (pool->image_end + POOL_CHUNK_NODES - 1) >> POOL_CHUNK_BITS;
    for (uint32_t c = image_chunks; c < POOL_CHUNKS_MAX && pool->chunks[c].nodes != NULL; c++) {
        uint32_t first = c << POOL_CHUNK_BITS;
        for (uint32_t i = first == 0 ? 1 : 0; i < POOL_CHUNK_NODES && first + i < pool->next; i++) {
            const struct node *node = &pool->chunks[c].nodes[i];
            if (is_own_leaf(node))
                heap_free((void *)(uintptr_t)node->place);
        }
        heap_free(pool->chunks[c].nodes);
        heap_free(pool->chunks[c].hashes);
    }
    heap_free(pool->chunks);
    id_list_drop(&pool->fresh);
}

static uint32_t next_id(struct pool *pool)
{
    if (pool->free_head != 0) {
        uint32_t id = pool->free_head;
        pool->free_head = pool_node(pool, id)->left;
        /* For the next call: free nodes lie scattered. */
        if (pool->free_head != 0)
            __builtin_prefetch(pool_node(pool, pool->free_head));
        return id;
    }
    uint32_t id = pool->next++;
    uint32_t c = id >> POOL_CHUNK_BITS;
    if (c >= POOL_CHUNKS_MAX)
        halt("the state has more than %u tree nodes", id);
    struct pool_chunk *chunk = &pool->chunks[c];
    if (chunk->nodes == NULL) {
        chunk->hashes = heap_alloc(POOL_CHUNK_NODES * sizeof chunk->hashes[0]);
        chunk->nodes = heap_alloc(POOL_CHUNK_NODES * sizeof chunk->nodes[0]);
    }
    pool_node(pool, id)->flags = 0;
    return id;
}

uint32_t pool_new_node(struct pool *pool)
{
    uint32_t id = next_id(pool);
    struct node *node = pool_node(pool, id);
    /* A node that was freed while in the list is still there: it must not be hashed twice. */
    if ((node->flags & NODE_LISTED) == 0)
        id_list_push(&pool->fresh, id);
    node->flags = NODE_LISTED;
    pool->nodes++;
    return id;
}

static uint64_t new_pair(struct pool *pool, struct bytes key, struct bytes value)
{
    ASSERT(key.len <= UINT32_MAX && value.len <= UINT32_MAX);
    uint8_t *pair = heap_alloc(key.len + value.len);
    if (key.len != 0)
        memcpy(pair, key.data, key.len);
    if (value.len != 0)
        memcpy(pair + key.len, value.data, value.len);
    pool->pair_bytes += key.len + value.len;
    return (uint64_t)(uintptr_t)pair;
}

uint32_t pool_new_leaf(struct pool *pool, uint32_t version, struct bytes key, struct bytes value)
{
    uint32_t id = pool_new_node(pool);
    struct node *node = pool_node(pool, id);
    *node = (struct node){.version = version, .flags = node->flags};
    node->place = new_pair(pool, key, value);
    node->key_len = (uint32_t)key.len;
    node->value_len = (uint32_t)value.len;
    return id;
}

static void free_pair(struct pool *pool, const struct node *leaf)
{
    pool->pair_bytes -= (uint64_t)leaf->key_len + leaf->value_len;
    heap_free((void *)(uintptr_t)leaf->place);
}

void pool_set_value(struct pool *pool, uint32_t leaf, struct bytes value)
{
    struct node *node = pool_node(pool, leaf);
    struct node old = *node;
    node->place = new_pair(pool, pool_key(pool, leaf), value);
    node->value_len = (uint32_t)value.len;
    free_pair(pool, &old);
}

void pool_free(struct pool *pool, uint32_t id)
{
    if (id < pool->image_end)
        return;
    struct node *node = pool_node(pool, id);
    ASSERT((node->flags & NODE_FREE) == 0);
    if (node->height == 0)
        free_pair(pool, node);
    node->flags |= NODE_FREE;
    node->left = pool->free_head;
    pool->free_head = id;
    pool->nodes--;
}

void pool_fresh_clear(struct pool *pool)
{
    for (size_t i = 0; i < pool->fresh.count; i++)
        pool_node(pool, pool->fresh.items[i])->flags &= (uint8_t)~NODE_LISTED;
    pool->fresh.count = 0;
}
