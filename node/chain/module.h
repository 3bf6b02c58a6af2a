#ifndef NODE_CHAIN_MODULE_H
#define NODE_CHAIN_MODULE_H

#include "common/encoding/message.h"
#include "node/chain/context.h"

/* What a chain module gives the app: constant tables and a few functions. The app lists the modules
 * and the orders; nothing registers itself. */

struct message_route {
    const struct message_type *type;     /* request, a generated struct */
    const struct message_type *response; /* filled by execute */
    /* ValidateBasic: sees only the message; runs in CheckTx and again before execution. NULL:
     * nothing to check. */
    status (*check)(struct arena *arena, const void *msg);
    /* Runs the message on ctx->state, a branch that is dropped on refusal. `response` is a cleared
     * struct. */
    status (*execute)(struct context *ctx, const void *msg, void *response);
};

struct query_route {
    const char
        *path; /* "/cosmos.bank.v1beta1.Query/Balance"; types come from the schema's method table */
    status (*answer)(struct context *ctx, const void *request, void *response);
};

struct module {
    const char *name;           /* genesis key and upgrade-map name */
    uint64_t consensus_version; /* goes into the upgrade store's version map at genesis */
    const struct message_route *messages;
    size_t message_count;
    const struct query_route *queries;
    size_t query_count;
    const struct message_type *genesis; /* GenesisState, NULL when the module has none */
    status (*genesis_init)(struct context *ctx, const void *genesis);
    status (*genesis_export)(struct context *ctx, void *genesis);
    status (*pre_block)(struct context *ctx);
    status (*begin_block)(struct context *ctx);
    status (*end_block)(struct context *ctx);
};

#endif
