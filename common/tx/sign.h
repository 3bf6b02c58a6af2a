#ifndef COMMON_TX_SIGN_H
#define COMMON_TX_SIGN_H

#include "common/tx/tx.h"
#include "schema/core/cosmos_bank_v1beta1.h"

/* What a signer signs (chain-surface 3.2). */

enum sign_mode {
    SIGN_MODE_DIRECT = 1,
    SIGN_MODE_TEXTUAL = 2,
    SIGN_MODE_DIRECT_AUX = 3,
    SIGN_MODE_LEGACY_AMINO_JSON = 127,
    SIGN_MODE_EIP_191 = 191,
};

/* Who signs, and where. */
struct sign_context {
    const struct message_registry *registry;
    struct bytes chain_id;
    struct bytes address; /* bech32 */
    uint64_t account_number;
    uint64_t sequence;
    const struct public_key *key; /* of the account */
    /* Textual shows coins in their display denomination; *metadata is NULL when the denom has none.
     * Only that mode calls it. */
    status (*denom_metadata)(void *reader, struct bytes denom,
                             const struct cosmos_bank_v1beta1_metadata **metadata);
    void *reader;
};

/* sign_bytes makes the bytes that are hashed and signed: SHA-256, for EIP-191 Keccak-256. Refused
 * with the original's text where the mode does not fit the transaction. */
MUST_CHECK status sign_bytes(struct arena *arena, const struct tx *tx, int32_t mode,
                             const struct sign_context *context, struct bytes *out);

/* sign_mode_name is "SIGN_MODE_DIRECT" and so on, or the number. */
struct bytes sign_mode_name(struct arena *arena, int32_t mode);

#endif
