#include "tests/support/sealed_chain.h"

#include "common/base/halt.h"
#include "common/crypto/ed25519.h"
#include "common/crypto/hash.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/x25519.h"
#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "common/light/hash.h"
#include "common/light/validator_set.h"
#include "common/light/vote.h"
#include "common/encoding/bech32.h"
#include "common/tx/address.h"
#include "schema/core/cosmos_crypto_secp256k1.h"
#include "schema/core/cosmos_tx_v1beta1.h"
#include "schema/core/secret_compute_v1beta1.h"

/* ---- the validator ---- */

enum { POWER = 10, FIRST_SECOND = 1700000000 };

struct test_validator *test_validator_new(struct arena *arena)
{
    struct test_validator *validator = ARENA_NEW(arena, struct test_validator);
    validator->arena = arena;
    validator->chain_id = BYTES(TEST_CHAIN_ID);
    memset(validator->seed, 9, sizeof validator->seed);
    return validator;
}

static struct light_validator_set set_of(struct test_validator *validator)
{
    uint8_t *key = arena_alloc(validator->arena, 32);
    crypto_ed25519_pubkey(validator->seed, key);
    struct tendermint_crypto_public_key *message =
        ARENA_NEW(validator->arena, struct tendermint_crypto_public_key);
    message->sum_case = LIGHT_KEY_ED25519;
    message->ed25519 = bytes_make(key, 32);
    const struct tendermint_abci_validator_update update = {.pub_key = *message, .power = POWER};
    struct light_validator_set set;
    ASSERT(light_validators_new(validator->arena, &update, 1, &set) == NULL);
    return set;
}

void test_block_sign(struct test_validator *validator, struct secretd_boundary_begin_block *block)
{
    struct arena *arena = validator->arena;
    struct light_validator_set set = set_of(validator);
    struct tendermint_types_commit *commit = ARENA_NEW(arena, struct tendermint_types_commit);
    uint8_t *hash = arena_alloc(arena, 32), *signature = arena_alloc(arena, 64);
    ASSERT(light_header_hash(arena, block->header, hash));
    commit->height = block->header->height;
    commit->block_id.hash = bytes_make(hash, 32);
    commit->block_id.part_set_header.total = 1;
    commit->block_id.part_set_header.hash = bytes_make(hash, 32);
    commit->signatures.items = ARENA_NEW(arena, struct tendermint_types_commit_sig);
    commit->signatures.count = 1;
    commit->signatures.items[0] = (struct tendermint_types_commit_sig){
        .block_id_flag = LIGHT_FLAG_COMMIT,
        .validator_address = arena_copy(arena, BYTES_OF(set.items[0].address)),
        .timestamp = block->header->time,
    };
    struct bytes vote = light_commit_vote_bytes(arena, block->header->chain_id, commit, 0);
    crypto_ed25519_sign(validator->seed, vote, signature);
    commit->signatures.items[0].signature = bytes_make(signature, 64);
    block->commit = commit;
    validator->last_id = commit->block_id;
}

struct secretd_boundary_begin_block test_block(struct test_validator *validator,
                                               struct bytes_list txs)
{
    struct arena *arena = validator->arena;
    struct light_validator_set set = set_of(validator);
    struct tendermint_types_header *header = ARENA_NEW(arena, struct tendermint_types_header);
    struct tendermint_types_validator_set *validators =
        ARENA_NEW(arena, struct tendermint_types_validator_set);
    uint8_t *set_hash = arena_alloc(arena, 32), *data_hash = arena_alloc(arena, 32);
    light_validators_hash(arena, &set, set_hash);
    light_data_hash(arena, txs, data_hash);
    *header = (struct tendermint_types_header){
        .version = {.block = 11},
        .chain_id = validator->chain_id,
        .height = ++validator->height,
        .time = {.seconds = FIRST_SECOND + validator->height},
        .last_block_id = validator->last_id,
        .data_hash = bytes_make(data_hash, 32),
        .validators_hash = bytes_make(set_hash, 32),
        .next_validators_hash = bytes_make(set_hash, 32),
        .proposer_address = arena_copy(arena, BYTES_OF(set.items[0].address)),
    };
    *validators = light_validators_message(arena, &set);
    struct secretd_boundary_begin_block block = {
        .header = header,
        .txs = txs,
        .validators = validators,
    };
    test_block_sign(validator, &block);
    return block;
}

/* ---- the user ---- */

