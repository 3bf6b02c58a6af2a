#include "node/store/disk/segment_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "node/store/disk/block_record.h"
#include "node/store/disk/checksum.h"
#include "node/store/disk/file_internal.h"

static const uint8_t header_magic[8] = "SECRETLG";

struct segment_header {
    uint8_t magic[8];
    uint32_t format;
    uint32_t check; /* of the struct with this field 0 */
    int64_t first;
    uint32_t salt;
    uint32_t stores; /* CRC of the store names: roots and change sets go by their order */
};
_Static_assert(sizeof(struct segment_header) == SEGMENT_HEADER_BYTES, "as on disk");

#define HEAD_MAGIC 0x43455242u /* "BREC" */
#define SEAL_MAGIC 0x4c414553u /* "SEAL" */

struct record_head {
    uint32_t magic;
    uint32_t check; /* of what follows */
    int64_t height;
    uint64_t body_bytes;
    uint32_t body_check;
    uint32_t zero;
};
_Static_assert(sizeof(struct record_head) == SEGMENT_HEAD_BYTES, "as on disk");

struct record_seal {
    uint32_t magic;
    uint32_t check; /* of what follows */
    int64_t height;
};
_Static_assert(sizeof(struct record_seal) == SEGMENT_SEAL_BYTES, "as on disk");

static uint32_t head_check(const struct segment *segment, const struct record_head *head)
{
    return checksum_crc32c(segment->salt, bytes_make(&head->height, sizeof *head - 8));
}

static uint32_t seal_check(const struct segment *segment, const struct record_seal *seal)
{
    return checksum_crc32c(segment->salt, bytes_make(&seal->height, sizeof seal->height));
}

static bool head_is_good(const struct segment *segment, const struct record_head *head)
{
    return head->magic == HEAD_MAGIC && head->check == head_check(segment, head) &&
           head->body_bytes <= BLOCK_RECORD_BYTES_MAX;
}

static bool seal_is_good(const struct segment *segment, const struct record_seal *seal)
{
    return seal->magic == SEAL_MAGIC && seal->check == seal_check(segment, seal);
}

static uint32_t store_names_check(void)
{
    uint32_t check = 0;
    for (int s = 0; s < STORE_COUNT; s++) {
        const char *name = store_name((enum store_id)s);
        check = checksum_crc32c(check, bytes_make(name, strlen(name) + 1));
    }
    return check;
}

static uint32_t header_check(struct segment_header header)
{
    header.check = 0;
    return checksum_crc32c(0, bytes_make(&header, sizeof header));
}

static void name_segment(struct arena *arena, const char *directory, struct segment *segment)
{
    char name[40];
    snprintf(name, sizeof name, "%010lld.log", (long long)segment->first);
    segment->path = file_path(arena, directory, name);
    snprintf(name, sizeof name, "%010lld.index", (long long)segment->first);
    segment->index_path = file_path(arena, directory, name);
}

status segment_create(struct arena *arena, const char *directory, int64_t first,
                      struct segment *segment)
{
    struct segment_header header = {.format = SEGMENT_FORMAT, .first = first};
    memcpy(header.magic, header_magic, sizeof header.magic);
    if (getrandom(&header.salt, sizeof header.salt, 0) != sizeof header.salt)
        halt("the system gives no random bytes");
    header.stores = store_names_check();
    header.check = header_check(header);
    *segment = (struct segment){
        .first = first, .end = sizeof header, .salt = header.salt, .path = "(memory)", .fd = -1};
    if (directory == NULL) {
        segment->fd = memfd_create("secretd-blocks", MFD_CLOEXEC);
        if (segment->fd < 0 || !file_write(segment->fd, bytes_make(&header, sizeof header), 0))
            return file_refused(arena, segment->path, "cannot write");
        return NULL;
    }
    name_segment(arena, directory, segment);
    char *temporary = arena_text(arena, arena_format(arena, "%s.new", segment->path));
    segment->fd = open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (segment->fd < 0 || !file_write(segment->fd, bytes_make(&header, sizeof header), 0) ||
        fsync(segment->fd) != 0 || rename(temporary, segment->path) != 0 ||
        !file_sync_directory(directory))
        return file_refused(arena, segment->path, "cannot write");
    return NULL;
}

