#ifndef NODE_MODULES_AUTHZ_AUTHORIZATION_H
#define NODE_MODULES_AUTHZ_AUTHORIZATION_H

#include "node/chain/context.h"
#include "schema/core/google_protobuf.h"

/* What a grant allows: any message of a type, sends up to a limit, stakes with some validators,
 * transfers through some channels. */
struct message_type;

/* authorization_check is ValidateBasic of the grant. */
MUST_CHECK status authorization_check(struct context *ctx, const struct google_protobuf_any *any);

/* authorization_url is the type of message it is for. A stake authorization of an unknown kind
 * aborts. */
MUST_CHECK status authorization_url(struct context *ctx, const struct google_protobuf_any *any,
                                    struct bytes *url);

/* authorization_canonical encodes it again, as the original stores it. */
MUST_CHECK status authorization_canonical(struct context *ctx,
                                          const struct google_protobuf_any *any,
                                          const struct google_protobuf_any **canonical);

/* authorization_accept asks whether `message` is allowed.
 *   updated  what is left of the authorization, NULL when it stays as it is
 *   used_up  nothing is left
 * Gas: for each entry of a list that is looked at. */
MUST_CHECK status authorization_accept(struct context *ctx, const struct google_protobuf_any *any,
                                       const struct message_type *type, const void *message,
                                       const struct google_protobuf_any **updated, bool *used_up);

#endif
