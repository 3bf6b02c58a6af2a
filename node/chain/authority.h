#ifndef NODE_CHAIN_AUTHORITY_H
#define NODE_CHAIN_AUTHORITY_H

#include "node/chain/context.h"

/* gov 13: only the gov module account may send this. */
extern const struct error AUTHORITY_INVALID_SIGNER;

/* authority_check compares a message's authority with the gov account:
 * "invalid authority; expected <gov>, got <authority>: expected gov account as only signer for
 * proposal message". */
MUST_CHECK status authority_check(struct context *ctx, struct bytes authority);

#endif
