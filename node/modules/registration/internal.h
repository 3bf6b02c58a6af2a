#ifndef NODE_MODULES_REGISTRATION_INTERNAL_H
#define NODE_MODULES_REGISTRATION_INTERNAL_H

#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "node/chain/record.h"
#include "node/modules/registration/keys.h"
#include "node/modules/registration/module.h"
#include "schema/core/secret_registration_v1beta1.h"

/* "register" 7. */
extern const struct error REGISTRATION_NOT_FOUND;

/* registration_master_key reads one of the two network keys; *key NULL when genesis never set it.
 */
MUST_CHECK status registration_master_key(struct context *ctx, struct bytes store_key,
                                          struct secret_registration_v1beta1_master_key **key);

/* registration_suites reads the suites besides the first; an empty list when there is none. */
MUST_CHECK status registration_suites(
    struct context *ctx, struct secret_registration_v1beta1_query_message_suites_response *list);

MUST_CHECK status registration_genesis_init(struct context *ctx, const void *genesis);
MUST_CHECK status registration_genesis_export(struct context *ctx, void *genesis);

enum { REGISTRATION_QUERY_COUNT = 4 };
extern const struct query_route registration_queries[REGISTRATION_QUERY_COUNT];

#endif
