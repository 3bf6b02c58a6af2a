#include "node/api/api.h"

#include <sys/resource.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/hash.h"
#include "common/encoding/hex.h"
#include "node/api/api_internal.h"
#include "node/api/faucet.h"
#include "node/api/listener.h"
#include "node/api/rest.h"
#include "node/api/rpc.h"
#include "node/api/websocket.h"

enum {
    WORKERS_DEFAULT = 4,
    WORK_WAITING_MAX = 1024,
    CONNECTIONS_MAX = 4096, /* a server */
    IDLE_SECONDS_MAX = 120,
    RPC_BODY_BYTES_MAX = 1000000,
    REST_BODY_BYTES_MAX = 16 << 20,
    FAUCET_BODY_BYTES_MAX = 1 << 10,
    INDEX_WAIT_MS = 500,
    CLOSING_STEP_MS = 5,
};

/* ---- the tip ---- */

struct api_tip api_tip(struct api *api)
{
    pthread_mutex_lock(&api->tip_lock);
    struct api_tip tip = api->tip;
    pthread_mutex_unlock(&api->tip_lock);
    return tip;
}

static void copy_hash(uint8_t out[32], struct bytes hash)
{
    if (hash.len == 32)
        memcpy(out, hash.data, 32);
}

static struct api_tip make_tip(const struct api *api, const struct tendermint_types_header *header,
                               struct bytes block_hash, const struct consensus_state *state)
{
    struct api_tip tip = {.height = header->height, .time = header->time};
    copy_hash(tip.block_hash, block_hash);
    copy_hash(tip.header_app_hash, header->app_hash);
    copy_hash(tip.app_hash, state->app_hash);
    copy_hash(tip.next_validators_hash, header->next_validators_hash);
    size_t own = light_validators_find(&state->validators, BYTES_OF(api->address));
    if (own < state->validators.count)
        tip.own_power = state->validators.items[own].power;
    return tip;
}

static void move_tip(struct api *api, const struct api_tip *tip)
{
    pthread_mutex_lock(&api->tip_lock);
    bool first = api->tip.height == 0;
    api->tip = *tip;
    if (first)
        pthread_cond_broadcast(&api->tip_moved);
    pthread_mutex_unlock(&api->tip_lock);
}

void api_committed(struct api *api, const struct solo_block *block)
{
    struct api_tip tip = make_tip(api, &block->block->header, block->block_id->hash, block->state);
    move_tip(api, &tip);
    events_block(api->events, tip.height);
}

static struct api_tip read_tip(struct api *api, int64_t height)
{
    struct arena *arena = arena_new(1 << 16);
    struct chain_block block;
    struct consensus_state state;
    struct api_tip tip = {0};
    if (chain_read_block(api->options.database, arena, height, &block) &&
        consensus_state_decode(arena, block.consensus_state, &state) == NULL)
        tip = make_tip(api, &block.block.header, block.commit.block_id.hash, &state);
    arena_drop(arena);
    return tip;
}

bool api_wait_index(struct api *api)
{
    struct database *database = api->options.database;
    return database_index_wait(database, database_height(database), INDEX_WAIT_MS);
}

/* ---- the loop's thread ---- */

static bool wait_for_first_block(struct api *api)
{
    pthread_mutex_lock(&api->tip_lock);
    while (api->tip.height == 0 && !api->closing)
        pthread_cond_wait(&api->tip_moved, &api->tip_lock);
    bool serve = !api->closing;
    pthread_mutex_unlock(&api->tip_lock);
    return serve;
}

static void *serve(void *argument)
{
    struct api *api = argument;
    if (wait_for_first_block(api)) {
        api->base = read_tip(api, database_first_height(api->options.database));
        loop_run(api->loop);
    }
    return NULL;
}

static size_t pending(const struct api *api)
{
    size_t count = websockets_pending(api->websockets);
    for (size_t i = 0; i < api->http_count; i++)
        count += http_server_pending(api->http[i]);
    if (api->grpc != NULL)
        count += grpc_server_pending(api->grpc);
    return count;
}

/* Looks after deadlines, and once closing whether nothing is under way any more. */
static void tick(struct loop_ticker *ticker, int64_t now_ms)
{
    struct api *api = LOOP_OWNER(struct api, ticker, ticker);
    events_expire(api->events, now_ms);
    if (!api->closing)
        return;
    if (pending(api) == 0)
        loop_stop(api->loop);
    else
        loop_soon(api->loop, CLOSING_STEP_MS);
}

static void begin_closing(struct loop_task *task)
{
    struct api *api = LOOP_OWNER(struct api, close, task);
    for (size_t i = 0; i < api->http_count; i++)
        http_server_quiesce(api->http[i]);
    if (api->grpc != NULL)
        grpc_server_quiesce(api->grpc);
    websockets_close(api->websockets);
    loop_soon(api->loop, 0);
}

/* ---- start ---- */

