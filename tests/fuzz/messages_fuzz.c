/* Message handlers: the input is the body of a transaction, which is sent in the name of all whose
 * signatures it needs. It is simulated; what succeeds there, and whose signers' keys are known, is
 * executed in a block, which must end. The state is that of a recorded chain and never committed.
 */
#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/crypto/secp256k1.h"
#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "common/tx/tx.h"
#include "node/app/state.h"
#include "node/chain/address.h"
#include "node/modules/auth/module.h"
#include "schema/chain/registry.h"
#include "schema/core/cosmos_crypto_secp256k1.h"
#include "schema/core/cosmos_tx_signing_v1beta1.h"
#include "tests/support/recorded_chain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEIGHT = 171, GAS_LIMIT = 4000000, SIGNERS_MAX = 8 };

/* The keys of LocalSecret's accounts, made from words that everybody knows. */
static const char *const KEYS[] = {
    "5d4c0bc5daa50219ff2daf95a52e36122c640a5a91f3d38d4b9f52b095e8db10",
    "f0a7b67eb9a719d54f8a9bfbfb187d8c296b97911a05bf5ca30494823e46beb6",
    "6eeaa297eb4b79e5bb54bbae82f39d4e690fdfeb54c250a849c3d9c5eb5e04f1",
    "505ac2766a1f47d882869e8483b904e4edf04fe8ec397c093d6c01ea449eba11",
    "30cff56526d3e51175067698eae8bf8bbc843749ae906cef5d4bfe8ceca30f41",
};

struct signer {
    struct account account;
    struct bytes key; /* private; absent when it is not known */
    uint8_t public_key[33];
};

/* One transaction that is being made. */
struct sending {
    struct arena *arena;
    struct test_recorded_chain *chain;
    const struct crypto_secp256k1 *curve;
    struct signer signers[SIGNERS_MAX];
    size_t count;
};

static void find_key(struct sending *sending, struct signer *signer)
{
    for (size_t i = 0; i < ARRAY_COUNT(KEYS); i++) {
        struct bytes key;
        uint8_t hash[32], address[20];
        ASSERT(hex_decode(sending->arena, bytes_text(KEYS[i]), &key));
        ASSERT(crypto_secp256k1_pubkey(sending->curve, key.data, signer->public_key));
        crypto_sha256(BYTES_OF(signer->public_key), hash);
        crypto_ripemd160(BYTES_OF(hash), address);
        if (bytes_equal(signer->account.address, BYTES_OF(address))) {
            signer->key = key;
            return;
        }
    }
}

static bool add_signer(struct sending *sending, struct bytes address)
{
    const struct app *app = sending->chain->app;
    struct gas_meter gas;
    struct account *account;
    for (size_t i = 0; i < sending->count; i++)
        if (bytes_equal(sending->signers[i].account.address, address))
            return true;
    if (sending->count == SIGNERS_MAX)
        return false;
    struct signer *signer = &sending->signers[sending->count++];
    *signer = (struct signer){0};
    const struct store_view *view = database_latest(sending->chain->database);
    struct block_info info = {.height = database_height(sending->chain->database)};
    struct context ctx = app_context(app, sending->arena, EXEC_QUERY, &info,
                                     overlay_new(sending->arena, view, 0), &gas);
    bool found = auth_account_get(&ctx, address, &account) == NULL && account != NULL;
    if (found) {
        signer->account = *account;
        signer->account.address = arena_copy(sending->arena, address);
        find_key(sending, signer);
    }
    view_release(view);
    return found;
}

static bool find_signers(struct sending *sending, struct bytes body)
{
    struct cosmos_tx_v1beta1_tx_body decoded;
    if (protobuf_decode(sending->arena, &cosmos_tx_v1beta1_tx_body_type, body, &decoded) != NULL)
        return false;
    for (size_t i = 0; i < decoded.messages.count; i++) {
        const struct google_protobuf_any *any = &decoded.messages.items[i];
        const struct message_type *type = registry_resolve(&schema_chain_registry, any->type_url);
        struct bytes_list found;
        if (type == NULL || !tx_is_message(type))
            return false;
        void *message = arena_alloc(sending->arena, type->size);
        if (protobuf_decode(sending->arena, type, any->value, message) != NULL ||
            tx_message_signers(sending->arena, type, message, &found) != NULL)
            return false;
        for (size_t k = 0; k < found.count; k++)
            if (!add_signer(sending, found.items[k]))
                return false;
    }
    return sending->count > 0;
}

