#include "common/crypto/ed25519.h"
#include "common/crypto/hash.h"
#include "common/crypto/secp256k1.h"
#include "enclave/contract/imports_internal.h"

/* Cryptography for contracts. An i32 result is 0 for a valid signature, 1 for an invalid one, or an
 * error code; an i64 result has the error code in its high half and a region pointer in its low
 * half. */

enum {
    SECP256K1_COST = 98304,
    SECP256K1_SIGN_COST = 100000,
    ED25519_COST = 73728,
    ED25519_BATCH_COST = 5000,
    ED25519_BATCH_COST_EACH = 70000,
    ED25519_SIGN_COST = 75000,
    DCAP_COST = 100000,
};

enum {
    CRYPTO_VALID = 0,
    CRYPTO_INVALID = 1,
    CRYPTO_HASH_FORMAT = 3,
    CRYPTO_SIGNATURE_FORMAT = 4,
    CRYPTO_PUBKEY_FORMAT = 5,
    CRYPTO_BATCH = 7,
    CRYPTO_GENERIC = 10,
    CRYPTO_PRIVATE_KEY_FORMAT = 1000,
};

enum { HASH_BYTES = 32, KEY_BYTES = 32, SIGNATURE_BYTES = 64 };

static uint64_t high_half(uint32_t code)
{
    return (uint64_t)code << 32;
}

static bool is_secp256k1_key(struct bytes key)
{
    if (key.len == 0)
        return false;
    switch (key.data[0]) {
    case 2:
    case 3:
        return key.len == 33;
    case 4:
    case 6:
    case 7:
        return key.len == 65;
    default:
        return false;
    }
}

static uint32_t secp256k1_verify(const struct crypto_secp256k1 *curve, struct bytes hash,
                                 struct bytes signature, struct bytes key)
{
    uint8_t compressed[CRYPTO_SECP256K1_PUBKEY];
    if (hash.len != HASH_BYTES)
        return CRYPTO_HASH_FORMAT;
    if (signature.len != SIGNATURE_BYTES)
        return CRYPTO_SIGNATURE_FORMAT;
    if (!is_secp256k1_key(key))
        return CRYPTO_PUBKEY_FORMAT;
    if (!crypto_secp256k1_signature_parse(signature) || !crypto_secp256k1_parse(key, compressed))
        return CRYPTO_GENERIC;
    return crypto_secp256k1_verify(curve, key, hash.data, signature, CRYPTO_HIGH_S_REFUSED)
               ? CRYPTO_VALID
               : CRYPTO_INVALID;
}

status imports_secp256k1_verify(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    TRY(imports_charge(run, SECP256K1_COST));
    struct bytes hash, signature, key;
    TRY(region_read(run, (uint32_t)arguments[0], &hash));
    TRY(region_read(run, (uint32_t)arguments[1], &signature));
    TRY(region_read(run, (uint32_t)arguments[2], &key));
    *result = secp256k1_verify(run->vm->options.curve, hash, signature, key);
    return NULL;
}

status imports_secp256k1_recover(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    TRY(imports_charge(run, SECP256K1_COST));
    struct bytes hash, signature;
    TRY(region_read(run, (uint32_t)arguments[0], &hash));
    TRY(region_read(run, (uint32_t)arguments[1], &signature));
    uint8_t key[CRYPTO_SECP256K1_PUBKEY];
    if (hash.len != HASH_BYTES)
        *result = high_half(CRYPTO_HASH_FORMAT);
    else if (signature.len != SIGNATURE_BYTES)
        *result = high_half(CRYPTO_SIGNATURE_FORMAT);
    else if (!crypto_secp256k1_recover(run->vm->options.curve, hash.data, signature.data,
                                       (uint32_t)arguments[2], key))
        *result = high_half(CRYPTO_GENERIC);
    else
        return imports_answer(run, BYTES_OF(key), result);
    return NULL;
}

status imports_secp256k1_sign(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    TRY(imports_charge(run, SECP256K1_SIGN_COST));
    struct bytes message, key;
    TRY(region_read(run, (uint32_t)arguments[0], &message));
    TRY(region_read(run, (uint32_t)arguments[1], &key));
    uint8_t hash[HASH_BYTES], signature[SIGNATURE_BYTES];
    crypto_sha256(message, hash);
    if (key.len != KEY_BYTES ||
        !crypto_secp256k1_sign(run->vm->options.curve, key.data, hash, signature)) {
        *result = high_half(CRYPTO_PRIVATE_KEY_FORMAT);
        return NULL;
    }
    return imports_answer(run, BYTES_OF(signature), result);
}

