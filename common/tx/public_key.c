#include "common/tx/public_key.h"

#include "common/crypto/hash.h"
#include "common/crypto/secp256r1.h"
#include "common/encoding/protobuf.h"
#include "common/tx/errors.h"
#include "schema/core/cosmos_crypto_ed25519.h"
#include "schema/core/cosmos_crypto_multisig.h"
#include "schema/core/cosmos_crypto_secp256k1.h"
#include "schema/core/cosmos_crypto_secp256r1.h"

/* Amino's registered prefixes (chain-surface 3.2). */
static const uint8_t AMINO_SECP256K1[] = {0xeb, 0x5a, 0xe9, 0x87};
static const uint8_t AMINO_ED25519[] = {0x16, 0x24, 0xde, 0x64};
static const uint8_t AMINO_MULTISIG[] = {0x22, 0xc1, 0xf7, 0xe2};

enum { SECP256K1_BYTES = 33, SECP256R1_BYTES = 33, ED25519_BYTES = 32 };

static status parse(struct arena *arena, const struct google_protobuf_any *any, size_t depth,
                    size_t *budget, struct public_key *key);

static status parse_secp256r1(struct arena *arena, struct public_key *key)
{
    if (key->key.len != SECP256R1_BYTES)
        return tx_error(arena, "wrong ECDSA PK bytes, expecting 33 bytes, got %zu: invalid pubkey",
                        key->key.len);
    if (!crypto_secp256r1_parse(key->key))
        return tx_error(arena, "wrong ECDSA PK bytes, unknown curve type: %u: invalid pubkey",
                        key->key.data[0]);
    return NULL;
}

static status parse_members(struct arena *arena,
                            const struct cosmos_crypto_multisig_legacy_amino_pub_key *message,
                            size_t depth, size_t *budget, struct public_key *key)
{
    if (depth == PUBLIC_KEY_DEPTH_MAX)
        return tx_error(arena, "max depth exceeded");
    size_t count = message->public_keys.count;
    if (count > *budget)
        return tx_error(arena, "call limit exceeded");
    *budget -= count;
    struct public_key *members = ARENA_ARRAY(arena, struct public_key, count + 1);
    for (size_t i = 0; i < count; i++)
        TRY(parse(arena, &message->public_keys.items[i], depth + 1, budget, &members[i]));
    key->threshold = message->threshold;
    key->members = members;
    key->member_count = count;
    return NULL;
}

static status parse(struct arena *arena, const struct google_protobuf_any *any, size_t depth,
                    size_t *budget, struct public_key *key)
{
    *key = (struct public_key){.any = any};
    if (bytes_is(any->type_url, "/cosmos.crypto.secp256k1.PubKey")) {
        struct cosmos_crypto_secp256k1_pub_key message;
        TRY(protobuf_decode(arena, &cosmos_crypto_secp256k1_pub_key_type, any->value, &message));
        key->kind = PUBLIC_KEY_SECP256K1;
        key->key = message.key;
        return NULL;
    }
    if (bytes_is(any->type_url, "/cosmos.crypto.secp256r1.PubKey")) {
        struct cosmos_crypto_secp256r1_pub_key message;
        TRY(protobuf_decode(arena, &cosmos_crypto_secp256r1_pub_key_type, any->value, &message));
        key->kind = PUBLIC_KEY_SECP256R1;
        key->key = message.key;
        return parse_secp256r1(arena, key);
    }
    if (bytes_is(any->type_url, "/cosmos.crypto.ed25519.PubKey")) {
        struct cosmos_crypto_ed25519_pub_key message;
        TRY(protobuf_decode(arena, &cosmos_crypto_ed25519_pub_key_type, any->value, &message));
        key->kind = PUBLIC_KEY_ED25519;
        key->key = message.key;
        return NULL;
    }
    if (bytes_is(any->type_url, "/cosmos.crypto.multisig.LegacyAminoPubKey")) {
        struct cosmos_crypto_multisig_legacy_amino_pub_key message;
        TRY(protobuf_decode(arena, &cosmos_crypto_multisig_legacy_amino_pub_key_type, any->value,
                            &message));
        key->kind = PUBLIC_KEY_MULTISIG;
        return parse_members(arena, &message, depth, budget, key);
    }
    return tx_error(arena,
                    "no concrete type registered for type URL %.*s against interface "
                    "*types.PubKey",
                    BYTES_ARG(any->type_url));
}

status public_key_parse(struct arena *arena, const struct google_protobuf_any *any,
                        struct public_key *key)
{
    size_t budget = PUBLIC_KEY_MEMBERS_MAX;
    return parse(arena, any, 0, &budget, key);
}

