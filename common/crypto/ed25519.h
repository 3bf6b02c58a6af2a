#ifndef COMMON_CRYPTO_ED25519_H
#define COMMON_CRYPTO_ED25519_H

#include "common/base/bytes.h"

/* Ed25519 with the verification rules of ZIP-215, which CometBFT and the contract API use:
 * cofactored equation, non-canonical point encodings accepted, s canonical. The answer is
 * consensus. Verification is in-tree because no packaged library has these rules; it runs in
 * variable time on public data only. Source: trust-and-attestation 6.8. */

enum { CRYPTO_ED25519_PUBKEY = 32, CRYPTO_ED25519_SIGNATURE = 64 };

/* crypto_ed25519_verify: wrong lengths are an invalid signature. */
bool crypto_ed25519_verify(struct bytes pubkey, struct bytes message, struct bytes signature);

/* crypto_ed25519_pubkey_valid tells whether 32 bytes decode to a point of the curve, by the same
 * rules. */
bool crypto_ed25519_pubkey_valid(struct bytes pubkey);

/* One signature of a batch. */
struct crypto_ed25519_item {
    struct bytes pubkey;
    struct bytes message;
    struct bytes signature;
};

/* crypto_ed25519_verify_all is true when every signature is valid; an empty batch is. Under the
 * cofactored equation this equals the randomised batch equation of other implementations. */
bool crypto_ed25519_verify_all(const struct crypto_ed25519_item *items, size_t count);

/* crypto_ed25519_pubkey and crypto_ed25519_sign take the 32-byte seed (RFC 8032 private key). */
void crypto_ed25519_pubkey(const uint8_t seed[32], uint8_t pubkey[32]);
void crypto_ed25519_sign(const uint8_t seed[32], struct bytes message, uint8_t signature[64]);

#endif
