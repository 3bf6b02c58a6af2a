#include "node/store/disk/history_internal.h"

#include <pthread.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

enum { STATES_MAX = 4, SNAPSHOTS_MAX = 256 };

struct old_state {
    struct multistore *stores; /* NULL: free place */
    struct snapshot *base;     /* what it stands on, NULL: nothing */
    int64_t version;
    uint64_t used; /* when it was last asked for */
};

struct history {
    struct block_log *log;
    struct bytes directory; /* absent: there are no snapshots */
    pthread_mutex_t mutex;  /* also: no snapshot is deleted while one is being opened */
    int64_t snapshots[SNAPSHOTS_MAX];
    size_t snapshot_count;
    uint64_t clock;
    struct old_state states[STATES_MAX];
};

struct history *history_new(struct block_log *log, struct bytes directory, const int64_t *heights,
                            size_t count)
{
    struct history *history = heap_zalloc(1, sizeof *history);
    history->log = log;
    history->directory = directory;
    size_t skipped = count > SNAPSHOTS_MAX - 1 ? count - (SNAPSHOTS_MAX - 1) : 0;
    for (size_t i = skipped; i < count; i++)
        history->snapshots[history->snapshot_count++] = heights[i];
    ASSERT(pthread_mutex_init(&history->mutex, NULL) == 0);
    return history;
}

static void drop_state(struct old_state *state)
{
    multistore_free(state->stores);
    snapshot_close(state->base);
    *state = (struct old_state){0};
}

void history_free(struct history *history)
{
    for (int i = 0; i < STATES_MAX; i++)
        drop_state(&history->states[i]);
    pthread_mutex_destroy(&history->mutex);
    heap_free(history);
}

void snapshots_to_drop(const int64_t *heights, size_t count, int64_t oldest_wanted, bool *drop)
{
    memset(drop, 0, count * sizeof drop[0]);
    if (count < 3)
        return;
    /* Back from the newest: one goes when its neighbours are close together for their age. */
    int64_t newest = heights[count - 1], newer = heights[count - 2];
    for (size_t i = count - 2; i-- > 0;) {
        bool unwanted = heights[i + 1] <= oldest_wanted;
        bool close = i > 0 && newest - heights[i - 1] <= 2 * (newest - newer);
        drop[i] = unwanted || close;
        if (!drop[i])
            newer = heights[i];
    }
}

void history_add_snapshot(struct history *history, int64_t height, int64_t oldest_wanted)
{
    bool drop[SNAPSHOTS_MAX];
    pthread_mutex_lock(&history->mutex);
    ASSERT(history->snapshot_count < SNAPSHOTS_MAX);
    history->snapshots[history->snapshot_count++] = height;
    snapshots_to_drop(history->snapshots, history->snapshot_count, oldest_wanted, drop);
    /* At the limit the oldest goes in any case. */
    drop[0] = drop[0] || history->snapshot_count == SNAPSHOTS_MAX;
    struct arena *arena = arena_new(4096);
    size_t kept = 0;
    for (size_t i = 0; i < history->snapshot_count; i++) {
        if (drop[i])
            snapshot_delete(arena, history->directory, history->snapshots[i]);
        else
            history->snapshots[kept++] = history->snapshots[i];
    }
    history->snapshot_count = kept;
    arena_drop(arena);
    pthread_mutex_unlock(&history->mutex);
}

static int64_t snapshot_below(const struct history *history, int64_t height)
{
    int64_t below = 0;
    for (size_t i = 0; i < history->snapshot_count && history->snapshots[i] <= height; i++)
        below = history->snapshots[i];
    return below;
}

/* A state to go on from: the nearest of those in memory at or below the height. */
static struct old_state *nearest(struct history *history, int64_t height)
{
    struct old_state *best = NULL;
    for (int i = 0; i < STATES_MAX; i++) {
        struct old_state *state = &history->states[i];
        if (state->stores != NULL && state->version <= height &&
            (best == NULL || state->version > best->version))
            best = state;
    }
    return best;
}

/* A free place, or the one asked for longest ago that nobody holds. */
static struct old_state *make_place(struct history *history)
{
    struct old_state *oldest = NULL;
    for (int i = 0; i < STATES_MAX; i++) {
        struct old_state *state = &history->states[i];
        if (state->stores == NULL)
            return state;
        if (!multistore_is_held(state->stores) && (oldest == NULL || state->used < oldest->used))
            oldest = state;
    }
    if (oldest != NULL)
        drop_state(oldest);
    return oldest;
}

static status start_from(struct history *history, struct arena *arena, struct old_state *state,
                         int64_t snapshot)
{
    if (snapshot == 0) {
        state->stores = multistore_new();
        return NULL;
    }
    TRY(snapshot_open(arena, history->directory, snapshot, &state->base));
    state->stores = snapshot_load(state->base);
    return NULL;
}

static struct old_state *rebuild(struct history *history, struct arena *arena, int64_t height)
{
    struct old_state *state = nearest(history, height);
    int64_t snapshot = snapshot_below(history, height);
    status refused = NULL;
    if (state == NULL || state->version < snapshot) {
        state = make_place(history);
        if (state == NULL)
            return NULL;
        refused = start_from(history, arena, state, snapshot);
    }
    if (refused == NULL)
        refused = replay_from(history->log, arena, state->stores, height, false);
    if (refused != NULL)
        halt("%.*s", BYTES_ARG(refused->text));
    state->version = height;
    return state;
}

const struct store_view *history_view(struct history *history, int64_t height)
{
    const struct store_view *view = NULL;
    pthread_mutex_lock(&history->mutex);
    struct old_state *state = nearest(history, height);
    if (state == NULL || state->version != height) {
        struct arena *arena = arena_new(1 << 16);
        state = rebuild(history, arena, height);
        arena_drop(arena);
    }
    if (state != NULL) {
        state->used = ++history->clock;
        view = multistore_latest(state->stores);
    }
    pthread_mutex_unlock(&history->mutex);
    return view;
}
