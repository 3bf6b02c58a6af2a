#ifndef COMMON_TX_VERIFY_H
#define COMMON_TX_VERIFY_H

#include "common/crypto/secp256k1.h"
#include "common/tx/sign.h"

/* Signatures of a transaction and their check, single and threshold multisig (cosmos-sdk:
 * x/auth/signing/verify.go, crypto/keys/multisig). */

enum { SIGNATURE_DEPTH_MAX = 16 };

enum signature_kind {
    SIGNATURE_NONE, /* the signer info has no mode (simulation) */
    SIGNATURE_SINGLE,
    SIGNATURE_MULTI,
};

struct signature {
    enum signature_kind kind;
    int32_t mode;        /* of a single one */
    struct bytes bytes;  /* as it stands in the transaction */
    uint32_t extra_bits; /* of a multi one: which members signed, and how */
    struct bytes bits;
    const struct signature *members;
    size_t member_count;
};

/* signature_parse reads the signature of signer info `index`. Refused with the original's errors
 * and panics. */
MUST_CHECK status signature_parse(struct arena *arena, const struct tx *tx, size_t index,
                                  struct signature *signature);

/* signature_bit_count is the length of the bit array; signature_bit one bit, refused as the
 * original's panic when the array is shorter than it says. */
int64_t signature_bit_count(const struct signature *signature);
MUST_CHECK status signature_bit(struct arena *arena, const struct signature *signature,
                                int64_t index, bool *set);

/* signature_only_amino: every part was made in amino JSON mode. */
bool signature_only_amino(const struct signature *signature);

/* signature_reads_state: some part is textual, whose sign bytes depend on state. */
bool signature_reads_state(const struct signature *signature);

/* signature_verify checks a signature by the account's key; refused with the original's inner text
 * ("unable to verify single signer signature ... for signBytes ..."). */
MUST_CHECK status signature_verify(struct arena *arena, const struct crypto_secp256k1 *curve,
                                   const struct tx *tx, const struct sign_context *context,
                                   const struct signature *signature);

#endif
