#include "common/crypto/ed25519.h"

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "common/base/halt.h"
#include "common/crypto/curve25519_internal.h"
#include "common/crypto/hash.h"

bool crypto_ed25519_verify(struct bytes pubkey, struct bytes message, struct bytes signature)
{
    if (pubkey.len != CRYPTO_ED25519_PUBKEY || signature.len != CRYPTO_ED25519_SIGNATURE ||
        !scalar_is_canonical(signature.data + 32))
        return false;
    SHA512_CTX sha;
    SHA512_Init(&sha);
    SHA512_Update(&sha, signature.data, 32);
    SHA512_Update(&sha, pubkey.data, 32);
    if (message.len != 0)
        SHA512_Update(&sha, message.data, message.len);
    uint8_t hash[64], challenge[32];
    SHA512_Final(hash, &sha);
    scalar_reduce(hash, challenge);
    return group_equation(signature.data + 32, challenge, pubkey.data, signature.data);
}

bool crypto_ed25519_pubkey_valid(struct bytes pubkey)
{
    /* 0 B = 0 A + neutral element: holds exactly when A is a point. */
    static const uint8_t zero[32];
    static const uint8_t neutral[32] = {1};
    return pubkey.len == CRYPTO_ED25519_PUBKEY && group_equation(zero, zero, pubkey.data, neutral);
}

bool crypto_ed25519_verify_all(const struct crypto_ed25519_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!crypto_ed25519_verify(items[i].pubkey, items[i].message, items[i].signature))
            return false;
    return true;
}

static EVP_PKEY *private_key(const uint8_t seed[32])
{
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
    ASSERT(key != NULL);
    return key;
}

void crypto_ed25519_pubkey(const uint8_t seed[32], uint8_t pubkey[32])
{
    EVP_PKEY *key = private_key(seed);
    size_t len = 32;
    ASSERT(EVP_PKEY_get_raw_public_key(key, pubkey, &len) == 1 && len == 32);
    EVP_PKEY_free(key);
}

void crypto_ed25519_sign(const uint8_t seed[32], struct bytes message, uint8_t signature[64])
{
    EVP_PKEY *key = private_key(seed);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t len = 64;
    ASSERT(context != NULL && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1);
    ASSERT(EVP_DigestSign(context, signature, &len, message.data, message.len) == 1 && len == 64);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
}
