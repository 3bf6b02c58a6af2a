#include "node/start.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/encoding/json.h"
#include "node/api/api.h"
#include "node/app/app.h"
#include "node/code_files.h"
#include "node/follow/follow.h"
#include "node/follow/forward.h"
#include "node/inspections.h"
#include "node/localnet/accounts.h"
#include "node/localnet/hd_key.h"
#include "node/network.h"
#include "node/terminal.h"
#include "node/trace_files.h"
#include "node/version.h"

enum {
    START_CHUNK_BYTES = 64 * 1024,
    SERVER_BYTES_MAX = 255,
    /* How the C heap treats arenas. What a usual block takes stays with the process; what one large
     * block or answer took goes back, whichever thread had it. */
    HEAPS_MAX = 2,
    MAPPED_BYTES_MIN = 4 << 20,
    KEPT_BYTES_MAX = 16 << 20,
};

static const struct error START_REFUSED = {"start", 1, false, BYTES_INIT("cannot start")};

/* Everything that runs, in the order in which it is started; stopped the other way round. */
struct node {
    struct arena *arena;
    const struct start_options *options;
    struct home home;
    struct node_keys keys;
    struct database *database;
    struct enclave_link *enclave;
    struct genesis genesis;
    struct inspection_store *inspections;
    struct app *app;
    struct mempool *mempool;
    struct api *api;
    struct solo *solo;
    struct follow *follow;   /* in its place on a node without an enclave */
    struct forward *forward; /* takes transactions to the node that it follows */
};

static status refuse(struct node *node, const char *text)
{
    return error_replace(node->arena, &START_REFUSED, bytes_text(text));
}

static status wanted_pruning(struct node *node, struct pruning *pruning)
{
    const struct start_options *options = node->options;
    return pruning_parse(node->arena, bytes_text(options->pruning),
                         bytes_text(options->pruning_keep_recent),
                         bytes_text(options->pruning_interval), pruning);
}

static status open_database(struct node *node)
{
    struct database_options wanted = {
        .path = bytes_text(home_path(node->arena, &node->home, "data")),
        .index_record = api_index_record,
    };
    TRY(wanted_pruning(node, &wanted.pruning));
    return database_open(node->arena, &wanted, &node->database);
}

static status check_chain(struct node *node)
{
    if (bytes_is(node->genesis.chain_id, node->options->chain_id))
        return NULL;
    return error_replace(node->arena, &START_REFUSED,
                         arena_format(node->arena,
                                      "%s is the home of chain %.*s: use --chain-id or --home",
                                      node->home.path, BYTES_ARG(node->genesis.chain_id)));
}

/* "host:port", as servers print it. */
static bool is_server(const char *text)
{
    const char *colon = strrchr(text, ':');
    return colon != NULL && colon != text && strlen(text) <= SERVER_BYTES_MAX &&
           strchr(text, '/') == NULL && colon[1] != '\0' &&
           strspn(colon + 1, "0123456789") == strlen(colon + 1);
}

/* A node without an enclave makes no network: it is given the genesis of one. */
static status open_followed(struct node *node)
{
    bool found;
    TRY(network_genesis(node->arena, &node->home, &found, &node->genesis));
    if (found)
        return check_chain(node);
    return error_replace(node->arena, &START_REFUSED,
                         arena_format(node->arena,
                                      "%s/config/genesis.json is missing: put the network's "
                                      "genesis there, as RPC /genesis of its nodes gives it",
                                      node->home.path));
}

