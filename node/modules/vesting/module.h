#ifndef NODE_MODULES_VESTING_MODULE_H
#define NODE_MODULES_VESTING_MODULE_H

#include "node/chain/module.h"

/* Messages that make accounts whose coins are released over time (chain-surface 8.1). The accounts
 * themselves, what they hold back and what delegating changes belong to auth. No store. */
extern const struct module vesting_module;

#endif