struct test_user *test_user_new(struct arena *arena, struct crypto_secp256k1 *curve, uint8_t name)
{
    static const uint8_t no_key[32];
    struct test_user *user = ARENA_NEW(arena, struct test_user);
    user->arena = arena;
    user->curve = curve;
    memset(user->private_key, name, 32);
    memset(user->io_private, name ^ 0x55, 32);
    ASSERT(crypto_secp256k1_pubkey(curve, user->private_key, user->public_key));
    uint8_t hash[32];
    crypto_sha256(BYTES_OF(user->public_key), hash);
    crypto_ripemd160(BYTES_OF(hash), user->address);
    struct crypto_x25519 *io = crypto_x25519_new(user->io_private);
    crypto_x25519_pubkey(io, user->io_public);
    crypto_x25519_free(io);
    user->siv = crypto_siv_new(no_key);
    return user;
}

void test_user_free(struct test_user *user)
{
    crypto_siv_free(user->siv);
}

static const struct bytes EMPTY_ITEM = BYTES_INIT("");

struct bytes test_encrypt(struct test_user *user, struct bytes network_io_key,
                          const uint8_t code_hash[32], struct bytes text)
{
    static const uint8_t salt[32] = {
        0, 0,    0,    0, 0,    0,    0, 0,    0,    2,    0x4b, 0xea, 0xd8, 0xdf, 0x69, 0x99,
        8, 0x52, 0xc2, 2, 0xdb, 0x0e, 0, 0x97, 0xc1, 0xa1, 0x2e, 0xa6, 0x37, 0xd7, 0xe9, 0x6d};
    uint8_t shared[32], prk[32], key[32];
    user->nonce[0]++;
    struct crypto_x25519 *io = crypto_x25519_new(user->io_private);
    crypto_x25519_exchange(io, network_io_key.data, shared);
    crypto_x25519_free(io);
    const struct bytes parts[] = {BYTES_OF(shared), BYTES_OF(user->nonce)};
    crypto_hkdf_extract(BYTES_OF(salt), parts, 2, prk);
    crypto_hkdf_expand(prk, BYTES(""), key, sizeof key);
    crypto_siv_rekey(user->siv, key);
    struct bytes plain =
        ARENA_CONCAT(user->arena, hex_lower(user->arena, bytes_make(code_hash, 32)), text);
    uint8_t *sealed = arena_alloc(user->arena, plain.len + 16);
    crypto_siv_seal(user->siv, &EMPTY_ITEM, 1, plain, sealed);
    return ARENA_CONCAT(user->arena, BYTES_OF(user->nonce), BYTES_OF(user->io_public),
                        bytes_make(sealed, plain.len + 16));
}

struct bytes test_decrypt(struct test_user *user, struct bytes sealed)
{
    ASSERT(sealed.len >= 16);
    uint8_t *out = arena_alloc(user->arena, sealed.len - 16);
    ASSERT(crypto_siv_open(user->siv, &EMPTY_ITEM, 1, sealed, out));
    return bytes_make(out, sealed.len - 16);
}

struct bytes test_decrypt_text(struct test_user *user, struct bytes text)
{
    struct bytes sealed;
    ASSERT(base64_decode(user->arena, text, &sealed));
    return test_decrypt(user, sealed);
}

struct bytes test_sign(struct test_user *user, const struct google_protobuf_any *messages,
                       size_t count, uint64_t account_number, uint64_t sequence)
{
    struct arena *arena = user->arena;
    const struct cosmos_crypto_secp256k1_pub_key key = {.key = BYTES_OF(user->public_key)};
    const struct google_protobuf_any key_any = {
        .type_url = BYTES("/cosmos.crypto.secp256k1.PubKey"),
        .value = protobuf_encode(arena, &cosmos_crypto_secp256k1_pub_key_type, &key)};
    const struct cosmos_tx_v1beta1_mode_info_single single = {.mode = 1};
    const struct cosmos_tx_v1beta1_mode_info mode = {.sum_case = 1, .single = &single};
    struct cosmos_tx_v1beta1_signer_info info = {
        .public_key = &key_any, .mode_info = &mode, .sequence = sequence};
    const struct cosmos_tx_v1beta1_fee fee = {.gas_limit = 1000000};
    const struct cosmos_tx_v1beta1_auth_info auth = {.signer_infos = {&info, 1}, .fee = &fee};
    struct cosmos_tx_v1beta1_tx_body body = {0};
    body.messages.items = ARENA_ARRAY(arena, struct google_protobuf_any, count);
    body.messages.count = count;
    memcpy(body.messages.items, messages, count * sizeof *messages);
    const struct cosmos_tx_v1beta1_sign_doc doc = {
        .body_bytes = protobuf_encode(arena, &cosmos_tx_v1beta1_tx_body_type, &body),
        .auth_info_bytes = protobuf_encode(arena, &cosmos_tx_v1beta1_auth_info_type, &auth),
        .chain_id = BYTES(TEST_CHAIN_ID),
        .account_number = account_number,
    };
    uint8_t hash[32], signature[64];
    crypto_sha256(protobuf_encode(arena, &cosmos_tx_v1beta1_sign_doc_type, &doc), hash);
    ASSERT(crypto_secp256k1_sign(user->curve, user->private_key, hash, signature));
    struct bytes one = BYTES_OF(signature);
    const struct cosmos_tx_v1beta1_tx_raw raw = {
        .body_bytes = doc.body_bytes,
        .auth_info_bytes = doc.auth_info_bytes,
        .signatures = {&one, 1},
    };
    return protobuf_encode(arena, &cosmos_tx_v1beta1_tx_raw_type, &raw);
}

