#include "node/chain/authority.h"
#include "node/chain/address.h"

const struct error AUTHORITY_INVALID_SIGNER = {
    "gov", 13, false, BYTES_INIT("expected gov account as only signer for proposal message")};

status authority_check(struct context *ctx, struct bytes authority)
{
    if (bytes_equal(authority, ADDRESS_AUTHORITY))
        return NULL;
    struct bytes detail = ARENA_CONCAT(ctx->arena, BYTES("invalid authority; expected "),
                                       ADDRESS_AUTHORITY, BYTES(", got "), authority);
    return error_wrap_bytes(ctx->arena, &AUTHORITY_INVALID_SIGNER, detail);
}
