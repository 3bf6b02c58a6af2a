#ifndef COMMON_CRYPTO_X25519_H
#define COMMON_CRYPTO_X25519_H

#include "common/base/bytes.h"

/* X25519 (RFC 7748) over libcrypto, constant time. Private keys are 32 bytes, clamped inside. */

/* A private key prepared for many exchanges. One thread at a time. */
struct crypto_x25519;
struct crypto_x25519 *crypto_x25519_new(const uint8_t private_key[32]);
void crypto_x25519_free(struct crypto_x25519 *key);

void crypto_x25519_pubkey(const struct crypto_x25519 *key, uint8_t pubkey[32]);

/* crypto_x25519_exchange gives the raw shared secret. A peer key of small order gives 32 zero
 * bytes, as on the live network (trust-and-attestation 6.2); who must refuse that compares with
 * zero. */
void crypto_x25519_exchange(struct crypto_x25519 *key, const uint8_t peer[32], uint8_t shared[32]);

#endif
