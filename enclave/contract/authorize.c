#include "enclave/contract/authorize.h"

#include "common/crypto/hash.h"
#include "common/crypto/secret.h"
#include "common/encoding/json.h"
#include "common/encoding/protobuf.h"
#include "common/tx/public_key.h"
#include "common/tx/sign.h"
#include "enclave/contract/authorize_internal.h"
#include "enclave/contract/errors.h"
#include "schema/core/cosmos_crypto_multisig_v1beta1.h"
#include "schema/core/cosmos_tx_v1beta1.h"

status authorize_callback(struct block *block, const struct keys_chain *keys, struct arena *arena,
                          const struct message *message, const struct suite_link *link,
                          struct bytes signature)
{
    uint8_t expected[32], token[32];
    message->suite->sign(message, arena, keys, link, expected);
    suite_link_token(link, expected, token);
    if (!crypto_equal(BYTES_OF(expected), signature) || !block_token_take(block, token))
        return &CONTRACT_VERIFICATION;
    return NULL;
}

status authorize_reply(struct block *block, const struct keys_chain *keys, struct bytes contract,
                       const struct message *message, const struct message_reply_input *reply)
{
    uint8_t token[32];
    message_reply_token(keys, contract, reply->id, reply->was_encrypted ? message->head : NULL,
                        message->encrypted, token);
    return block_token_take(block, token) ? NULL : &CONTRACT_VERIFICATION;
}

/* ---- signatures ---- */

/* The transaction as far as signatures need it; unknown messages in it are of no concern. */
struct decoded {
    struct cosmos_tx_v1beta1_tx_raw raw;
    struct cosmos_tx_v1beta1_tx_body body;
    struct cosmos_tx_v1beta1_auth_info auth;
};

static status decode(struct arena *arena, struct bytes tx, struct decoded *decoded)
{
    message_init(&cosmos_tx_v1beta1_tx_raw_type, &decoded->raw);
    message_init(&cosmos_tx_v1beta1_tx_body_type, &decoded->body);
    message_init(&cosmos_tx_v1beta1_auth_info_type, &decoded->auth);
    if (protobuf_decode(arena, &cosmos_tx_v1beta1_tx_raw_type, tx, &decoded->raw) != NULL ||
        protobuf_decode(arena, &cosmos_tx_v1beta1_tx_body_type, decoded->raw.body_bytes,
                        &decoded->body) != NULL ||
        protobuf_decode(arena, &cosmos_tx_v1beta1_auth_info_type, decoded->raw.auth_info_bytes,
                        &decoded->auth) != NULL)
        return &CONTRACT_VERIFICATION;
    return NULL;
}

static bool verify_key(struct arena *arena, const struct crypto_secp256k1 *curve,
                       const struct public_key *key, const uint8_t hash[32],
                       struct bytes signature);

/* Each signature that is there must be by a member that has not signed yet. As deep as keys nest.
 */
static bool verify_members(struct arena *arena, const struct crypto_secp256k1 *curve,
                           const struct public_key *key, const uint8_t hash[32],
                           struct bytes signature)
{
    struct cosmos_crypto_multisig_v1beta1_multi_signature multi = {0};
    const struct message_type *type = &cosmos_crypto_multisig_v1beta1_multi_signature_type;
    if (protobuf_decode(arena, type, signature, &multi) != NULL)
        return false;
    bool *used = ARENA_ARRAY(arena, bool, key->member_count);
    size_t good = 0;
    for (size_t i = 0; i < multi.signatures.count; i++) {
        struct bytes one = multi.signatures.items[i];
        if (one.len == 0)
            continue;
        size_t member = 0;
        while (member < key->member_count &&
               (used[member] || !verify_key(arena, curve, &key->members[member], hash, one)))
            member++;
        if (member == key->member_count)
            return false;
        used[member] = true;
        good++;
    }
    return good >= key->threshold;
}

static bool verify_key(struct arena *arena, const struct crypto_secp256k1 *curve,
                       const struct public_key *key, const uint8_t hash[32], struct bytes signature)
{
    if (key->kind == PUBLIC_KEY_SECP256K1)
        return crypto_secp256k1_verify(curve, key->key, hash, signature, CRYPTO_HIGH_S_REFUSED);
    return key->kind == PUBLIC_KEY_MULTISIG && verify_members(arena, curve, key, hash, signature);
}

/* Which signer info is the sender's; its key. */
static bool find_signer(struct arena *arena, const struct decoded *decoded, struct bytes sender,
                        size_t *index, struct public_key *key)
{
    for (size_t i = 0; i < decoded->auth.signer_infos.count; i++) {
        const struct google_protobuf_any *any = decoded->auth.signer_infos.items[i].public_key;
        struct bytes address;
        if (any == NULL || public_key_parse(arena, any, key) != NULL ||
            public_key_address(arena, key, &address) != NULL || !bytes_equal(address, sender))
            continue;
        *index = i;
        return i < decoded->raw.signatures.count;
    }
    return false;
}

static struct bytes direct_bytes(struct arena *arena, const struct decoded *decoded,
                                 struct bytes chain_id, uint64_t account_number)
{
    const struct cosmos_tx_v1beta1_sign_doc doc = {
        .body_bytes = decoded->raw.body_bytes,
        .auth_info_bytes = decoded->raw.auth_info_bytes,
        .chain_id = chain_id,
        .account_number = account_number,
    };
    return protobuf_encode(arena, &cosmos_tx_v1beta1_sign_doc_type, &doc);
}

