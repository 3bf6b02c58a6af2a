#include "node/store/disk/file_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "node/store/disk/errors.h"

#define ERROR ERROR_CONSTANT
#include "node/store/disk/errors.def"
#undef ERROR

char *file_path(struct arena *arena, const char *directory, const char *name)
{
    return arena_text(arena, arena_format(arena, "%s/%s", directory, name));
}

uint64_t file_size(int fd, const char *path)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        halt("%s: %s", path, strerror(errno));
    return (uint64_t)info.st_size;
}

bool file_sync_directory(const char *directory)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool synced = fsync(fd) == 0;
    close(fd);
    return synced;
}

status file_make_directory(struct arena *arena, const char *path)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return file_refused(arena, path, "cannot make the directory");
    return NULL;
}

status file_refused(struct arena *arena, const char *path, const char *what)
{
    return error_replace(arena, &STORE_FAILED,
                         arena_format(arena, "%s: %s: %s", path, what, strerror(errno)));
}

status file_damaged(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct bytes text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return error_replace(arena, &STORE_DAMAGED, text);
}

/* NUMBER.suffix with digits only; 0 for anything else. */
static int64_t name_height(const char *name, const char *suffix)
{
    int64_t height = 0;
    size_t digits = 0;
    for (; name[digits] >= '0' && name[digits] <= '9' && digits < 18; digits++)
        height = height * 10 + (name[digits] - '0');
    return digits != 0 && strcmp(name + digits, suffix) == 0 ? height : 0;
}

static bool is_temporary(const char *name)
{
    size_t len = strlen(name);
    return len > 4 && strcmp(name + len - 4, ".new") == 0;
}

static int compare_heights(const void *left, const void *right)
{
    int64_t l = *(const int64_t *)left, r = *(const int64_t *)right;
    return (l > r) - (l < r);
}

status file_heights(struct arena *arena, const char *directory, const char *suffix,
                    struct height_list *out)
{
    DIR *listing = opendir(directory);
    if (listing == NULL)
        return file_refused(arena, directory, "cannot list");
    struct writer heights = writer_new(arena, 256);
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        int64_t height = name_height(entry->d_name, suffix);
        if (is_temporary(entry->d_name))
            unlinkat(dirfd(listing), entry->d_name, 0);
        else if (height > 0)
            writer_bytes(&heights, bytes_make(&height, sizeof height));
    }
    closedir(listing);
    out->count = heights.len / sizeof out->items[0];
    out->items = ARENA_ARRAY(arena, int64_t, out->count);
    if (heights.len != 0)
        memcpy(out->items, heights.data, heights.len);
    qsort(out->items, out->count, sizeof out->items[0], compare_heights);
    return NULL;
}
