#ifndef NODE_STORE_TREE_MULTISTORE_INTERNAL_H
#define NODE_STORE_TREE_MULTISTORE_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "node/store/tree/tree_internal.h"
#include "node/store/tree/view.h"

struct store_view {
    struct multistore *stores;
    int64_t version;
    uint32_t roots[STORE_COUNT];
    uint8_t app_hash[32];
    bool settled; /* every node below is hashed */
    bool forgotten;
    atomic_uint_fast32_t holds;
    /* Nodes of this version that the next kept one no longer has. The writer's only. */
    struct id_list orphans;
};

/* Versions are kept in a sorted table. A version that is forgotten and not held leaves it at the
 * writer's next step: its orphans that the version before it has too move there, the others are
 * freed. So readers never free anything. */
struct multistore {
    struct pool pool;
    struct store_view *applied; /* not in the table yet */
    pthread_mutex_t mutex; /* guards what follows, and that nobody takes a view that is leaving */
    struct store_view **views; /* ascending versions, the last is the latest */
    size_t view_count;
    size_t view_capacity;
    uint64_t orphans;
};

static inline const struct pool *view_pool(const struct store_view *view)
{
    return &view->stores->pool;
}

/* view_root_hash gives the IAVL root of one store, SHA-256 of nothing when empty. */
void view_root_hash(const struct store_view *view, enum store_id store, uint8_t hash[32]);

/* multistore_start_at makes an empty multistore's only version one with these hashed trees. */
void multistore_start_at(struct multistore *stores, int64_t version,
                         const uint32_t roots[STORE_COUNT]);

/* One store in the commit info: its name (below 128 bytes) and the root of its tree. */
struct commit_info_store {
    struct bytes name;
    struct bytes root;
};
enum { COMMIT_INFO_LEAF_MAX = 162, COMMIT_INFO_STORES_MAX = 64 };

/* commit_info_leaf writes the data of a store's leaf: name and hash of the root, each after its
 * length (chain-surface 7.1). Gives the length. */
size_t commit_info_leaf(const struct commit_info_store *store, uint8_t out[COMMIT_INFO_LEAF_MAX]);

/* commit_info_hash is the root over stores in the order of their names, the app hash. */
void commit_info_hash(const struct commit_info_store *stores, size_t count, uint8_t hash[32]);

#endif