struct google_protobuf_any test_execute_message(struct arena *arena,
                                                const struct secretd_boundary_call *call)
{
    const struct secret_compute_v1beta1_msg_execute_contract message = {
        .sender = call->sender,
        .contract = call->contract,
        .msg = call->message,
        .sent_funds = call->funds,
    };
    return (struct google_protobuf_any){
        .type_url = BYTES("/secret.compute.v1beta1.MsgExecuteContract"),
        .value =
            protobuf_encode(arena, &secret_compute_v1beta1_msg_execute_contract_type, &message)};
}

struct google_protobuf_any test_instantiate_message(struct arena *arena,
                                                    const struct secretd_boundary_call *call)
{
    const struct secret_compute_v1beta1_msg_instantiate_contract message = {
        .sender = call->sender,
        .code_id = call->code_id,
        .label = BYTES("label"),
        .init_msg = call->message,
        .init_funds = call->funds,
        .admin = call->admin,
    };
    return (struct google_protobuf_any){
        .type_url = BYTES("/secret.compute.v1beta1.MsgInstantiateContract"),
        .value = protobuf_encode(arena, &secret_compute_v1beta1_msg_instantiate_contract_type,
                                 &message)};
}

/* What a fuzzer takes for an address may be longer than any text. */
static struct bytes text_of(struct arena *arena, struct bytes address)
{
    if (address.len > BECH32_DATA_BYTES_MAX)
        address = bytes_slice(address, 0, BECH32_DATA_BYTES_MAX);
    return address_text(arena, ADDRESS_ACCOUNT, address);
}

struct google_protobuf_any test_migrate_message(struct arena *arena,
                                                const struct secretd_boundary_call *call)
{
    const struct secret_compute_v1beta1_msg_migrate_contract message = {
        .sender = text_of(arena, call->sender),
        .contract = text_of(arena, call->contract),
        .code_id = call->code_id,
        .msg = call->message,
    };
    return (struct google_protobuf_any){
        .type_url = BYTES("/secret.compute.v1beta1.MsgMigrateContract"),
        .value =
            protobuf_encode(arena, &secret_compute_v1beta1_msg_migrate_contract_type, &message)};
}

struct google_protobuf_any test_admin_message(struct arena *arena,
                                              const struct secretd_boundary_update_admin *request)
{
    struct bytes sender = text_of(arena, request->sender);
    struct bytes contract = text_of(arena, request->contract);
    const struct secret_compute_v1beta1_msg_update_admin update = {
        .sender = sender, .new_admin = request->new_admin, .contract = contract};
    const struct secret_compute_v1beta1_msg_clear_admin clear = {.sender = sender,
                                                                 .contract = contract};
    if (request->new_admin.len == 0)
        return (struct google_protobuf_any){
            .type_url = BYTES("/secret.compute.v1beta1.MsgClearAdmin"),
            .value = protobuf_encode(arena, &secret_compute_v1beta1_msg_clear_admin_type, &clear)};
    return (struct google_protobuf_any){
        .type_url = BYTES("/secret.compute.v1beta1.MsgUpdateAdmin"),
        .value = protobuf_encode(arena, &secret_compute_v1beta1_msg_update_admin_type, &update)};
}

struct bytes test_contract_address(struct arena *arena, uint64_t code_id, uint64_t instance_id,
                                   struct bytes creator)
{
    uint8_t number[8], hash[32], address[20];
    store_be64(number, (code_id << 32) + instance_id);
    CRYPTO_SHA256(hash, BYTES_OF(number), creator);
    crypto_ripemd160(BYTES_OF(hash), address);
    return arena_copy(arena, BYTES_OF(address));
}
