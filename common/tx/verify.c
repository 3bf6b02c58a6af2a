#include "common/tx/verify.h"

#include "common/crypto/ed25519.h"
#include "common/crypto/hash.h"
#include "common/crypto/secp256r1.h"
#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "common/tx/errors.h"
#include "schema/core/cosmos_crypto_multisig_v1beta1.h"

static status out_of_range(struct arena *arena, size_t index, size_t length)
{
    return tx_panic(arena, "runtime error: index out of range [%zu] with length %zu", index,
                    length);
}

static status parse(struct arena *arena, const struct cosmos_tx_v1beta1_mode_info *mode,
                    struct bytes bytes, size_t depth, struct signature *signature);

static status parse_multi(struct arena *arena,
                          const struct cosmos_tx_v1beta1_mode_info_multi *multi, struct bytes bytes,
                          size_t depth, struct signature *signature)
{
    struct cosmos_crypto_multisig_v1beta1_multi_signature message;
    if (depth == SIGNATURE_DEPTH_MAX)
        return tx_error(arena, "multisignature is nested too deeply");
    TRY(protobuf_decode_strict(arena, &cosmos_crypto_multisig_v1beta1_multi_signature_type, bytes,
                               PROTOBUF_KNOWN_ONLY, PROTOBUF_DEPTH_MAX, &message));
    size_t count = message.signatures.count;
    struct signature *members = ARENA_ARRAY(arena, struct signature, count + 1);
    for (size_t i = 0; i < multi->mode_infos.count; i++) {
        if (i >= count)
            return out_of_range(arena, i, count);
        TRY(parse(arena, &multi->mode_infos.items[i], message.signatures.items[i], depth + 1,
                  &members[i]));
    }
    signature->kind = SIGNATURE_MULTI;
    signature->members = members;
    signature->member_count = count;
    if (multi->bitarray != NULL) {
        signature->extra_bits = multi->bitarray->extra_bits_stored;
        signature->bits = multi->bitarray->elems;
    }
    return NULL;
}

static status parse(struct arena *arena, const struct cosmos_tx_v1beta1_mode_info *mode,
                    struct bytes bytes, size_t depth, struct signature *signature)
{
    *signature = (struct signature){.bytes = bytes};
    if (mode->single != NULL && mode->sum_case == 1) {
        signature->kind = SIGNATURE_SINGLE;
        signature->mode = mode->single->mode;
        return NULL;
    }
    if (mode->multi != NULL && mode->sum_case == 2)
        return parse_multi(arena, mode->multi, bytes, depth, signature);
    return tx_panic(arena, "unexpected ModeInfo data type <nil>");
}

status signature_parse(struct arena *arena, const struct tx *tx, size_t index,
                       struct signature *signature)
{
    const struct cosmos_tx_v1beta1_signer_info *info = &tx->auth_info.signer_infos.items[index];
    *signature = (struct signature){.kind = SIGNATURE_NONE};
    if (info->mode_info == NULL)
        return NULL;
    if (index >= tx->signatures.count)
        return out_of_range(arena, index, tx->signatures.count);
    return parse(arena, info->mode_info, tx->signatures.items[index], 0, signature);
}

int64_t signature_bit_count(const struct signature *signature)
{
    if (signature->extra_bits == 0)
        return (int64_t)signature->bits.len * 8;
    return ((int64_t)signature->bits.len - 1) * 8 + (int64_t)signature->extra_bits;
}

status signature_bit(struct arena *arena, const struct signature *signature, int64_t index,
                     bool *set)
{
    size_t byte = (size_t)index / 8;
    if (byte >= signature->bits.len)
        return out_of_range(arena, byte, signature->bits.len);
    *set = (signature->bits.data[byte] & (0x80 >> (index % 8))) != 0;
    return NULL;
}

bool signature_only_amino(const struct signature *signature)
{
    if (signature->kind == SIGNATURE_SINGLE)
        return signature->mode == SIGN_MODE_LEGACY_AMINO_JSON;
    if (signature->kind == SIGNATURE_NONE)
        return false;
    for (size_t i = 0; i < signature->member_count; i++)
        if (!signature_only_amino(&signature->members[i]))
            return false;
    return true;
}

bool signature_reads_state(const struct signature *signature)
{
    for (size_t i = 0; i < signature->member_count; i++)
        if (signature_reads_state(&signature->members[i]))
            return true;
    return signature->kind == SIGNATURE_SINGLE && signature->mode == SIGN_MODE_TEXTUAL;
}

static bool key_verify(const struct crypto_secp256k1 *curve, const struct public_key *key,
                       struct bytes message, struct bytes signature)
{
    uint8_t hash[32];
    switch (key->kind) {
    case PUBLIC_KEY_SECP256K1:
        crypto_sha256(message, hash);
        return key->key.len == CRYPTO_SECP256K1_PUBKEY &&
               signature.len == CRYPTO_SECP256K1_SIGNATURE &&
               crypto_secp256k1_verify(curve, key->key, hash, signature, CRYPTO_HIGH_S_REFUSED);
    case PUBLIC_KEY_SECP256R1:
        crypto_sha256(message, hash);
        return crypto_secp256r1_verify(key->key, hash, signature);
    case PUBLIC_KEY_ED25519:
        return crypto_ed25519_verify(key->key, message, signature);
    case PUBLIC_KEY_MULTISIG:
        break;
    }
    return false;
}

