#ifndef NODE_STORE_DISK_PRUNING_H
#define NODE_STORE_DISK_PRUNING_H

#include "common/base/status.h"

/* Which old states can still be asked for. Blocks and results stay in the log whatever is
 * pruned. */
struct pruning {
    int64_t keep_recent; /* states besides the latest one; 0: all */
    int64_t interval;    /* between prunings; only reported, states go as soon as they may */
};

/* The SDK's named strategies (app.toml `pruning`). */
#define PRUNING_DEFAULT    ((struct pruning){362880, 10})
#define PRUNING_EVERYTHING ((struct pruning){2, 10})
#define PRUNING_NOTHING    ((struct pruning){0, 0})

/* pruning_parse reads the three settings of app.toml.
 *   strategy               "default", "nothing", "everything" or "custom"
 *   keep_recent, interval  decimal text, used by "custom" only (at least 2 and 10)
 * Refused with STORE_OPTIONS and the SDK's text. */
MUST_CHECK status pruning_parse(struct arena *arena, struct bytes strategy,
                                struct bytes keep_recent, struct bytes interval,
                                struct pruning *out);

#endif
