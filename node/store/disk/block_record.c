#include "node/store/disk/block_record.h"

#include "common/base/halt.h"
#include "node/store/disk/errors.h"
#include "node/store/disk/file_internal.h"

/* A body: height, app hashes and roots, the byte strings each after a 32-bit length, then the
 * change sets: store number, 32-bit count, and per change the lengths of key and value (DELETED:
 * none), key, value. END closes. All numbers are little-endian. */
#define DELETED UINT32_MAX
enum { END = 0xff, CHANGE_BYTES_MIN = 8 };

static void put_u32(struct writer *out, size_t value)
{
    ASSERT(value <= BLOCK_RECORD_BYTES_MAX || value == DELETED);
    uint32_t narrow = (uint32_t)value;
    writer_bytes(out, bytes_make(&narrow, sizeof narrow));
}

static void put_string(struct writer *out, struct bytes string)
{
    put_u32(out, string.len);
    writer_bytes(out, string);
}

static void put_changes(struct writer *out, uint8_t store, const struct change_set *set)
{
    writer_byte(out, store);
    put_u32(out, set->count);
    for (size_t i = 0; i < set->count; i++) {
        const struct change *change = &set->items[i];
        put_u32(out, change->key.len);
        put_u32(out, change->value.data == NULL ? DELETED : change->value.len);
        writer_bytes(out, change->key);
        writer_bytes(out, change->value);
    }
}

/* Bytes of the body, or a few more: a block under load has megabytes, which are written once. */
static size_t room_for(const struct block_record *record)
{
    size_t room = sizeof *record + record->block.len + record->commit.len + record->results.len +
                  record->consensus_state.len + record->enclave_blob.len;
    for (int s = 0; s < STORE_COUNT; s++)
        for (size_t i = 0; i < record->changes[s].count; i++)
            room += CHANGE_BYTES_MIN + record->changes[s].items[i].key.len +
                    record->changes[s].items[i].value.len;
    return room;
}

struct bytes block_record_encode(struct arena *arena, const struct block_record *record)
{
    struct writer out = writer_new(arena, room_for(record));
    writer_bytes(&out, bytes_make(&record->height, sizeof record->height));
    writer_bytes(&out, BYTES_OF(record->previous_app_hash));
    writer_bytes(&out, BYTES_OF(record->app_hash));
    writer_bytes(&out, BYTES_OF(record->roots));
    put_string(&out, record->block);
    put_string(&out, record->commit);
    put_string(&out, record->results);
    put_string(&out, record->consensus_state);
    put_string(&out, record->enclave_blob);
    for (int s = 0; s < STORE_COUNT; s++)
        if (record->changes[s].count != 0)
            put_changes(&out, (uint8_t)s, &record->changes[s]);
    writer_byte(&out, END);
    ASSERT(out.len <= BLOCK_RECORD_BYTES_MAX);
    return writer_done(&out);
}

/* What is left to read; `bad` once anything did not fit. */
struct reader {
    struct bytes rest;
    bool bad;
};

static struct bytes take(struct reader *reader, size_t len)
{
    if (len > reader->rest.len) {
        reader->bad = true;
        return BYTES("");
    }
    struct bytes taken = bytes_slice(reader->rest, 0, len);
    reader->rest = bytes_from(reader->rest, len);
    return taken;
}

static void take_fixed(struct reader *reader, void *out, size_t len)
{
    struct bytes taken = take(reader, len);
    if (taken.len == len)
        memcpy(out, taken.data, len);
}

static uint32_t take_u32(struct reader *reader)
{
    uint32_t value = 0;
    take_fixed(reader, &value, sizeof value);
    return value;
}

static struct bytes take_string(struct reader *reader)
{
    return take(reader, take_u32(reader));
}

static void take_changes(struct reader *reader, struct arena *arena, struct change_set *set)
{
    uint32_t count = take_u32(reader);
    if (count == 0 || count > reader->rest.len / CHANGE_BYTES_MIN) {
        reader->bad = true;
        return;
    }
    struct change *items = ARENA_ARRAY(arena, struct change, count);
    for (uint32_t i = 0; i < count && !reader->bad; i++) {
        uint32_t key_len = take_u32(reader), value_len = take_u32(reader);
        items[i].key = take(reader, key_len);
        if (value_len != DELETED)
            items[i].value = take(reader, value_len);
        if (i != 0 && bytes_compare(items[i - 1].key, items[i].key) >= 0)
            reader->bad = true;
    }
    *set = (struct change_set){items, count};
}

status block_record_decode(struct arena *arena, struct bytes body, struct block_record *record)
{
    *record = (struct block_record){0};
    struct reader reader = {body, false};
    take_fixed(&reader, &record->height, sizeof record->height);
    take_fixed(&reader, record->previous_app_hash, sizeof record->previous_app_hash);
    take_fixed(&reader, record->app_hash, sizeof record->app_hash);
    take_fixed(&reader, record->roots, sizeof record->roots);
    record->block = take_string(&reader);
    record->commit = take_string(&reader);
    record->results = take_string(&reader);
    record->consensus_state = take_string(&reader);
    record->enclave_blob = take_string(&reader);
    int last_store = -1;
    while (!reader.bad) {
        uint8_t store = END;
        take_fixed(&reader, &store, 1);
        if (store == END)
            break;
        if (store >= STORE_COUNT || store <= last_store) {
            reader.bad = true;
            break;
        }
        last_store = store;
        take_changes(&reader, arena, &record->changes[store]);
    }
    if (reader.bad || reader.rest.len != 0 || record->height <= 0)
        return file_damaged(arena, "not a block record");
    return NULL;
}
