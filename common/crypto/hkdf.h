#ifndef COMMON_CRYPTO_HKDF_H
#define COMMON_CRYPTO_HKDF_H

#include "common/crypto/hash.h"

/* HKDF-SHA-256 (RFC 5869). */

enum { CRYPTO_HKDF_INFO_MAX = 4096 };

/* The salt of the network's derivations (enclave-protocol 2.1): from the seeds in the enclave, and
 * of the messages that anybody encrypts. */
extern const uint8_t crypto_hkdf_salt[32];

void crypto_hkdf_extract(struct bytes salt, const struct bytes *parts, size_t count,
                         uint8_t prk[32]);

/* crypto_hkdf_expand writes `out_len` bytes, at most 255 * 32; info of at most CRYPTO_HKDF_INFO_MAX
 * bytes. */
void crypto_hkdf_expand(const uint8_t prk[32], struct bytes info, uint8_t *out, size_t out_len);

#endif
