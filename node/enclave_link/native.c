#include "node/enclave_link/native.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

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

static bool write_all(int file, struct bytes data)
{
    while (data.len != 0) {
        ssize_t written = write(file, data.data, data.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        data = bytes_from(data, (size_t)written);
    }
    return true;
}

void native_put(int folder, struct bytes code_hash, struct bytes blob)
{
    if (code_hash.len != HASH || blob.len == 0 || blob.len > NATIVE_FILE_BYTES_MAX)
        return;
    struct file_name name = name_of(code_hash, ""), fresh = name_of(code_hash, ".new");
    int file = openat(folder, fresh.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0)
        return;
    bool complete = write_all(file, blob);
    if (close(file) != 0 || !complete || renameat(folder, fresh.text, folder, name.text) != 0)
        unlinkat(folder, fresh.text, 0);
}

static struct bytes read_all(int file, struct arena *arena)
{
    struct stat info;
    if (fstat(file, &info) != 0 || info.st_size <= 0 || info.st_size > NATIVE_FILE_BYTES_MAX)
        return (struct bytes){0};
    uint8_t *data = arena_alloc(arena, (size_t)info.st_size);
    size_t have = 0;
    while (have < (size_t)info.st_size) {
        ssize_t got = read(file, data + have, (size_t)info.st_size - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return (struct bytes){0};
        have += (size_t)got;
    }
    return bytes_make(data, have);
}

struct bytes native_get(int folder, struct arena *arena, struct bytes code_hash)
{
    if (code_hash.len != HASH)
        return (struct bytes){0};
    int file = openat(folder, name_of(code_hash, "").text, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return (struct bytes){0};
    struct bytes blob = read_all(file, arena);
    close(file);
    return blob;
}
