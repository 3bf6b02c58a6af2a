#include "tests/support/recorded_chain.h"

#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "common/light/validator_set.h"
#include "node/app/recording.h"
#include "node/consensus/genesis.h"

#define FOLDER "tests/vectors/recordings/"

/* The validators as the headers of a recording want them are not followed: what the state machine
 * reads of a block is its own. */
static void init_chain(struct test_recorded_chain *chain, const char *folder)
{
    struct bytes text;
    struct genesis genesis;
    struct tendermint_abci_response_init_chain response;
    ASSERT(recording_file(chain->arena, folder, "genesis.json", &text) == NULL);
    ASSERT(genesis_read(chain->arena, text, &genesis) == NULL);
    const struct tendermint_abci_request_init_chain request = {
        .time = genesis.time,
        .chain_id = genesis.chain_id,
        .consensus_params = &genesis.params,
        .validators = genesis.validators,
        .app_state_bytes = genesis.app_state,
        .initial_height = genesis.initial_height,
    };
    ASSERT(chain->face->init_chain(chain->app, chain->arena, &request, &response) == NULL);
}

static void read_block(struct arena *arena, const struct json_value *line,
                       struct block_input *input)
{
    struct tendermint_types_block *block = ARENA_NEW(arena, struct tendermint_types_block);
    struct tendermint_types_commit *commit = ARENA_NEW(arena, struct tendermint_types_commit);
    struct bytes hash = recording_hex(arena, line, "block_id_hash");
    *input = (struct block_input){.block_bytes = recording_base64(arena, line, "block"),
                                  .commit_bytes = recording_base64(arena, line, "commit")};
    ASSERT(protobuf_decode(arena, &tendermint_types_block_type, input->block_bytes, block) == NULL);
    ASSERT(protobuf_decode(arena, &tendermint_types_commit_type, input->commit_bytes, commit) ==
           NULL);
    ASSERT(hash.len == sizeof(input->block_hash));
    memcpy(input->block_hash, hash.data, hash.len);
    input->header = &block->header;
    input->commit = commit;
    input->txs = block->data.txs;
}

static void run_blocks(struct test_recorded_chain *chain, const char *folder, int64_t height)
{
    struct recording_lines *lines;
    ASSERT(recording_open(chain->arena, folder, "blocks.jsonl.gz", &lines) == NULL);
    for (;;) {
        struct bytes text;
        struct json_value line;
        struct tendermint_abci_response_finalize_block response;
        bool more;
        ASSERT(recording_next(lines, chain->arena, &text, &more) == NULL && more);
        ASSERT(json_parse(chain->arena, arena_copy(chain->arena, text), 0, &line) == NULL);
        read_block(chain->arena, &line, &chain->next);
        if (chain->next.header->height > height && database_height(chain->database) > 0)
            break;
        chain->face->execute(chain->app, chain->arena, &chain->next, &response);
        chain->face->commit(chain->app, BYTES(""));
    }
    recording_close(lines);
}

struct test_recorded_chain *test_recorded_chain_new(const char *name, int64_t height)
{
    struct arena *arena = arena_new(1 << 20);
    struct test_recorded_chain *chain = ARENA_NEW(arena, struct test_recorded_chain);
    const char *folder = arena_text(arena, arena_format(arena, FOLDER "%s", name));
    chain->arena = arena;
    const struct database_options options = {.pruning = PRUNING_DEFAULT};
    ASSERT(database_open(arena, &options, &chain->database) == NULL);
    const struct app_options app = {.database = chain->database,
                                    .minimum_gas_prices = BYTES("0.0125uscrt")};
    ASSERT(app_new(arena, &app, &chain->app) == NULL);
    chain->face = app_interface(chain->app);
    init_chain(chain, folder);
    run_blocks(chain, folder, height);
    return chain;
}

void test_recorded_chain_free(struct test_recorded_chain *chain)
{
    app_free(chain->app);
    database_close(chain->database);
    arena_drop(chain->arena);
}
