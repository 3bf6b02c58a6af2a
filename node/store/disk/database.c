#include "node/store/disk/database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "node/store/disk/errors.h"
#include "node/store/disk/file_internal.h"
#include "node/store/disk/indexer_internal.h"
#include "node/store/disk/snapshotter_internal.h"

/* States in memory: at most so many, and fewer when what they keep beside the latest one grows past
 * a limit (some 50 MB); two always, because relayers ask for the last but one. */
enum { MEMORY_VERSIONS_MAX = 1000, MEMORY_VERSIONS_MIN = 2, MEMORY_ORPHANS_MAX = 300000 };
/* A snapshot costs as much as the whole state: not before a part of it has changed, or after that
 * many intervals. */
enum { SNAPSHOT_INTERVAL = 1000, SNAPSHOT_CHANGED_PART = 4, SNAPSHOT_INTERVALS_MAX = 10 };
/* A small state is worth a snapshot at every stop. */
enum { STOP_NODES_MAX = 100000, STOP_BLOCKS_MIN = 50 };

struct database {
    struct arena *arena; /* paths */
    struct database_options options;
    int lock_fd;
    struct bytes snapshots; /* directory, absent in memory */
    struct block_log *log;
    struct snapshot *base; /* that the trees stand on */
    struct multistore *stores;
    struct history *history;
    struct snapshotter *snapshotter;
    struct index *index;
    struct indexer *indexer;
    struct arena *scratch;      /* of one append */
    atomic_int_fast64_t height; /* last one that is durable and visible */
    int64_t snapshot_height;
    uint64_t changes_since_snapshot;
};

static bool in_memory(const struct database *database)
{
    return database->options.path.data == NULL;
}

