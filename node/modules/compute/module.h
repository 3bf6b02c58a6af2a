#ifndef NODE_MODULES_COMPUTE_MODULE_H
#define NODE_MODULES_COMPUTE_MODULE_H

#include "node/chain/chain.h"

/* Contracts: code, instances and their sealed state (chain-surface 4.1 to 4.4). */
extern const struct module compute_module;

/* compute_ante_count is the first step of the ante handler (CountTX): counts the transactions of the block whose ante
 * handler succeeds, in key 08. Free of gas. */
MUST_CHECK status compute_ante_count(struct context *ctx);

#endif
