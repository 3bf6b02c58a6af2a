#ifndef NODE_STORE_DISK_SEGMENT_INTERNAL_H
#define NODE_STORE_DISK_SEGMENT_INTERNAL_H

#include "common/base/status.h"

/* One file of the block log: a header of 32 bytes, then records.
 *   header  "SECRETLG", format, CRC of the other fields, first height, salt
 *   record  head of 32 bytes (magic, CRC of the rest of the head, height, body bytes, CRC of the
 *           body, 0), body, seal of 16 bytes (magic, CRC, height)
 * The salt is random and starts every CRC, so that bytes which a block's author chose are never
 * taken for a record or a seal. Numbers are little-endian. */

enum {
    SEGMENT_HEADER_BYTES = 32,
    SEGMENT_HEAD_BYTES = 32,
    SEGMENT_SEAL_BYTES = 16,
    SEGMENT_FORMAT = 1,
};

struct segment {
    int64_t first;          /* height of its first record */
    uint64_t count;         /* records */
    uint64_t end;           /* offset behind the last record's seal */
    uint32_t salt;          /* starts every CRC */
    const char *path;       /* for messages */
    const char *index_path; /* NULL in memory */
    int fd;                 /* -1: closed */
    uint64_t *offsets;      /* of the records; NULL: in the index file */
    size_t capacity;
};

/* segment_create makes a new file under a temporary name, syncs it and gives it its name. directory
 * NULL: in memory. */
MUST_CHECK status segment_create(struct arena *arena, const char *directory, int64_t first,
                                 struct segment *segment);

/* segment_open reads the header of FIRST.log and knows no records yet. */
MUST_CHECK status segment_open(struct arena *arena, const char *directory, int64_t first,
                               struct segment *segment);

/* segment_scan finds the records by reading all of them. In the last segment of the log (`is_last`)
 * a record that was never sealed is cut off; anything else unreadable is STORE_DAMAGED. */
MUST_CHECK status segment_scan(struct segment *segment, struct arena *arena, bool is_last);

/* segment_write writes and syncs the next record and seals it; false with errno: it is not
 * committed. It changes nothing in memory, so readers need not wait; segment_note makes the record
 * known to them. */
bool segment_write(const struct segment *segment, int64_t height, struct bytes body);
void segment_note(struct segment *segment, size_t body_bytes);

/* segment_read gives a record's body. */
MUST_CHECK status segment_read(struct segment *segment, struct arena *arena, int64_t height,
                               struct bytes *body);

/* segment_write_index puts the offsets of a full segment beside it and forgets them; failing only
 * costs a scan later. segment_load_index tells whether there is a good index of `count` records. */
void segment_write_index(struct segment *segment, struct arena *arena);
bool segment_load_index(struct segment *segment, uint64_t count);

void segment_close(struct segment *segment);

#endif
