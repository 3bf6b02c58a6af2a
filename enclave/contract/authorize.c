#include "enclave/contract/authorize.h"

#include "common/crypto/hash.h"
#include "common/crypto/secret.h"
#include "common/encoding/base64.h"
#include "common/encoding/json.h"
#include "common/encoding/protobuf.h"
#include "common/tx/public_key.h"
#include "common/tx/sign.h"
#include "enclave/contract/errors.h"
#include "schema/core/cosmos_crypto_multisig_v1beta1.h"
#include "schema/core/cosmos_tx_v1beta1.h"
#include "schema/core/secret_compute_v1beta1.h"

status authorize_callback(struct block *block, const struct keys_chain *keys,
                          const struct message *message, struct bytes funds, struct bytes signature)
{
    uint8_t expected[32];
    keys_callback(keys, message->body, funds, expected);
    if (!crypto_equal(BYTES_OF(expected), signature) || !block_signature_take(block, expected))
        return &CONTRACT_VERIFICATION;
    return NULL;
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
                               struct arena *arena, const struct secretd_boundary_call *call,
                               const struct decoded *decoded, struct signing *signing)
{
    struct block_tx *tx = block_tx(block);
    struct public_key key;
    size_t index;
    if (!find_signer(arena, decoded, call->sender, &index, &key))
        return &CONTRACT_VERIFICATION;
    signing->mode = mode_of(decoded, index);
    signing->bytes = signing->mode == SIGN_MODE_DIRECT
                         ? direct_bytes(arena, decoded, block_chain_id(block), call->account_number)
                         : call->sign_bytes;
    uint8_t hash[32];
    if (signing->mode == SIGN_MODE_EIP_191)
        crypto_keccak256(signing->bytes, hash);
    else if (signing->mode == SIGN_MODE_DIRECT || signing->mode == SIGN_MODE_LEGACY_AMINO_JSON)
        crypto_sha256(signing->bytes, hash);
    else
        return &CONTRACT_VERIFICATION;
    if (tx->signature_checked && bytes_equal(BYTES_OF(tx->signer), call->sender) &&
        memcmp(tx->signed_hash, hash, 32) == 0)
        return NULL;
    if (!verify_key(arena, curve, &key, hash, decoded->raw.signatures.items[index]))
        return &CONTRACT_VERIFICATION;
    tx->signature_checked = call->sender.len == KEYS_ADDRESS;
    if (tx->signature_checked)
        memcpy(tx->signer, call->sender.data, KEYS_ADDRESS);
    memcpy(tx->signed_hash, hash, 32);
    return NULL;
}

/* ---- content ---- */

static bool same_coins(const struct cosmos_base_v1beta1_coin_list *left,
                       const struct cosmos_base_v1beta1_coin_list *right)
{
    if (left->count != right->count)
        return false;
    for (size_t i = 0; i < left->count; i++)
        if (!bytes_equal(left->items[i].denom, right->items[i].denom) ||
            !bytes_equal(left->items[i].amount, right->items[i].amount))
            return false;
    return true;
}

static bool is_execute(struct arena *arena, const struct google_protobuf_any *any,
                       const struct secretd_boundary_call *call)
{
    struct secret_compute_v1beta1_msg_execute_contract message = {0};
    const struct message_type *type = &secret_compute_v1beta1_msg_execute_contract_type;
    return bytes_is(any->type_url, "/secret.compute.v1beta1.MsgExecuteContract") &&
           protobuf_decode(arena, type, any->value, &message) == NULL &&
           bytes_equal(message.sender, call->sender) &&
           bytes_equal(message.contract, call->contract) &&
           bytes_equal(message.msg, call->message) && same_coins(&message.sent_funds, &call->funds);
}

