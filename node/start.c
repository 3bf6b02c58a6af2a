#include "node/start.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "node/api/api.h"
#include "node/app/app.h"
#include "node/code_files.h"
#include "node/localnet/accounts.h"
#include "node/localnet/hd_key.h"
#include "node/network.h"
#include "node/terminal.h"
#include "node/version.h"

enum {
    START_CHUNK_BYTES = 64 * 1024,
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
    struct app *app;
    struct mempool *mempool;
    struct api *api;
    struct solo *solo;
};

static status refuse(struct node *node, const char *text)
{
    return error_replace(node->arena, &START_REFUSED, bytes_text(text));
}

static status open_database(struct node *node)
{
    const struct start_options *options = node->options;
    struct database_options wanted = {
        .path = bytes_text(home_path(node->arena, &node->home, "data")),
        .index_record = api_index_record,
    };
    TRY(pruning_parse(node->arena, bytes_text(options->pruning),
                      bytes_text(options->pruning_keep_recent),
                      bytes_text(options->pruning_interval), &wanted.pruning));
    return database_open(node->arena, &wanted, &node->database);
}

static status open_network(struct node *node)
{
    const struct start_options *options = node->options;
    TRY(network_enclave(node->arena, options->enclave, options->engine, options->sandbox,
                        &node->enclave));
    bool found;
    TRY(network_genesis(node->arena, &node->home, &found, &node->genesis));
    if (!found)
        return network_make(node->arena, &node->home, node->enclave, options->chain_id, &node->keys,
                            &node->genesis);
    if (!bytes_is(node->genesis.chain_id, options->chain_id))
        return error_replace(node->arena, &START_REFUSED,
                             arena_format(node->arena,
                                          "%s is the home of chain %.*s: use --chain-id or --home",
                                          node->home.path, BYTES_ARG(node->genesis.chain_id)));
    struct block_record last = {0};
    int64_t height = database_height(node->database);
    if (height != 0 && !database_read(node->database, node->arena, height, &last))
        return refuse(node, "the last block is not in the log");
    return network_unseal(node->arena, &node->home, node->enclave, &node->genesis,
                          last.enclave_blob);
}

static status start_app(struct node *node)
{
    const struct app_options options = {
        .database = node->database,
        .enclave = node->enclave,
        .codes = code_files_new(node->arena, home_path(node->arena, &node->home, "data/wasm")),
        .minimum_gas_prices = bytes_text(node->options->minimum_gas_prices),
        .version = BYTES(SECRETD_VERSION),
    };
    TRY(app_new(node->arena, &options, &node->app));
    node->mempool = mempool_new(&MEMPOOL_LIMITS_DEFAULT, app_interface(node->app));
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
        .faucet = true,
    };
    memcpy(options.validator_pubkey, node->keys.validator_key, 32);
    hd_key_derive(bytes_text(localnet_accounts[LOCALNET_A].mnemonic), options.faucet_key);
    TRY(api_start(node->arena, &options, &node->api));
    struct api_ports ports = api_ports(node->api);
    TRY(home_write(node->arena, &node->home, "endpoints.json",
                   terminal_endpoints(node->arena, &options.addresses, &ports), false));
    terminal_welcome(&node->home, node->options->chain_id, node->options->engine,
                     &options.addresses, &ports);
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

static status start_blocks(struct node *node)
{
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
    if (node->mempool != NULL)
        mempool_stop(node->mempool);
    if (node->api != NULL)
        api_stop(node->api);
    if (node->mempool != NULL)
        mempool_free(node->mempool);
    if (node->app != NULL)
        app_free(node->app);
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
