#include "node/api/faucet.h"

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/hash.h"
#include "common/crypto/secp256k1.h"
#include "common/crypto/secret.h"
#include "common/encoding/bech32.h"
#include "common/encoding/hex.h"
#include "common/encoding/json.h"
#include "common/encoding/protobuf.h"
#include "node/api/api_internal.h"
#include "node/api/uri.h"
#include "node/chain/address.h"
#include "schema/chain/cosmos_auth_v1beta1.h"
#include "schema/core/cosmos_bank_v1beta1.h"
#include "schema/core/cosmos_crypto_secp256k1.h"

#define AMOUNT    "1000000000"
#define DENOM     "uscrt"
#define FEE       "50000" /* 0.25 uscrt a unit of gas */
#define GAS_LIMIT 200000

enum { SIGN_MODE_DIRECT = 1, MODE_SINGLE = 1, CODE_WRONG_SEQUENCE = 32 };

struct faucet {
    struct crypto_secp256k1 *curve;
    uint8_t key[32];
    uint8_t pubkey[33];
    uint8_t address[20];
    pthread_mutex_t lock;
    uint64_t next_sequence; /* behind the last transaction that was taken; 0: ask the chain */
};

/* A request for money on its way. */
struct faucet_job {
    struct work work; /* first */
    struct http_request *http;
    struct api *api;
    struct bytes receiver;
    struct bytes tx;
    bool second_try;
};

static const char content_json[] = "application/json";

struct faucet *faucet_new(const uint8_t key[32])
{
    struct faucet *faucet = heap_zalloc(1, sizeof *faucet);
    uint8_t seed[32], hash[32];
    crypto_random(seed, sizeof seed);
    faucet->curve = crypto_secp256k1_new(seed);
    memcpy(faucet->key, key, sizeof faucet->key);
    if (!crypto_secp256k1_pubkey(faucet->curve, key, faucet->pubkey))
        halt("the faucet's key is no secp256k1 key");
    crypto_sha256(BYTES_OF(faucet->pubkey), hash);
    crypto_ripemd160(BYTES_OF(hash), faucet->address);
    pthread_mutex_init(&faucet->lock, NULL);
    return faucet;
}

void faucet_free(struct faucet *faucet)
{
    if (faucet == NULL)
        return;
    crypto_secp256k1_free(faucet->curve);
    pthread_mutex_destroy(&faucet->lock);
    wipe(faucet, sizeof *faucet);
    heap_free(faucet);
}

static struct bytes faucet_address(struct arena *arena, const struct faucet *faucet)
{
    return bech32_encode(arena, BECH32_ACCOUNT, BYTES_OF(faucet->address));
}

static void reply_error(struct http_request *http, unsigned code, struct bytes text)
{
    struct writer out = writer_new(http->arena, text.len + 32);
    writer_text(&out, "{\"error\":");
    json_write_string(&out, text, false);
    writer_byte(&out, '}');
    http_answer(http, code, content_json, writer_done(&out));
}

/* ---- the transaction ---- */

static struct bytes encode_body(struct arena *arena, const struct faucet *faucet,
                                struct bytes receiver)
{
    struct cosmos_base_v1beta1_coin coin = {.denom = BYTES(DENOM), .amount = BYTES(AMOUNT)};
    const struct cosmos_bank_v1beta1_msg_send send = {
        .from_address = faucet_address(arena, faucet),
        .to_address = receiver,
        .amount = {&coin, 1},
    };
    struct google_protobuf_any message = {
        .type_url = BYTES("/cosmos.bank.v1beta1.MsgSend"),
        .value = protobuf_encode(arena, &cosmos_bank_v1beta1_msg_send_type, &send),
    };
    const struct cosmos_tx_v1beta1_tx_body body = {.messages = {&message, 1}};
    return protobuf_encode(arena, &cosmos_tx_v1beta1_tx_body_type, &body);
}

static struct bytes encode_auth(struct arena *arena, const struct faucet *faucet, uint64_t sequence)
{
    struct cosmos_base_v1beta1_coin fee_coin = {.denom = BYTES(DENOM), .amount = BYTES(FEE)};
    const struct cosmos_crypto_secp256k1_pub_key pub_key = {.key = BYTES_OF(faucet->pubkey)};
    const struct google_protobuf_any key = {
        .type_url = BYTES("/cosmos.crypto.secp256k1.PubKey"),
        .value = protobuf_encode(arena, &cosmos_crypto_secp256k1_pub_key_type, &pub_key),
    };
    const struct cosmos_tx_v1beta1_mode_info_single single = {.mode = SIGN_MODE_DIRECT};
    const struct cosmos_tx_v1beta1_mode_info mode = {.sum_case = MODE_SINGLE, .single = &single};
    struct cosmos_tx_v1beta1_signer_info signer = {
        .public_key = &key, .mode_info = &mode, .sequence = sequence};
    const struct cosmos_tx_v1beta1_fee fee = {.amount = {&fee_coin, 1}, .gas_limit = GAS_LIMIT};
    const struct cosmos_tx_v1beta1_auth_info auth = {.signer_infos = {&signer, 1}, .fee = &fee};
    return protobuf_encode(arena, &cosmos_tx_v1beta1_auth_info_type, &auth);
}