static bool is_instantiate(struct arena *arena, const struct google_protobuf_any *any,
                           const struct secretd_boundary_call *call)
{
    struct secret_compute_v1beta1_msg_instantiate_contract message = {0};
    const struct message_type *type = &secret_compute_v1beta1_msg_instantiate_contract_type;
    return bytes_is(any->type_url, "/secret.compute.v1beta1.MsgInstantiateContract") &&
           protobuf_decode(arena, type, any->value, &message) == NULL &&
           bytes_equal(message.sender, call->sender) &&
           bytes_equal(message.init_msg, call->message) &&
           bytes_equal(message.admin, call->admin) && message.code_id == call->code_id &&
           same_coins(&message.init_funds, &call->funds);
}

/* ---- amino JSON: what was signed must say the same as the transaction ---- */

static bool says_bytes(struct arena *arena, const struct json_value *value, const char *name,
                       struct bytes expected)
{
    const struct json_value *member = json_member(value, name);
    struct bytes content;
    return member != NULL && member->kind == JSON_STRING &&
           base64_decode(arena, member->text, &content) && bytes_equal(content, expected);
}

static bool says_text(const struct json_value *value, const char *name, struct bytes expected)
{
    const struct json_value *member = json_member(value, name);
    if (member == NULL)
        return expected.len == 0;
    return member->kind == JSON_STRING && bytes_equal(member->text, expected);
}

static bool says_coins(const struct json_value *value, const char *name,
                       const struct cosmos_base_v1beta1_coin_list *expected)
{
    const struct json_value *list = json_member(value, name);
    if (list == NULL || list->kind == JSON_NULL)
        return expected->count == 0;
    if (list->kind != JSON_ARRAY || list->count != expected->count)
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (!says_text(&list->items[i], "denom", expected->items[i].denom) ||
            !says_text(&list->items[i], "amount", expected->items[i].amount))
            return false;
    return true;
}

static bool says_call(struct arena *arena, const struct json_value *message,
                      const struct secretd_boundary_call *call)
{
    const struct json_value *value = json_member(message, "value");
    if (value == NULL)
        return false;
    if (call->kind == SECRETD_BOUNDARY_CALL_KIND_EXECUTE)
        return says_text(message, "type", BYTES("wasm/MsgExecuteContract")) &&
               says_bytes(arena, value, "sender", call->sender) &&
               says_bytes(arena, value, "contract", call->contract) &&
               says_bytes(arena, value, "msg", call->message) &&
               says_coins(value, "sent_funds", &call->funds);
    return says_text(message, "type", BYTES("wasm/MsgInstantiateContract")) &&
           says_bytes(arena, value, "sender", call->sender) &&
           says_bytes(arena, value, "init_msg", call->message) &&
           says_text(value, "admin", call->admin) && says_coins(value, "init_funds", &call->funds);
}

static bool signed_text_agrees(struct block *block, struct arena *arena,
                               const struct signing *signing, size_t message_count,
                               const struct secretd_boundary_call *call)
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
    uint32_t index = block_tx(block)->message;
    return messages != NULL && messages->kind == JSON_ARRAY && messages->count == message_count &&
           index < message_count && says_text(&doc, "chain_id", block_chain_id(block)) &&
           says_call(arena, &messages->items[index], call);
}

status authorize_signer(struct block *block, const struct crypto_secp256k1 *curve,
                        struct arena *arena, const struct secretd_boundary_call *call,
                        const struct message *message)
{
    const struct block_tx *tx = block_tx(block);
    if (tx == NULL)
        return &CONTRACT_VALIDATION;
    struct decoded decoded;
    struct signing signing;
    TRY(decode(arena, tx->raw, &decoded));
    TRY(verify_signature(block, curve, arena, call, &decoded, &signing));
    if (!message->encrypted || tx->message >= decoded.body.messages.count)
        return &CONTRACT_VERIFICATION;
    const struct google_protobuf_any *any = &decoded.body.messages.items[tx->message];
    bool fits = call->kind == SECRETD_BOUNDARY_CALL_KIND_EXECUTE ? is_execute(arena, any, call)
                                                                 : is_instantiate(arena, any, call);
    if (!fits || !signed_text_agrees(block, arena, &signing, decoded.body.messages.count, call))
        return &CONTRACT_VERIFICATION;
    return block_message_take(block) ? NULL : &CONTRACT_VALIDATION;
}
