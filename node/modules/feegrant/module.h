#ifndef NODE_MODULES_FEEGRANT_MODULE_H
#define NODE_MODULES_FEEGRANT_MODULE_H

#include "node/chain/chain.h"

/* Accounts that pay the fees of others (chain-surface 4.9, 8.3). Store `feegrant`: 00 | grantee |
 * granter a grant, 01 | time | grantee | granter the queue of those that expire. */
extern const struct module feegrant_module;

/* For the ante handler's fee deduction. */
extern const struct fee_grant_hook feegrant_hook;

#define ERROR ERROR_EXTERN
#include "node/modules/feegrant/errors.def"
#undef ERROR

#endif
