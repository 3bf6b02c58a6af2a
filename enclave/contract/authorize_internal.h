#ifndef ENCLAVE_CONTRACT_AUTHORIZE_INTERNAL_H
#define ENCLAVE_CONTRACT_AUTHORIZE_INTERNAL_H

#include "common/encoding/json.h"
#include "enclave/contract/authorize.h"
#include "schema/core/google_protobuf.h"

/* What the node claims that the sender signed: one of the two requests is set. */
struct authorize_claim {
    struct bytes sender; /* 20 bytes */
    uint64_t account_number;
    struct bytes sign_bytes;
    const struct secretd_boundary_call *call;
    const struct secretd_boundary_update_admin *update;
};

/* authorize_fits tells whether a message of the transaction is what is claimed. */
bool authorize_fits(struct arena *arena, const struct authorize_claim *claim,
                    const struct google_protobuf_any *message);

/* authorize_says tells whether the amino JSON of a message says what the transaction's message
 * does, which fits the claim. */
bool authorize_says(struct arena *arena, const struct authorize_claim *claim,
                    const struct google_protobuf_any *message, const struct json_value *json);

#endif
