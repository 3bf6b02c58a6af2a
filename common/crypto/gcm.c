#include "common/crypto/gcm.h"

#include <openssl/evp.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

struct crypto_gcm {
    EVP_CIPHER_CTX *seal;
    EVP_CIPHER_CTX *open;
};

struct crypto_gcm *crypto_gcm_new(void)
{
    struct crypto_gcm *gcm = heap_alloc(sizeof *gcm);
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    gcm->seal = EVP_CIPHER_CTX_new();
    gcm->open = EVP_CIPHER_CTX_new();
    ASSERT(cipher != NULL && gcm->seal != NULL && gcm->open != NULL);
    ASSERT(EVP_EncryptInit_ex2(gcm->seal, cipher, NULL, NULL, NULL) == 1);
    ASSERT(EVP_DecryptInit_ex2(gcm->open, cipher, NULL, NULL, NULL) == 1);
    EVP_CIPHER_free(cipher);
    return gcm;
}

void crypto_gcm_free(struct crypto_gcm *gcm)
{
    if (gcm == NULL)
        return;
    EVP_CIPHER_CTX_free(gcm->seal);
    EVP_CIPHER_CTX_free(gcm->open);
    heap_free(gcm);
}

/* libcrypto takes an empty update for the final call, so empty strings are left out. */
static void update(EVP_CIPHER_CTX *context, uint8_t *out, struct bytes in)
{
    int written = 0;
    ASSERT(in.len <= INT32_MAX);
    if (in.len != 0)
        ASSERT(EVP_CipherUpdate(context, out, &written, in.data, (int)in.len) == 1);
}

void crypto_gcm_seal(struct crypto_gcm *gcm, const uint8_t key[32], const uint8_t iv[12],
                     struct bytes aad, struct bytes plaintext, uint8_t *out)
{
    int written = 0;
    ASSERT(EVP_EncryptInit_ex2(gcm->seal, NULL, key, iv, NULL) == 1);
    update(gcm->seal, NULL, aad);
    update(gcm->seal, out, plaintext);
    ASSERT(EVP_EncryptFinal_ex(gcm->seal, out + plaintext.len, &written) == 1);
    ASSERT(EVP_CIPHER_CTX_ctrl(gcm->seal, EVP_CTRL_AEAD_GET_TAG, CRYPTO_GCM_TAG,
                               out + plaintext.len) == 1);
}

bool crypto_gcm_open(struct crypto_gcm *gcm, const uint8_t key[32], const uint8_t iv[12],
                     struct bytes aad, struct bytes sealed, uint8_t *out)
{
    if (sealed.len < CRYPTO_GCM_TAG || sealed.len > INT32_MAX)
        return false;
    size_t len = sealed.len - CRYPTO_GCM_TAG;
    uint8_t tag[CRYPTO_GCM_TAG], unused[CRYPTO_GCM_TAG];
    int written = 0;
    memcpy(tag, sealed.data + len, sizeof tag);
    ASSERT(EVP_DecryptInit_ex2(gcm->open, NULL, key, iv, NULL) == 1);
    ASSERT(EVP_CIPHER_CTX_ctrl(gcm->open, EVP_CTRL_AEAD_SET_TAG, sizeof tag, tag) == 1);
    update(gcm->open, NULL, aad);
    update(gcm->open, out, bytes_slice(sealed, 0, len));
    if (EVP_DecryptFinal_ex(gcm->open, unused, &written) == 1)
        return true;
    wipe(out, len);
    return false;
}
