#ifndef NODE_CHAIN_CHAIN_H
#define NODE_CHAIN_CHAIN_H

#include "common/encoding/message.h"
#include "node/chain/code_store.h"
#include "node/chain/hooks.h"
#include "node/chain/module.h"

/* What stays the same as long as the node runs: node/app fills one from constant tables and hangs
 * it into every context. */

/* One step of the ante handler. Steps run in the order of the table on a branch that is dropped
 * when one refuses. */
struct ante_step {
    const char *name;
    status (*run)(struct context *ctx);
};

/* Signatures that were found good, so that what CheckTx has verified is not verified again in the
 * block. Forgetting one changes no result. Called by any thread. */
struct signature_cache {
    bool (*known)(struct signature_cache *cache, const uint8_t key[32]);
    void (*remember)(struct signature_cache *cache, const uint8_t key[32]);
};

/* Brackets around a transaction of a block whose ante handler has passed, for the enclave. */
struct transaction_hooks {
    void (*begin)(struct context *ctx);
    void (*end)(struct context *ctx, bool kept);
};

struct crypto_secp256k1;
struct trace_store;
struct inspection_store;
struct cosmos_bank_v1beta1_metadata;

struct chain {
    const struct module *const *modules; /* in the order of the inventory */
    size_t module_count;
    const struct message_registry *registry; /* every message that may stand in an Any */
    const struct route_table *routes;        /* message_route by type, see router.h */
    const struct ante_step *ante;
    size_t ante_count;
    const struct module_account *module_accounts; /* sorted by name */
    size_t module_account_count;
    const struct minimum_gas_price
        *minimum_gas_prices; /* node-local, for CheckTx; sorted by denom */
    size_t minimum_gas_price_count;
    const struct code_store *codes;   /* uploaded contract modules; NULL: none can be uploaded */
    const struct trace_store *traces; /* records of contract calls; NULL: none are kept */
    bool simulation; /* nothing protects the keys: contracts see errors of the chain as they are */
    const struct inspection_store *inspections; /* what contracts did; NULL: nobody inspects them */
    const struct crypto_secp256k1 *curve;
    struct signature_cache *signatures;           /* NULL: verify always */
    const struct transaction_hooks *transactions; /* NULL: nobody wants to know */
    /* Calls of modules that stand above the caller in LAYERS. */
    const struct staking_hooks *const *staking_hooks; /* called in this order */
    size_t staking_hook_count;
    const struct fee_grant_hook *fee_grant; /* NULL: fee grants are not enabled */
    /* Bank's metadata of a denom, for textual signatures; *metadata NULL when it has none. */
    status (*denom_metadata)(struct context *ctx, struct bytes denom,
                             struct cosmos_bank_v1beta1_metadata **metadata);
};

#endif
