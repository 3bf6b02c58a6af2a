#ifndef NODE_MODULES_AUTH_INTERNAL_H
#define NODE_MODULES_AUTH_INTERNAL_H

#include "node/modules/auth/module.h"
#include "schema/chain/cosmos_auth_v1beta1.h"

/* Shared by the files of this module. */

/* auth_params_get, auth_params_set: one metered access of key 00. */
MUST_CHECK status auth_params_get(struct context *ctx, struct cosmos_auth_v1beta1_params *params);
MUST_CHECK status auth_params_set(struct context *ctx,
                                  const struct cosmos_auth_v1beta1_params *params);

/* auth_account_from_value decodes what the store holds under 01 | address. The address is taken
 * from there: its text in the value says the same and is dear to read. */
void auth_account_from_value(struct arena *arena, struct bytes address, struct bytes value,
                             struct account *account);

status auth_genesis_init(struct context *ctx, const void *genesis);
status auth_genesis_export(struct context *ctx, void *genesis);

enum { AUTH_QUERY_COUNT = 10 };
extern const struct query_route AUTH_QUERIES[AUTH_QUERY_COUNT];

#endif
