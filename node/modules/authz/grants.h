#ifndef NODE_MODULES_AUTHZ_GRANTS_H
#define NODE_MODULES_AUTHZ_GRANTS_H

#include "node/chain/context.h"
#include "schema/chain/cosmos_authz_v1beta1.h"

/* The grants in the store and the queue of those that expire. Addresses are raw. */

/* grants_key is where the grant for messages of type `url` stands. Without url: all of the two;
 * without grantee: all of the granter; without granter: all. */
struct bytes grants_key(struct arena *arena, struct bytes granter, struct bytes grantee,
                        struct bytes url);

/* grants_take_address cuts the first address off a key whose first byte is gone. */
struct bytes grants_take_address(struct bytes *key);

MUST_CHECK status grants_get(struct context *ctx, struct bytes granter, struct bytes grantee,
                             struct bytes url, struct cosmos_authz_v1beta1_grant *grant,
                             bool *found);

/* grants_save stores a grant in place of an earlier one.
 *   expiration  NULL: never; must lie behind the block's time */
MUST_CHECK status grants_save(struct context *ctx, struct bytes granter, struct bytes grantee,
                              const struct google_protobuf_any *authorization,
                              const struct google_protobuf_timestamp *expiration);

/* grants_update replaces what a grant allows. */
MUST_CHECK status grants_update(struct context *ctx, struct bytes granter, struct bytes grantee,
                                const struct google_protobuf_any *authorization);

MUST_CHECK status grants_delete(struct context *ctx, struct bytes granter, struct bytes grantee,
                                struct bytes url);

/* grants_expire removes all grants whose time has come. */
MUST_CHECK status grants_expire(struct context *ctx);

#endif
