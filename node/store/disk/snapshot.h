#ifndef NODE_STORE_DISK_SNAPSHOT_H
#define NODE_STORE_DISK_SNAPSHOT_H

#include <stdatomic.h>

#include "common/base/status.h"
#include "node/store/tree/view.h"

/* Snapshots of all trees at one height: files HEIGHT.trees that are mapped and used as they are. A
 * file gets its name only when it is whole and synced. */
struct snapshot;

/* snapshot_write makes the snapshot of a view. Any thread.
 *   stop  may become true at any time: the work is given up; NULL: never
 * Gives STORE_FAILED when the system refused (no space), leaving nothing behind. */
MUST_CHECK status snapshot_write(struct arena *arena, struct bytes directory,
                                 const struct store_view *view, const atomic_bool *stop);

/* snapshot_list gives the heights in a directory (made when missing), ascending, and deletes
 * unfinished files. */
MUST_CHECK status snapshot_list(struct arena *arena, struct bytes directory, int64_t **heights,
                                size_t *count);

/* snapshot_open maps one and checks it whole. STORE_DAMAGED names the file. */
MUST_CHECK status snapshot_open(struct arena *arena, struct bytes directory, int64_t height,
                                struct snapshot **out);
/* snapshot_load makes trees over the snapshot, which must outlive them. */
struct multistore *snapshot_load(const struct snapshot *snapshot);
/* snapshot_close wants the trees to be freed. NULL is allowed. */
void snapshot_close(struct snapshot *snapshot);

void snapshot_delete(struct arena *arena, struct bytes directory, int64_t height);

#endif
