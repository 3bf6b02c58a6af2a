#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/secp256k1.h"
#include "common/crypto/siv.h"
#include "common/crypto/x25519.h"
#include "common/encoding/protobuf.h"
#include "common/tx/sign.h"
#include "node/modules/auth/module.h"
#include "node/modules/cron/internal.h"
#include "node/modules/registration/module.h"
#include "schema/core/cosmos_crypto_secp256k1.h"
#include "schema/core/secret_compute_v1beta1.h"

static const uint8_t SIGNER_KEY[32] = {
    0x7e, 0x00, 0x0c, 0xc6, 0x65, 0xe1, 0xc4, 0x0f, 0xc6, 0x6a, 0x1e, 0xc2, 0xb4, 0x03, 0x35, 0xfc,
    0xb8, 0xbd, 0x4a, 0x59, 0xa7, 0xe6, 0x91, 0xd6, 0x73, 0xbe, 0x57, 0x39, 0x4b, 0xac, 0x3c, 0xf4,
};
const uint8_t cron_signer[ADDRESS_BYTES] = {
    0x77, 0xef, 0x01, 0xeb, 0x1a, 0x7d, 0xef, 0x1e, 0x76, 0x9b,
    0x3e, 0x0c, 0x98, 0xd6, 0x9b, 0xe8, 0x73, 0x37, 0xe7, 0x91,
};

/* What the transactions of one block have in common. */
struct signer {
    struct context *ctx;
    struct bytes io_key; /* of the network, 32 bytes */
    struct bytes public_key;
    uint64_t number;
    uint64_t sequence; /* of the next transaction */
};

/* ---- the message, encrypted in the first suite ---- */

/* The original draws it at random. Anybody can decrypt these messages, whose plaintexts stand in
 * the state besides, so all it has to be is different for each transaction. */
static void derive_nonce(const struct signer *signer, const struct cron_call *call,
                         uint8_t nonce[32])
{
    uint8_t head[16];
    store_be64(head, (uint64_t)signer->ctx->block->height);
    store_be64(head + 8, signer->sequence);
    crypto_sha256(ARENA_CONCAT(signer->ctx->arena, BYTES_OF(head), call->contract, call->message),
                  nonce);
}

static void derive_key(const struct signer *signer, const uint8_t nonce[32], uint8_t public_key[32],
                       uint8_t key[32])
{
    uint8_t private_key[32], shared[32], prk[32];
    crypto_sha256(BYTES_OF(SIGNER_KEY), private_key);
    struct crypto_x25519 *exchange = crypto_x25519_new(private_key);
    crypto_x25519_pubkey(exchange, public_key);
    crypto_x25519_exchange(exchange, signer->io_key.data, shared);
    crypto_x25519_free(exchange);
    const struct bytes parts[] = {BYTES_OF(shared), bytes_make(nonce, 32)};
    crypto_hkdf_extract(BYTES_OF(crypto_hkdf_salt), parts, ARRAY_COUNT(parts), prk);
    crypto_hkdf_expand(prk, BYTES(""), key, 32);
}

static struct bytes seal(const struct signer *signer, const struct cron_call *call)
{
    static const struct bytes NO_DATA = {(const uint8_t *)"", 0};
    struct arena *arena = signer->ctx->arena;
    uint8_t nonce[32], public_key[32], key[32];
    derive_nonce(signer, call, nonce);
    derive_key(signer, nonce, public_key, key);
    uint8_t *sealed = arena_alloc(arena, call->message.len + CRYPTO_SIV_TAG);
    struct crypto_siv *siv = crypto_siv_new(key);
    crypto_siv_seal(siv, &NO_DATA, 1, call->message, sealed);
    crypto_siv_free(siv);
    return ARENA_CONCAT(arena, BYTES_OF(nonce), BYTES_OF(public_key),
                        bytes_make(sealed, call->message.len + CRYPTO_SIV_TAG));
}

/* ---- the transaction around it ---- */

static struct google_protobuf_any pack(struct arena *arena, const struct message_type *type,
                                       const void *message)
{
    return (struct google_protobuf_any){
        .type_url = arena_format(arena, "/%s", type->full_name),
        .value = protobuf_encode(arena, type, message),
    };
}

