#ifndef NODE_MODULES_AUTHZ_MODULE_H
#define NODE_MODULES_AUTHZ_MODULE_H

#include "node/chain/module.h"

/* Accounts that may send messages of others (chain-surface 4.9, 8.3). Store `authz`: 01 | granter |
 * grantee | type url a grant, 02 | time | granter | grantee the types that expire then. */
extern const struct module authz_module;

#define ERROR ERROR_EXTERN
#include "node/modules/authz/errors.def"
#undef ERROR

#endif
