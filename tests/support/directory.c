#include "tests/support/directory.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/halt.h"

struct bytes test_directory(struct arena *arena)
{
    bool has_memory = access("/dev/shm", W_OK | X_OK) == 0;
    char *path = arena_text(
        arena, arena_format(arena, "%s/secretd-test-XXXXXX", has_memory ? "/dev/shm" : "/tmp"));
    ASSERT(mkdtemp(path) != NULL);
    return bytes_text(path);
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *place)
{
    return remove(path);
}

void test_directory_remove(struct arena *arena, struct bytes path)
{
    ASSERT(nftw(arena_text(arena, path), remove_entry, 16, FTW_DEPTH | FTW_PHYS) == 0);
}

void test_write_file(struct arena *arena, struct bytes path, struct bytes data)
{
    FILE *file = fopen(arena_text(arena, path), "wb");
    ASSERT(file != NULL);
    ASSERT(fwrite(data.data, 1, data.len, file) == data.len);
    ASSERT(fclose(file) == 0);
}
