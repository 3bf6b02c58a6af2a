#include "node/code_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/file.h"
#include "common/base/halt.h"
#include "common/crypto/hash.h"

enum { CODE_FILE_BYTES_MAX = 8 * 1024 * 1024 };

struct code_files {
    struct code_store store;
    int folder;
};

/* Room for 64 digits, ".new" and the end. */
struct file_name {
    char text[72];
};

static struct file_name name_of(const uint8_t code_hash[32], const char *suffix)
{
    struct file_name name;
    for (int i = 0; i < 32; i++)
        snprintf(name.text + 2 * i, 3, "%02x", code_hash[i]);
    snprintf(name.text + 64, sizeof name.text - 64, "%s", suffix);
    return name;
}

static void put(void *context, const uint8_t code_hash[32], struct bytes wasm)
{
    const struct code_files *files = context;
    struct file_name final = name_of(code_hash, ""), fresh = name_of(code_hash, ".new");
    struct stat known;
    if (fstatat(files->folder, final.text, &known, 0) == 0 && (size_t)known.st_size == wasm.len)
        return;
    int file = openat(files->folder, fresh.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0)
        halt("cannot create contract code %s: %s", fresh.text, strerror(errno));
    if (!file_write(file, wasm, 0) || fsync(file) != 0 || close(file) != 0 ||
        renameat(files->folder, fresh.text, files->folder, final.text) != 0 ||
        fsync(files->folder) != 0)
        halt("cannot store contract code %s: %s", final.text, strerror(errno));
}

static bool get(void *context, struct arena *arena, const uint8_t code_hash[32], struct bytes *wasm)
{
    const struct code_files *files = context;
    struct file_name name = name_of(code_hash, "");
    int file = openat(files->folder, name.text, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    bool complete = file_read_whole(file, arena, CODE_FILE_BYTES_MAX, wasm);
    close(file);
    if (!complete)
        return false;
    uint8_t hash[32];
    crypto_sha256(*wasm, hash);
    return memcmp(hash, code_hash, 32) == 0;
}

struct code_store *code_files_new(struct arena *arena, const char *folder)
{
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        halt("cannot make %s: %s", folder, strerror(errno));
    struct code_files *files = ARENA_NEW(arena, struct code_files);
    files->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (files->folder < 0)
        halt("cannot open %s: %s", folder, strerror(errno));
    files->store = (struct code_store){.context = files, .put = put, .get = get};
    return &files->store;
}
