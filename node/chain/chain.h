#ifndef NODE_CHAIN_CHAIN_H
#define NODE_CHAIN_CHAIN_H

#include "common/encoding/message.h"
#include "node/chain/code_store.h"
#include "node/chain/hooks.h"
#include "node/chain/module.h"

/* What stays the same as long as the node runs: node/app fills one from constant tables and hangs it into every
 * context. */

/* One step of the ante handler. Steps run in the order of the table on a branch that is dropped when one refuses. */
struct ante_step {
    const char *name;
    status (*run)(struct context *ctx);
};

/* How a contract address or a relayer account is told apart is the modules' business; this is what modules may call
 * of modules that stand above them in LAYERS. */
struct chain {
    const struct module *const *modules; /* in the order of the inventory */
    size_t module_count;
    const struct message_registry *registry; /* every message that may stand in an Any */
    const struct ante_step *ante;
    size_t ante_count;
    const struct staking_hooks *const *staking_hooks; /* called in this order */
    size_t staking_hook_count;
    const struct fee_grant_hook *fee_grant; /* NULL: fee grants are not enabled */
    const struct module_account *module_accounts; /* sorted by name */
    size_t module_account_count;
    const struct minimum_gas_price *minimum_gas_prices; /* node-local, for CheckTx; sorted by denom */
    size_t minimum_gas_price_count;
    const struct code_store *codes; /* uploaded contract modules; NULL: none can be uploaded */
    struct route_table *routes;         /* message_route by type, see router.h */
    struct signature_cache *signatures; /* see signature_cache.h */
};

#endif
