#include "common/crypto/siv.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/secret.h"

enum { BLOCK = 16, SCRATCH = 512 };

struct crypto_siv {
    EVP_CIPHER_CTX *cbc;        /* MAC half: CBC with the last block treated is CMAC */
    EVP_CIPHER_CTX *ctr;        /* encryption half */
    uint8_t whole_key[BLOCK];   /* K1 of CMAC, for a last block that is whole */
    uint8_t partial_key[BLOCK]; /* K2, for one that is padded */
    uint8_t zero_mac[BLOCK];    /* CMAC of the zero block, where S2V starts */
    uint8_t chain[BLOCK];       /* the last block of `cbc` */
};

static const uint8_t ZERO[BLOCK];

static EVP_CIPHER_CTX *cipher_new(const char *name)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    ASSERT(cipher != NULL && context != NULL);
    ASSERT(EVP_EncryptInit_ex2(context, cipher, NULL, NULL, NULL) == 1);
    EVP_CIPHER_CTX_set_padding(context, 0);
    EVP_CIPHER_free(cipher);
    return context;
}

/* Multiplies by x in GF(2^128). */
static void double_block(uint8_t block[BLOCK])
{
    uint64_t high = load_be64(block), low = load_be64(block + 8);
    uint64_t reduce = (0 - (high >> 63)) & 0x87;
    store_be64(block, high << 1 | low >> 63);
    store_be64(block + 8, low << 1 ^ reduce);
}

static void xor_block(uint8_t into[BLOCK], const uint8_t other[BLOCK])
{
    for (size_t i = 0; i < BLOCK; i++)
        into[i] ^= other[i];
}

static void update(EVP_CIPHER_CTX *context, uint8_t *out, const uint8_t *in, size_t len)
{
    int written = 0;
    ASSERT(EVP_EncryptUpdate(context, out, &written, in, (int)len) == 1 && (size_t)written == len);
}

static void restart(EVP_CIPHER_CTX *context, const uint8_t iv[BLOCK])
{
    ASSERT(EVP_EncryptInit_ex2(context, NULL, NULL, iv, NULL) == 1);
}

/* Encrypts whole blocks in place. To start anew would cost libcrypto more than the blocks of a
 * short message do; instead the block that the chain ends with is taken out of the first one. */
static void chain(struct crypto_siv *siv, bool anew, uint8_t *blocks, size_t len)
{
    if (anew)
        xor_block(blocks, siv->chain);
    update(siv->cbc, blocks, blocks, len);
    memcpy(siv->chain, blocks + len - BLOCK, BLOCK);
}

/* CMAC of `data`, whose last 16 bytes are first xored with `end` when that is given (S2V's xorend).
 */
static void cmac(struct crypto_siv *siv, struct bytes data, const uint8_t *end, uint8_t mac[BLOCK])
{
    uint8_t buffer[SCRATCH];
    bool anew = true;
    while (data.len > SCRATCH - BLOCK) {
        size_t take = data.len < SCRATCH + BLOCK ? BLOCK : SCRATCH - BLOCK;
        memcpy(buffer, data.data, take);
        chain(siv, anew, buffer, take);
        data = bytes_from(data, take);
        anew = false;
    }
    size_t last = data.len == 0 ? 0 : (data.len - 1) % BLOCK + 1;
    memset(buffer + data.len, 0, BLOCK);
    if (data.len != 0)
        memcpy(buffer, data.data, data.len);
    if (end != NULL)
        xor_block(buffer + data.len - BLOCK, end);
    uint8_t *final = buffer + data.len - last;
    if (last < BLOCK)
        final[last] = 0x80;
    xor_block(final, last == BLOCK ? siv->whole_key : siv->partial_key);
    chain(siv, anew, buffer, (size_t)(final - buffer) + BLOCK);
    memcpy(mac, siv->chain, BLOCK);
}

