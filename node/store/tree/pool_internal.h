#ifndef NODE_STORE_TREE_POOL_INTERNAL_H
#define NODE_STORE_TREE_POOL_INTERNAL_H

#include "common/base/bytes.h"

/* The nodes of all trees of a multistore, named by 32-bit ids; id 0 is no node. A node is 32 bytes
 * for walking and 32 bytes of hash, kept apart because a walk does not want hashes. Nodes of
 * versions before the one being made never change. One thread writes; readers see only nodes of
 * views that they hold. */

enum node_flags {
    NODE_LISTED = 1, /* in the pool's list of new nodes */
    NODE_FREE = 2,   /* on the free list */
};

struct node {
    uint32_t version; /* height of the block that made the node */
    uint8_t height;   /* 0: leaf */
    uint8_t flags;    /* the writer's only */
    uint16_t prefix;  /* inner: at least so many first bytes are the same in all keys below */
    union {
        struct {
            uint32_t left, right;
            uint32_t key_leaf; /* the leaf below whose key is the node's: first of the right side */
            uint32_t leaf_count; /* below */
            uint64_t window; /* 8 bytes of the node's key after `prefix`, as a big-endian number */
        };
        struct {
            uint64_t place; /* of key and value: an address, or PLACE_IN_IMAGE and an offset */
            uint32_t key_len, value_len;
            uint64_t reserved;
        };
    };
};
_Static_assert(sizeof(struct node) == 32, "two nodes in a cache line");

#define PLACE_IN_IMAGE (1ull << 63)

/* Chunks are small because most chains are; ids end where the table of chunks does. */
enum { POOL_CHUNK_BITS = 12, POOL_CHUNK_NODES = 1 << POOL_CHUNK_BITS, POOL_CHUNKS_MAX = 1 << 19 };

struct pool_chunk {
    struct node *nodes;
    uint8_t (*hashes)[32];
};

struct id_list {
    uint32_t *items;
    size_t count;
    size_t capacity;
};
void id_list_push(struct id_list *list, uint32_t id);
void id_list_drop(struct id_list *list);

struct pool {
    struct pool_chunk
        *chunks;        /* POOL_CHUNKS_MAX entries; readers need no lock because it never moves */
    uint32_t next;      /* id never given out yet */
    uint32_t image_end; /* ids below belong to a loaded image and are never freed */
    uint32_t free_head; /* list through `left` */
    const uint8_t *image_pairs; /* keys and values of the image */
    struct id_list
        fresh;      /* nodes made since pool_fresh_clear, each once, some of them freed again */
    uint64_t nodes; /* in use, without the image's */
    uint64_t pair_bytes;
};

void pool_init(struct pool *pool);
void pool_drop(struct pool *pool);

/* pool_new_node gives a node that is in the fresh list; only its flags are set. */
uint32_t pool_new_node(struct pool *pool);
/* pool_new_leaf copies key and value. */
uint32_t pool_new_leaf(struct pool *pool, uint32_t version, struct bytes key, struct bytes value);
/* pool_set_value replaces the value of a leaf that nobody can see yet. */
void pool_set_value(struct pool *pool, uint32_t leaf, struct bytes value);
void pool_free(struct pool *pool, uint32_t id);
void pool_fresh_clear(struct pool *pool);

static inline struct node *pool_node(const struct pool *pool, uint32_t id)
{
    return &pool->chunks[id >> POOL_CHUNK_BITS].nodes[id & (POOL_CHUNK_NODES - 1)];
}

static inline uint8_t *pool_hash(const struct pool *pool, uint32_t id)
{
    return pool->chunks[id >> POOL_CHUNK_BITS].hashes[id & (POOL_CHUNK_NODES - 1)];
}

static inline const uint8_t *pool_pair(const struct pool *pool, const struct node *leaf)
{
    if ((leaf->place & PLACE_IN_IMAGE) != 0)
        return pool->image_pairs + (leaf->place & ~PLACE_IN_IMAGE);
    return (const uint8_t *)(uintptr_t)leaf->place;
}

static inline struct bytes pool_key(const struct pool *pool, uint32_t leaf)
{
    const struct node *node = pool_node(pool, leaf);
    return bytes_make(pool_pair(pool, node), node->key_len);
}

static inline struct bytes pool_value(const struct pool *pool, uint32_t leaf)
{
    const struct node *node = pool_node(pool, leaf);
    return bytes_make(pool_pair(pool, node) + node->key_len, node->value_len);
}

static inline uint32_t node_leaf_count(const struct node *node)
{
    return node->height == 0 ? 1 : node->leaf_count;
}

#endif
