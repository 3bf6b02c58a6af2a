#ifndef TESTS_SUPPORT_GRANTS_H
#define TESTS_SUPPORT_GRANTS_H

#include "common/encoding/protobuf.h"
#include "schema/chain/cosmos_authz_v1beta1.h"
#include "tests/support/chain.h"

/* An authorization for any message of a type, packed. */
static inline const struct google_protobuf_any *generic_grant(struct arena *arena, const char *url)
{
    struct google_protobuf_any *any = ARENA_NEW(arena, struct google_protobuf_any);
    const struct cosmos_authz_v1beta1_generic_authorization generic = {bytes_text(url)};
    any->type_url = BYTES("/cosmos.authz.v1beta1.GenericAuthorization");
    any->value = protobuf_encode(arena, &cosmos_authz_v1beta1_generic_authorization_type, &generic);
    return any;
}

#endif