static struct bytes make_tx(struct arena *arena, const struct faucet *faucet, struct bytes chain_id,
                            struct bytes receiver,
                            const struct cosmos_auth_v1beta1_base_account *account,
                            uint64_t sequence)
{
    struct bytes body = encode_body(arena, faucet, receiver);
    struct bytes auth = encode_auth(arena, faucet, sequence);
    const struct cosmos_tx_v1beta1_sign_doc doc = {.body_bytes = body,
                                                   .auth_info_bytes = auth,
                                                   .chain_id = chain_id,
                                                   .account_number = account->account_number};
    uint8_t hash[32], *signature = arena_alloc(arena, 64);
    crypto_sha256(protobuf_encode(arena, &cosmos_tx_v1beta1_sign_doc_type, &doc), hash);
    ASSERT(crypto_secp256k1_sign(faucet->curve, faucet->key, hash, signature));
    struct bytes signed_by = bytes_make(signature, 64);
    const struct cosmos_tx_v1beta1_tx_raw raw = {
        .body_bytes = body, .auth_info_bytes = auth, .signatures = {&signed_by, 1}};
    return protobuf_encode(arena, &cosmos_tx_v1beta1_tx_raw_type, &raw);
}

static status read_account(struct faucet_job *job, struct cosmos_auth_v1beta1_base_account *account)
{
    const struct application *app = job->api->options.app;
    struct arena *arena = job->http->arena;
    const struct cosmos_auth_v1beta1_query_account_request request = {
        .address = faucet_address(arena, job->api->faucet)};
    struct cosmos_auth_v1beta1_query_account_response response;
    struct bytes encoded;
    int64_t height = 0;
    TRY(app->answer(
        app->app, arena, BYTES("/cosmos.auth.v1beta1.Query/Account"),
        protobuf_encode(arena, &cosmos_auth_v1beta1_query_account_request_type, &request), &height,
        &encoded));
    TRY(protobuf_decode(arena, &cosmos_auth_v1beta1_query_account_response_type, encoded,
                        &response));
    return protobuf_decode(arena, &cosmos_auth_v1beta1_base_account_type, response.account->value,
                           account);
}

/* ---- sending ---- */

static void send_money(struct work *work);

static void checked(void *context, const struct tendermint_abci_response_check_tx *check)
{
    struct faucet_job *job = context;
    struct faucet *faucet = job->api->faucet;
    if (check->code == 0) {
        uint8_t hash[32];
        crypto_sha256(job->tx, hash);
        http_answer(job->http, 200, content_json,
                    arena_format(job->http->arena, "{\"txhash\":\"%.*s\"}",
                                 BYTES_ARG(hex_upper(job->http->arena, BYTES_OF(hash)))));
        return;
    }
    pthread_mutex_lock(&faucet->lock);
    faucet->next_sequence = 0;
    pthread_mutex_unlock(&faucet->lock);
    /* A transaction that was reckoned with did not make it: ask the chain again. */
    if (check->code == CODE_WRONG_SEQUENCE && !job->second_try) {
        job->second_try = true;
        if (workers_submit(job->api->workers, &job->work))
            return;
    }
    reply_error(job->http, 500, check->log);
}

static void send_money(struct work *work)
{
    struct faucet_job *job = (struct faucet_job *)work;
    struct faucet *faucet = job->api->faucet;
    struct arena *arena = job->http->arena;
    struct cosmos_auth_v1beta1_base_account account;
    uint8_t hash[32];
    status refused = read_account(job, &account);
    if (refused != NULL) {
        reply_error(job->http, 500, refused->text);
        return;
    }
    pthread_mutex_lock(&faucet->lock);
    uint64_t sequence =
        account.sequence > faucet->next_sequence ? account.sequence : faucet->next_sequence;
    job->tx = make_tx(arena, faucet, job->api->options.genesis->chain_id, job->receiver, &account,
                      sequence);
    crypto_sha256(job->tx, hash);
    /* The mempool checks in the order of these calls, so that sequences follow each other. */
    refused = mempool_add(job->api->options.mempool, arena, job->tx, hash, checked, job);
    if (refused == NULL)
        faucet->next_sequence = sequence + 1;
    pthread_mutex_unlock(&faucet->lock);
    if (refused != NULL)
        reply_error(job->http, 500, refused->text);
}

void faucet_handle(struct http_request *http)
{
    struct api *api = http->owner;
    http_header_add(http, "Access-Control-Allow-Origin", BYTES("*"));
    if (bytes_is(http->path, "/") || bytes_is(http->path, "/status")) {
        http_answer(http, 200, content_json,
                    arena_format(http->arena,
                                 "{\"faucet_address\":\"%.*s\",\"amount\":\"" AMOUNT "\"}",
                                 BYTES_ARG(faucet_address(http->arena, api->faucet))));
        return;
    }
    if (!bytes_is(http->path, "/faucet")) {
        http_answer(http, 200, "text/plain; charset=utf-8", BYTES("Invalid Request!"));
        return;
    }
    status refused;
    struct bytes address;
    struct faucet_job *job = ARENA_NEW(http->arena, struct faucet_job);
    *job = (struct faucet_job){.work.run = send_money, .http = http, .api = api};
    if (!uri_query_find(http->arena, http->query, "address", &job->receiver) ||
        job->receiver.len == 0)
        reply_error(http, 400, BYTES("address is required"));
    else if ((refused = address_parse(http->arena, ADDRESS_ACCOUNT, job->receiver, &address)) !=
             NULL)
        reply_error(http, 500, refused->text);
    else if (!workers_submit(api->workers, &job->work))
        reply_error(http, 500, BYTES("the node is busy, too many requests wait"));
}
