#ifndef TESTS_SUPPORT_FAKE_CHAIN_H
#define TESTS_SUPPORT_FAKE_CHAIN_H

#include <pthread.h>

#include "common/base/halt.h"
#include "common/crypto/ed25519.h"
#include "common/crypto/hash.h"
#include "common/encoding/protobuf.h"
#include "node/api/api.h"
#include "node/chain/errors.h"
#include "schema/chain/cosmos_auth_v1beta1.h"

/* A chain without modules behind the servers: every transaction succeeds but those that begin with
 * "bad", and makes two events; the data lives in memory. */
struct fake_chain {
    struct arena *arena, *block_arena;
    struct application app;
    struct genesis genesis;
    struct database *database;
    struct block_record record;
    struct mempool *mempool;
    struct solo *solo;
    struct api *api;
    uint8_t pubkey[32];
    pthread_mutex_t lock;
    pthread_cond_t moved;
    int64_t height;
    uint64_t sequence;                          /* of every account; change it while nobody asks */
    const struct inspection_store *inspections; /* set before the start */
};

static status fake_init(void *app, struct arena *arena,
                        const struct tendermint_abci_request_init_chain *request,
                        struct tendermint_abci_response_init_chain *response)
{
    struct fake_chain *fake = app;
    struct tendermint_abci_validator_update *update =
        ARENA_NEW(arena, struct tendermint_abci_validator_update);
    *update = (struct tendermint_abci_validator_update){
        .pub_key = {.sum_case = LIGHT_KEY_ED25519, .ed25519 = BYTES_OF(fake->pubkey)}, .power = 10};
    response->validators = (struct tendermint_abci_validator_update_list){update, 1};
    return NULL;
}

static void fake_check(void *app, struct arena *arena, struct bytes tx, bool recheck,
                       struct tendermint_abci_response_check_tx *response)
{
    if (bytes_starts_with(tx, BYTES("bad"))) {
        response->code = 5;
        response->log = BYTES("insufficient funds");
        response->codespace = BYTES("sdk");
    }
    response->gas_wanted = 100;
}

static struct bytes_list fake_scheduled(void *app, struct arena *arena)
{
    return (struct bytes_list){0};
}

static void fake_events(struct arena *arena, struct bytes tx,
                        struct tendermint_abci_event_list *events)
{
    struct tendermint_abci_event_attribute *attributes =
        ARENA_ARRAY(arena, struct tendermint_abci_event_attribute, 4);
    attributes[0] = (struct tendermint_abci_event_attribute){BYTES("sender"), BYTES("a"), true};
    attributes[1] = (struct tendermint_abci_event_attribute){BYTES("text"), tx, true};
    attributes[2] = (struct tendermint_abci_event_attribute){BYTES("sender"), BYTES("b"), true};
    attributes[3] = (struct tendermint_abci_event_attribute){BYTES("text"), BYTES("other"), true};
    events->items = ARENA_ARRAY(arena, struct tendermint_abci_event, 2);
    events->count = 2;
    events->items[0] = (struct tendermint_abci_event){BYTES("transfer"), {attributes, 2}};
    events->items[1] = (struct tendermint_abci_event){BYTES("transfer"), {attributes + 2, 2}};
}

static void fake_execute(void *app, struct arena *arena, const struct block_input *block,
                         struct tendermint_abci_response_finalize_block *response)
{
    struct fake_chain *fake = app;
    const struct change_set none[STORE_COUNT] = {0};
    size_t count = block->txs.count;
    response->tx_results.items = ARENA_ARRAY(arena, struct tendermint_abci_exec_tx_result, count);
    response->tx_results.count = count;
    for (size_t i = 0; i < count; i++) {
        response->tx_results.items[i].gas_wanted = 100;
        response->tx_results.items[i].gas_used = 50;
        fake_events(arena, block->txs.items[i], &response->tx_results.items[i].events);
    }
    fake_events(arena, BYTES("block"), &response->events);
    arena_reset(fake->block_arena);
    database_apply(fake->database, block->header->height, none, fake->record.app_hash);
    response->app_hash = arena_copy(arena, BYTES_OF(fake->record.app_hash));
    fake->record = (struct block_record){
        .height = block->header->height,
        .block = arena_copy(fake->block_arena, block->block_bytes),
        .commit = arena_copy(fake->block_arena, block->commit_bytes),
        .results = arena_copy(
            fake->block_arena,
            protobuf_encode(arena, &tendermint_abci_response_finalize_block_type, response)),
    };
    memcpy(fake->record.app_hash, response->app_hash.data, 32);
}

static void fake_renew(void *app)
{
}

static void fake_append(void *app, struct bytes consensus_state)
{
    struct fake_chain *fake = app;
    fake->record.consensus_state = consensus_state;
    database_append(fake->database, &fake->record);
}

static void fake_query(void *app, struct arena *arena,
                       const struct tendermint_abci_request_query *request,
                       struct tendermint_abci_response_query *response)
{
    response->height = request->height;
    response->key = request->data;
    response->value = arena_copy(arena, request->path);
}

/* The account of whoever asks, with number 3 and the sequence of the fake. */
static struct bytes fake_account(const struct fake_chain *fake, struct arena *arena)
{
    const struct cosmos_auth_v1beta1_base_account account = {.account_number = 3,
                                                             .sequence = fake->sequence};
    const struct google_protobuf_any any = {
        .type_url = BYTES("/cosmos.auth.v1beta1.BaseAccount"),
        .value = protobuf_encode(arena, &cosmos_auth_v1beta1_base_account_type, &account)};
    const struct cosmos_auth_v1beta1_query_account_response response = {.account = &any};
    return protobuf_encode(arena, &cosmos_auth_v1beta1_query_account_response_type, &response);
}

