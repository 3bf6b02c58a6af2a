#include "common/crypto/x25519.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

struct crypto_x25519 {
    EVP_PKEY *key;
    EVP_PKEY_CTX *exchange;
    uint8_t pubkey[32];
};

struct crypto_x25519 *crypto_x25519_new(const uint8_t private_key[32])
{
    struct crypto_x25519 *key = heap_zalloc(1, sizeof *key);
    size_t len = sizeof key->pubkey;
    key->key = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, private_key, 32);
    ASSERT(key->key != NULL);
    ASSERT(EVP_PKEY_get_raw_public_key(key->key, key->pubkey, &len) == 1 && len == 32);
    key->exchange = EVP_PKEY_CTX_new(key->key, NULL);
    ASSERT(key->exchange != NULL && EVP_PKEY_derive_init(key->exchange) == 1);
    return key;
}

void crypto_x25519_free(struct crypto_x25519 *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_CTX_free(key->exchange);
    EVP_PKEY_free(key->key);
    wipe(key, sizeof *key);
    heap_free(key);
}

void crypto_x25519_pubkey(const struct crypto_x25519 *key, uint8_t pubkey[32])
{
    memcpy(pubkey, key->pubkey, 32);
}

void crypto_x25519_exchange(struct crypto_x25519 *key, const uint8_t peer[32], uint8_t shared[32])
{
    EVP_PKEY *other = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, peer, 32);
    ASSERT(other != NULL);
    ASSERT(EVP_PKEY_derive_set_peer_ex(key->exchange, other, 0) == 1);
    size_t len = 32;
    /* The one thing libcrypto refuses here is an all-zero result. */
    if (EVP_PKEY_derive(key->exchange, shared, &len) != 1) {
        memset(shared, 0, 32);
        ERR_clear_error();
    }
    EVP_PKEY_free(other);
}
