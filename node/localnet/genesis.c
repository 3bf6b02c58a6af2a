#include "node/localnet/genesis.h"

#include <time.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/hash.h"
#include "common/crypto/secp256k1.h"
#include "common/crypto/secret.h"
#include "common/encoding/base64.h"
#include "common/encoding/protobuf.h"
#include "node/localnet/accounts.h"
#include "node/localnet/hd_key.h"
#include "schema/chain/cosmos_staking_v1beta1.h"
#include "schema/core/cosmos_crypto_ed25519.h"
#include "schema/core/cosmos_crypto_secp256k1.h"
#include "schema/core/cosmos_tx_signing_v1beta1.h"
#include "schema/core/cosmos_tx_v1beta1.h"

/* node/localnet/genesis.json with @NAMES@ where networks differ. */
__asm__(".section .rodata\n"
        ".globl localnet_template\n"
        ".globl localnet_template_end\n"
        "localnet_template: .incbin \"node/localnet/genesis.json\"\n"
        "localnet_template_end:\n"
        ".previous\n");
extern const uint8_t localnet_template[], localnet_template_end[];

struct substitution {
    struct bytes name;
    struct bytes text;
};

static struct google_protobuf_any pack(struct arena *arena, const struct message_type *type,
                                       const void *message)
{
    return (struct google_protobuf_any){
        .type_url = arena_format(arena, "/%s", type->full_name),
        .value = protobuf_encode(arena, type, message),
    };
}

/* The gentx as the template spells it in JSON: what is signed here must decode from there. */
static struct bytes encode_body(struct arena *arena, const struct localnet_genesis *parts)
{
    const struct cosmos_crypto_ed25519_pub_key key = {.key = parts->consensus_key};
    const struct google_protobuf_any packed_key =
        pack(arena, &cosmos_crypto_ed25519_pub_key_type, &key);
    const struct cosmos_staking_v1beta1_msg_create_validator create = {
        .description = {.moniker = BYTES("banana")},
        .commission = {.rate = BYTES("100000000000000000"),
                       .max_rate = BYTES("200000000000000000"),
                       .max_change_rate = BYTES("10000000000000000")},
        .min_self_delegation = BYTES("1"),
        .validator_address = BYTES("secretvaloper14aj08vd2ntty7dvskdmdu4zhf23mcwgtdvh6qt"),
        .pubkey = &packed_key,
        .value = {.denom = BYTES("uscrt"), .amount = BYTES("100000000000000000")},
    };
    struct google_protobuf_any message =
        pack(arena, &cosmos_staking_v1beta1_msg_create_validator_type, &create);
    const struct cosmos_tx_v1beta1_tx_body body = {
        .messages = {&message, 1},
        .memo = ARENA_CONCAT(arena, parts->node_id, BYTES("@127.0.0.1:26656")),
    };
    return protobuf_encode(arena, &cosmos_tx_v1beta1_tx_body_type, &body);
}

static struct bytes encode_auth_info(struct arena *arena, struct bytes public_key)
{
    const struct cosmos_crypto_secp256k1_pub_key key = {.key = public_key};
    const struct google_protobuf_any packed_key =
        pack(arena, &cosmos_crypto_secp256k1_pub_key_type, &key);
    const struct cosmos_tx_v1beta1_mode_info_single single = {
        .mode = COSMOS_TX_SIGNING_V1BETA1_SIGN_MODE_DIRECT};
    const struct cosmos_tx_v1beta1_mode_info mode = {.sum_case = 1, .single = &single};
    struct cosmos_tx_v1beta1_signer_info signer = {.public_key = &packed_key, .mode_info = &mode};
    struct cosmos_base_v1beta1_coin amount = {.denom = BYTES("uscrt"), .amount = BYTES("50000")};
    const struct cosmos_tx_v1beta1_fee fee = {.amount = {&amount, 1}, .gas_limit = 200000};
    const struct cosmos_tx_v1beta1_auth_info info = {.signer_infos = {&signer, 1}, .fee = &fee};
    return protobuf_encode(arena, &cosmos_tx_v1beta1_auth_info_type, &info);
}

static struct bytes sign_gentx(struct arena *arena, const struct localnet_genesis *parts)
{
    uint8_t seed[32], secret[32], public_key[33], hash[32], signature[64];
    crypto_random(seed, sizeof seed);
    struct crypto_secp256k1 *curve = crypto_secp256k1_new(seed);
    hd_key_derive(bytes_text(localnet_accounts[LOCALNET_VALIDATOR].mnemonic), secret);
    ASSERT(crypto_secp256k1_pubkey(curve, secret, public_key));
    const struct cosmos_tx_v1beta1_sign_doc document = {
        .body_bytes = encode_body(arena, parts),
        .auth_info_bytes = encode_auth_info(arena, BYTES_OF(public_key)),
        .chain_id = parts->chain_id,
    };
    crypto_sha256(protobuf_encode(arena, &cosmos_tx_v1beta1_sign_doc_type, &document), hash);
    ASSERT(crypto_secp256k1_sign(curve, secret, hash, signature));
    crypto_secp256k1_free(curve);
    wipe(secret, sizeof secret);
    return arena_copy(arena, BYTES_OF(signature));
}

static struct bytes time_text(struct arena *arena, const struct localnet_genesis *parts)
{
    time_t seconds = parts->time_seconds;
    struct tm parts_utc;
    ASSERT(gmtime_r(&seconds, &parts_utc) != NULL);
    char text[32];
    size_t len = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts_utc);
    ASSERT(len != 0);
    return arena_format(arena, "%s.%09dZ", text, (int)parts->time_nanos);
}

/* Copies the template, each known @NAME@ replaced; any other @ stands for itself. */
static struct bytes fill_template(struct arena *arena, const struct substitution *known,
                                  size_t count)
{
    struct bytes rest =
        bytes_make(localnet_template, (size_t)(localnet_template_end - localnet_template));
    struct writer out = writer_new(arena, rest.len + 1024);
    while (rest.len != 0) {
        size_t at = bytes_find(rest, '@');
        writer_bytes(&out, bytes_slice(rest, 0, at));
        if (at == rest.len)
            break;
        rest = bytes_from(rest, at);
        size_t found = 0;
        while (found < count && !bytes_starts_with(rest, known[found].name))
            found++;
        struct bytes text = found < count ? known[found].text : bytes_slice(rest, 0, 1);
        writer_bytes(&out, text);
        rest = bytes_from(rest, found < count ? known[found].name.len : 1);
    }
    return writer_done(&out);
}

struct bytes localnet_genesis_make(struct arena *arena, const struct localnet_genesis *parts)
{
    const struct substitution known[] = {
        {BYTES("@CHAIN_ID@"), parts->chain_id},
        {BYTES("@GENESIS_TIME@"), time_text(arena, parts)},
        {BYTES("@CONSENSUS_KEY@"), base64_encode(arena, parts->consensus_key)},
        {BYTES("@NODE_ID@"), parts->node_id},
        {BYTES("@IO_KEY@"), base64_encode(arena, parts->io_key)},
        {BYTES("@NODE_KEY@"), base64_encode(arena, parts->exchange_key)},
        {BYTES("@EPOCH@"), arena_format(arena, "%u", parts->epoch)},
        {BYTES("@EPOCH_IO_KEY@"), base64_encode(arena, parts->epoch_io_key)},
        {BYTES("@SIGNATURE@"), base64_encode(arena, sign_gentx(arena, parts))},
    };
    return fill_template(arena, known, ARRAY_COUNT(known));
}
