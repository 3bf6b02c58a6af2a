#include "node/store/disk/history_internal.h"

#include "node/store/disk/file_internal.h"

static int64_t latest_version(struct multistore *stores)
{
    const struct store_view *view = multistore_latest(stores);
    int64_t version = view_version(view);
    view_release(view);
    return version;
}

static status compare(struct arena *arena, const struct store_view *view,
                      const struct block_record *record)
{
    uint8_t hash[32];
    for (int s = 0; s < STORE_COUNT; s++) {
        view_store_root(view, (enum store_id)s, hash);
        if (memcmp(hash, record->roots[s], 32) != 0)
            return file_damaged(arena,
                                "the state at height %lld differs from the block log in store %s",
                                (long long)record->height, store_name((enum store_id)s));
    }
    view_app_hash(view, hash);
    if (memcmp(hash, record->app_hash, 32) != 0)
        return file_damaged(arena, "the state at height %lld differs from the block log",
                            (long long)record->height);
    return NULL;
}

status replay_check(struct block_log *log, struct arena *arena, const struct store_view *view)
{
    struct block_record record;
    struct arena_mark mark = arena_mark(arena);
    TRY(block_log_read(log, arena, view_version(view), &record));
    TRY(compare(arena, view, &record));
    arena_rewind(arena, mark);
    return NULL;
}

/* Applies the next record; it must be the successor of the one before. */
static status replay_record(struct block_log *log, struct arena *arena, struct multistore *stores,
                            int64_t height, uint8_t app_hash[32], bool is_first)
{
    struct block_record record;
    TRY(block_log_read(log, arena, height, &record));
    if (!is_first && memcmp(record.previous_app_hash, app_hash, 32) != 0)
        return file_damaged(arena, "the block log's record of height %lld is not of this chain",
                            (long long)height);
    memcpy(app_hash, record.app_hash, 32);
    multistore_replay(stores, height, record.changes);
    return NULL;
}

static status settle(struct block_log *log, struct arena *arena, struct multistore *stores)
{
    uint8_t app_hash[32];
    multistore_settle(stores, app_hash);
    const struct store_view *view = multistore_latest(stores);
    status refused = view_version(view) == 0 ? NULL : replay_check(log, arena, view);
    view_release(view);
    return refused;
}

status replay_from(struct block_log *log, struct arena *arena, struct multistore *stores,
                   int64_t height, bool check_each)
{
    uint8_t app_hash[32];
    int64_t at = latest_version(stores);
    if (at == 0 && height != 0)
        at = block_log_first(log) - 1;
    struct arena *block = arena_new(1 << 16);
    status refused = NULL;
    for (int64_t next = at + 1; next <= height && refused == NULL; next++) {
        arena_reset(block);
        refused = replay_record(log, block, stores, next, app_hash, next == at + 1);
        if (refused == NULL && check_each)
            refused = settle(log, block, stores);
    }
    if (refused != NULL)
        refused = error_replace(arena, refused, arena_copy(arena, refused->text));
    arena_drop(block);
    TRY(refused);
    return settle(log, arena, stores);
}