static struct bytes amino_single(struct arena *arena, struct bytes prefix, struct bytes key)
{
    uint8_t len = (uint8_t)key.len;
    return ARENA_CONCAT(arena, prefix, bytes_make(&len, 1), key);
}

static void amino_varint(struct writer *writer, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        writer_byte(writer, (uint8_t)value | 0x80);
    writer_byte(writer, (uint8_t)value);
}

status public_key_amino(struct arena *arena, const struct public_key *key, struct bytes *amino)
{
    struct writer writer;
    switch (key->kind) {
    case PUBLIC_KEY_SECP256K1:
        if (key->key.len != SECP256K1_BYTES)
            return tx_panic(arena, "invalid secp256k1 pubkey size");
        *amino = amino_single(arena, BYTES_OF(AMINO_SECP256K1), key->key);
        return NULL;
    case PUBLIC_KEY_ED25519:
        if (key->key.len != ED25519_BYTES)
            return tx_panic(arena, "invalid pubkey size");
        *amino = amino_single(arena, BYTES_OF(AMINO_ED25519), key->key);
        return NULL;
    case PUBLIC_KEY_SECP256R1:
        return tx_panic(arena, "Unregistered interface elliptic.Curve");
    case PUBLIC_KEY_MULTISIG:
        break;
    }
    writer = writer_new(arena, 64 * (key->member_count + 1));
    writer_bytes(&writer, BYTES_OF(AMINO_MULTISIG));
    if (key->threshold != 0) {
        writer_byte(&writer, 0x08);
        amino_varint(&writer, key->threshold);
    }
    for (size_t i = 0; i < key->member_count; i++) {
        struct bytes member;
        TRY(public_key_amino(arena, &key->members[i], &member));
        writer_byte(&writer, 0x12);
        amino_varint(&writer, member.len);
        writer_bytes(&writer, member);
    }
    *amino = writer_done(&writer);
    return NULL;
}

status public_key_address(struct arena *arena, const struct public_key *key, struct bytes *address)
{
    uint8_t *out = arena_alloc(arena, 32);
    uint8_t hash[32];
    struct bytes amino;
    switch (key->kind) {
    case PUBLIC_KEY_SECP256K1:
        if (key->key.len != SECP256K1_BYTES)
            return tx_panic(arena, "length of pubkey is incorrect");
        crypto_sha256(key->key, hash);
        crypto_ripemd160(BYTES_OF(hash), out);
        *address = bytes_make(out, 20);
        return NULL;
    case PUBLIC_KEY_ED25519:
        if (key->key.len != ED25519_BYTES)
            return tx_panic(arena, "pubkey is incorrect size");
        crypto_sha256(key->key, out);
        *address = bytes_make(out, 20);
        return NULL;
    case PUBLIC_KEY_SECP256R1:
        crypto_sha256(BYTES("cosmos.crypto.secp256r1.PubKey"), hash);
        CRYPTO_SHA256(out, BYTES_OF(hash), key->key);
        *address = bytes_make(out, 32);
        return NULL;
    case PUBLIC_KEY_MULTISIG:
        TRY(public_key_amino(arena, key, &amino));
        crypto_sha256(amino, out);
        *address = bytes_make(out, 20);
        return NULL;
    }
    return tx_panic(arena, "unknown key");
}

size_t public_key_count(const struct public_key *key)
{
    if (key->kind != PUBLIC_KEY_MULTISIG)
        return 1;
    size_t count = 0;
    for (size_t i = 0; i < key->member_count; i++)
        count += public_key_count(&key->members[i]);
    return count;
}

const struct google_protobuf_any *public_key_pack(struct arena *arena, const struct public_key *key)
{
    struct google_protobuf_any *any = ARENA_NEW(arena, struct google_protobuf_any);
    any->type_url = key->any->type_url;
    if (key->kind == PUBLIC_KEY_MULTISIG) {
        struct cosmos_crypto_multisig_legacy_amino_pub_key message = {.threshold = key->threshold};
        message.public_keys.count = key->member_count;
        message.public_keys.items =
            ARENA_ARRAY(arena, struct google_protobuf_any, key->member_count + 1);
        for (size_t i = 0; i < key->member_count; i++)
            message.public_keys.items[i] = *public_key_pack(arena, &key->members[i]);
        any->value =
            protobuf_encode(arena, &cosmos_crypto_multisig_legacy_amino_pub_key_type, &message);
    } else {
        /* The messages of all single keys have the key as field 1. */
        struct cosmos_crypto_secp256k1_pub_key message = {.key = key->key};
        any->value = protobuf_encode(arena, &cosmos_crypto_secp256k1_pub_key_type, &message);
    }
    return any;
}
