#ifndef NODE_STORE_TREE_VIEW_H
#define NODE_STORE_TREE_VIEW_H

#include "common/base/arena.h"
#include "node/store/tree/stores.h"

/* The committed state of all stores at one version, and how it is read and advanced. A view never changes while it
 * is held, whatever is committed meanwhile, so queries on other threads need no lock for reading. */
struct multistore;
struct store_view;

/* view_get finds a key. The value lives as long as the view is held. False: absent. */
bool view_get(const struct store_view *view, enum store_id store, struct bytes key,
              struct bytes *value);

/* A position in one store of a view, in key order. */
struct view_cursor {
    const void *view_tree;
    uint64_t index; /* of the leaf in key order */
    uint64_t count;
    bool reverse;
    bool valid;
    struct bytes key;
    struct bytes value;
    struct {
        void *node;
        uint8_t turn;
    } path[64];
    uint32_t depth;
    struct bytes start, end;
};

/* view_seek puts the cursor on the first key of [start, end), or the last one when reverse; end absent: no bound. */
void view_seek(const struct store_view *view, enum store_id store, struct bytes start,
               struct bytes end, bool reverse, struct view_cursor *cursor);
void view_next(struct view_cursor *cursor);

/* One store's writes of a block: ascending keys, each once. */
struct change {
    struct bytes key;
    struct bytes value; /* absent (data NULL): the key is deleted */
};
struct change_set {
    const struct change *items;
    size_t count;
};

/* multistore_new starts empty (version 0). multistore_latest holds the newest view; release it with view_release. */
struct multistore *multistore_new(void);
void multistore_free(struct multistore *stores);
const struct store_view *multistore_latest(struct multistore *stores);
/* multistore_at holds a kept version, NULL when it is not kept. Any thread. */
const struct store_view *multistore_at(struct multistore *stores, int64_t version);
void view_release(const struct store_view *view);
int64_t view_version(const struct store_view *view);
/* view_store_root is the 32-byte IAVL root of one store; view_app_hash the commit info's root. */
void view_store_root(const struct store_view *view, enum store_id store, uint8_t root[32]);
void view_app_hash(const struct store_view *view, uint8_t app_hash[32]);

/* multistore_commit applies the change sets as `version` and makes them the latest view. One thread.
 * Versions rise by one, except that the first may be any (initial height). */
void multistore_commit(struct multistore *stores, int64_t version,
                       const struct change_set changes[STORE_COUNT], uint8_t app_hash[32]);

/* multistore_prune forgets versions below `version`, as soon as nobody holds them. */
void multistore_prune(struct multistore *stores, int64_t version);

#endif