status imports_ed25519_verify(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    TRY(imports_charge(run, ED25519_COST));
    struct bytes message, signature, key;
    TRY(region_read(run, (uint32_t)arguments[0], &message));
    TRY(region_read(run, (uint32_t)arguments[1], &signature));
    TRY(region_read(run, (uint32_t)arguments[2], &key));
    if (signature.len != CRYPTO_ED25519_SIGNATURE)
        *result = CRYPTO_SIGNATURE_FORMAT;
    else if (!crypto_ed25519_pubkey_valid(key))
        *result = CRYPTO_PUBKEY_FORMAT;
    else
        *result = crypto_ed25519_verify(key, message, signature) ? CRYPTO_VALID : CRYPTO_INVALID;
    return NULL;
}

/* How many signatures the three lists make: equal counts, one message for all, or one key for all.
 * SIZE_MAX when they do not fit together. */
static size_t batch_size(size_t messages, size_t signatures, size_t keys)
{
    bool fits = (messages == signatures && signatures == keys) ||
                (messages == 1 && signatures == keys) || (messages == signatures && keys == 1);
    return fits ? signatures : SIZE_MAX;
}

/* One of the three lists. */
struct section_list {
    struct bytes content;
    struct bytes *items;
    size_t count;
};

enum { MESSAGES, SIGNATURES, KEYS, LISTS };

static struct bytes item_of(const struct section_list *list, size_t i)
{
    return list->items[list->count == 1 ? 0 : i];
}

static status verify_batch(struct arena *arena, struct section_list lists[LISTS], uint64_t *result)
{
    for (size_t i = 0; i < LISTS; i++) {
        lists[i].items = ARENA_ARRAY(arena, struct bytes, lists[i].count);
        TRY(region_sections(lists[i].content, lists[i].items, &lists[i].count));
    }
    size_t count = lists[SIGNATURES].count;
    struct crypto_ed25519_item *items = ARENA_ARRAY(arena, struct crypto_ed25519_item, count);
    for (size_t i = 0; i < count; i++) {
        items[i].message = item_of(&lists[MESSAGES], i);
        items[i].signature = lists[SIGNATURES].items[i];
        items[i].pubkey = item_of(&lists[KEYS], i);
        *result = CRYPTO_SIGNATURE_FORMAT;
        if (items[i].signature.len != CRYPTO_ED25519_SIGNATURE)
            return NULL;
        *result = CRYPTO_PUBKEY_FORMAT;
        if (items[i].pubkey.len != CRYPTO_ED25519_PUBKEY)
            return NULL;
    }
    *result = crypto_ed25519_verify_all(items, count) ? CRYPTO_VALID : CRYPTO_INVALID;
    return NULL;
}

status imports_ed25519_batch_verify(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    struct section_list lists[LISTS];
    for (size_t i = 0; i < LISTS; i++) {
        TRY(region_read(run, (uint32_t)arguments[i], &lists[i].content));
        TRY(region_sections(lists[i].content, NULL, &lists[i].count));
    }
    size_t count = batch_size(lists[MESSAGES].count, lists[SIGNATURES].count, lists[KEYS].count);
    if (count == SIZE_MAX) {
        *result = CRYPTO_BATCH;
        return NULL;
    }
    TRY(imports_charge(run, ED25519_BATCH_COST + (uint64_t)count * ED25519_BATCH_COST_EACH));
    return verify_batch(run->arena, lists, result);
}

status imports_ed25519_sign(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    TRY(imports_charge(run, ED25519_SIGN_COST));
    struct bytes message, key;
    TRY(region_read(run, (uint32_t)arguments[0], &message));
    TRY(region_read(run, (uint32_t)arguments[1], &key));
    if (key.len != KEY_BYTES) {
        *result = high_half(CRYPTO_PRIVATE_KEY_FORMAT);
        return NULL;
    }
    uint8_t signature[SIGNATURE_BYTES];
    crypto_ed25519_sign(key.data, message, signature);
    return imports_answer(run, BYTES_OF(signature), result);
}

/* This chain holds no collateral to judge a quote by, so every quote ends as on a machine without
 * the quoting library: SGX_ERROR_UNEXPECTED. */
status imports_dcap_quote_verify(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    enum { SGX_ERROR_UNEXPECTED = 1 };
    TRY(imports_charge(run, DCAP_COST));
    struct bytes quote, collateral;
    TRY(region_read(run, (uint32_t)arguments[0], &quote));
    TRY(region_read(run, (uint32_t)arguments[1], &collateral));
    *result = high_half(collateral.len == 0 ? CRYPTO_GENERIC : SGX_ERROR_UNEXPECTED);
    return NULL;
}
