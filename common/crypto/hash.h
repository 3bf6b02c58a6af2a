#ifndef COMMON_CRYPTO_HASH_H
#define COMMON_CRYPTO_HASH_H

#include "common/base/bytes.h"

/* Hashes over libcrypto's primitives. No heap, no failure. */

void crypto_sha256(struct bytes data, uint8_t hash[32]);
/* crypto_sha256_parts hashes the concatenation of `count` byte strings. */
void crypto_sha256_parts(const struct bytes *parts, size_t count, uint8_t hash[32]);
#define CRYPTO_SHA256(hash, ...)                                                                   \
    crypto_sha256_parts((const struct bytes[]){__VA_ARGS__},                                       \
                        sizeof((const struct bytes[]){__VA_ARGS__}) / sizeof(struct bytes),        \
                        (hash))
void crypto_sha512(struct bytes data, uint8_t hash[64]);
void crypto_ripemd160(struct bytes data, uint8_t hash[20]);
void crypto_keccak256(struct bytes data, uint8_t hash[32]);
void crypto_hmac_sha256(struct bytes key, struct bytes data, uint8_t mac[32]);

/* crypto_hmac_sha256_parts is HMAC over the concatenation of `count` byte strings. */
void crypto_hmac_sha256_parts(struct bytes key, const struct bytes *parts, size_t count,
                              uint8_t mac[32]);
#define CRYPTO_HMAC(mac, key, ...)                                                                 \
    crypto_hmac_sha256_parts((key), (const struct bytes[]){__VA_ARGS__},                           \
                             sizeof((const struct bytes[]){__VA_ARGS__}) / sizeof(struct bytes),   \
                             (mac))

/* crypto_merkle_root is CometBFT's simple Merkle tree (RFC 6962 prefixes): 0 leaves give SHA-256 of
 * nothing. */
void crypto_merkle_root(const struct bytes *leaves, size_t count, uint8_t root[32]);

#endif
