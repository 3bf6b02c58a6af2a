#include "node/store/disk/block_log.h"

#include <errno.h>
#include <pthread.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "node/store/disk/errors.h"
#include "node/store/disk/file_internal.h"
#include "node/store/disk/segment_internal.h"

struct block_log {
    struct arena *arena; /* paths */
    char *directory;     /* NULL: in memory */
    pthread_mutex_t
        mutex; /* guards what follows against readers; appending itself needs it only at its end */
    struct segment *segments;
    size_t count;
    size_t capacity;
    uint64_t segment_bytes_max;
    size_t open_for_reading; /* the one full segment whose file is open */
};

static struct segment *last_segment(struct block_log *log)
{
    return &log->segments[log->count - 1];
}

static void add_segment(struct block_log *log, const struct segment *segment)
{
    if (log->count == log->capacity) {
        log->capacity = log->capacity == 0 ? 8 : log->capacity * 2;
        log->segments = heap_resize(log->segments, log->capacity * sizeof log->segments[0]);
    }
    log->segments[log->count++] = *segment;
}

/* A segment that is followed by one which starts at `next` must hold every height up to there. */
static status load_full_segment(struct block_log *log, struct arena *arena, struct segment *segment,
                                int64_t next)
{
    uint64_t count = (uint64_t)(next - segment->first);
    if (!segment_load_index(segment, count)) {
        TRY(segment_scan(segment, arena, false));
        if (segment->count != count)
            return file_damaged(
                arena, "the block log has no record of height %lld: %s ends before it",
                (long long)(segment->first + (int64_t)segment->count), segment->path);
        segment_write_index(segment, log->arena);
    }
    segment_close(segment);
    return NULL;
}

static status load(struct block_log *log, struct arena *arena)
{
    struct height_list firsts;
    TRY(file_make_directory(arena, log->directory));
    TRY(file_heights(arena, log->directory, ".log", &firsts));
    for (size_t i = 0; i < firsts.count; i++) {
        struct segment segment;
        TRY(segment_open(log->arena, log->directory, firsts.items[i], &segment));
        add_segment(log, &segment);
        if (i + 1 < firsts.count)
            TRY(load_full_segment(log, arena, last_segment(log), firsts.items[i + 1]));
        else
            TRY(segment_scan(last_segment(log), arena, true));
    }
    return NULL;
}

status block_log_open(struct arena *arena, struct bytes directory, uint64_t segment_bytes_max,
                      struct block_log **out)
{
    struct block_log *log = heap_zalloc(1, sizeof *log);
    log->arena = arena_new(4096);
    ASSERT(pthread_mutex_init(&log->mutex, NULL) == 0);
    log->open_for_reading = SIZE_MAX;
    log->segment_bytes_max = segment_bytes_max;
    status refused = NULL;
    if (directory.data != NULL) {
        log->directory = arena_text(log->arena, directory);
        refused = load(log, arena);
    }
    if (refused != NULL) {
        refused = error_replace(arena, refused, arena_copy(arena, refused->text));
        block_log_close(log);
        return refused;
    }
    *out = log;
    return NULL;
}

void block_log_close(struct block_log *log)
{
    for (size_t i = 0; i < log->count; i++) {
        segment_close(&log->segments[i]);
        heap_free(log->segments[i].offsets);
    }
    heap_free(log->segments);
    pthread_mutex_destroy(&log->mutex);
    arena_drop(log->arena);
    heap_free(log);
}

/* Heights in the log, under the mutex. */
static int64_t last_height(struct block_log *log)
{
    if (log->count == 0)
        return 0;
    const struct segment *last = last_segment(log);
    return last->first + (int64_t)last->count - 1;
}

int64_t block_log_first(struct block_log *log)
{
    pthread_mutex_lock(&log->mutex);
    int64_t first = log->count == 0 ? 0 : log->segments[0].first;
    if (last_height(log) < first)
        first = 0;
    pthread_mutex_unlock(&log->mutex);
    return first;
}

int64_t block_log_last(struct block_log *log)
{
    pthread_mutex_lock(&log->mutex);
    int64_t last = last_height(log);
    if (log->count == 1 && log->segments[0].count == 0)
        last = 0;
    pthread_mutex_unlock(&log->mutex);
    return last;
}

/* Makes sure that the last segment has room for the record of `height`. */
static void make_room(struct block_log *log, struct arena *arena, int64_t height)
{
    if (log->count != 0) {
        struct segment *last = last_segment(log);
        ASSERT(height == last->first + (int64_t)last->count);
        if (log->directory == NULL || last->end < log->segment_bytes_max)
            return;
    }
    struct segment next;
    status refused = segment_create(log->arena, log->directory, height, &next);
    if (refused != NULL)
        halt("block %lld is not committed: %.*s", (long long)height, BYTES_ARG(refused->text));
    pthread_mutex_lock(&log->mutex);
    if (log->count != 0) {
        segment_write_index(last_segment(log), arena);
        segment_close(last_segment(log));
    }
    add_segment(log, &next);
    pthread_mutex_unlock(&log->mutex);
}

void block_log_append(struct block_log *log, struct arena *arena, const struct block_record *record)
{
    make_room(log, arena, record->height);
    struct bytes body = block_record_encode(arena, record);
    struct segment *segment = last_segment(log);
    if (!segment_write(segment, record->height, body))
        halt("block %lld is not committed: %s: cannot write: %s", (long long)record->height,
             segment->path, strerror(errno));
    pthread_mutex_lock(&log->mutex);
    segment_note(segment, body.len);
    pthread_mutex_unlock(&log->mutex);
}

static struct segment *find_segment(struct block_log *log, int64_t height)
{
    size_t low = 0, high = log->count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (log->segments[middle].first <= height)
            low = middle;
        else
            high = middle;
    }
    return &log->segments[low];
}

/* Full segments are opened to be read, one at a time. */
static void keep_open(struct block_log *log, size_t place)
{
    if (place == log->open_for_reading || place == log->count - 1)
        return;
    if (log->open_for_reading < log->count - 1)
        segment_close(&log->segments[log->open_for_reading]);
    log->open_for_reading = place;
}

status block_log_read(struct block_log *log, struct arena *arena, int64_t height,
                      struct block_record *record)
{
    struct bytes body;
    pthread_mutex_lock(&log->mutex);
    ASSERT(log->count != 0 && height >= log->segments[0].first && height <= last_height(log));
    struct segment *segment = find_segment(log, height);
    keep_open(log, (size_t)(segment - log->segments));
    status refused = segment_read(segment, arena, height, &body);
    const char *path = segment->path;
    pthread_mutex_unlock(&log->mutex);
    TRY(refused);
    refused = block_record_decode(arena, body, record);
    if (refused != NULL || record->height != height)
        return file_damaged(arena, "the block log's record of height %lld is damaged: %s",
                            (long long)height, path);
    return NULL;
}
