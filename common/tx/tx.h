#ifndef COMMON_TX_TX_H
#define COMMON_TX_TX_H

#include "common/encoding/message.h"
#include "common/tx/public_key.h"
#include "schema/core/cosmos_tx_v1beta1.h"

/* A transaction as it stands in a block: decoded as strictly as the original does
 * (chain-surface 3.1, ADR-027), its messages unpacked, its signers known. Used by the ante handler
 * and by the enclave. */

enum { TX_UNPACK_DEPTH_MAX = 10, TX_UNPACK_CALLS_MAX = 100 };

struct tx_message {
    const struct google_protobuf_any *any;
    const struct message_type *type;
    const void *message; /* the generated struct of `type` */
    struct bytes
        signer; /* raw address of its first signer, absent when there is none or it is bad */
};

struct tx {
    struct bytes raw;
    uint8_t hash[32]; /* SHA-256 of raw */
    struct bytes body_bytes;
    struct bytes auth_info_bytes;
    struct bytes_list signatures;
    struct cosmos_tx_v1beta1_tx_body body;
    struct cosmos_tx_v1beta1_auth_info auth_info;
    bool has_unknown_non_criticals; /* in the body; amino JSON refuses such a transaction */
    struct tx_message *messages;
    size_t message_count;
    struct public_key *public_keys; /* of each signer info that has one; see `any` for absence */
    struct bytes_list signers; /* raw addresses: of the messages in order, then the fee payer */
    status signers_refused;    /* why the signers are unknown; NULL: they are known */
};

/* tx_decode decodes `raw`, which must outlive the result.
 *   registry  every message type that may stand in an Any
 * Refused: sdk 2 with the original's text; a body without messages is not refused here. */
MUST_CHECK status tx_decode(struct arena *arena, const struct message_registry *registry,
                            struct bytes raw, struct tx **tx);

/* tx_unpack_message unpacks a message and looks into every Any in it, as tx_decode does with each
 * of a transaction's: at most 10 deep and 100 in all.
 *   type, message  out: absent when the Any has no type
 * Refused: a type that is no message, or that stands where it may not; bytes that do not decode. */
MUST_CHECK status tx_unpack_message(struct arena *arena, const struct message_registry *registry,
                                    const struct google_protobuf_any *any,
                                    const struct message_type **type, const void **message);

/* tx_check is ValidateBasic of the transaction as a whole: gas limit, fee, signature and signer
 * counts. */
MUST_CHECK status tx_check(struct arena *arena, const struct tx *tx);

/* tx_fee_payer is fee.payer, else the first signer; tx_fee_granter is absent when none is named.
 * Both refused with the text of a bad address. */
MUST_CHECK status tx_fee_payer(struct arena *arena, const struct tx *tx, struct bytes *payer);
MUST_CHECK status tx_fee_granter(struct arena *arena, const struct tx *tx, struct bytes *granter);

/* tx_is_message tells whether a type may be a message of a transaction. */
bool tx_is_message(const struct message_type *type);

/* tx_message_signers lists who must sign one message, in the order of its fields, doubles included.
 */
MUST_CHECK status tx_message_signers(struct arena *arena, const struct message_type *type,
                                     const void *message, struct bytes_list *signers);

#endif
