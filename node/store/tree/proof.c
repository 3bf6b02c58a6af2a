#include "node/store/tree/proof.h"

#include "common/base/halt.h"
#include "common/crypto/merkle.h"
#include "common/encoding/protobuf.h"
#include "node/store/tree/multistore_internal.h"
#include "schema/core/cosmos_ics23_v1.h"

enum { EXIST_CASE = 1, NONEXIST_CASE = 2 };

static struct bytes encode(struct arena *arena, const struct cosmos_ics23_v1_existence_proof *exist,
                           const struct cosmos_ics23_v1_non_existence_proof *nonexist)
{
    struct cosmos_ics23_v1_commitment_proof proof = {
        .proof_case = exist != NULL ? EXIST_CASE : NONEXIST_CASE,
        .exist = exist,
        .nonexist = nonexist,
    };
    return protobuf_encode(arena, &cosmos_ics23_v1_commitment_proof_type, &proof);
}

static const struct cosmos_ics23_v1_leaf_op *leaf_op(struct arena *arena, struct bytes prefix)
{
    struct cosmos_ics23_v1_leaf_op *leaf = ARENA_NEW(arena, struct cosmos_ics23_v1_leaf_op);
    leaf->hash = COSMOS_ICS23_V1_SHA256;
    leaf->prehash_key = COSMOS_ICS23_V1_NO_HASH;
    leaf->prehash_value = COSMOS_ICS23_V1_SHA256;
    leaf->length = COSMOS_ICS23_V1_VAR_PROTO;
    leaf->prefix = prefix;
    return leaf;
}

/* The step from one child of an inner node to the node. */
static struct cosmos_ics23_v1_inner_op inner_op(struct arena *arena, const struct pool *pool,
                                                const struct node *node, bool right)
{
    uint8_t head[NODE_HASH_HEAD_MAX];
    struct bytes fields = bytes_make(head, node_hash_head(node, head));
    struct bytes sibling = bytes_make(pool_hash(pool, right ? node->left : node->right), 32);
    struct cosmos_ics23_v1_inner_op step = {.hash = COSMOS_ICS23_V1_SHA256};
    if (right) {
        step.prefix = ARENA_CONCAT(arena, fields, BYTES("\x20"), sibling, BYTES("\x20"));
    } else {
        step.prefix = ARENA_CONCAT(arena, fields, BYTES("\x20"));
        step.suffix = ARENA_CONCAT(arena, BYTES("\x20"), sibling);
    }
    return step;
}

/* The existence proof of a key that is in the tree. */
static const struct cosmos_ics23_v1_existence_proof *
prove_leaf(struct arena *arena, const struct pool *pool, uint32_t root, struct bytes key)
{
    struct cosmos_ics23_v1_existence_proof *proof =
        ARENA_NEW(arena, struct cosmos_ics23_v1_existence_proof);
    const struct node *node = pool_node(pool, root);
    proof->path.count = node->height;
    struct cosmos_ics23_v1_inner_op steps[VIEW_DEPTH_MAX];
    struct search search = search_start(key);
    uint32_t id = root;
    size_t depth = 0;
    for (; node->height != 0; node = pool_node(pool, id)) {
        ASSERT(depth < VIEW_DEPTH_MAX);
        bool right = search_turn(pool, &search, node);
        steps[depth++] = inner_op(arena, pool, node, right);
        id = right ? node->right : node->left;
    }
    proof->key = pool_key(pool, id);
    ASSERT(bytes_equal(proof->key, key));
    proof->value = pool_value(pool, id);
    uint8_t head[NODE_HASH_HEAD_MAX];
    proof->leaf = leaf_op(arena, arena_copy(arena, bytes_make(head, node_hash_head(node, head))));
    proof->path.count = depth;
    proof->path.items = ARENA_ARRAY(arena, struct cosmos_ics23_v1_inner_op, depth);
    for (size_t i = 0; i < depth; i++)
        proof->path.items[i] = steps[depth - 1 - i];
    return proof;
}

struct bytes proof_key(struct arena *arena, const struct store_view *view, enum store_id store,
                       struct bytes key)
{
    ASSERT(view->settled);
    const struct pool *pool = view_pool(view);
    uint32_t root = view->roots[store];
    struct bytes value;
    if (view_get(view, store, key, &value))
        return encode(arena, prove_leaf(arena, pool, root, key), NULL);
    struct cosmos_ics23_v1_non_existence_proof absence = {.key = key};
    struct view_cursor cursor;
    view_seek(view, store, (struct bytes){0}, key, true, &cursor);
    if (cursor.valid)
        absence.left = prove_leaf(arena, pool, root, cursor.key);
    view_seek(view, store, key, (struct bytes){0}, false, &cursor);
    if (cursor.valid)
        absence.right = prove_leaf(arena, pool, root, cursor.key);
    return encode(arena, NULL, &absence);
}

struct bytes proof_store(struct arena *arena, const struct store_view *view, enum store_id store)
{
    uint8_t roots[STORE_COUNT][32], texts[STORE_COUNT][COMMIT_INFO_LEAF_MAX];
    struct bytes leaves[STORE_COUNT];
    for (int s = 0; s < STORE_COUNT; s++) {
        view_root_hash(view, (enum store_id)s, roots[s]);
        struct commit_info_store entry = {bytes_text(store_name((enum store_id)s)),
                                          BYTES_OF(roots[s])};
        leaves[s] = bytes_make(texts[s], commit_info_leaf(&entry, texts[s]));
    }
    struct crypto_merkle_proof merkle = crypto_merkle_prove(arena, leaves, STORE_COUNT, store);
    struct cosmos_ics23_v1_existence_proof proof = {
        .key = bytes_text(store_name(store)),
        .value = BYTES_OF(roots[store]),
        .leaf = leaf_op(arena, BYTES("\0")),
    };
    proof.path.count = merkle.aunts.count;
    proof.path.items = ARENA_ARRAY(arena, struct cosmos_ics23_v1_inner_op, merkle.aunts.count);
    /* Which side an aunt is on follows from place and number of leaves, from the root downwards. */
    size_t place = store, count = STORE_COUNT;
    for (size_t i = merkle.aunts.count; i-- > 0;) {
        size_t split = (size_t)1 << (63 - __builtin_clzll(count - 1));
        bool right = place >= split;
        struct cosmos_ics23_v1_inner_op *step = &proof.path.items[i];
        step->hash = COSMOS_ICS23_V1_SHA256;
        step->prefix =
            right ? ARENA_CONCAT(arena, BYTES("\1"), merkle.aunts.items[i]) : BYTES("\1");
        step->suffix = right ? BYTES("") : merkle.aunts.items[i];
        place = right ? place - split : place;
        count = right ? count - split : split;
    }
    return encode(arena, &proof, NULL);
}