static struct bytes encode_body(const struct signer *signer, const struct cron_call *call)
{
    struct arena *arena = signer->ctx->arena;
    const struct secret_compute_v1beta1_msg_execute_contract execute = {
        .sender = BYTES_OF(cron_signer),
        .contract = call->contract,
        .msg = seal(signer, call),
    };
    struct google_protobuf_any message =
        pack(arena, &secret_compute_v1beta1_msg_execute_contract_type, &execute);
    const struct cosmos_tx_v1beta1_tx_body body = {.messages = {&message, 1}};
    return protobuf_encode(arena, &cosmos_tx_v1beta1_tx_body_type, &body);
}

static struct bytes encode_auth_info(const struct signer *signer)
{
    struct arena *arena = signer->ctx->arena;
    const struct cosmos_crypto_secp256k1_pub_key key = {.key = signer->public_key};
    const struct google_protobuf_any packed =
        pack(arena, &cosmos_crypto_secp256k1_pub_key_type, &key);
    const struct cosmos_tx_v1beta1_mode_info_single single = {.mode = SIGN_MODE_DIRECT};
    const struct cosmos_tx_v1beta1_mode_info mode = {.sum_case = 1, .single = &single};
    struct cosmos_tx_v1beta1_signer_info info = {
        .public_key = &packed, .mode_info = &mode, .sequence = signer->sequence};
    const struct cosmos_tx_v1beta1_fee fee = {.gas_limit = CRON_GAS_LIMIT};
    const struct cosmos_tx_v1beta1_auth_info auth = {.signer_infos = {&info, 1}, .fee = &fee};
    return protobuf_encode(arena, &cosmos_tx_v1beta1_auth_info_type, &auth);
}

static struct bytes encode_transaction(const struct signer *signer, const struct cron_call *call)
{
    struct context *ctx = signer->ctx;
    uint8_t hash[32], signature[CRYPTO_SECP256K1_SIGNATURE];
    struct bytes signatures = BYTES_OF(signature);
    struct cosmos_tx_v1beta1_tx_raw raw = {
        .body_bytes = encode_body(signer, call),
        .auth_info_bytes = encode_auth_info(signer),
        .signatures = {&signatures, 1},
    };
    const struct cosmos_tx_v1beta1_sign_doc document = {
        .body_bytes = raw.body_bytes,
        .auth_info_bytes = raw.auth_info_bytes,
        .chain_id = ctx->block->chain_id,
        .account_number = signer->number,
    };
    crypto_sha256(protobuf_encode(ctx->arena, &cosmos_tx_v1beta1_sign_doc_type, &document), hash);
    ASSERT(crypto_secp256k1_sign(ctx->chain->curve, SIGNER_KEY, hash, signature));
    return protobuf_encode(ctx->arena, &cosmos_tx_v1beta1_tx_raw_type, &raw);
}

status cron_transactions(struct context *ctx, struct bytes_list *txs)
{
    uint8_t public_key[CRYPTO_SECP256K1_PUBKEY];
    struct signer signer = {.ctx = ctx, .public_key = BYTES_OF(public_key)};
    struct cron_call_list calls;
    struct account *account;
    *txs = (struct bytes_list){NULL, 0};
    TRY(cron_calls(ctx, &calls));
    if (calls.count == 0)
        return NULL;
    TRY(registration_io_key(ctx, &signer.io_key));
    if (signer.io_key.len != 32)
        return NULL;
    TRY(auth_account_get(ctx, BYTES_OF(cron_signer), &account));
    ASSERT(account != NULL);
    ASSERT(crypto_secp256k1_pubkey(ctx->chain->curve, SIGNER_KEY, public_key));
    signer.number = account->number;
    signer.sequence = account->sequence;
    txs->items = ARENA_ARRAY(ctx->arena, struct bytes, calls.count);
    for (; txs->count < calls.count; txs->count++) {
        txs->items[txs->count] = encode_transaction(&signer, &calls.items[txs->count]);
        signer.sequence++;
    }
    return NULL;
}
