#ifndef NODE_APP_MODULES_H
#define NODE_APP_MODULES_H

#include "node/chain/chain.h"

/* The modules of the chain and the orders in which they run (chain-surface 1.2): constant tables,
 * all consensus. */

struct module_list {
    const struct module *const *items;
    size_t count;
};

extern const struct module_list APP_MODULES;       /* inventory */
extern const struct module_list APP_GENESIS_ORDER; /* InitGenesis */
extern const struct module_list APP_PRE_BLOCK_ORDER;
extern const struct module_list APP_BEGIN_BLOCK_ORDER;
extern const struct module_list APP_END_BLOCK_ORDER;

/* The steps of the ante handler (chain-surface 3.4). */
enum { APP_ANTE_COUNT = 15 };
extern const struct ante_step APP_ANTE[APP_ANTE_COUNT];

/* The module accounts, sorted by name. */
enum { APP_ACCOUNT_COUNT = 12 };
extern const struct module_account APP_ACCOUNTS[APP_ACCOUNT_COUNT];

/* Who hears of staking's changes, in order. */
enum { APP_STAKING_HOOK_COUNT = 2 };
extern const struct staking_hooks *const APP_STAKING_HOOKS[APP_STAKING_HOOK_COUNT];

#endif