struct crypto_siv *crypto_siv_new(const uint8_t key[32])
{
    struct crypto_siv *siv = OPENSSL_zalloc(sizeof *siv); /* beside the key schedules */
    ASSERT(siv != NULL);
    siv->cbc = cipher_new("AES-128-CBC");
    siv->ctr = cipher_new("AES-128-CTR");
    crypto_siv_rekey(siv, key);
    return siv;
}

void crypto_siv_rekey(struct crypto_siv *siv, const uint8_t key[32])
{
    ASSERT(EVP_EncryptInit_ex2(siv->cbc, NULL, key, ZERO, NULL) == 1);
    ASSERT(EVP_EncryptInit_ex2(siv->ctr, NULL, key + 16, ZERO, NULL) == 1);
    memset(siv->chain, 0, BLOCK);
    memset(siv->whole_key, 0, BLOCK);
    chain(siv, true, siv->whole_key, BLOCK);
    double_block(siv->whole_key);
    memcpy(siv->partial_key, siv->whole_key, BLOCK);
    double_block(siv->partial_key);
    cmac(siv, BYTES_OF(ZERO), NULL, siv->zero_mac);
}

void crypto_siv_free(struct crypto_siv *siv)
{
    if (siv == NULL)
        return;
    EVP_CIPHER_CTX_free(siv->cbc);
    EVP_CIPHER_CTX_free(siv->ctr);
    OPENSSL_clear_free(siv, sizeof *siv);
}

/* RFC 5297 section 2.4. */
static void s2v(struct crypto_siv *siv, const struct bytes *items, size_t count,
                struct bytes plaintext, uint8_t tag[BLOCK])
{
    ASSERT(count <= CRYPTO_SIV_ITEMS_MAX);
    uint8_t sum[BLOCK];
    memcpy(sum, siv->zero_mac, BLOCK);
    for (size_t i = 0; i < count; i++) {
        uint8_t mac[BLOCK];
        cmac(siv, items[i], NULL, mac);
        double_block(sum);
        xor_block(sum, mac);
    }
    if (plaintext.len >= BLOCK) {
        cmac(siv, plaintext, sum, tag);
        return;
    }
    uint8_t padded[BLOCK] = {0};
    if (plaintext.len != 0)
        memcpy(padded, plaintext.data, plaintext.len);
    padded[plaintext.len] = 0x80;
    double_block(sum);
    xor_block(padded, sum);
    cmac(siv, BYTES_OF(padded), NULL, tag);
    wipe(padded, sizeof padded);
}

static void crypt(struct crypto_siv *siv, const uint8_t tag[BLOCK], struct bytes in, uint8_t *out)
{
    if (in.len == 0)
        return;
    uint8_t counter[BLOCK];
    memcpy(counter, tag, BLOCK);
    counter[8] &= 0x7f;
    counter[12] &= 0x7f;
    restart(siv->ctr, counter);
    update(siv->ctr, out, in.data, in.len);
}

void crypto_siv_seal(struct crypto_siv *siv, const struct bytes *items, size_t count,
                     struct bytes plaintext, uint8_t *out)
{
    ASSERT(plaintext.len <= INT32_MAX);
    s2v(siv, items, count, plaintext, out);
    crypt(siv, out, plaintext, out + BLOCK);
}

bool crypto_siv_open(struct crypto_siv *siv, const struct bytes *items, size_t count,
                     struct bytes sealed, uint8_t *out)
{
    if (sealed.len < BLOCK || sealed.len > INT32_MAX)
        return false;
    size_t len = sealed.len - BLOCK;
    crypt(siv, sealed.data, bytes_from(sealed, BLOCK), out);
    uint8_t tag[BLOCK];
    s2v(siv, items, count, bytes_make(out, len), tag);
    if (crypto_equal(BYTES_OF(tag), bytes_slice(sealed, 0, BLOCK)))
        return true;
    wipe(out, len);
    return false;
}
