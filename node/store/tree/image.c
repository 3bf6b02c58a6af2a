#include "node/store/tree/image.h"

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "node/store/tree/multistore_internal.h"

_Static_assert(sizeof(struct node) == IMAGE_NODE_BYTES, "an image holds nodes as they are");

/* An inner node on the way down, and what is known of its finished children. */
struct open_node {
    uint32_t id;
    uint32_t left;      /* place of the finished left child, 0 before */
    uint32_t left_leaf; /* place of the first leaf below it */
};

struct image_writer {
    const struct pool *pool;
    image_sink *sink;
    void *context;
    uint64_t next_place;
    uint64_t pairs_bytes;
};

uint64_t image_node_count(const struct store_view *view)
{
    uint64_t count = 1;
    for (int s = 0; s < STORE_COUNT; s++) {
        uint64_t leaves = view_store_size(view, (enum store_id)s);
        count += leaves == 0 ? 0 : 2 * leaves - 1;
    }
    return count;
}

static bool write_node(struct image_writer *writer, const struct node *node, const uint8_t *hash)
{
    return writer->sink(writer->context, IMAGE_NODES, bytes_make(node, sizeof *node)) &&
           writer->sink(writer->context, IMAGE_HASHES, bytes_make(hash, 32));
}

static bool write_leaf(struct image_writer *writer, uint32_t id)
{
    struct node node = *pool_node(writer->pool, id);
    size_t pair_bytes = (size_t)node.key_len + node.value_len;
    struct bytes pair = bytes_make(pool_pair(writer->pool, &node), pair_bytes);
    node.flags = 0;
    node.place = PLACE_IN_IMAGE | writer->pairs_bytes;
    writer->pairs_bytes += pair_bytes;
    return write_node(writer, &node, pool_hash(writer->pool, id)) &&
           writer->sink(writer->context, IMAGE_PAIRS, pair);
}

/* Writes one tree in post-order. Gives the root's place, 0 when the sink gave up. */
static uint32_t write_tree(struct image_writer *writer, uint32_t root)
{
    struct open_node open[VIEW_DEPTH_MAX];
    uint32_t depth = 0;
    uint32_t id = root;
    for (;;) {
        while (pool_node(writer->pool, id)->height != 0) {
            ASSERT(depth < VIEW_DEPTH_MAX);
            open[depth++] = (struct open_node){.id = id};
            id = pool_node(writer->pool, id)->left;
        }
        uint32_t place = (uint32_t)writer->next_place++, first_leaf = place;
        if (!write_leaf(writer, id))
            return 0;
        while (depth != 0 && open[depth - 1].left != 0) {
            struct open_node *done = &open[--depth];
            struct node node = *pool_node(writer->pool, done->id);
            node.flags = 0;
            node.left = done->left;
            node.right = place;
            node.key_leaf = first_leaf;
            first_leaf = done->left_leaf;
            place = (uint32_t)writer->next_place++;
            if (!write_node(writer, &node, pool_hash(writer->pool, done->id)))
                return 0;
        }
        if (depth == 0)
            return place;
        open[depth - 1].left = place;
        open[depth - 1].left_leaf = first_leaf;
        id = pool_node(writer->pool, open[depth - 1].id)->right;
    }
}

bool image_write(const struct store_view *view, image_sink *sink, void *context,
                 struct image *image)
{
    ASSERT(view->settled);
    struct image_writer writer = {view_pool(view), sink, context, 1, 0};
    *image = (struct image){.version = view->version, .node_count = image_node_count(view)};
    struct node unused = {0};
    uint8_t unused_hash[32] = {0};
    if (!write_node(&writer, &unused, unused_hash))
        return false;
    for (int s = 0; s < STORE_COUNT; s++) {
        if (view->roots[s] == 0)
            continue;
        image->roots[s] = write_tree(&writer, view->roots[s]);
        if (image->roots[s] == 0)
            return false;
    }
    ASSERT(writer.next_place == image->node_count);
    image->pairs_bytes = writer.pairs_bytes;
    return true;
}

static bool check_leaf(const struct image *image, const struct node *node)
{
    uint64_t start = node->place & ~PLACE_IN_IMAGE;
    return (node->place & PLACE_IN_IMAGE) != 0 && start <= image->pairs_bytes &&
           (uint64_t)node->key_len + node->value_len <= image->pairs_bytes - start;
}

static bool check_inner(const struct node *nodes, uint64_t place, const struct node *node)
{
    if (node->left == 0 || node->left >= place || node->right == 0 || node->right >= place ||
        node->key_leaf == 0 || node->key_leaf >= place)
        return false;
    const struct node *left = &nodes[node->left], *right = &nodes[node->right];
    uint8_t below = left->height > right->height ? left->height : right->height;
    const struct node *key_leaf = &nodes[node->key_leaf];
    return key_leaf->height == 0 && node->prefix <= key_leaf->key_len &&
           node->height == below + 1 && node->height < VIEW_DEPTH_MAX &&
           (uint64_t)node_leaf_count(left) + node_leaf_count(right) == node->leaf_count;
}

bool image_check(const struct image *image)
{
    const struct node *nodes = image->nodes;
    if (image->version <= 0 || image->version >= UINT32_MAX || image->node_count == 0 ||
        image->node_count > (uint64_t)POOL_CHUNKS_MAX << POOL_CHUNK_BITS)
        return false;
    for (uint64_t place = 1; place < image->node_count; place++) {
        const struct node *node = &nodes[place];
        if (node->flags != 0 || node->version > image->version)
            return false;
        if (node->height == 0 ? !check_leaf(image, node) : !check_inner(nodes, place, node))
            return false;
    }
    for (int s = 0; s < STORE_COUNT; s++)
        if (image->roots[s] >= image->node_count)
            return false;
    return true;
}

/* The pool only reads below image_end, so that the image may be mapped read-only. */
static void adopt_nodes(struct pool *pool, const struct image *image)
{
    const struct node *nodes = image->nodes;
    for (uint64_t first = 0; first < image->node_count; first += POOL_CHUNK_NODES) {
        struct pool_chunk *chunk = &pool->chunks[first >> POOL_CHUNK_BITS];
        chunk->nodes = (struct node *)(uintptr_t)(nodes + first);
        chunk->hashes = (uint8_t(*)[32])(uintptr_t)(image->hashes + first * IMAGE_HASH_BYTES);
    }
    pool->image_end = (uint32_t)image->node_count;
    pool->image_pairs = image->pairs;
    /* New nodes start at the next whole chunk: the last one of the image has no room behind it. */
    pool->next = (pool->image_end + POOL_CHUNK_NODES - 1) & ~(uint32_t)(POOL_CHUNK_NODES - 1);
}

struct multistore *multistore_from_image(const struct image *image)
{
    struct multistore *stores = multistore_new();
    adopt_nodes(&stores->pool, image);
    multistore_start_at(stores, image->version, image->roots);
    return stores;
}