status segment_open(struct arena *arena, const char *directory, int64_t first,
                    struct segment *segment)
{
    *segment = (struct segment){.first = first, .end = SEGMENT_HEADER_BYTES, .fd = -1};
    name_segment(arena, directory, segment);
    segment->fd = open(segment->path, O_RDWR | O_CLOEXEC);
    if (segment->fd < 0)
        return file_refused(arena, segment->path, "cannot open");
    struct segment_header header;
    if (!file_read(segment->fd, &header, sizeof header, 0) ||
        memcmp(header.magic, header_magic, sizeof header.magic) != 0 ||
        header.check != header_check(header) || header.first != first)
        return file_damaged(arena, "the block log's file %s has a damaged header", segment->path);
    if (header.format != SEGMENT_FORMAT || header.stores != store_names_check())
        return file_damaged(arena, "the block log's file %s was written by another version",
                            segment->path);
    segment->salt = header.salt;
    return NULL;
}

static void push_offset(struct segment *segment, uint64_t offset)
{
    if (segment->count == segment->capacity) {
        segment->capacity = segment->capacity == 0 ? 256 : segment->capacity * 2;
        segment->offsets =
            heap_resize(segment->offsets, segment->capacity * sizeof segment->offsets[0]);
    }
    segment->offsets[segment->count++] = offset;
}

void segment_note(struct segment *segment, size_t body_bytes)
{
    push_offset(segment, segment->end);
    segment->end += SEGMENT_HEAD_BYTES + body_bytes + SEGMENT_SEAL_BYTES;
}

static status damaged_record(const struct segment *segment, struct arena *arena, int64_t height,
                             uint64_t offset)
{
    return file_damaged(arena, "the block log's record of height %lld is damaged: %s, offset %llu",
                        (long long)height, segment->path, (unsigned long long)offset);
}

enum found { FOUND_RECORD, FOUND_END, FOUND_NONSENSE };

/* Looks at what should be the record of `height` at `offset`. */
static enum found examine(const struct segment *segment, struct arena *arena, int64_t height,
                          uint64_t offset, uint64_t size, uint64_t *body_bytes)
{
    if (offset >= size)
        return FOUND_END;
    struct record_head head;
    if (!file_read(segment->fd, &head, sizeof head, offset) || !head_is_good(segment, &head) ||
        head.height != height || head.body_bytes > size - offset - sizeof head)
        return FOUND_NONSENSE;
    *body_bytes = head.body_bytes;
    struct arena_mark mark = arena_mark(arena);
    uint8_t *body = arena_alloc(arena, head.body_bytes);
    bool good =
        file_read(segment->fd, body, head.body_bytes, offset + sizeof head) &&
        checksum_crc32c(segment->salt, bytes_make(body, head.body_bytes)) == head.body_check;
    arena_rewind(arena, mark);
    return good ? FOUND_RECORD : FOUND_NONSENSE;
}

/* Does anything from `offset` on prove that the record of `height` was committed? Its seal does,
 * and so does any part of a later record, which is written only after it. */
static bool was_committed(const struct segment *segment, struct arena *arena, int64_t height,
                          uint64_t offset, uint64_t size)
{
    struct arena_mark mark = arena_mark(arena);
    size_t len = size - offset;
    uint8_t *rest = arena_alloc(arena, len + sizeof(struct record_head));
    bool proven = !file_read(segment->fd, rest, len, offset);
    memset(rest + len, 0, sizeof(struct record_head));
    for (size_t i = 0; i < len && !proven; i++) {
        struct record_seal seal;
        struct record_head head;
        memcpy(&seal, rest + i, sizeof seal);
        memcpy(&head, rest + i, sizeof head);
        proven = (seal_is_good(segment, &seal) && seal.height >= height) ||
                 (head_is_good(segment, &head) && head.height > height);
    }
    arena_rewind(arena, mark);
    return proven;
}

static bool write_seal(const struct segment *segment, int64_t height, uint64_t offset)
{
    struct record_seal seal = {.magic = SEAL_MAGIC, .height = height};
    seal.check = seal_check(segment, &seal);
    return file_write(segment->fd, bytes_make(&seal, sizeof seal), offset);
}

/* Makes the end of the last segment what it would be without the stop: no torn record, every seal
 * in place. */
static status repair_end(struct segment *segment, struct arena *arena, uint64_t size)
{
    if (segment->count == 0)
        segment->end = SEGMENT_HEADER_BYTES;
    if (size > segment->end && ftruncate(segment->fd, (off_t)segment->end) != 0)
        return file_refused(arena, segment->path, "cannot cut off a torn record");
    if (fsync(segment->fd) != 0)
        return file_refused(arena, segment->path, "cannot sync");
    if (segment->count != 0 && !write_seal(segment, segment->first + (int64_t)segment->count - 1,
                                           segment->end - SEGMENT_SEAL_BYTES))
        return file_refused(arena, segment->path, "cannot write");
    return NULL;
}

