#include "common/crypto/hash.h"

/* The digests are called thousands of times a block on a few bytes each: libcrypto's EVP layer
 * fetches and allocates for every one of them, these functions do neither. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/ripemd.h>
#include <openssl/sha.h>

#include "common/base/memory.h"

enum { SHA256_BLOCK = 64 };

static void update(SHA256_CTX *sha, struct bytes data)
{
    if (data.len != 0)
        SHA256_Update(sha, data.data, data.len);
}

void crypto_sha256(struct bytes data, uint8_t hash[32])
{
    SHA256_CTX sha;
    SHA256_Init(&sha);
    update(&sha, data);
    SHA256_Final(hash, &sha);
}

void crypto_sha256_parts(const struct bytes *parts, size_t count, uint8_t hash[32])
{
    SHA256_CTX sha;
    SHA256_Init(&sha);
    for (size_t i = 0; i < count; i++)
        update(&sha, parts[i]);
    SHA256_Final(hash, &sha);
}

void crypto_sha512(struct bytes data, uint8_t hash[64])
{
    SHA512_CTX sha;
    SHA512_Init(&sha);
    if (data.len != 0)
        SHA512_Update(&sha, data.data, data.len);
    SHA512_Final(hash, &sha);
}

void crypto_ripemd160(struct bytes data, uint8_t hash[20])
{
    RIPEMD160_CTX ripemd;
    RIPEMD160_Init(&ripemd);
    if (data.len != 0)
        RIPEMD160_Update(&ripemd, data.data, data.len);
    RIPEMD160_Final(hash, &ripemd);
}

void crypto_hmac_sha256(struct bytes key, struct bytes data, uint8_t mac[32])
{
    crypto_hmac_sha256_parts(key, &data, 1, mac);
}

void crypto_hmac_sha256_parts(struct bytes key, const struct bytes *parts, size_t count,
                              uint8_t mac[32])
{
    uint8_t pad[SHA256_BLOCK] = {0};
    if (key.len > SHA256_BLOCK)
        crypto_sha256(key, pad);
    else if (key.len != 0)
        memcpy(pad, key.data, key.len);
    for (size_t i = 0; i < SHA256_BLOCK; i++)
        pad[i] ^= 0x36;
    SHA256_CTX sha;
    SHA256_Init(&sha);
    SHA256_Update(&sha, pad, SHA256_BLOCK);
    for (size_t i = 0; i < count; i++)
        update(&sha, parts[i]);
    uint8_t inner[32];
    SHA256_Final(inner, &sha);
    for (size_t i = 0; i < SHA256_BLOCK; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    SHA256_Init(&sha);
    SHA256_Update(&sha, pad, SHA256_BLOCK);
    SHA256_Update(&sha, inner, sizeof inner);
    SHA256_Final(mac, &sha);
    wipe(pad, sizeof pad);
    wipe(inner, sizeof inner);
    wipe(&sha, sizeof sha);
}
