#include "node/home.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/file.h"
#include "node/localnet/accounts.h"

enum { HOME_FILE_BYTES_MAX = 256 * 1024 * 1024, HOME_TREE_DESCRIPTORS = 16 };

const struct error HOME_UNUSABLE = {"home", 1, false, BYTES_INIT("the home cannot be used")};

static status system_fault(struct arena *arena, const char *doing, const char *path)
{
    return error_replace(arena, &HOME_UNUSABLE,
                         arena_format(arena, "cannot %s %s: %s", doing, path, strerror(errno)));
}

static status make_folder(struct arena *arena, const char *path)
{
    if (mkdir(path, 0755) == 0 || errno == EEXIST)
        return NULL;
    return system_fault(arena, "make", path);
}

static const char *default_path(struct arena *arena, const char *chain_id)
{
    const char *user = getenv("HOME");
    struct bytes base = bytes_text(user == NULL || user[0] == '\0' ? "." : user);
    bool first = strcmp(chain_id, LOCALNET_CHAIN_ID) == 0;
    return arena_text(arena, arena_format(arena, "%.*s/.secretd%s%s", BYTES_ARG(base),
                                          first ? "" : "-", first ? "" : chain_id));
}

static status make_ephemeral(struct arena *arena, struct home *home)
{
    const char *folder = getenv("TMPDIR");
    char *path = arena_text(
        arena, arena_format(arena, "%s/secretd-XXXXXX", folder == NULL ? "/tmp" : folder));
    home->path = mkdtemp(path);
    return home->path == NULL ? system_fault(arena, "make", path) : NULL;
}

status home_open(struct arena *arena, const char *path, bool ephemeral, const char *chain_id,
                 struct home *home)
{
    *home = (struct home){.ephemeral = ephemeral};
    if (ephemeral && path != NULL)
        return error_replace(arena, &HOME_UNUSABLE,
                             BYTES("--ephemeral makes its own home: leave out --home"));
    if (ephemeral) {
        TRY(make_ephemeral(arena, home));
    } else {
        home->path = path != NULL ? path : default_path(arena, chain_id);
        TRY(make_folder(arena, home->path));
    }
    TRY(make_folder(arena, home_path(arena, home, "config")));
    return make_folder(arena, home_path(arena, home, "data"));
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    return remove(path);
}

void home_close(const struct home *home)
{
    if (home->ephemeral)
        nftw(home->path, remove_entry, HOME_TREE_DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

char *home_path(struct arena *arena, const struct home *home, const char *name)
{
    return arena_text(arena, arena_format(arena, "%s/%s", home->path, name));
}

status home_read(struct arena *arena, const struct home *home, const char *name,
                 struct bytes *content)
{
    *content = (struct bytes){0};
    char *path = home_path(arena, home, name);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? NULL : system_fault(arena, "open", path);
    bool complete = file_read_whole(file, arena, HOME_FILE_BYTES_MAX, content);
    int fault = errno;
    close(file);
    errno = fault == 0 ? EFBIG : fault;
    if (!complete)
        return system_fault(arena, "read", path);
    return NULL;
}

status home_write(struct arena *arena, const struct home *home, const char *name,
                  struct bytes content, bool secret)
{
    char *path = home_path(arena, home, name);
    char *fresh = arena_text(arena, arena_format(arena, "%s.new", path));
    int file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, secret ? 0600 : 0644);
    if (file < 0)
        return system_fault(arena, "create", fresh);
    bool written = file_write(file, content, 0) && fsync(file) == 0;
    close(file);
    if (!written || rename(fresh, path) != 0)
        return system_fault(arena, "write", path);
    return NULL;
}
