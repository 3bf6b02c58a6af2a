#ifndef NODE_CHAIN_ROUTER_H
#define NODE_CHAIN_ROUTER_H

#include "node/chain/chain.h"

/* Finding and running the handler of a message: for the messages of a transaction, and for those
 * that modules send (authz, gov, contracts). */

struct route_table;

/* route_table_new sorts the routes of all modules; the table lives in `arena`. */
struct route_table *route_table_new(struct arena *arena, const struct module *const *modules,
                                    size_t module_count);

/* route_find gives the route of a message type, NULL when no module handles it. */
const struct message_route *route_find(const struct route_table *routes,
                                       const struct message_type *type);

/* What a handler gave. After a refusal it holds what there was until then: contract messages keep
 * their response. */
struct message_result {
    const struct message_type *response_type;
    void *response;
    struct event_list *events;
};

/* router_run checks the message (ValidateBasic), asks the circuit breaker (100 gas) and executes it
 * on ctx->state, with an event list of its own. Dropping the state of a refused message is up to
 * the caller. "circuit breaker disables execution of this message: <type url>" */
MUST_CHECK status router_run(struct context *ctx, const struct message_type *type,
                             const void *message, struct message_result *result);

/* circuit_allows tells whether messages of the type are let through. Gas: one has in the store
 * `circuit`. */
MUST_CHECK status circuit_allows(struct context *ctx, const struct message_type *type,
                                 bool *allowed);

/* query_find gives the route of a query, "/cosmos.bank.v1beta1.Query/Params", NULL when no module
 * of the chain answers it. query_ask asks it on ctx, whose gas it costs: "unknown method <path>"
 * when there is none.
 *   response  a struct of the method's response, cleared here */
const struct query_route *query_find(const struct chain *chain, struct bytes path);
MUST_CHECK status query_ask(struct context *ctx, const char *path, const void *request,
                            void *response);

/* message_url is "/<full name>". */
struct bytes message_url(struct arena *arena, const struct message_type *type);

#endif
