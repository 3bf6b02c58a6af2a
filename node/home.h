#ifndef NODE_HOME_H
#define NODE_HOME_H

#include "common/base/status.h"

/* The directory a node lives in: config/ with genesis and keys, data/ with the chain,
 * endpoints.json. */
struct home {
    const char *path;
    bool ephemeral; /* removed by home_close */
};

/* Why a home cannot be used; codespace "home", one line for the user. */
extern const struct error HOME_UNUSABLE;

/* home_open makes the directory and its folders when they are missing.
 *   path       NULL: below $HOME, by chain id
 *   ephemeral  a fresh directory below $TMPDIR; path must be NULL then */
MUST_CHECK status home_open(struct arena *arena, const char *path, bool ephemeral,
                            const char *chain_id, struct home *home);
void home_close(const struct home *home);

/* home_path joins a path below the home. */
char *home_path(struct arena *arena, const struct home *home, const char *name);

/* home_read reads a small file; *content absent when it is not there. Refused when it cannot be
 * read. */
MUST_CHECK status home_read(struct arena *arena, const struct home *home, const char *name,
                            struct bytes *content);

/* home_write replaces a file whole, synced; `secret` makes it readable by its owner only. */
MUST_CHECK status home_write(struct arena *arena, const struct home *home, const char *name,
                             struct bytes content, bool secret);

#endif