static status refuse_single(struct arena *arena, const char *what, struct bytes signature,
                            struct bytes message)
{
    struct bytes left = hex_lower(arena, signature), right = hex_lower(arena, message);
    return tx_error(arena, "unable to verify single signer %s %.*s for signBytes %.*s", what,
                    BYTES_ARG(left), BYTES_ARG(right));
}

static const char *go_type(const struct public_key *key)
{
    switch (key->kind) {
    case PUBLIC_KEY_SECP256K1:
        return "*secp256k1.PubKey";
    case PUBLIC_KEY_SECP256R1:
        return "*secp256r1.PubKey";
    case PUBLIC_KEY_ED25519:
        return "*ed25519.PubKey";
    case PUBLIC_KEY_MULTISIG:
        return "*multisig.LegacyAminoPubKey";
    }
    return "<nil>";
}

static status verify_single(struct arena *arena, const struct crypto_secp256k1 *curve,
                            const struct tx *tx, const struct sign_context *context,
                            const struct signature *signature)
{
    struct bytes message;
    TRY(sign_bytes(arena, tx, signature->mode, context, &message));
    if (signature->mode == SIGN_MODE_EIP_191) {
        uint8_t hash[32];
        if (context->key->kind != PUBLIC_KEY_SECP256K1)
            return tx_error(arena, "eip191 sign mode requires pubkey to be of type "
                                   "cosmos.crypto.secp256k1.PubKey");
        crypto_keccak256(message, hash);
        if (signature->bytes.len == CRYPTO_SECP256K1_SIGNATURE &&
            crypto_secp256k1_verify(curve, context->key->key, hash, signature->bytes,
                                    CRYPTO_HIGH_S_REFUSED))
            return NULL;
        return refuse_single(arena, "eip191 signature", signature->bytes, message);
    }
    if (context->key->kind == PUBLIC_KEY_MULTISIG)
        return tx_panic(arena, "not implemented");
    if (key_verify(curve, context->key, message, signature->bytes))
        return NULL;
    return refuse_single(arena, "signature", signature->bytes, message);
}

static status count_bits(struct arena *arena, const struct signature *signature, int64_t size,
                         int64_t *count)
{
    *count = 0;
    for (int64_t i = 0; i < size; i++) {
        bool set;
        TRY(signature_bit(arena, signature, i, &set));
        *count += set;
    }
    return NULL;
}

static status verify_multi(struct arena *arena, const struct crypto_secp256k1 *curve,
                           const struct tx *tx, const struct sign_context *context,
                           const struct public_key *key, const struct signature *signature);

static status verify_member(struct arena *arena, const struct crypto_secp256k1 *curve,
                            const struct tx *tx, const struct sign_context *context,
                            const struct public_key *key, const struct signature *signature,
                            int64_t index)
{
    if (signature->kind == SIGNATURE_SINGLE) {
        struct bytes message;
        TRY(sign_bytes(arena, tx, signature->mode, context, &message));
        if (key->kind == PUBLIC_KEY_MULTISIG)
            return tx_panic(arena, "not implemented");
        if (key_verify(curve, key, message, signature->bytes))
            return NULL;
        return tx_error(arena, "unable to verify signature at index %lld", (long long)index);
    }
    if (signature->kind == SIGNATURE_NONE)
        return tx_error(arena, "improper signature data type for index %lld", (long long)index);
    if (key->kind != PUBLIC_KEY_MULTISIG)
        return tx_error(arena, "unable to parse pubkey of index %lld", (long long)index);
    return verify_multi(arena, curve, tx, context, key, signature);
}

static status verify_multi(struct arena *arena, const struct crypto_secp256k1 *curve,
                           const struct tx *tx, const struct sign_context *context,
                           const struct public_key *key, const struct signature *signature)
{
    int64_t size = signature_bit_count(signature), set_count;
    if ((int64_t)key->member_count != size)
        return tx_error(arena, "bit array size is incorrect, expecting: %zu", key->member_count);
    if (signature->member_count < key->threshold || (int64_t)signature->member_count > size)
        return tx_error(arena, "signature size is incorrect %zu", signature->member_count);
    TRY(count_bits(arena, signature, size, &set_count));
    if (set_count < (int64_t)key->threshold)
        return tx_error(arena, "not enough signatures set, have %lld, expected %u",
                        (long long)set_count, key->threshold);
    size_t next = 0;
    for (int64_t i = 0; i < size; i++) {
        bool set;
        TRY(signature_bit(arena, signature, i, &set));
        if (!set)
            continue;
        if (next >= signature->member_count)
            return out_of_range(arena, next, signature->member_count);
        TRY(verify_member(arena, curve, tx, context, &key->members[i], &signature->members[next],
                          i));
        next++;
    }
    return NULL;
}

status signature_verify(struct arena *arena, const struct crypto_secp256k1 *curve,
                        const struct tx *tx, const struct sign_context *context,
                        const struct signature *signature)
{
    switch (signature->kind) {
    case SIGNATURE_SINGLE:
        return verify_single(arena, curve, tx, context, signature);
    case SIGNATURE_MULTI:
        if (context->key->kind != PUBLIC_KEY_MULTISIG)
            return tx_error(arena, "expected <nil>, got %s", go_type(context->key));
        return verify_multi(arena, curve, tx, context, context->key, signature);
    case SIGNATURE_NONE:
        break;
    }
    return tx_error(arena, "unexpected SignatureData <nil>");
}
