#ifndef NODE_MODULES_STAKING_QUERIES_H
#define NODE_MODULES_STAKING_QUERIES_H

#include "node/chain/address.h"
#include "node/modules/staking/internal.h"

enum { STAKING_QUERY_COUNT = 14 };
extern const struct query_route staking_queries[STAKING_QUERY_COUNT];

/* staking_query_address parses an address of a request: "validator address cannot be empty". */
MUST_CHECK status staking_query_address(struct context *ctx, enum address_kind kind,
                                        struct bytes text, struct bytes *address);
/* staking_query_internal turns a refusal into an internal one; NULL stays NULL. */
MUST_CHECK status staking_query_internal(struct context *ctx, status failure);

MUST_CHECK status staking_query_redelegations(struct context *ctx, const void *request,
                                              void *response);

#endif
