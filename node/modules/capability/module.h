#ifndef NODE_MODULES_CAPABILITY_MODULE_H
#define NODE_MODULES_CAPABILITY_MODULE_H

#include "node/chain/module.h"

/* Which modules own a port or a channel (chain-surface 7.4). A capability is a number; its owners
 * are pairs of module and name ("ibc", "ports/transfer"). */
extern const struct module capability_module;

/* capability_find gives the number of the capability that `module` owns under `name`; *found false:
 * none. Walks all capabilities; gas: one read of the index that the original keeps in memory. */
MUST_CHECK status capability_find(struct context *ctx, const char *module, struct bytes name,
                                  uint64_t *index, bool *found);

/* capability_new makes a capability owned by `module` under `name`. Gas: a find, index read, owners
 * read and written, index written, two writes in memory. Refused: the name is taken. */
MUST_CHECK status capability_new(struct context *ctx, const char *module, struct bytes name,
                                 uint64_t *index);

/* capability_claim adds an owner to a capability. Gas: owners read and written, two writes in
 * memory. */
MUST_CHECK status capability_claim(struct context *ctx, uint64_t index, const char *module,
                                   struct bytes name);

/* capability_bind_port makes the capability of a port for "ibc" and claims it for `module`, unless
 * `module` has it. */
MUST_CHECK status capability_bind_port(struct context *ctx, const char *module, struct bytes port);

#endif
