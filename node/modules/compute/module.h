#ifndef NODE_MODULES_COMPUTE_MODULE_H
#define NODE_MODULES_COMPUTE_MODULE_H

#include "node/chain/chain.h"

/* Contracts: code, instances and their sealed state (chain-surface 4.1 to 4.4). */
extern const struct module compute_module;

#endif
