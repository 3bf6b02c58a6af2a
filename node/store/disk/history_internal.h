#ifndef NODE_STORE_DISK_HISTORY_INTERNAL_H
#define NODE_STORE_DISK_HISTORY_INTERNAL_H

#include "node/store/disk/block_log.h"
#include "node/store/disk/snapshot.h"

/* States older than those in memory: made from the newest snapshot at or below the height and the
 * change sets after it, checked against the log's roots. A few are kept, since who asks for one
 * height mostly asks for the next. */
struct history;

/* history_new takes the snapshots there are, ascending heights; directory absent: there will be
 * none. */
struct history *history_new(struct block_log *log, struct bytes directory, const int64_t *heights,
                            size_t count);
/* history_free wants every view released. */
void history_free(struct history *history);

/* history_view holds the state at a height that is in the log; NULL: all places are taken by held
 * states. One rebuild at a time, any thread. A log or snapshot that turns out damaged is a halt. */
const struct store_view *history_view(struct history *history, int64_t height);

/* history_add_snapshot makes a new snapshot known and deletes those that it makes needless.
 *   oldest_wanted  lowest height that can still be asked for */
void history_add_snapshot(struct history *history, int64_t height, int64_t oldest_wanted);

/* replay_from brings trees that stand at some height to `height` with the log's change sets, and
 * checks roots and app hash there (check_each: after every record, to find the first one that is
 * wrong). STORE_DAMAGED says where. */
MUST_CHECK status replay_from(struct block_log *log, struct arena *arena, struct multistore *stores,
                              int64_t height, bool check_each);

/* replay_check compares a state with what the log says of its height. */
MUST_CHECK status replay_check(struct block_log *log, struct arena *arena,
                               const struct store_view *view);

/* snapshots_to_drop marks which snapshots of an ascending list may go: the newest two stay, older
 * ones ever further apart, and of those at or below `oldest_wanted` only the last. */
void snapshots_to_drop(const int64_t *heights, size_t count, int64_t oldest_wanted, bool *drop);

#endif
