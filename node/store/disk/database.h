#ifndef NODE_STORE_DISK_DATABASE_H
#define NODE_STORE_DISK_DATABASE_H

#include "node/store/disk/block_record.h"
#include "node/store/disk/index.h"
#include "node/store/disk/pruning.h"
#include "node/store/tree/view.h"

/* The node's data: block log, trees, snapshots and indexes under one directory, or all of it in
 * memory. The block log is the truth, everything else is made from it. Environment failures after
 * opening (disk full, write errors) are a halt with one line, before the block counts as
 * committed. */
struct database;

struct database_options {
    struct bytes path;          /* directory, made when missing; absent: in memory, gone at close */
    struct pruning pruning;     /* PRUNING_DEFAULT, or pruning_parse */
    uint32_t snapshot_interval; /* blocks between snapshots of the trees; 0: the default, 1000 */
    /* Turns a record into index entries (index_put_tx, index_put_event); called in order of heights
     * on the database's own thread, after the record is durable and again whenever the index is
     * rebuilt. NULL: no index. */
    void (*index_record)(void *context, struct arena *arena, const struct block_record *record,
                         struct index_batch *batch);
    void *index_context;
};

/* database_open takes the directory's lock, finds the newest good snapshot, replays the change sets
 * after it and checks roots and app hash. A torn record at the end of the log is cut off: it was
 * never committed.
 * Refused:
 *   STORE_LOCKED   another process has the directory; the text names it
 *   STORE_DAMAGED  a record in the middle of the log is damaged, or a replay gives another hash;
 *                  the text says which record in which file
 *   STORE_FAILED   the operating system refused (permissions, no space) */
MUST_CHECK status database_open(struct arena *arena, const struct database_options *options,
                                struct database **out);

/* database_close stops the threads and gives the lock back; views must be released before. */
void database_close(struct database *database);

/* database_height is the last committed height, 0 before the first block; database_first_height the
 * lowest whose record is kept. Any thread. */
int64_t database_height(struct database *database);
int64_t database_first_height(struct database *database);

/* database_apply computes the trees of `height` from the change sets and gives the app hash;
 * nothing is visible or durable yet. Applying the same height again (a block executed again) starts
 * over. One thread. */
void database_apply(struct database *database, int64_t height,
                    const struct change_set changes[STORE_COUNT], uint8_t app_hash[32]);

/* database_append makes the applied height durable and visible: the only commit point. The record's
 * height and app hash must be those of database_apply; roots and previous_app_hash are filled in by
 * the database. When it returns the record is on disk. The same thread as database_apply. */
void database_append(struct database *database, struct block_record *record);

/* database_read reads a committed record; false: not kept. A record that has gone bad since is a
 * halt. Any thread. */
bool database_read(struct database *database, struct arena *arena, int64_t height,
                   struct block_record *record);

/* database_latest holds the newest committed state. Release it with view_release. Any thread. */
const struct store_view *database_latest(struct database *database);

/* database_view_at holds the state at a height: from memory when recent, else rebuilt from snapshot
 * and log (may take seconds; one rebuild at a time). NULL: above the last height, pruned, or too
 * many old states held already. Proofs work on any view. Any thread. */
const struct store_view *database_view_at(struct database *database, int64_t height);

/* database_index is the index, NULL when there is none. database_index_wait waits until it has
 * reached `height`; false after `timeout_ms`. Any thread. */
struct index *database_index(struct database *database);
bool database_index_wait(struct database *database, int64_t height, uint32_t timeout_ms);

#endif
