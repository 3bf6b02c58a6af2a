#include "node/reexecute.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/encoding/protobuf.h"
#include "common/light/hash.h"
#include "common/light/header.h"
#include "node/app/app.h"
#include "node/code_files.h"
#include "node/consensus/block.h"
#include "node/network.h"
#include "node/options.h"
#include "node/version.h"

enum { REEXECUTE_CHUNK_BYTES = 1 << 20 };

static const struct error REEXECUTE_DIFFERS = {"reexecute", 1, false, BYTES_INIT("differs")};

/* A home's blocks on their second way. */
struct reexecution {
    struct arena *arena;
    struct arena *block_arena;
    struct home home;
    struct database *recorded;
    struct database *fresh;
    struct enclave_link *enclave;
    struct genesis genesis;
    struct app *app;
    const struct application *face;
    struct consensus_state state; /* before the next block */
};

static status init_chain(struct reexecution *run)
{
    const struct tendermint_abci_request_init_chain request = {
        .time = run->genesis.time,
        .chain_id = run->genesis.chain_id,
        .consensus_params = &run->genesis.params,
        .validators = run->genesis.validators,
        .app_state_bytes = run->genesis.app_state,
        .initial_height = run->genesis.initial_height,
    };
    struct tendermint_abci_response_init_chain response = {0};
    TRY(run->face->init_chain(run->face->app, run->arena, &request, &response));
    return consensus_state_genesis(run->arena, &run->genesis, &response, &run->state);
}

static status differs(struct reexecution *run, int64_t height, const char *what)
{
    return error_replace(run->arena, &REEXECUTE_DIFFERS,
                         arena_format(run->arena, "height %" PRId64 ": another %s", height, what));
}

static status run_block(struct reexecution *run, int64_t height)
{
    struct arena *arena = run->block_arena;
    struct block_record record;
    struct tendermint_types_block block = {0};
    struct tendermint_types_commit commit = {0};
    if (!database_read(run->recorded, arena, height, &record))
        return differs(run, height, "log: its record is gone");
    TRY(protobuf_decode(arena, &tendermint_types_block_type, record.block, &block));
    TRY(protobuf_decode(arena, &tendermint_types_commit_type, record.commit, &commit));
    struct tendermint_types_validator_set validators =
        light_validators_message(arena, &run->state.validators);
    struct block_input input = {
        .header = &block.header,
        .commit = &commit,
        .validators = &validators,
        .txs = block.data.txs,
        .block_bytes = record.block,
        .commit_bytes = record.commit,
    };
    if (block.last_commit != NULL)
        input.last_commit = block_signers(arena, &run->state.last_validators, block.last_commit);
    if (!light_header_hash(arena, &block.header, input.block_hash))
        return differs(run, height, "header: it has no hash");
    struct tendermint_abci_response_finalize_block response = {0};
    run->face->execute(run->face->app, arena, &input, &response);
    if (!bytes_equal(response.app_hash, BYTES_OF(record.app_hash)))
        return differs(run, height, "app hash");
    struct bytes results =
        protobuf_encode(arena, &tendermint_abci_response_finalize_block_type, &response);
    if (!bytes_equal(results, record.results))
        return differs(run, height, "result");
    run->face->commit(run->face->app, record.consensus_state);
    arena_reset(run->arena);
    return consensus_state_decode(run->arena, arena_copy(run->arena, record.consensus_state),
                                  &run->state);
}

static status open_all(struct reexecution *run, const struct start_options *options,
                       struct arena *lasting)
{
    TRY(home_open(lasting, options->home, false, options->chain_id, &run->home));
    const struct database_options recorded = {
        .path = bytes_text(home_path(lasting, &run->home, "data")), .pruning = PRUNING_DEFAULT};
    TRY(database_open(lasting, &recorded, &run->recorded));
    const struct database_options fresh = {.pruning = PRUNING_EVERYTHING};
    TRY(database_open(lasting, &fresh, &run->fresh));
    bool found;
    TRY(network_genesis(lasting, &run->home, &found, &run->genesis));
    if (!found)
        return error_replace(lasting, &HOME_UNUSABLE, BYTES("the home has no genesis"));
    const struct enclave_options wanted = {
        .program = options->enclave, .engine = options->engine, .sandbox = options->sandbox};
    TRY(network_enclave(lasting, &wanted, &run->enclave));
    TRY(network_unseal(lasting, &run->home, run->enclave, &run->genesis, (struct bytes){0}));
    const struct app_options app_options = {
        .database = run->fresh,
        .enclave = run->enclave,
        .codes = code_files_new(lasting, home_path(lasting, &run->home, "data/wasm")),
        .minimum_gas_prices = bytes_text(options->minimum_gas_prices),
        .version = BYTES(SECRETD_VERSION),
    };
    TRY(app_new(lasting, &app_options, &run->app));
    run->face = app_interface(run->app);
    return NULL;
}

static status run_all(struct reexecution *run, const struct start_options *options,
                      struct arena *lasting, int64_t *height)
{
    TRY(open_all(run, options, lasting));
    TRY(init_chain(run));
    int64_t last = database_height(run->recorded);
    for (int64_t next = run->genesis.initial_height; next <= last; next++) {
        arena_reset(run->block_arena);
        TRY(run_block(run, next));
        *height = next;
    }
    return NULL;
}

int reexecute_main(int count, char **arguments)
{
    struct arena *lasting = arena_new(REEXECUTE_CHUNK_BYTES);
    struct reexecution run = {.arena = arena_new(REEXECUTE_CHUNK_BYTES),
                              .block_arena = arena_new(REEXECUTE_CHUNK_BYTES)};
    struct start_options options;
    struct bytes fault;
    int64_t height = 0;
    int code = 1;
    if (!options_parse(lasting, count, arguments, &options, &fault)) {
        fprintf(stderr, "secretd: %.*s\n", BYTES_ARG(fault));
    } else {
        status refused = run_all(&run, &options, lasting, &height);
        if (refused != NULL)
            printf("%.*s\n", BYTES_ARG(refused->text));
        printf("%" PRId64 " blocks run again, %s\n", height,
               refused == NULL ? "all equal" : "then it differs");
        code = refused == NULL ? 0 : 1;
    }
    if (run.app != NULL)
        app_free(run.app);
    if (run.enclave != NULL)
        enclave_stop(run.enclave);
    if (run.fresh != NULL)
        database_close(run.fresh);
    if (run.recorded != NULL)
        database_close(run.recorded);
    arena_drop(run.block_arena);
    arena_drop(run.arena);
    arena_drop(lasting);
    return code;
}
