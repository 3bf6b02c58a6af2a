#include "node/store/disk/index.h"

#include <errno.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/hash.h"
#include "node/store/disk/errors.h"
#include "node/store/disk/file_internal.h"

/* Tables: txs {hash -> place, success}, events {kind, key, value -> places, ascending}, longs {hash
 * of a long value -> value}, meta {height and format}. A place is height and position, big-endian.
 * Committed without waiting for the disk to have LMDB's last page (MDB_NOMETASYNC): a lost batch is
 * read from the log again. One lock instead of LMDB's own, which would leave a file beside the
 * index and could not work in memory. */
enum { FORMAT = 1, PLACE_BYTES = 12, TX_BYTES = PLACE_BYTES + 1, FILE_MODE = 0600 };
/* LMDB keys end at 511 bytes: longer event keys and values go by their hash. */
enum { EVENT_KEY_MAX = 128, VALUE_DIRECT_MAX = 256, ENTRY_MAX = 2 + 255 + 1 + VALUE_DIRECT_MAX };
enum { KEY_HASHED = 0x80, VALUE_DIRECT = 0, VALUE_LONG = 1 };
/* Address space, not memory: doubled when less than MAP_ROOM is left, far more than one batch can
 * fill. */
#define MAP_BYTES (16ull << 30)
#define MAP_ROOM  (4ull << 30)

struct index {
    MDB_env *env;
    MDB_dbi txs, events, longs, meta;
    pthread_rwlock_t lock;
    char *path;
    int memory_fd; /* -1: on disk */
    atomic_int_fast64_t height;
};

struct index_batch {
    struct index *index;
    MDB_txn *txn;
};

/* After a failure the file is not to be trusted: the next start makes it again from the log. */
static void must(struct index *index, int code, const char *what)
{
    if (code == MDB_SUCCESS)
        return;
    if (code != ENOSPC && code != MDB_MAP_FULL && code != ENOMEM && index->memory_fd < 0)
        unlink(index->path);
    halt("index %s: %s: %s", index->path, what, mdb_strerror(code));
}

static MDB_val value_of(struct bytes bytes)
{
    return (MDB_val){bytes.len, (void *)(uintptr_t)bytes.data};
}

static void put_place(uint8_t out[PLACE_BYTES], struct index_hit hit)
{
    store_be64(out, (uint64_t)hit.height);
    store_be32(out + 8, hit.position);
}

static struct index_hit get_place(const void *data)
{
    const uint8_t *place = data;
    return (struct index_hit){(int64_t)load_be64(place), load_be32(place + 8)};
}

/* A file that was cut short would be a bus error later. */
static bool is_whole(MDB_env *env, const char *path)
{
    MDB_envinfo info;
    MDB_stat shape;
    struct stat file;
    return mdb_env_info(env, &info) == 0 && mdb_env_stat(env, &shape) == 0 &&
           stat(path, &file) == 0 &&
           (uint64_t)file.st_size >= (uint64_t)(info.me_last_pgno + 1) * shape.ms_psize;
}

static int open_tables(struct index *index, int64_t log_height)
{
    MDB_txn *txn;
    int code = mdb_txn_begin(index->env, NULL, 0, &txn);
    if (code != 0)
        return code;
    code = mdb_dbi_open(txn, "txs", MDB_CREATE, &index->txs);
    if (code == 0)
        code = mdb_dbi_open(txn, "events", MDB_CREATE | MDB_DUPSORT | MDB_DUPFIXED, &index->events);
    if (code == 0)
        code = mdb_dbi_open(txn, "longs", MDB_CREATE, &index->longs);
    if (code == 0)
        code = mdb_dbi_open(txn, "meta", MDB_CREATE, &index->meta);
    MDB_val key = value_of(BYTES("height")), data;
    int64_t meta[2] = {0, FORMAT};
    if (code == 0 && mdb_get(txn, index->meta, &key, &data) == 0) {
        if (data.mv_size != sizeof meta)
            code = MDB_INVALID;
        else
            memcpy(meta, data.mv_data, sizeof meta);
    }
    if (code == 0 && (meta[1] != FORMAT || meta[0] < 0 || meta[0] > log_height))
        code = MDB_VERSION_MISMATCH;
    atomic_store(&index->height, meta[0]);
    if (code == 0)
        return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return code;
}

