#include "node/store/disk/indexer_internal.h"

#include <pthread.h>
#include <time.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

/* Bounds how long searches wait for a batch while the index is rebuilt. */
enum { BATCH_RECORDS_MAX = 100 };

struct indexer {
    struct block_log *log;
    struct index *index;
    struct database_options options;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t grown;    /* the log, or time to stop */
    pthread_cond_t advanced; /* the index */
    bool stop;
    int64_t height;
};

static void index_records(struct indexer *indexer, struct arena *arena, int64_t first, int64_t last)
{
    struct index_batch *batch = index_begin(indexer->index);
    for (int64_t height = first; height <= last; height++) {
        struct block_record record;
        arena_reset(arena);
        status refused = block_log_read(indexer->log, arena, height, &record);
        if (refused != NULL)
            halt("%.*s", BYTES_ARG(refused->text));
        indexer->options.index_record(indexer->options.index_context, arena, &record, batch);
    }
    index_commit(batch, last);
}

static void *run(void *argument)
{
    struct indexer *indexer = argument;
    struct arena *arena = arena_new(1 << 16);
    pthread_mutex_lock(&indexer->mutex);
    while (!indexer->stop) {
        int64_t first = indexer->height + 1, last = block_log_last(indexer->log);
        if (first < block_log_first(indexer->log))
            first = block_log_first(indexer->log);
        if (first > last) {
            pthread_cond_wait(&indexer->grown, &indexer->mutex);
            continue;
        }
        if (last >= first + BATCH_RECORDS_MAX)
            last = first + BATCH_RECORDS_MAX - 1;
        pthread_mutex_unlock(&indexer->mutex);
        index_records(indexer, arena, first, last);
        pthread_mutex_lock(&indexer->mutex);
        indexer->height = last;
        pthread_cond_broadcast(&indexer->advanced);
    }
    pthread_mutex_unlock(&indexer->mutex);
    arena_drop(arena);
    return NULL;
}

struct indexer *indexer_start(struct block_log *log, struct index *index,
                              const struct database_options *options)
{
    struct indexer *indexer = heap_zalloc(1, sizeof *indexer);
    indexer->log = log;
    indexer->index = index;
    indexer->options = *options;
    indexer->height = index_height(index);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    ASSERT(pthread_mutex_init(&indexer->mutex, NULL) == 0);
    ASSERT(pthread_cond_init(&indexer->grown, NULL) == 0);
    ASSERT(pthread_cond_init(&indexer->advanced, &monotonic) == 0);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&indexer->thread, NULL, run, indexer) != 0)
        halt("cannot start the index thread");
    return indexer;
}

void indexer_stop(struct indexer *indexer)
{
    if (indexer == NULL)
        return;
    pthread_mutex_lock(&indexer->mutex);
    indexer->stop = true;
    pthread_cond_signal(&indexer->grown);
    pthread_mutex_unlock(&indexer->mutex);
    pthread_join(indexer->thread, NULL);
    pthread_cond_destroy(&indexer->grown);
    pthread_cond_destroy(&indexer->advanced);
    pthread_mutex_destroy(&indexer->mutex);
    heap_free(indexer);
}

void indexer_notify(struct indexer *indexer)
{
    pthread_mutex_lock(&indexer->mutex);
    pthread_cond_signal(&indexer->grown);
    pthread_mutex_unlock(&indexer->mutex);
}

bool indexer_wait(struct indexer *indexer, int64_t height, uint32_t timeout_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&indexer->mutex);
    int code = 0;
    while (indexer->height < height && code == 0)
        code = pthread_cond_timedwait(&indexer->advanced, &indexer->mutex, &until);
    bool reached = indexer->height >= height;
    pthread_mutex_unlock(&indexer->mutex);
    return reached;
}