static status open_network(struct node *node)
{
    const struct start_options *options = node->options;
    if (options->traces_from != NULL && !is_server(options->traces_from))
        return refuse(node, "--traces-from wants HOST:PORT, where a node serves gRPC");
    if (options->traces_from != NULL && options->inspect)
        return refuse(node, "--inspect needs an enclave, and a node with --traces-from has none");
    if (options->traces_from != NULL)
        return open_followed(node);
    const struct enclave_options wanted = {.program = options->enclave,
                                           .engine = options->engine,
                                           .sandbox = options->sandbox,
                                           .inspect = options->inspect};
    TRY(network_enclave(node->arena, &wanted, &node->enclave));
    bool found;
    TRY(network_genesis(node->arena, &node->home, &found, &node->genesis));
    if (!found)
        return network_make(node->arena, &node->home, node->enclave, options->chain_id, &node->keys,
                            &node->genesis);
    TRY(check_chain(node));
    struct block_record last = {0};
    int64_t height = database_height(node->database);
    if (height != 0 && !database_read(node->database, node->arena, height, &last))
        return refuse(node, "the last block is not in the log");
    return network_unseal(node->arena, &node->home, node->enclave, &node->genesis,
                          last.enclave_blob);
}

static status wanted_traces(struct node *node, struct trace_store **traces)
{
    uint64_t blocks;
    *traces = NULL;
    if (!json_u64(bytes_text(node->options->keep_traces), &blocks) || blocks > INT32_MAX)
        return refuse(node, "--keep-traces wants a number of blocks");
    if (blocks != 0 && node->enclave != NULL)
        *traces = trace_files_new(node->arena, home_path(node->arena, &node->home, "data/traces"),
                                  (int64_t)blocks);
    return NULL;
}

static status start_app(struct node *node)
{
    struct trace_store *traces;
    TRY(wanted_traces(node, &traces));
    if (node->options->inspect)
        node->inspections = inspections_new();
    const struct app_options options = {
        .database = node->database,
        .enclave = node->enclave,
        .codes = code_files_new(node->arena, home_path(node->arena, &node->home, "data/wasm")),
        .inspections = node->inspections,
        .traces = traces,
        .simulation = node->genesis.simulation,
        .minimum_gas_prices = bytes_text(node->options->minimum_gas_prices),
        .version = BYTES(SECRETD_VERSION),
    };
    if (node->enclave != NULL)
        enclave_keep_native(node->enclave, home_path(node->arena, &node->home, "data/native"));
    TRY(app_new(node->arena, &options, &node->app));
    struct mempool_limits limits = MEMPOOL_LIMITS_DEFAULT;
    if (node->options->traces_from != NULL) {
        node->forward = forward_new(bytes_text(node->options->traces_from));
        limits.relay = forward_relay(node->forward);
    }
    node->mempool = mempool_new(&limits, app_interface(node->app));
    return NULL;
}

static struct bytes address_option(const char *text)
{
    return strcmp(text, "off") == 0 ? (struct bytes){0} : bytes_text(text);
}

static struct api_addresses wanted_addresses(const struct start_options *options)
{
    return (struct api_addresses){
        .rpc = address_option(options->rpc),
        .rest = address_option(options->rest),
        .grpc = address_option(options->grpc),
        .grpc_web = address_option(options->grpc_web),
        .faucet = address_option(options->faucet),
    };
}

static status start_servers(struct node *node)
{
    struct api_options options = {
        .app = app_interface(node->app),
        .database = node->database,
        .mempool = node->mempool,
        .genesis = &node->genesis,
        .addresses = wanted_addresses(node->options),
        .moniker = BYTES("banana"),
        .version = BYTES(SECRETD_VERSION),
        .commit = BYTES(SECRETD_COMMIT),
        .minimum_gas_prices = bytes_text(node->options->minimum_gas_prices),
        .inspections = node->inspections,
        .simulation = node->enclave != NULL && enclave_describe(node->enclave)->simulation,
        .faucet = node->options->traces_from == NULL,
    };
    if (!options.faucet)
        options.addresses.faucet = (struct bytes){0};
    TRY(wanted_pruning(node, &options.pruning));
    memcpy(options.validator_pubkey, node->keys.validator_key, 32);
    hd_key_derive(bytes_text(localnet_accounts[LOCALNET_A].mnemonic), options.faucet_key);
    TRY(api_start(node->arena, &options, &node->api));
    struct api_ports ports = api_ports(node->api);
    TRY(home_write(node->arena, &node->home, "endpoints.json",
                   terminal_endpoints(node->arena, &options.addresses, &ports), false));
    if (node->options->traces_from != NULL)
        terminal_following(&node->home, node->options->chain_id, node->options->traces_from,
                           &options.addresses, &ports);
    else
        terminal_welcome(&node->home, node->options->chain_id, enclave_describe(node->enclave),
                         node->options->inspect, &options.addresses, &ports);
    return NULL;
}