static struct bytes encode_auth_info(struct sending *sending)
{
    struct arena *arena = sending->arena;
    static const struct cosmos_tx_v1beta1_mode_info_single single = {
        .mode = COSMOS_TX_SIGNING_V1BETA1_SIGN_MODE_DIRECT};
    static const struct cosmos_tx_v1beta1_mode_info mode = {.sum_case = 1, .single = &single};
    struct cosmos_base_v1beta1_coin amount = {BYTES("uscrt"), BYTES("1000000")};
    const struct cosmos_tx_v1beta1_fee fee = {.amount = {&amount, 1}, .gas_limit = GAS_LIMIT};
    struct cosmos_tx_v1beta1_auth_info info = {.fee = &fee};
    info.signer_infos.items =
        ARENA_ARRAY(arena, struct cosmos_tx_v1beta1_signer_info, sending->count);
    info.signer_infos.count = sending->count;
    for (size_t i = 0; i < sending->count; i++) {
        const struct signer *signer = &sending->signers[i];
        info.signer_infos.items[i] = (struct cosmos_tx_v1beta1_signer_info){
            .mode_info = &mode, .sequence = signer->account.sequence};
        if (signer->key.data == NULL)
            continue;
        struct google_protobuf_any *any = ARENA_NEW(arena, struct google_protobuf_any);
        const struct cosmos_crypto_secp256k1_pub_key key = {.key = BYTES_OF(signer->public_key)};
        any->type_url = BYTES("/cosmos.crypto.secp256k1.PubKey");
        any->value = protobuf_encode(arena, &cosmos_crypto_secp256k1_pub_key_type, &key);
        info.signer_infos.items[i].public_key = any;
    }
    return protobuf_encode(arena, &cosmos_tx_v1beta1_auth_info_type, &info);
}

/* The transaction, signed by those whose keys are known; *complete when that is everybody. */
static struct bytes make_tx(struct sending *sending, struct bytes body, bool *complete)
{
    struct arena *arena = sending->arena;
    struct cosmos_tx_v1beta1_tx_raw raw = {
        .body_bytes = body,
        .auth_info_bytes = encode_auth_info(sending),
        .signatures = {ARENA_ARRAY(arena, struct bytes, sending->count), sending->count},
    };
    *complete = true;
    for (size_t i = 0; i < sending->count; i++) {
        const struct signer *signer = &sending->signers[i];
        const struct cosmos_tx_v1beta1_sign_doc document = {
            .body_bytes = body,
            .auth_info_bytes = raw.auth_info_bytes,
            .chain_id = sending->chain->next.header->chain_id,
            .account_number = signer->account.number,
        };
        uint8_t hash[32], *signature = arena_zalloc(arena, 64);
        crypto_sha256(protobuf_encode(arena, &cosmos_tx_v1beta1_sign_doc_type, &document), hash);
        if (signer->key.data == NULL)
            *complete = false;
        else
            ASSERT(crypto_secp256k1_sign(sending->curve, signer->key.data, hash, signature));
        raw.signatures.items[i] = bytes_make(signature, 64);
    }
    return protobuf_encode(arena, &cosmos_tx_v1beta1_tx_raw_type, &raw);
}

static void send(struct sending *sending, struct bytes tx, bool complete)
{
    struct test_recorded_chain *chain = sending->chain;
    struct cosmos_tx_v1beta1_simulate_response simulated;
    struct tendermint_abci_response_finalize_block response;
    if (chain->face->simulate(chain->app, sending->arena, tx, &simulated) != NULL || !complete)
        return;
    struct block_input block = chain->next;
    block.txs = (struct bytes_list){&tx, 1};
    chain->face->execute(chain->app, sending->arena, &block, &response);
    ASSERT(response.tx_results.count == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct test_recorded_chain *chain;
    static struct crypto_secp256k1 *curve;
    if (chain == NULL) {
        chain = test_recorded_chain_new("export-import", HEIGHT);
        curve = crypto_secp256k1_new((const uint8_t[32]){0});
    }
    struct sending sending = {.arena = arena_new(1 << 16), .chain = chain, .curve = curve};
    struct bytes body = bytes_make(data, size);
    if (find_signers(&sending, body)) {
        bool complete;
        struct bytes tx = make_tx(&sending, body, &complete);
        send(&sending, tx, complete);
    }
    arena_drop(sending.arena);
    return 0;
}