/* A multisig signs amino JSON whatever else it says; an unspecified mode is the direct one. */
static int32_t mode_of(const struct decoded *decoded, size_t index)
{
    const struct cosmos_tx_v1beta1_mode_info *info =
        decoded->auth.signer_infos.items[index].mode_info;
    if (info == NULL)
        return SIGN_MODE_DIRECT;
    if (info->multi != NULL)
        return SIGN_MODE_LEGACY_AMINO_JSON;
    return info->single == NULL || info->single->mode == 0 ? SIGN_MODE_DIRECT : info->single->mode;
}

struct signing {
    int32_t mode;
    struct bytes bytes; /* what was signed */
};

static status verify_signature(struct block *block, const struct crypto_secp256k1 *curve,
                               struct arena *arena, const struct authorize_claim *claim,
                               const struct decoded *decoded, struct signing *signing)
{
    struct block_tx *tx = block_tx(block);
    struct public_key key;
    size_t index;
    if (!find_signer(arena, decoded, claim->sender, &index, &key))
        return &CONTRACT_VERIFICATION;
    signing->mode = mode_of(decoded, index);
    signing->bytes =
        signing->mode == SIGN_MODE_DIRECT
            ? direct_bytes(arena, decoded, block_chain_id(block), claim->account_number)
            : claim->sign_bytes;
    uint8_t hash[32];
    if (signing->mode == SIGN_MODE_EIP_191)
        crypto_keccak256(signing->bytes, hash);
    else if (signing->mode == SIGN_MODE_DIRECT || signing->mode == SIGN_MODE_LEGACY_AMINO_JSON)
        crypto_sha256(signing->bytes, hash);
    else
        return &CONTRACT_VERIFICATION;
    if (tx->signature_checked && bytes_equal(BYTES_OF(tx->signer), claim->sender) &&
        memcmp(tx->signed_hash, hash, 32) == 0)
        return NULL;
    if (!verify_key(arena, curve, &key, hash, decoded->raw.signatures.items[index]))
        return &CONTRACT_VERIFICATION;
    tx->signature_checked = claim->sender.len == KEYS_ADDRESS;
    if (tx->signature_checked)
        memcpy(tx->signer, claim->sender.data, KEYS_ADDRESS);
    memcpy(tx->signed_hash, hash, 32);
    return NULL;
}

/* ---- content ---- */

static bool signed_text_agrees(struct block *block, struct arena *arena,
                               const struct signing *signing, size_t message_count,
                               const struct authorize_claim *claim,
                               const struct google_protobuf_any *message)
{
    if (signing->mode == SIGN_MODE_DIRECT)
        return true;
    struct bytes text = signing->bytes;
    if (signing->mode == SIGN_MODE_EIP_191)
        text = bytes_from(text, bytes_find(text, '{'));
    struct json_value doc;
    if (json_parse(arena, text, JSON_UTF8 | JSON_UNIQUE_NAMES, &doc) != NULL)
        return false;
    const struct json_value *messages = json_member(&doc, "msgs");
    const struct json_value *chain_id = json_member(&doc, "chain_id");
    uint32_t index = block_tx(block)->message;
    return messages != NULL && messages->kind == JSON_ARRAY && messages->count == message_count &&
           index < message_count && chain_id != NULL && chain_id->kind == JSON_STRING &&
           bytes_equal(chain_id->text, block_chain_id(block)) &&
           authorize_says(arena, claim, message, &messages->items[index]);
}

static status authorize(struct block *block, const struct crypto_secp256k1 *curve,
                        struct arena *arena, const struct authorize_claim *claim)
{
    const struct block_tx *tx = block_tx(block);
    if (tx == NULL)
        return &CONTRACT_VALIDATION;
    struct decoded decoded;
    struct signing signing;
    TRY(decode(arena, tx->raw, &decoded));
    TRY(verify_signature(block, curve, arena, claim, &decoded, &signing));
    if (tx->message >= decoded.body.messages.count)
        return &CONTRACT_VERIFICATION;
    const struct google_protobuf_any *message = &decoded.body.messages.items[tx->message];
    if (!authorize_fits(arena, claim, message) ||
        !signed_text_agrees(block, arena, &signing, decoded.body.messages.count, claim, message))
        return &CONTRACT_VERIFICATION;
    return block_message_take(block) ? NULL : &CONTRACT_VALIDATION;
}

status authorize_signer(struct block *block, const struct crypto_secp256k1 *curve,
                        struct arena *arena, const struct secretd_boundary_call *call,
                        const struct message *message)
{
    if (block_tx(block) != NULL && !message->encrypted)
        return &CONTRACT_VERIFICATION;
    const struct authorize_claim claim = {
        .sender = call->sender,
        .account_number = call->account_number,
        .sign_bytes = call->sign_bytes,
        .call = call,
    };
    return authorize(block, curve, arena, &claim);
}

status authorize_admin(struct block *block, const struct crypto_secp256k1 *curve,
                       struct arena *arena, const struct secretd_boundary_update_admin *request)
{
    const struct authorize_claim claim = {
        .sender = request->sender,
        .account_number = request->account_number,
        .sign_bytes = request->sign_bytes,
        .update = request,
    };
    return authorize(block, curve, arena, &claim);
}
