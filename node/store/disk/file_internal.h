#ifndef NODE_STORE_DISK_FILE_INTERNAL_H
#define NODE_STORE_DISK_FILE_INTERNAL_H

#include "common/base/file.h"
#include "common/base/status.h"

/* What the files of this folder have in common. Texts of refusals name the file and the system's
 * reason. */

enum { FILE_PATH_MAX = 4096 };

/* file_path joins directory and name; the arena owns the NUL-terminated text. */
char *file_path(struct arena *arena, const char *directory, const char *name);

/* file_size halts when the system does not tell. */
uint64_t file_size(int fd, const char *path);

/* file_sync_directory makes names in a directory durable. */
bool file_sync_directory(const char *directory);

/* file_make_directory makes a directory unless it is there. */
MUST_CHECK status file_make_directory(struct arena *arena, const char *path);

/* file_refused is STORE_FAILED: "PATH: what: reason of errno". */
status file_refused(struct arena *arena, const char *path, const char *what)
    __attribute__((returns_nonnull));

/* file_damaged is STORE_DAMAGED with a formatted text. */
status file_damaged(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3)
    __attribute__((returns_nonnull));

/* file_heights lists the files NUMBER.suffix of a directory, ascending, and deletes the temporary
 * ones (.new). */
struct height_list {
    int64_t *items;
    size_t count;
};
MUST_CHECK status file_heights(struct arena *arena, const char *directory, const char *suffix,
                               struct height_list *out);

#endif