static status take_lock(struct database *database, struct arena *arena)
{
    char *home = arena_text(database->arena, database->options.path);
    char *path = file_path(database->arena, home, "LOCK");
    database->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (database->lock_fd < 0)
        return file_refused(arena, path, "cannot open");
    char owner[24] = "";
    if (flock(database->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        ssize_t len = pread(database->lock_fd, owner, sizeof owner - 1, 0);
        owner[len < 0 ? 0 : len] = '\0';
        return error_replace(
            arena, &STORE_LOCKED,
            arena_format(arena, "%s is in use by another process (%s)", home, owner));
    }
    int len = snprintf(owner, sizeof owner, "%lld", (long long)getpid());
    if (ftruncate(database->lock_fd, 0) != 0 ||
        !file_write(database->lock_fd, bytes_make(owner, (size_t)len), 0))
        return file_refused(arena, path, "cannot write");
    return NULL;
}

static struct bytes inner_path(struct database *database, const char *name)
{
    if (in_memory(database))
        return (struct bytes){0};
    return arena_format(database->arena, "%.*s/%s", BYTES_ARG(database->options.path), name);
}

/* Trees at the last height of the log, from the newest snapshot or from nothing. */
static status load_trees(struct database *database, struct arena *arena, int64_t snapshot,
                         bool check_each)
{
    int64_t last = block_log_last(database->log);
    if (snapshot > last)
        return file_damaged(arena,
                            "the block log ends at height %lld, but there is a snapshot of %lld",
                            (long long)last, (long long)snapshot);
    multistore_free(database->stores);
    snapshot_close(database->base);
    database->base = NULL;
    database->stores = NULL;
    if (snapshot == 0) {
        database->stores = multistore_new();
    } else {
        TRY(snapshot_open(arena, database->snapshots, snapshot, &database->base));
        database->stores = snapshot_load(database->base);
    }
    return replay_from(database->log, arena, database->stores, last, check_each);
}

static status open_files(struct database *database, struct arena *arena)
{
    int64_t *heights = NULL;
    size_t count = 0;
    if (!in_memory(database)) {
        TRY(file_make_directory(arena, arena_text(arena, database->options.path)));
        TRY(take_lock(database, arena));
        database->snapshots = inner_path(database, "snapshots");
        TRY(snapshot_list(arena, database->snapshots, &heights, &count));
    }
    TRY(block_log_open(arena, inner_path(database, "blocks"), BLOCK_LOG_SEGMENT_BYTES,
                       &database->log));
    database->snapshot_height = count == 0 ? 0 : heights[count - 1];
    status refused = load_trees(database, arena, database->snapshot_height, false);
    if (refused != NULL && database->stores != NULL)
        /* Again with a look at every step: it says where the difference begins. */
        refused = load_trees(database, arena, database->snapshot_height, true);
    TRY(refused);
    database->history = history_new(database->log, database->snapshots, heights, count);
    if (database->options.index_record != NULL)
        TRY(index_open(arena, inner_path(database, "index.lmdb"), block_log_last(database->log),
                       &database->index));
    return NULL;
}

static void start_threads(struct database *database)
{
    if (!in_memory(database))
        database->snapshotter = snapshotter_start(database->snapshots, database->history);
    if (database->index != NULL)
        database->indexer = indexer_start(database->log, database->index, &database->options);
}

static void drop(struct database *database)
{
    indexer_stop(database->indexer);
    snapshotter_stop(database->snapshotter);
    index_close(database->index);
    if (database->history != NULL)
        history_free(database->history);
    multistore_free(database->stores);
    snapshot_close(database->base);
    if (database->log != NULL)
        block_log_close(database->log);
    if (database->lock_fd >= 0)
        close(database->lock_fd);
    arena_drop(database->scratch);
    arena_drop(database->arena);
    heap_free(database);
}

status database_open(struct arena *arena, const struct database_options *options,
                     struct database **out)
{
    struct database *database = heap_zalloc(1, sizeof *database);
    database->arena = arena_new(4096);
    database->scratch = arena_new(1 << 16);
    database->options = *options;
    if (options->path.data != NULL)
        database->options.path = arena_copy(database->arena, options->path);
    if (database->options.snapshot_interval == 0)
        database->options.snapshot_interval = SNAPSHOT_INTERVAL;
    database->lock_fd = -1;
    status refused = open_files(database, arena);
    if (refused != NULL) {
        drop(database);
        return refused;
    }
    atomic_store(&database->height, block_log_last(database->log));
    start_threads(database);
    *out = database;
    return NULL;
}

static void snapshot_at_stop(struct database *database)
{
    const struct store_view *view = multistore_latest(database->stores);
    int64_t blocks = view_version(view) - database->snapshot_height;
    uint64_t nodes = 0;
    for (int s = 0; s < STORE_COUNT; s++)
        nodes += 2 * view_store_size(view, (enum store_id)s);
    struct arena *arena = arena_new(4096);
    if (blocks >= STOP_BLOCKS_MIN && nodes <= STOP_NODES_MAX) {
        status refused = snapshot_write(arena, database->snapshots, view, NULL);
        if (refused != NULL)
            fprintf(stderr, "warning: %.*s\n", BYTES_ARG(refused->text));
    }
    arena_drop(arena);
    view_release(view);
}

void database_close(struct database *database)
{
    if (database == NULL)
        return;
    snapshotter_stop(database->snapshotter);
    database->snapshotter = NULL;
    if (!in_memory(database))
        snapshot_at_stop(database);
    drop(database);
}

int64_t database_height(struct database *database)
{
    return atomic_load(&database->height);
}

int64_t database_first_height(struct database *database)
{
    return block_log_first(database->log);
}

void database_apply(struct database *database, int64_t height,
                    const struct change_set changes[STORE_COUNT], uint8_t app_hash[32])
{
    multistore_discard(database->stores);
    multistore_apply(database->stores, height, changes, app_hash);
}

/* The lowest height whose state may be asked for. */
static int64_t oldest_wanted(const struct database *database, int64_t height)
{
    int64_t keep = database->options.pruning.keep_recent;
    return keep == 0 || keep >= height ? 1 : height - keep;
}

static void prune_memory(struct database *database, int64_t height)
{
    int64_t oldest = oldest_wanted(database, height);
    if (oldest < height - MEMORY_VERSIONS_MAX)
        oldest = height - MEMORY_VERSIONS_MAX;
    multistore_prune(database->stores, oldest);
    struct multistore_size size = multistore_size(database->stores);
    while (size.orphans > MEMORY_ORPHANS_MAX && size.oldest <= height - MEMORY_VERSIONS_MIN) {
        multistore_prune(database->stores, size.oldest + 1);
        size = multistore_size(database->stores);
    }
}

static void maybe_snapshot(struct database *database, const struct block_record *record)
{
    for (int s = 0; s < STORE_COUNT; s++)
        database->changes_since_snapshot += record->changes[s].count;
    int64_t blocks = record->height - database->snapshot_height;
    int64_t interval = database->options.snapshot_interval;
    if (database->snapshotter == NULL || blocks < interval)
        return;
    const struct store_view *view = multistore_latest(database->stores);
    uint64_t keys = 0;
    for (int s = 0; s < STORE_COUNT; s++)
        keys += view_store_size(view, (enum store_id)s);
    bool due = blocks >= interval * SNAPSHOT_INTERVALS_MAX ||
               database->changes_since_snapshot >= keys / SNAPSHOT_CHANGED_PART;
    if (!due ||
        !snapshotter_take(database->snapshotter, view, oldest_wanted(database, record->height))) {
        view_release(view);
        return;
    }
    database->snapshot_height = record->height;
    database->changes_since_snapshot = 0;
}

void database_append(struct database *database, struct block_record *record)
{
    const struct store_view *applied = multistore_applied(database->stores);
    const struct store_view *latest = multistore_latest(database->stores);
    uint8_t app_hash[32];
    ASSERT(applied != NULL && view_version(applied) == record->height);
    view_app_hash(applied, app_hash);
    ASSERT(memcmp(app_hash, record->app_hash, sizeof app_hash) == 0);
    view_app_hash(latest, record->previous_app_hash);
    for (int s = 0; s < STORE_COUNT; s++)
        view_store_root(applied, (enum store_id)s, record->roots[s]);
    view_release(latest);
    view_release(applied);
    arena_reset(database->scratch);
    block_log_append(database->log, database->scratch, record);
    multistore_publish(database->stores);
    atomic_store(&database->height, record->height);
    prune_memory(database, record->height);
    maybe_snapshot(database, record);
    if (database->indexer != NULL)
        indexer_notify(database->indexer);
}

bool database_read(struct database *database, struct arena *arena, int64_t height,
                   struct block_record *record)
{
    int64_t first = block_log_first(database->log);
    if (first == 0 || height < first || height > database_height(database))
        return false;
    status refused = block_log_read(database->log, arena, height, record);
    if (refused != NULL)
        halt("%.*s", BYTES_ARG(refused->text));
    return true;
}

const struct store_view *database_latest(struct database *database)
{
    return multistore_latest(database->stores);
}

const struct store_view *database_view_at(struct database *database, int64_t height)
{
    int64_t last = database_height(database);
    if (height > last || height < block_log_first(database->log) ||
        height < oldest_wanted(database, last))
        return NULL;
    const struct store_view *view = multistore_at(database->stores, height);
    return view != NULL ? view : history_view(database->history, height);
}

struct index *database_index(struct database *database)
{
    return database->index;
}

bool database_index_wait(struct database *database, int64_t height, uint32_t timeout_ms)
{
    return database->indexer != NULL && indexer_wait(database->indexer, height, timeout_ms);
}
