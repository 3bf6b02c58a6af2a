#ifndef NODE_STORE_DISK_BLOCK_LOG_H
#define NODE_STORE_DISK_BLOCK_LOG_H

#include "node/store/disk/block_record.h"

/* The append-only log of blocks: segment files FIRSTHEIGHT.log of about 64 MiB, each record with a
 * CRC-32C over header and body. After a record is synced a seal follows it, so that at the next
 * start a record that was being written when the machine stopped (no seal: cut off) differs from a
 * committed one that went bad (seal: stop). A full segment has its record offsets beside it in
 * FIRSTHEIGHT.index, which is made again when it is lost. */
struct block_log;

#define BLOCK_LOG_SEGMENT_BYTES (64u << 20)

/* block_log_open opens the log in a directory, made when missing; absent: in memory.
 *   segment_bytes_max  a new segment starts where the last one has this size; mostly
 *                      BLOCK_LOG_SEGMENT_BYTES
 * Refused:
 *   STORE_DAMAGED  a committed record is unreadable; the text names record, file and offset
 *   STORE_FAILED   the system refused */
MUST_CHECK status block_log_open(struct arena *arena, struct bytes directory,
                                 uint64_t segment_bytes_max, struct block_log **out);
void block_log_close(struct block_log *log);

/* First and last height in the log, 0 when it is empty. Any thread. */
int64_t block_log_first(struct block_log *log);
int64_t block_log_last(struct block_log *log);

/* block_log_append writes one record and syncs it; heights rise by one, the first may be any.
 * Failure is a halt. One thread. */
void block_log_append(struct block_log *log, struct arena *arena,
                      const struct block_record *record);

/* block_log_read reads the record of a height that is in the log. STORE_DAMAGED names record and
 * file. Any thread. */
MUST_CHECK status block_log_read(struct block_log *log, struct arena *arena, int64_t height,
                                 struct block_record *record);

#endif