status segment_scan(struct segment *segment, struct arena *arena, bool is_last)
{
    uint64_t size = file_size(segment->fd, segment->path);
    for (;;) {
        int64_t height = segment->first + (int64_t)segment->count;
        uint64_t body_bytes = 0;
        enum found found = examine(segment, arena, height, segment->end, size, &body_bytes);
        if (found == FOUND_RECORD) {
            segment_note(segment, body_bytes);
            continue;
        }
        if (found == FOUND_NONSENSE &&
            (!is_last || was_committed(segment, arena, height, segment->end, size)))
            return damaged_record(segment, arena, height, segment->end);
        return is_last ? repair_end(segment, arena, size) : NULL;
    }
}

bool segment_write(const struct segment *segment, int64_t height, struct bytes body)
{
    struct record_head head = {
        .magic = HEAD_MAGIC,
        .height = height,
        .body_bytes = body.len,
        .body_check = checksum_crc32c(segment->salt, body),
    };
    head.check = head_check(segment, &head);
    uint64_t body_at = segment->end + sizeof head;
    return file_write(segment->fd, bytes_make(&head, sizeof head), segment->end) &&
           file_write(segment->fd, body, body_at) && fdatasync(segment->fd) == 0 &&
           write_seal(segment, height, body_at + body.len);
}

/* Index file: CRC of the offsets, 0, then the offsets. */
enum { INDEX_HEADER_BYTES = 8 };

static bool find_offset(const struct segment *segment, uint64_t place, uint64_t *offset)
{
    if (segment->offsets != NULL) {
        *offset = segment->offsets[place];
        return true;
    }
    int fd = open(segment->index_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool found = file_read(fd, offset, sizeof *offset, INDEX_HEADER_BYTES + place * sizeof *offset);
    close(fd);
    return found;
}

status segment_read(struct segment *segment, struct arena *arena, int64_t height,
                    struct bytes *body)
{
    uint64_t offset = 0;
    if (segment->fd < 0)
        segment->fd = open(segment->path, O_RDWR | O_CLOEXEC);
    if (segment->fd < 0)
        return file_refused(arena, segment->path, "cannot open");
    struct record_head head;
    if (!find_offset(segment, (uint64_t)(height - segment->first), &offset) ||
        !file_read(segment->fd, &head, sizeof head, offset) || !head_is_good(segment, &head) ||
        head.height != height)
        return damaged_record(segment, arena, height, offset);
    uint8_t *data = arena_alloc(arena, head.body_bytes);
    *body = bytes_make(data, head.body_bytes);
    if (!file_read(segment->fd, data, head.body_bytes, offset + sizeof head) ||
        checksum_crc32c(segment->salt, *body) != head.body_check)
        return damaged_record(segment, arena, height, offset);
    return NULL;
}

void segment_write_index(struct segment *segment, struct arena *arena)
{
    struct bytes offsets =
        bytes_make(segment->offsets, segment->count * sizeof segment->offsets[0]);
    uint32_t header[2] = {checksum_crc32c(segment->salt, offsets), 0};
    char *temporary = arena_text(arena, arena_format(arena, "%s.new", segment->index_path));
    int fd = open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    bool written = file_write(fd, BYTES_OF(header), 0) &&
                   file_write(fd, offsets, INDEX_HEADER_BYTES) && fsync(fd) == 0 &&
                   rename(temporary, segment->index_path) == 0;
    close(fd);
    if (!written)
        return;
    heap_free(segment->offsets);
    segment->offsets = NULL;
    segment->capacity = 0;
}

bool segment_load_index(struct segment *segment, uint64_t count)
{
    int fd = open(segment->index_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    size_t bytes = count * sizeof(uint64_t);
    uint32_t header[2];
    uint64_t *offsets = heap_alloc(bytes);
    bool good = file_size(fd, segment->index_path) == INDEX_HEADER_BYTES + bytes &&
                file_read(fd, header, sizeof header, 0) &&
                file_read(fd, offsets, bytes, INDEX_HEADER_BYTES) &&
                checksum_crc32c(segment->salt, bytes_make(offsets, bytes)) == header[0];
    heap_free(offsets);
    close(fd);
    if (good)
        segment->count = count;
    return good;
}

void segment_close(struct segment *segment)
{
    if (segment->fd >= 0)
        close(segment->fd);
    segment->fd = -1;
}
