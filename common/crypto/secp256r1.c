#include "common/crypto/secp256r1.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "common/base/halt.h"

/* Half the group order, rounded down. */
static const uint8_t HALF_ORDER[32] = {
    0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xde, 0x73, 0x7d, 0x56, 0xd3, 0x8b, 0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8,
};

static EVP_PKEY *key_parse(struct bytes pubkey)
{
    char group[] = "P-256";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)(uintptr_t)pubkey.data,
                                          pubkey.len),
        OSSL_PARAM_construct_end(),
    };
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    ASSERT(context != NULL && EVP_PKEY_fromdata_init(context) == 1);
    if (EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    return key;
}

/* The DER form that libcrypto wants; at most 72 bytes. */
static size_t signature_der(const uint8_t signature[64], uint8_t *der)
{
    ECDSA_SIG *parsed = ECDSA_SIG_new();
    ASSERT(parsed != NULL);
    ASSERT(ECDSA_SIG_set0(parsed, BN_bin2bn(signature, 32, NULL),
                          BN_bin2bn(signature + 32, 32, NULL)) == 1);
    int len = i2d_ECDSA_SIG(parsed, &der);
    ECDSA_SIG_free(parsed);
    ASSERT(len > 0);
    return (size_t)len;
}

bool crypto_secp256r1_verify(struct bytes pubkey, const uint8_t hash[32], struct bytes signature)
{
    bool known_form = (pubkey.len == 33 && (pubkey.data[0] == 2 || pubkey.data[0] == 3)) ||
                      (pubkey.len == 65 && pubkey.data[0] == 4);
    if (!known_form || signature.len != 64 || memcmp(signature.data + 32, HALF_ORDER, 32) > 0)
        return false;
    EVP_PKEY *key = key_parse(pubkey);
    bool valid = false;
    if (key != NULL) {
        uint8_t der[80];
        size_t der_len = signature_der(signature.data, der);
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
        ASSERT(context != NULL && EVP_PKEY_verify_init(context) == 1);
        valid = EVP_PKEY_verify(context, der, der_len, hash, 32) == 1;
        EVP_PKEY_CTX_free(context);
        EVP_PKEY_free(key);
    }
    ERR_clear_error();
    return valid;
}

bool crypto_secp256r1_parse(struct bytes pubkey)
{
    if (pubkey.len != 33 || (pubkey.data[0] != 2 && pubkey.data[0] != 3))
        return false;
    EVP_PKEY *key = key_parse(pubkey);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return key != NULL;
}
