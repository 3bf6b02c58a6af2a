#ifndef NODE_CHAIN_OVERLAY_H
#define NODE_CHAIN_OVERLAY_H

#include "common/base/arena.h"
#include "node/store/tree/view.h"

/* Writes that are not committed yet, over a committed view: one overlay for a block, on it one for
 * a transaction, on that one for its messages, as deep as contracts call each other. No gas: see
 * kv.h for the metered form. */
struct overlay;

/* overlay_new starts without writes over `view`, which must be held longer. All memory comes from
 * `arena`.
 *   seed  any number that is hard to foresee (a block hash): it keeps chosen keys from sharing one
 *         hash chain. It changes no result. */
struct overlay *overlay_new(struct arena *arena, const struct store_view *view, uint64_t seed);

/* overlay_branch makes a child that reads through to `parent` and keeps its own writes in `arena`.
 * The parent must not be written while the child is in use. */
struct overlay *overlay_branch(struct arena *arena, struct overlay *parent);

/* overlay_merge writes the child's changes into the parent and leaves the child without any. What
 * arenas they are in does not matter. */
void overlay_merge(struct overlay *child);

/* overlay_freeze promises that the overlay is not written any more: then any thread may read it and
 * branch from it, and it may stay behind its own children. */
void overlay_freeze(struct overlay *overlay);
bool overlay_is_empty(const struct overlay *overlay);
struct overlay *overlay_parent(const struct overlay *overlay);

/* overlay_copy writes what `from` holds itself into `to`. */
void overlay_copy(struct overlay *to, const struct overlay *from);

/* overlay_get finds the newest value; false: absent or deleted. The value lives as long as the
 * overlay that holds it, or the view. */
bool overlay_get(const struct overlay *overlay, enum store_id store, struct bytes key,
                 struct bytes *value);
bool overlay_has(const struct overlay *overlay, enum store_id store, struct bytes key);

/* overlay_set and overlay_delete copy key and value. The value may be empty. */
void overlay_set(struct overlay *overlay, enum store_id store, struct bytes key,
                 struct bytes value);
void overlay_delete(struct overlay *overlay, enum store_id store, struct bytes key);

/* The state between start (included) and end (excluded, absent: no bound) as it is now, in key
 * order or backwards. What is written later does not show. */
struct overlay_walk {
    bool valid;
    bool reverse;
    struct bytes key;
    struct bytes value;
    struct view_cursor below;    /* the committed entries */
    const struct change *above;  /* writes of all layers inside the range, ascending, newest only */
    size_t above_from, above_to; /* those not visited yet */
};
void overlay_walk_start(struct arena *arena, struct overlay *overlay, enum store_id store,
                        struct bytes start, struct bytes end, bool reverse,
                        struct overlay_walk *walk);
void overlay_walk_next(struct overlay_walk *walk);

/* overlay_changes lists the overlay's own writes in ascending key order, for the commit. A key that
 * was written and deleted again is listed as deleted only when the view has it. */
void overlay_changes(struct arena *arena, struct overlay *overlay,
                     struct change_set changes[STORE_COUNT]);

/* overlay_writes lists them with every key that was deleted: what a branch does to its parent. */
void overlay_writes(struct arena *arena, const struct overlay *overlay,
                    struct change_set writes[STORE_COUNT]);

/* overlay_view is the committed state at the bottom. */
const struct store_view *overlay_view(const struct overlay *overlay);

#endif
