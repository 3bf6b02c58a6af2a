#ifndef NODE_MODULES_CIRCUIT_MODULE_H
#define NODE_MODULES_CIRCUIT_MODULE_H

#include "node/chain/module.h"

/* Who may switch message types off, and which are off (chain-surface 4.9). Store `circuit`: 01 |
 * address permissions, 02 | type url an empty value for each type that is off. The check itself is
 * circuit_allows in node/chain/router.h. */
extern const struct module circuit_module;

#endif
