#ifndef COMMON_BASE_FILE_H
#define COMMON_BASE_FILE_H

#include "common/base/arena.h"

/* Whole reads and writes of open files: what the system cuts short is carried on. False leaves the
 * reason in errno, 0 for a file that ends too early or is too large. */

bool file_write(int fd, struct bytes data, uint64_t offset);
bool file_read(int fd, void *out, size_t bytes, uint64_t offset);

/* file_read_whole gives a file of at most `bytes_max` bytes, in `arena`. */
bool file_read_whole(int fd, struct arena *arena, size_t bytes_max, struct bytes *content);

#endif
