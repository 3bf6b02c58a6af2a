#ifndef NODE_STORE_TREE_TREE_INTERNAL_H
#define NODE_STORE_TREE_TREE_INTERNAL_H

#include "node/store/tree/pool_internal.h"
#include "node/store/tree/view.h"

/* One IAVL tree that is being changed: the operations of Go iavl v1.2 (store-and-speed 1.3 to 1.5).
 * Nodes of other versions are copied before they change; what falls out of the tree goes to
 * `orphans`, or back to the pool when it was made in this version. */
struct tree_edit {
    struct pool *pool;
    uint32_t version;
    uint32_t root; /* 0: empty tree */
    struct id_list *orphans;
};

/* tree_set inserts or replaces; key and value are copied. */
void tree_set(struct tree_edit *edit, struct bytes key, struct bytes value);
/* tree_remove takes a key out; false: it was not there and nothing changed. */
bool tree_remove(struct tree_edit *edit, struct bytes key);

/* tree_own gives the node itself when this version made it, else a copy that may change. */
uint32_t tree_own(struct tree_edit *edit, uint32_t id);
void tree_drop(struct tree_edit *edit, uint32_t id);

/* tree_measure computes height and leaf count of an own inner node from its children. */
void tree_measure(const struct pool *pool, struct node *node);
/* tree_set_prefix says how many first bytes all keys below an own inner node share, at least, and
 * keeps the window in step. To be called again whenever the node's key changes. */
void tree_set_prefix(const struct pool *pool, struct node *node, size_t prefix);
/* tree_balance restores the AVL property of an own node; gives the node now on top. */
uint32_t tree_balance(struct tree_edit *edit, uint32_t id);

/* A search for a key from the root downwards. */
struct search {
    struct bytes key;
    size_t shared; /* so many first bytes are the same in the key and everything below */
    bool outside;  /* the key is smaller or larger than everything below, see `right`; it then
                    * differs from all of it at byte `shared` */
    bool right;
};
static inline struct search search_start(struct bytes key)
{
    return (struct search){.key = key};
}
/* search_turn says which way the key lies at an inner node: true is right. */
bool search_turn(const struct pool *pool, struct search *search, const struct node *node);
/* search_leaf compares the key with the leaf where the search ended: <0, 0, >0. */
int search_leaf(const struct pool *pool, const struct search *search, uint32_t leaf);

/* tree_prefetch searches for the keys of some changes in step with each other, so that memory is
 * waited for once and not for each of them; changing the tree then finds everything near. */
enum { PREFETCH_MAX = 16 };
void tree_prefetch(const struct pool *pool, uint32_t root, const struct change *changes,
                   size_t count);

/* bytes_shared counts the first bytes that two strings share. */
size_t bytes_shared(struct bytes left, struct bytes right);

/* tree_hash_fresh hashes the nodes of the fresh list that are in use, children first. The others in
 * use are hashed. */
void tree_hash_fresh(struct pool *pool);
/* node_hash_head writes what stands before the key or the child hashes in a node's hash preimage.
 */
enum { NODE_HASH_HEAD_MAX = 16 };
size_t node_hash_head(const struct node *node, uint8_t out[NODE_HASH_HEAD_MAX]);

#endif
