#include "common/crypto/hash.h"
#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"
#include "node/modules/staking/internal.h"
#include "schema/core/cosmos_crypto_ed25519.h"
#include "schema/core/cosmos_crypto_secp256k1.h"

enum { KEY_ADDRESS_BYTES = 20, ED25519_BYTES = 32, SECP256K1_BYTES = 33 };

static status ed25519(struct context *ctx, struct bytes value, struct staking_consensus_key *key)
{
    struct cosmos_crypto_ed25519_pub_key message;
    TRY(protobuf_decode(ctx->arena, &cosmos_crypto_ed25519_pub_key_type, value, &message));
    if (message.key.len != ED25519_BYTES)
        return chain_panic(ctx->arena, "pubkey is incorrect size");
    uint8_t hash[32];
    crypto_sha256(message.key, hash);
    *key = (struct staking_consensus_key){
        "ed25519", message.key, arena_copy(ctx->arena, bytes_make(hash, KEY_ADDRESS_BYTES))};
    return NULL;
}

static status secp256k1(struct context *ctx, struct bytes value, struct staking_consensus_key *key)
{
    struct cosmos_crypto_secp256k1_pub_key message;
    TRY(protobuf_decode(ctx->arena, &cosmos_crypto_secp256k1_pub_key_type, value, &message));
    if (message.key.len != SECP256K1_BYTES)
        return chain_panic(ctx->arena, "length of pubkey is incorrect");
    uint8_t hash[32], address[KEY_ADDRESS_BYTES];
    crypto_sha256(message.key, hash);
    crypto_ripemd160(BYTES_OF(hash), address);
    *key = (struct staking_consensus_key){"secp256k1", message.key,
                                          arena_copy(ctx->arena, BYTES_OF(address))};
    return NULL;
}

status staking_consensus_key(struct context *ctx, const struct google_protobuf_any *any,
                             struct staking_consensus_key *key)
{
    if (any != NULL && bytes_is(any->type_url, "/cosmos.crypto.ed25519.PubKey"))
        return ed25519(ctx, any->value, key);
    if (any != NULL && bytes_is(any->type_url, "/cosmos.crypto.secp256k1.PubKey"))
        return secp256k1(ctx, any->value, key);
    return error_wrap(ctx->arena, &CHAIN_INVALID_TYPE, "Expecting cryptotypes.PubKey, got <nil>");
}

status staking_consensus_address(struct context *ctx, const struct staking_validator *validator,
                                 struct bytes *address)
{
    struct staking_consensus_key key;
    TRY(staking_consensus_key(ctx, validator->record.consensus_pubkey, &key));
    *address = key.address;
    return NULL;
}
