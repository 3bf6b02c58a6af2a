#ifndef NODE_STORE_DISK_SNAPSHOTTER_INTERNAL_H
#define NODE_STORE_DISK_SNAPSHOTTER_INTERNAL_H

#include "node/store/disk/history_internal.h"

/* The thread that writes snapshots of held views in the background. */
struct snapshotter;

/* snapshotter_start: history learns of each snapshot and must outlive the thread. */
struct snapshotter *snapshotter_start(struct bytes directory, struct history *history);
/* snapshotter_stop gives up what is being written. NULL is allowed. */
void snapshotter_stop(struct snapshotter *snapshotter);

/* snapshotter_take hands over a held view; it is released when done. False: still busy, the view
 * stays the caller's. */
bool snapshotter_take(struct snapshotter *snapshotter, const struct store_view *view,
                      int64_t oldest_wanted);

#endif
