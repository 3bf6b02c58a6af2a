#include "node/trace_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/file.h"
#include "common/base/halt.h"
#include "common/crypto/hash.h"

enum { TRACE_FILE_BYTES_MAX = 1 << 30 };

struct trace_files {
    struct trace_store store;
    int folder;
    int64_t blocks;
    int64_t lowest; /* no file is below; only put uses it */
};

/* Room for 20 digits, ".new" and the end. */
struct file_name {
    char text[32];
};

static struct file_name name_of(int64_t height, const char *suffix)
{
    struct file_name name;
    snprintf(name.text, sizeof name.text, "%" PRId64 "%s", height, suffix);
    return name;
}

static void remove_below(struct trace_files *files, int64_t height)
{
    for (; files->lowest < height; files->lowest++) {
        struct file_name name = name_of(files->lowest, "");
        if (unlinkat(files->folder, name.text, 0) != 0 && errno != ENOENT)
            halt("cannot remove traces %s: %s", name.text, strerror(errno));
    }
}

static void put(void *context, int64_t height, struct bytes block)
{
    struct trace_files *files = context;
    struct file_name final = name_of(height, ""), fresh = name_of(height, ".new");
    ASSERT(block.len <= TRACE_FILE_BYTES_MAX);
    int file = openat(files->folder, fresh.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0)
        halt("cannot create traces %s: %s", fresh.text, strerror(errno));
    uint8_t hash[32];
    crypto_sha256(block, hash);
    if (!file_write(file, BYTES_OF(hash), 0) || !file_write(file, block, sizeof hash) ||
        close(file) != 0 || renameat(files->folder, fresh.text, files->folder, final.text) != 0)
        halt("cannot store traces %s: %s", final.text, strerror(errno));
    remove_below(files, height - files->blocks + 1);
}

static bool get(void *context, struct arena *arena, int64_t height, struct bytes *block)
{
    const struct trace_files *files = context;
    struct file_name name = name_of(height, "");
    int file = openat(files->folder, name.text, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    struct bytes content;
    bool complete = file_read_whole(file, arena, TRACE_FILE_BYTES_MAX, &content);
    close(file);
    uint8_t hash[32];
    if (!complete || content.len < sizeof hash)
        return false;
    *block = bytes_from(content, sizeof hash);
    crypto_sha256(*block, hash);
    return memcmp(hash, content.data, sizeof hash) == 0;
}

/* The lowest height that an earlier run has left; what is half written goes away. */
static int64_t find_lowest(const char *folder, int folder_file)
{
    DIR *list = opendir(folder);
    if (list == NULL)
        halt("cannot list %s: %s", folder, strerror(errno));
    int64_t lowest = INT64_MAX;
    for (struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        char *end;
        errno = 0;
        long long height = strtoll(entry->d_name, &end, 10);
        if (end == entry->d_name || errno != 0)
            continue;
        if (strcmp(end, ".new") == 0)
            unlinkat(folder_file, entry->d_name, 0);
        else if (*end == '\0' && height < lowest)
            lowest = height;
    }
    closedir(list);
    return lowest;
}

struct trace_store *trace_files_new(struct arena *arena, const char *folder, int64_t blocks)
{
    ASSERT(blocks > 0);
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        halt("cannot make %s: %s", folder, strerror(errno));
    struct trace_files *files = ARENA_NEW(arena, struct trace_files);
    files->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (files->folder < 0)
        halt("cannot open %s: %s", folder, strerror(errno));
    files->blocks = blocks;
    files->lowest = find_lowest(folder, files->folder);
    files->store = (struct trace_store){.context = files, .put = put, .get = get};
    return &files->store;
}
