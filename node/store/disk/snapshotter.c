#include "node/store/disk/snapshotter_internal.h"

#include <pthread.h>
#include <stdio.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

struct snapshotter {
    struct bytes directory;
    struct history *history;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    const struct store_view *view; /* to be written, or being written; NULL: idle */
    int64_t oldest_wanted;
    atomic_bool stop;
};

static void write_one(struct snapshotter *snapshotter, const struct store_view *view,
                      int64_t oldest_wanted)
{
    struct arena *arena = arena_new(4096);
    status refused = snapshot_write(arena, snapshotter->directory, view, &snapshotter->stop);
    if (refused == NULL)
        history_add_snapshot(snapshotter->history, view_version(view), oldest_wanted);
    else if (!snapshotter->stop)
        /* A start takes longer without it, nothing else: the log has everything. */
        fprintf(stderr, "warning: %.*s\n", BYTES_ARG(refused->text));
    view_release(view);
    arena_drop(arena);
}

static void *run(void *argument)
{
    struct snapshotter *snapshotter = argument;
    pthread_mutex_lock(&snapshotter->mutex);
    while (!snapshotter->stop) {
        if (snapshotter->view == NULL) {
            pthread_cond_wait(&snapshotter->wake, &snapshotter->mutex);
            continue;
        }
        pthread_mutex_unlock(&snapshotter->mutex);
        write_one(snapshotter, snapshotter->view, snapshotter->oldest_wanted);
        pthread_mutex_lock(&snapshotter->mutex);
        snapshotter->view = NULL;
    }
    if (snapshotter->view != NULL)
        view_release(snapshotter->view);
    pthread_mutex_unlock(&snapshotter->mutex);
    return NULL;
}

struct snapshotter *snapshotter_start(struct bytes directory, struct history *history)
{
    struct snapshotter *snapshotter = heap_zalloc(1, sizeof *snapshotter);
    snapshotter->directory = directory;
    snapshotter->history = history;
    ASSERT(pthread_mutex_init(&snapshotter->mutex, NULL) == 0);
    ASSERT(pthread_cond_init(&snapshotter->wake, NULL) == 0);
    if (pthread_create(&snapshotter->thread, NULL, run, snapshotter) != 0)
        halt("cannot start the snapshot thread");
    return snapshotter;
}

void snapshotter_stop(struct snapshotter *snapshotter)
{
    if (snapshotter == NULL)
        return;
    pthread_mutex_lock(&snapshotter->mutex);
    snapshotter->stop = true;
    pthread_cond_signal(&snapshotter->wake);
    pthread_mutex_unlock(&snapshotter->mutex);
    pthread_join(snapshotter->thread, NULL);
    pthread_cond_destroy(&snapshotter->wake);
    pthread_mutex_destroy(&snapshotter->mutex);
    heap_free(snapshotter);
}

bool snapshotter_take(struct snapshotter *snapshotter, const struct store_view *view,
                      int64_t oldest_wanted)
{
    pthread_mutex_lock(&snapshotter->mutex);
    bool taken = snapshotter->view == NULL;
    if (taken) {
        snapshotter->view = view;
        snapshotter->oldest_wanted = oldest_wanted;
        pthread_cond_signal(&snapshotter->wake);
    }
    pthread_mutex_unlock(&snapshotter->mutex);
    return taken;
}
