#ifndef NODE_MODULES_MINT_MODULE_H
#define NODE_MODULES_MINT_MODULE_H

#include "node/chain/module.h"

/* New tokens in every block, more the less of the supply is bonded (chain-surface 2.2, 8.3). Store
 * `mint`: 00 the minter, 01 the parameters. */
extern const struct module mint_module;

#endif