static void committed(void *context, const struct solo_block *block)
{
    struct node *node = context;
    api_committed(node->api, block);
    if (!node->options->quiet)
        terminal_block(block);
}

static void stalled(void *context, struct bytes reason)
{
    fprintf(stderr, "secretd: no further block can be made: %.*s\n", BYTES_ARG(reason));
}

static void told(void *context, struct bytes line)
{
    fprintf(stderr, "secretd: %.*s\n", BYTES_ARG(line));
}

static status start_following(struct node *node)
{
    const struct follow_options options = {
        .app = app_interface(node->app),
        .database = node->database,
        .mempool = node->mempool,
        .genesis = &node->genesis,
        .server = bytes_text(node->options->traces_from),
        .committed = committed,
        .told = told,
        .context = node,
    };
    return follow_start(node->arena, &options, &node->follow);
}

static status start_blocks(struct node *node)
{
    if (node->options->traces_from != NULL)
        return start_following(node);
    char *end;
    errno = 0;
    unsigned long block_time_ms = strtoul(node->options->block_time_ms, &end, 10);
    if (errno != 0 || *end != '\0' || block_time_ms > 24 * 3600 * 1000ul)
        return refuse(node, "--block-time wants milliseconds, at most a day");
    struct solo_options options = {
        .app = app_interface(node->app),
        .database = node->database,
        .mempool = node->mempool,
        .genesis = &node->genesis,
        .empty_block_ms = (uint32_t)block_time_ms,
        .committed = committed,
        .stalled = stalled,
        .context = node,
    };
    memcpy(options.key_seed, node->keys.validator_seed, 32);
    status refused = solo_start(node->arena, &options, &node->solo);
    wipe(options.key_seed, sizeof options.key_seed);
    return refused;
}

static status start_all(struct node *node)
{
    const struct start_options *options = node->options;
    TRY(home_open(node->arena, options->home, options->ephemeral, options->chain_id, &node->home));
    TRY(open_database(node));
    TRY(node_keys_load(node->arena, &node->home, &node->keys));
    TRY(open_network(node));
    TRY(start_app(node));
    TRY(start_servers(node));
    return start_blocks(node);
}

static void stop_all(struct node *node)
{
    if (node->solo != NULL)
        solo_stop(node->solo);
    if (node->follow != NULL)
        follow_stop(node->follow);
    if (node->forward != NULL)
        forward_stop(node->forward);
    if (node->mempool != NULL)
        mempool_stop(node->mempool);
    if (node->api != NULL)
        api_stop(node->api);
    if (node->mempool != NULL)
        mempool_free(node->mempool);
    forward_free(node->forward);
    if (node->app != NULL)
        app_free(node->app);
    inspections_free(node->inspections);
    if (node->enclave != NULL)
        enclave_stop(node->enclave);
    if (node->database != NULL)
        database_close(node->database);
    if (node->home.path != NULL)
        home_close(&node->home);
    wipe(&node->keys, sizeof node->keys);
}

int start_run(const struct start_options *options)
{
    mallopt(M_ARENA_MAX, HEAPS_MAX);
    mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES_MIN);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES_MAX);
    /* Threads inherit the mask, so that the signals wait for this one. */
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);

    struct node node = {.arena = arena_new(START_CHUNK_BYTES), .options = options};
    status refused = start_all(&node);
    if (refused != NULL) {
        fprintf(stderr, "secretd: %.*s\n", BYTES_ARG(refused->text));
    } else {
        int received;
        sigwait(&ends, &received);
        printf("\nstopping\n");
    }
    stop_all(&node);
    arena_drop(node.arena);
    return refused == NULL ? 0 : 1;
}
