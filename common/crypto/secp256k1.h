#ifndef COMMON_CRYPTO_SECP256K1_H
#define COMMON_CRYPTO_SECP256K1_H

#include "common/base/bytes.h"

/* ECDSA on secp256k1 over libsecp256k1. Signatures are 64 bytes, r || s big-endian. */

enum { CRYPTO_SECP256K1_PUBKEY = 33, CRYPTO_SECP256K1_SIGNATURE = 64 };

/* Blinding tables against side channels; one per process, made at start, constant afterwards: any
 * thread may use it. `seed` is 32 random bytes. */
struct crypto_secp256k1;
struct crypto_secp256k1 *crypto_secp256k1_new(const uint8_t seed[32]);
void crypto_secp256k1_free(struct crypto_secp256k1 *curve);

/* What happens to a signature whose s is above half the group order. */
enum crypto_high_s {
    CRYPTO_HIGH_S_REFUSED,  /* as the chain's accounts (Go, Tendermint) and the enclave's signature
                               check */
    CRYPTO_HIGH_S_ACCEPTED, /* normalised first */
};

/* crypto_secp256k1_verify checks a signature over a 32-byte hash.
 *   pubkey  33 bytes (02, 03), or 65 bytes (04; 06 and 07 when the parity fits) */
bool crypto_secp256k1_verify(const struct crypto_secp256k1 *curve, struct bytes pubkey,
                             const uint8_t hash[32], struct bytes signature,
                             enum crypto_high_s high_s);

/* crypto_secp256k1_recover finds the compressed key that made the signature; false: no such key, r
 * or s out of range, or `recovery` above 3. A high s is accepted. */
bool crypto_secp256k1_recover(const struct crypto_secp256k1 *curve, const uint8_t hash[32],
                              const uint8_t signature[64], uint32_t recovery, uint8_t pubkey[33]);

/* crypto_secp256k1_sign makes the RFC 6979, low-s signature; false: the private key is 0 or above
 * the order. */
bool crypto_secp256k1_sign(const struct crypto_secp256k1 *curve, const uint8_t private_key[32],
                           const uint8_t hash[32], uint8_t signature[64]);

/* crypto_secp256k1_pubkey derives the compressed public key; false as for sign. */
bool crypto_secp256k1_pubkey(const struct crypto_secp256k1 *curve, const uint8_t private_key[32],
                             uint8_t pubkey[33]);

/* crypto_secp256k1_parse checks a serialised key (33 or 65 bytes) and gives its compressed form. */
bool crypto_secp256k1_parse(struct bytes pubkey, uint8_t compressed[33]);

/* crypto_secp256k1_signature_parse tells whether r and s are below the group order (0 is let
 * through and fails only in verify, as in the library the original uses). */
bool crypto_secp256k1_signature_parse(struct bytes signature);

#endif