static status add_http(struct api *api, struct arena *arena, struct bytes address,
                       const struct http_options *wanted, uint16_t *port)
{
    if (address.len == 0)
        return NULL;
    struct http_options options = *wanted;
    TRY(listener_open(arena, address, port, &options.fd));
    options.owner = api;
    options.connections_max = CONNECTIONS_MAX;
    options.idle_seconds_max = IDLE_SECONDS_MAX;
    api->http[api->http_count++] = http_server_new(api->loop, &options);
    return NULL;
}

static status listen_all(struct api *api, struct arena *arena)
{
    const struct api_addresses *addresses = &api->options.addresses;
    const struct http_options rpc = {.body_bytes_max = RPC_BODY_BYTES_MAX, .handle = rpc_handle};
    const struct http_options rest = {.body_bytes_max = REST_BODY_BYTES_MAX, .handle = rest_handle};
    const struct http_options faucet = {.body_bytes_max = FAUCET_BODY_BYTES_MAX,
                                        .handle = faucet_handle};
    TRY(add_http(api, arena, addresses->rpc, &rpc, &api->ports.rpc));
    TRY(add_http(api, arena, addresses->rest, &rest, &api->ports.rest));
    /* The original's API port speaks gRPC-web too, so the two ports are the same server. */
    TRY(add_http(api, arena, addresses->grpc_web, &rest, &api->ports.grpc_web));
    if (api->options.faucet)
        TRY(add_http(api, arena, addresses->faucet, &faucet, &api->ports.faucet));
    if (addresses->grpc.len == 0)
        return NULL;
    int fd;
    TRY(listener_open(arena, addresses->grpc, &api->ports.grpc, &fd));
    api->grpc = grpc_server_new(api, fd);
    return NULL;
}

/* Thousands of idle clients need as many descriptors. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void copy_texts(struct api *api)
{
    struct api_options *options = &api->options;
    options->moniker = arena_copy(api->arena, options->moniker);
    options->version = arena_copy(api->arena, options->version);
    options->commit = arena_copy(api->arena, options->commit);
    options->minimum_gas_prices = arena_copy(api->arena, options->minimum_gas_prices);
}

static void release(struct api *api)
{
    for (size_t i = 0; i < api->http_count; i++)
        http_server_free(api->http[i]);
    if (api->grpc != NULL)
        grpc_server_free(api->grpc);
    faucet_free(api->faucet);
    websockets_free(api->websockets);
    events_free(api->events);
    loop_free(api->loop);
    pthread_mutex_destroy(&api->tip_lock);
    pthread_cond_destroy(&api->tip_moved);
    arena_drop(api->arena);
    wipe(&api->options.faucet_key, sizeof api->options.faucet_key);
    heap_free(api);
}

static struct api *api_new(const struct api_options *options)
{
    struct api *api = heap_zalloc(1, sizeof *api);
    uint8_t hash[32];
    api->options = *options;
    api->arena = arena_new(1 << 12);
    copy_texts(api);
    crypto_sha256(BYTES_OF(options->validator_pubkey), hash);
    memcpy(api->address, hash, sizeof api->address);
    api->node_id = hex_lower(api->arena, BYTES_OF(api->address));
    api->genesis_json = genesis_document(api->arena, options->genesis);
    pthread_mutex_init(&api->tip_lock, NULL);
    pthread_cond_init(&api->tip_moved, NULL);
    api->loop = loop_new();
    api->ticker.tick = tick;
    loop_add_ticker(api->loop, &api->ticker);
    api->close.run = begin_closing;
    api->routes = rest_routes_new(api->arena);
    api->events = events_new(api);
    api->websockets = websockets_new(api);
    if (options->faucet)
        api->faucet = faucet_new(options->faucet_key);
    api->tip = read_tip(api, database_height(options->database));
    return api;
}

status api_start(struct arena *arena, const struct api_options *options, struct api **out)
{
    raise_descriptor_limit();
    struct api *api = api_new(options);
    status refused = listen_all(api, arena);
    if (refused != NULL) {
        events_stop(api->events);
        release(api);
        return refused;
    }
    api->workers =
        workers_new(options->workers == 0 ? WORKERS_DEFAULT : options->workers, WORK_WAITING_MAX);
    if (pthread_create(&api->thread, NULL, serve, api) != 0)
        halt("cannot start the servers' thread");
    *out = api;
    return NULL;
}

struct api_ports api_ports(const struct api *api)
{
    return api->ports;
}

void api_stop(struct api *api)
{
    pthread_mutex_lock(&api->tip_lock);
    api->closing = true;
    pthread_cond_broadcast(&api->tip_moved);
    pthread_mutex_unlock(&api->tip_lock);
    /* Whoever waits for a transaction hears that it does not come; after that only workers and the
     * mempool owe answers, and both give them. */
    events_stop(api->events);
    loop_post(api->loop, &api->close);
    pthread_join(api->thread, NULL);
    workers_free(api->workers);
    loop_drain(api->loop);
    release(api);
}
