#include "common/crypto/secp256k1.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

struct crypto_secp256k1 {
    secp256k1_context *context;
};

struct crypto_secp256k1 *crypto_secp256k1_new(const uint8_t seed[32])
{
    struct crypto_secp256k1 *curve = heap_alloc(sizeof *curve);
    curve->context = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    ASSERT(curve->context != NULL);
    ASSERT(secp256k1_context_randomize(curve->context, seed) == 1);
    return curve;
}

void crypto_secp256k1_free(struct crypto_secp256k1 *curve)
{
    if (curve == NULL)
        return;
    secp256k1_context_destroy(curve->context);
    heap_free(curve);
}

static void compress(const secp256k1_pubkey *key, uint8_t compressed[33])
{
    size_t len = CRYPTO_SECP256K1_PUBKEY;
    ASSERT(secp256k1_ec_pubkey_serialize(secp256k1_context_static, compressed, &len, key,
                                         SECP256K1_EC_COMPRESSED) == 1);
}

bool crypto_secp256k1_verify(const struct crypto_secp256k1 *curve, struct bytes pubkey,
                             const uint8_t hash[32], struct bytes signature,
                             enum crypto_high_s high_s)
{
    secp256k1_pubkey key;
    secp256k1_ecdsa_signature parsed;
    if (signature.len != CRYPTO_SECP256K1_SIGNATURE || (pubkey.len != 33 && pubkey.len != 65) ||
        !secp256k1_ec_pubkey_parse(curve->context, &key, pubkey.data, pubkey.len) ||
        !secp256k1_ecdsa_signature_parse_compact(curve->context, &parsed, signature.data))
        return false;
    if (high_s == CRYPTO_HIGH_S_ACCEPTED)
        secp256k1_ecdsa_signature_normalize(curve->context, &parsed, &parsed);
    return secp256k1_ecdsa_verify(curve->context, &parsed, hash, &key) == 1;
}

bool crypto_secp256k1_recover(const struct crypto_secp256k1 *curve, const uint8_t hash[32],
                              const uint8_t signature[64], uint32_t recovery, uint8_t pubkey[33])
{
    secp256k1_ecdsa_recoverable_signature parsed;
    secp256k1_pubkey key;
    if (recovery > 3 ||
        !secp256k1_ecdsa_recoverable_signature_parse_compact(curve->context, &parsed, signature,
                                                             (int)recovery) ||
        !secp256k1_ecdsa_recover(curve->context, &key, &parsed, hash))
        return false;
    compress(&key, pubkey);
    return true;
}

bool crypto_secp256k1_sign(const struct crypto_secp256k1 *curve, const uint8_t private_key[32],
                           const uint8_t hash[32], uint8_t signature[64])
{
    secp256k1_ecdsa_signature made;
    if (!secp256k1_ecdsa_sign(curve->context, &made, hash, private_key, NULL, NULL))
        return false;
    ASSERT(secp256k1_ecdsa_signature_serialize_compact(curve->context, signature, &made) == 1);
    return true;
}

bool crypto_secp256k1_pubkey(const struct crypto_secp256k1 *curve, const uint8_t private_key[32],
                             uint8_t pubkey[33])
{
    secp256k1_pubkey key;
    if (!secp256k1_ec_pubkey_create(curve->context, &key, private_key))
        return false;
    compress(&key, pubkey);
    return true;
}

bool crypto_secp256k1_parse(struct bytes pubkey, uint8_t compressed[33])
{
    secp256k1_pubkey key;
    if ((pubkey.len != 33 && pubkey.len != 65) ||
        !secp256k1_ec_pubkey_parse(secp256k1_context_static, &key, pubkey.data, pubkey.len))
        return false;
    compress(&key, compressed);
    return true;
}

bool crypto_secp256k1_signature_parse(struct bytes signature)
{
    secp256k1_ecdsa_signature parsed;
    return signature.len == CRYPTO_SECP256K1_SIGNATURE &&
           secp256k1_ecdsa_signature_parse_compact(secp256k1_context_static, &parsed,
                                                   signature.data) == 1;
}