static int try_open(struct index *index, int64_t log_height)
{
    unsigned flags = MDB_NOSUBDIR | MDB_NOLOCK | MDB_NOTLS | MDB_NOMETASYNC | MDB_NORDAHEAD;
    if (index->memory_fd >= 0)
        flags |= MDB_NOSYNC;
    int code = mdb_env_create(&index->env);
    if (code == 0)
        code = mdb_env_set_mapsize(index->env, MAP_BYTES);
    if (code == 0)
        code = mdb_env_set_maxdbs(index->env, 8);
    if (code == 0)
        code = mdb_env_open(index->env, index->path, flags, FILE_MODE);
    if (code == 0 && !is_whole(index->env, index->path))
        code = MDB_CORRUPTED;
    if (code == 0)
        code = open_tables(index, log_height);
    if (code != 0)
        mdb_env_close(index->env);
    return code;
}

static void index_drop(struct index *index)
{
    pthread_rwlock_destroy(&index->lock);
    if (index->memory_fd >= 0)
        close(index->memory_fd);
    heap_free(index->path);
    heap_free(index);
}

status index_open(struct arena *arena, struct bytes path, int64_t log_height, struct index **out)
{
    struct index *index = heap_zalloc(1, sizeof *index);
    /* Searches must not keep the writer out for ever. */
    pthread_rwlockattr_t fair;
    pthread_rwlockattr_init(&fair);
    pthread_rwlockattr_setkind_np(&fair, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    ASSERT(pthread_rwlock_init(&index->lock, &fair) == 0);
    pthread_rwlockattr_destroy(&fair);
    index->memory_fd = -1;
    if (path.data == NULL) {
        index->memory_fd = memfd_create("secretd-index", MFD_CLOEXEC);
        path = arena_format(arena, "/proc/self/fd/%d", index->memory_fd);
    }
    index->path = heap_alloc(path.len + 1);
    memcpy(index->path, path.data, path.len);
    index->path[path.len] = '\0';
    int code = try_open(index, log_height);
    if (code != 0 && index->memory_fd < 0 && unlink(index->path) == 0)
        code = try_open(index, log_height);
    if (code != 0) {
        index_drop(index);
        return error_replace(arena, &STORE_FAILED,
                             arena_format(arena, "index %.*s: cannot open: %s", BYTES_ARG(path),
                                          mdb_strerror(code)));
    }
    *out = index;
    return NULL;
}

void index_close(struct index *index)
{
    if (index == NULL)
        return;
    mdb_env_close(index->env);
    index_drop(index);
}

int64_t index_height(struct index *index)
{
    return atomic_load(&index->height);
}

/* Nobody reads now: the map may move. */
static void keep_room(struct index *index)
{
    MDB_envinfo info;
    MDB_stat shape;
    must(index, mdb_env_info(index->env, &info), "cannot write");
    must(index, mdb_env_stat(index->env, &shape), "cannot write");
    uint64_t used = (uint64_t)(info.me_last_pgno + 1) * shape.ms_psize;
    if (used + MAP_ROOM > info.me_mapsize)
        must(index, mdb_env_set_mapsize(index->env, 2 * info.me_mapsize), "cannot grow");
}

struct index_batch *index_begin(struct index *index)
{
    struct index_batch *batch = heap_zalloc(1, sizeof *batch);
    batch->index = index;
    pthread_rwlock_wrlock(&index->lock);
    keep_room(index);
    must(index, mdb_txn_begin(index->env, NULL, 0, &batch->txn), "cannot write");
    return batch;
}

void index_commit(struct index_batch *batch, int64_t height)
{
    struct index *index = batch->index;
    int64_t meta[2] = {height, FORMAT};
    MDB_val key = value_of(BYTES("height")), data = value_of(BYTES_OF(meta));
    must(index, mdb_put(batch->txn, index->meta, &key, &data, 0), "cannot write");
    must(index, mdb_txn_commit(batch->txn), "cannot write");
    atomic_store(&index->height, height);
    pthread_rwlock_unlock(&index->lock);
    heap_free(batch);
}

void index_put_tx(struct index_batch *batch, struct bytes tx_hash, struct index_hit hit,
                  bool succeeded)
{
    ASSERT(tx_hash.len == 32);
    uint8_t entry[TX_BYTES];
    put_place(entry, hit);
    entry[PLACE_BYTES] = succeeded;
    struct index *index = batch->index;
    MDB_val key = value_of(tx_hash), data;
    if (!succeeded && mdb_get(batch->txn, index->txs, &key, &data) == 0 &&
        data.mv_size == TX_BYTES && ((const uint8_t *)data.mv_data)[PLACE_BYTES] != 0)
        return;
    data = value_of(BYTES_OF(entry));
    must(index, mdb_put(batch->txn, index->txs, &key, &data, 0), "cannot write");
}

/* What stands before the value in an events entry: kind, length of the key, key. */
static size_t put_event_key(uint8_t out[ENTRY_MAX], enum index_kind kind, struct bytes key)
{
    uint8_t hash[32];
    out[0] = (uint8_t)kind;
    if (key.len > EVENT_KEY_MAX) {
        crypto_sha256(key, hash);
        key = BYTES_OF(hash);
        out[0] |= KEY_HASHED;
    }
    out[1] = (uint8_t)key.len;
    if (key.len != 0)
        memcpy(out + 2, key.data, key.len);
    return 2 + key.len;
}

static struct bytes event_entry(uint8_t out[ENTRY_MAX], enum index_kind kind, struct bytes key,
                                struct bytes value)
{
    size_t len = put_event_key(out, kind, key);
    if (value.len > VALUE_DIRECT_MAX) {
        out[len++] = VALUE_LONG;
        crypto_sha256(value, out + len);
        return bytes_make(out, len + 32);
    }
    out[len++] = VALUE_DIRECT;
    if (value.len != 0)
        memcpy(out + len, value.data, value.len);
    return bytes_make(out, len + value.len);
}

void index_put_event(struct index_batch *batch, enum index_kind kind, struct bytes key,
                     struct bytes value, struct index_hit hit)
{
    struct index *index = batch->index;
    uint8_t entry[ENTRY_MAX], place[PLACE_BYTES];
    put_place(place, hit);
    struct bytes entry_key = event_entry(entry, kind, key, value);
    MDB_val to = value_of(entry_key), data = value_of(BYTES_OF(place));
    must(index, mdb_put(batch->txn, index->events, &to, &data, 0), "cannot write");
    if (value.len <= VALUE_DIRECT_MAX)
        return;
    to = value_of(bytes_from(entry_key, entry_key.len - 32));
    data = value_of(value);
    must(index, mdb_put(batch->txn, index->longs, &to, &data, 0), "cannot write");
}

static MDB_txn *begin_reading(struct index *index)
{
    MDB_txn *txn;
    pthread_rwlock_rdlock(&index->lock);
    must(index, mdb_txn_begin(index->env, NULL, MDB_RDONLY, &txn), "cannot read");
    return txn;
}

static void end_reading(struct index *index, MDB_txn *txn)
{
    mdb_txn_abort(txn);
    pthread_rwlock_unlock(&index->lock);
}

/* Absent is an answer, anything else but success is a damaged file. */
static bool found(struct index *index, int code)
{
    if (code == MDB_NOTFOUND)
        return false;
    must(index, code, "cannot read");
    return true;
}

bool index_find_tx(struct index *index, struct bytes tx_hash, struct index_hit *hit)
{
    MDB_txn *txn = begin_reading(index);
    MDB_val key = value_of(tx_hash), data;
    bool known = tx_hash.len == 32 && found(index, mdb_get(txn, index->txs, &key, &data));
    if (known) {
        must(index, data.mv_size == TX_BYTES ? 0 : MDB_CORRUPTED, "cannot read");
        *hit = get_place(data.mv_data);
    }
    end_reading(index, txn);
    return known;
}

struct scan {
    struct index *index;
    MDB_cursor *cursor;
    int64_t first, last;
    index_visit *visit;
    void *context;
};

/* Visits the places of one entry from `first` to `last`. False: the visitor has enough. */
static bool visit_places(struct scan *scan, MDB_val entry, struct bytes value)
{
    uint8_t start[PLACE_BYTES];
    put_place(start, (struct index_hit){scan->first < 0 ? 0 : scan->first, 0});
    MDB_val place = value_of(BYTES_OF(start));
    int code = mdb_cursor_get(scan->cursor, &entry, &place, MDB_GET_BOTH_RANGE);
    while (found(scan->index, code)) {
        must(scan->index, place.mv_size == PLACE_BYTES ? 0 : MDB_CORRUPTED, "cannot read");
        struct index_hit hit = get_place(place.mv_data);
        if (hit.height > scan->last)
            break;
        if (!scan->visit(scan->context, value, hit))
            return false;
        code = mdb_cursor_get(scan->cursor, &entry, &place, MDB_NEXT_DUP);
    }
    return true;
}

void index_scan_value(struct index *index, enum index_kind kind, struct bytes key,
                      struct bytes value, int64_t first, int64_t last, index_visit *visit,
                      void *context)
{
    uint8_t entry[ENTRY_MAX];
    MDB_txn *txn = begin_reading(index);
    struct scan scan = {index, NULL, first, last, visit, context};
    must(index, mdb_cursor_open(txn, index->events, &scan.cursor), "cannot read");
    visit_places(&scan, value_of(event_entry(entry, kind, key, value)), value);
    mdb_cursor_close(scan.cursor);
    end_reading(index, txn);
}

static struct bytes entry_value(struct index *index, MDB_txn *txn, struct bytes entry,
                                size_t prefix)
{
    struct bytes value = bytes_from(entry, prefix + 1);
    if (entry.data[prefix] == VALUE_DIRECT)
        return value;
    MDB_val key = value_of(value), data;
    must(index, mdb_get(txn, index->longs, &key, &data), "cannot read");
    return bytes_make(data.mv_data, data.mv_size);
}

void index_scan_key(struct index *index, enum index_kind kind, struct bytes key, int64_t first,
                    int64_t last, index_visit *visit, void *context)
{
    uint8_t wanted[ENTRY_MAX];
    struct bytes prefix = bytes_make(wanted, put_event_key(wanted, kind, key));
    MDB_txn *txn = begin_reading(index);
    struct scan scan = {index, NULL, first, last, visit, context};
    must(index, mdb_cursor_open(txn, index->events, &scan.cursor), "cannot read");
    MDB_val entry = value_of(prefix), place;
    int code = mdb_cursor_get(scan.cursor, &entry, &place, MDB_SET_RANGE);
    while (found(index, code)) {
        struct bytes at = bytes_make(entry.mv_data, entry.mv_size);
        if (!bytes_starts_with(at, prefix) || at.len <= prefix.len)
            break;
        if (!visit_places(&scan, entry, entry_value(index, txn, at, prefix.len)))
            break;
        /* Looking for places that are not there moves the cursor off the entry. */
        if (!found(index, mdb_cursor_get(scan.cursor, &entry, &place, MDB_SET)))
            break;
        code = mdb_cursor_get(scan.cursor, &entry, &place, MDB_NEXT_NODUP);
    }
    mdb_cursor_close(scan.cursor);
    end_reading(index, txn);
}