/* Bank's methods answer with an empty message, but AllBalances, which refuses. */
static status fake_answer(void *app, struct arena *arena, struct bytes path, struct bytes request,
                          int64_t *height, struct bytes *response)
{
    if (bytes_is(path, "/cosmos.bank.v1beta1.Query/AllBalances"))
        return chain_grpc_error(arena, GRPC_NOT_FOUND, "nobody here: 100%%");
    if (bytes_is(path, "/cosmos.auth.v1beta1.Query/Account")) {
        *response = fake_account(app, arena);
        return NULL;
    }
    if (!bytes_starts_with(path, BYTES("/cosmos.bank.")))
        return chain_grpc_error(arena, GRPC_UNIMPLEMENTED, "unknown method %.*s", BYTES_ARG(path));
    *response = BYTES("");
    if (*height == 0)
        *height = 7;
    return NULL;
}

static status fake_simulate(void *app, struct arena *arena, struct bytes tx,
                            struct cosmos_tx_v1beta1_simulate_response *response)
{
    return chain_error(arena, "no such account with gas used: '17'");
}

static void fake_committed(void *context, const struct solo_block *block)
{
    struct fake_chain *fake = context;
    api_committed(fake->api, block);
    pthread_mutex_lock(&fake->lock);
    fake->height = block->block->header.height;
    pthread_cond_signal(&fake->moved);
    pthread_mutex_unlock(&fake->lock);
}

static inline void fake_wait(struct fake_chain *fake, int64_t height)
{
    pthread_mutex_lock(&fake->lock);
    while (fake->height < height)
        pthread_cond_wait(&fake->moved, &fake->lock);
    pthread_mutex_unlock(&fake->lock);
}

static inline void fake_start(struct fake_chain *fake, const struct api_addresses *addresses,
                              uint32_t empty_block_ms)
{
    const uint8_t seed[32] = {7};
    *fake = (struct fake_chain){.arena = arena_new(1 << 14),
                                .block_arena = arena_new(1 << 14),
                                .inspections = fake->inspections};
    fake->app = (struct application){.app = fake,
                                     .init_chain = fake_init,
                                     .check_tx = fake_check,
                                     .scheduled_txs = fake_scheduled,
                                     .execute = fake_execute,
                                     .append = fake_append,
                                     .renew = fake_renew,
                                     .query = fake_query,
                                     .answer = fake_answer,
                                     .simulate = fake_simulate};
    pthread_mutex_init(&fake->lock, NULL);
    pthread_cond_init(&fake->moved, NULL);
    crypto_ed25519_pubkey(seed, fake->pubkey);
    const struct database_options database = {.pruning = PRUNING_DEFAULT,
                                              .index_record = api_index_record};
    if (database_open(fake->arena, &database, &fake->database) != NULL ||
        genesis_read(fake->arena,
                     BYTES("{\"chain_id\":\"net\",\"genesis_time\":\"2026-01-01T00:00:00Z\","
                           "\"app_state\":{\"a\":1}}"),
                     &fake->genesis) != NULL)
        halt("fake chain: no database");
    fake->mempool = mempool_new(&MEMPOOL_LIMITS_DEFAULT, &fake->app);
    struct api_options options = {.app = &fake->app,
                                  .database = fake->database,
                                  .mempool = fake->mempool,
                                  .genesis = &fake->genesis,
                                  .addresses = *addresses,
                                  .moniker = BYTES("banana"),
                                  .version = BYTES("1.2.3"),
                                  .minimum_gas_prices = BYTES("0.0125uscrt"),
                                  .inspections = fake->inspections,
                                  .faucet = addresses->faucet.len != 0,
                                  .faucet_key = {0, 1},
                                  .workers = 2};
    memcpy(options.validator_pubkey, fake->pubkey, 32);
    status refused = api_start(fake->arena, &options, &fake->api);
    if (refused != NULL)
        halt("fake chain: %.*s", BYTES_ARG(refused->text));
    const struct solo_options solo = {.app = &fake->app,
                                      .database = fake->database,
                                      .mempool = fake->mempool,
                                      .genesis = &fake->genesis,
                                      .key_seed = {7},
                                      .empty_block_ms = empty_block_ms,
                                      .committed = fake_committed,
                                      .context = fake};
    refused = solo_start(fake->arena, &solo, &fake->solo);
    if (refused != NULL)
        halt("fake chain: %.*s", BYTES_ARG(refused->text));
    fake_wait(fake, 1);
}

/* fake_start_all starts every server on a free port and no empty blocks. */
static inline struct api_ports fake_start_all(struct fake_chain *fake)
{
    const struct bytes any = BYTES("127.0.0.1:0");
    const struct api_addresses addresses = {any, any, any, any, any};
    fake_start(fake, &addresses, 0);
    return api_ports(fake->api);
}

/* fake_send has a transaction put into the next block and waits for the index. */
static inline void fake_send(struct fake_chain *fake, struct bytes tx)
{
    uint8_t hash[32];
    int64_t height = fake->height;
    crypto_sha256(tx, hash);
    if (mempool_add(fake->mempool, fake->arena, tx, hash, NULL, NULL) != NULL)
        halt("fake chain: transaction refused");
    fake_wait(fake, height + 1);
    database_index_wait(fake->database, height + 1, 10000);
}

static inline void fake_stop(struct fake_chain *fake)
{
    solo_stop(fake->solo);
    mempool_stop(fake->mempool);
    api_stop(fake->api);
    mempool_free(fake->mempool);
    database_close(fake->database);
    arena_drop(fake->block_arena);
    arena_drop(fake->arena);
}

#endif
