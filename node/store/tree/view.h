#ifndef NODE_STORE_TREE_VIEW_H
#define NODE_STORE_TREE_VIEW_H

#include "common/base/arena.h"
#include "node/store/tree/stores.h"

/* The committed state of all stores at one version, and how it is read and advanced. A view never
 * changes while it is held, whatever is committed meanwhile, so queries on other threads need no
 * lock for reading. */
struct multistore;
struct store_view;

/* No IAVL tree of 2^31 leaves is deeper. */
enum { VIEW_DEPTH_MAX = 48 };

/* view_get finds a key. The value lives as long as the view is held. False: absent. */
bool view_get(const struct store_view *view, enum store_id store, struct bytes key,
              struct bytes *value);

/* A position in one store of a view, in key order. `key` and `value` live as long as the view is
 * held. */
struct view_cursor {
    bool valid; /* false: past the last key; key and value mean nothing */
    struct bytes key;
    struct bytes value;
    /* The rest is the walk's own. */
    const struct store_view *view;
    struct bytes limit; /* where the walk ends: `end`, or `start` when reverse */
    bool reverse;
    uint32_t pending[VIEW_DEPTH_MAX]; /* subtrees still to visit, nearest last */
    uint32_t depth;
};

/* view_seek puts the cursor on the first key of [start, end), or the last one when reverse; end
 * absent: no bound. Start and end are borrowed until the walk is over, the view must be held as
 * long. */
void view_seek(const struct store_view *view, enum store_id store, struct bytes start,
               struct bytes end, bool reverse, struct view_cursor *cursor);
/* view_next moves a valid cursor one key on. */
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

/* multistore_new starts empty (version 0). multistore_free wants every view released. */
struct multistore *multistore_new(void);
void multistore_free(struct multistore *stores);

/* multistore_latest holds the newest published view; release it with view_release. Any thread. */
const struct store_view *multistore_latest(struct multistore *stores);
/* multistore_at holds a kept version, NULL when it is not kept. Any thread. */
const struct store_view *multistore_at(struct multistore *stores, int64_t version);
/* view_hold adds a hold to a view that is held; every hold wants its view_release. Any thread. */
const struct store_view *view_hold(const struct store_view *view);
void view_release(const struct store_view *view);

int64_t view_version(const struct store_view *view);
/* view_store_root is the 32-byte IAVL root of one store; view_app_hash the commit info's root. */
void view_store_root(const struct store_view *view, enum store_id store, uint8_t root[32]);
void view_app_hash(const struct store_view *view, uint8_t app_hash[32]);
/* view_store_size counts the keys of a store. */
uint64_t view_store_size(const struct store_view *view, enum store_id store);

/* multistore_apply computes `version` from the latest one and gives its app hash
 * (store-and-speed 1.6); nobody sees it until multistore_publish. Versions rise by one, except that
 * the first may be any (initial height). One thread writes. */
void multistore_apply(struct multistore *stores, int64_t version,
                      const struct change_set changes[STORE_COUNT], uint8_t app_hash[32]);
/* multistore_applied holds the view that was applied and not yet published, NULL when there is
 * none. */
const struct store_view *multistore_applied(struct multistore *stores);
/* multistore_publish makes the applied version the latest view. */
void multistore_publish(struct multistore *stores);
/* multistore_discard drops the applied version; the next apply starts from the latest again. */
void multistore_discard(struct multistore *stores);

/* multistore_commit is apply and publish at once. */
void multistore_commit(struct multistore *stores, int64_t version,
                       const struct change_set changes[STORE_COUNT], uint8_t app_hash[32]);

/* multistore_replay is multistore_commit that puts hashing off: the new view answers reads, but not
 * roots, the app hash or proofs, until multistore_settle has hashed everything that is still there.
 * The version before it is forgotten when nobody holds it. For going through the block log. */
void multistore_replay(struct multistore *stores, int64_t version,
                       const struct change_set changes[STORE_COUNT]);
void multistore_settle(struct multistore *stores, uint8_t app_hash[32]);

/* multistore_is_held tells whether anybody holds a view. Any thread. */
bool multistore_is_held(struct multistore *stores);

/* multistore_prune forgets versions below `version`, as soon as nobody holds them. */
void multistore_prune(struct multistore *stores, int64_t version);

/* What a multistore costs, for limits and reports. */
struct multistore_size {
    uint64_t nodes;   /* allocated in memory, those of a loaded image not counted */
    uint64_t orphans; /* of them: kept only for older versions */
    uint64_t bytes;   /* keys and values in memory */
    int64_t oldest;   /* lowest version that multistore_at gives */
};
struct multistore_size multistore_size(struct multistore *stores);

#endif
