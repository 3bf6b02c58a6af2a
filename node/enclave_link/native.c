#include "node/enclave_link/native.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/file.h"

enum { HASH = 32 };

struct file_name {
    char text[2 * HASH + sizeof ".new"];
};

static struct file_name name_of(struct bytes code_hash, const char *suffix)
{
    struct file_name name;
    for (int i = 0; i < HASH; i++)
        snprintf(name.text + 2 * i, 3, "%02x", code_hash.data[i]);
    snprintf(name.text + 2 * HASH, sizeof ".new", "%s", suffix);
    return name;
}

void native_put(int folder, struct bytes code_hash, struct bytes blob)
{
    if (code_hash.len != HASH || blob.len == 0 || blob.len > NATIVE_FILE_BYTES_MAX)
        return;
    struct file_name name = name_of(code_hash, ""), fresh = name_of(code_hash, ".new");
    int file = openat(folder, fresh.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0)
        return;
    bool complete = file_write(file, blob, 0);
    if (close(file) != 0 || !complete || renameat(folder, fresh.text, folder, name.text) != 0)
        unlinkat(folder, fresh.text, 0);
}

struct bytes native_get(int folder, struct arena *arena, struct bytes code_hash)
{
    if (code_hash.len != HASH)
        return (struct bytes){0};
    int file = openat(folder, name_of(code_hash, "").text, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return (struct bytes){0};
    struct bytes blob;
    bool complete = file_read_whole(file, arena, NATIVE_FILE_BYTES_MAX, &blob);
    close(file);
    return complete && blob.len != 0 ? blob : (struct bytes){0};
}
