#include "node/app/replay.h"

#include "common/encoding/protobuf.h"
#include "common/light/validator_set.h"
#include "common/tx/tx.h"
#include "node/app/replay_compare.h"
#include "node/app/replay_traces.h"
#include "node/chain/errors.h"
#include "node/consensus/block.h"
#include "node/consensus/genesis.h"

#define RECORDED_GAS_PRICES "0.0125uscrt"

/* One chain that is run again. */
struct replay {
    struct arena *arena; /* as long as the replay */
    struct arena *block_arena;
    struct replay_report report;
    struct database *database;
    struct app *app;
    const struct application *face;
    struct json_value traces; /* traces.json; of kind JSON_NULL when there is none */
    /* Validators of the last, this and the next height: updates of a block take effect two blocks
     * later. */
    struct light_validator_set last, current, next;
};

static status parse_object(struct arena *arena, struct bytes text, struct json_value *value)
{
    TRY(json_parse(arena, text, 0, value));
    return value->kind == JSON_OBJECT ? NULL : chain_error(arena, "a recorded object is none");
}

static void compare_init(struct replay *replay,
                         const struct tendermint_abci_response_init_chain *response)
{
    struct arena *arena = replay->arena;
    struct replay_report *report = &replay->report;
    struct bytes text;
    struct json_value init;
    uint8_t hash[32];
    if (recording_file(arena, report->options->folder, "init.json", &text) != NULL ||
        parse_object(arena, text, &init) != NULL)
        return; /* not every recording has one */
    report->arena = arena;
    report->place = BYTES("InitChain");
    report_hex(report, "app_hash", response->app_hash,
               recording_hex(arena, &init, "init_app_hash"));
    light_validators_hash(arena, &replay->current, hash);
    report_hex(report, "validators_hash", BYTES_OF(hash),
               recording_hex(arena, &init, "next_validators_hash"));
}

static status init_chain(struct replay *replay)
{
    struct arena *arena = replay->arena;
    struct bytes text;
    struct genesis genesis;
    TRY(recording_file(arena, replay->report.options->folder, "genesis.json", &text));
    TRY(genesis_read(arena, text, &genesis));
    struct tendermint_abci_request_init_chain request = {
        .time = genesis.time,
        .chain_id = genesis.chain_id,
        .consensus_params = &genesis.params,
        .validators = genesis.validators,
        .app_state_bytes = genesis.app_state,
        .initial_height = genesis.initial_height,
    };
    struct tendermint_abci_response_init_chain response;
    TRY(replay->face->init_chain(replay->app, arena, &request, &response));
    TRY(light_validators_new(arena, response.validators.items, response.validators.count,
                             &replay->current));
    replay->next = light_validators_copy(arena, &replay->current);
    compare_init(replay, &response);
    return NULL;
}

/* Who signed the block before, in the order of its validator set. */
static struct tendermint_abci_commit_info last_commit(struct replay *replay,
                                                      const struct tendermint_types_block *block)
{
    struct tendermint_abci_commit_info info = {0};
    const struct tendermint_types_commit *commit = block->last_commit;
    if (commit == NULL || commit->signatures.count == 0)
        return info;
    info.round = commit->round;
    info.votes.count = commit->signatures.count;
    info.votes.items =
        ARENA_ARRAY(replay->block_arena, struct tendermint_abci_vote_info, info.votes.count);
    for (size_t i = 0; i < info.votes.count && i < replay->last.count; i++)
        info.votes.items[i] = (struct tendermint_abci_vote_info){
            .validator = {BYTES_OF(replay->last.items[i].address), replay->last.items[i].power},
            .block_id_flag = commit->signatures.items[i].block_id_flag,
        };
    return info;
}

static status next_validators(struct replay *replay,
                              const struct tendermint_abci_validator_update_list *updates)
{
    struct light_validator_set changed = light_validators_copy(replay->arena, &replay->next);
    if (updates->count > 0)
        TRY(light_validators_update(replay->arena, &changed, updates->items, updates->count));
    replay->last = replay->current;
    replay->current = replay->next;
    replay->next = changed;
    return NULL;
}

static void check_txs(struct replay *replay, struct bytes_list txs, const struct json_value *line)
{
    const struct json_value *recorded = json_member(line, "check_tx");
    for (size_t i = 0; recorded != NULL && i < recorded->count && i < txs.count; i++) {
        struct tendermint_abci_response_check_tx response;
        replay->face->check_tx(replay->app, replay->block_arena, txs.items[i], false, &response);
        compare_check_tx(&replay->report, i, &response, &recorded->items[i]);
    }
}

static status run_block(struct replay *replay, const struct json_value *line)
{
    struct arena *arena = replay->block_arena;
    struct tendermint_types_block block;
    struct tendermint_types_commit commit;
    struct tendermint_abci_response_finalize_block response;
    struct bytes hash = recording_hex(arena, line, "block_id_hash");
    struct block_input input = {.block_bytes = recording_base64(arena, line, "block"),
                                .commit_bytes = recording_base64(arena, line, "commit")};
    TRY(protobuf_decode(arena, &tendermint_types_block_type, input.block_bytes, &block));
    TRY(protobuf_decode(arena, &tendermint_types_commit_type, input.commit_bytes, &commit));
    if (hash.len == sizeof(input.block_hash))
        memcpy(input.block_hash, hash.data, sizeof(input.block_hash));
    struct tendermint_types_validator_set validators =
        light_validators_message(arena, &replay->current);
    input.header = &block.header;
    input.commit = &commit;
    input.last_commit = last_commit(replay, &block);
    input.txs = block.data.txs;
    input.validators = &validators;
    block_misbehavior(arena, &block, &input);
    TRY(replay_traces_of(&replay->traces, arena, replay->report.height, &input));
    check_txs(replay, input.txs, line);
    replay->face->execute(replay->app, arena, &input, &response);
    compare_results(&replay->report, &response, line);
    compare_block(&replay->report, &response, line);
    TRY(next_validators(replay, &response.validator_updates));
    replay->face->commit(replay->app, BYTES(""));
    const struct store_view *view = database_latest(replay->database);
    compare_stores(&replay->report, view, line);
    view_release(view);
    replay->report.summary->blocks++;
    replay->report.summary->txs += input.txs.count;
    return NULL;
}

static status run_lines(struct replay *replay, struct recording_lines *lines)
{
    struct replay_summary *summary = replay->report.summary;
    int64_t limit = replay->report.options->last_height;
    for (;;) {
        struct bytes text;
        struct json_value line;
        bool more;
        TRY(recording_next(lines, replay->arena, &text, &more));
        if (!more || (limit > 0 && summary->last_height >= limit)) {
            summary->finished = true;
            return NULL;
        }
        arena_reset(replay->block_arena);
        TRY(parse_object(replay->block_arena, text, &line));
        replay->report.arena = replay->block_arena;
        replay->report.height = recording_number(&line, "height");
        TRY(run_block(replay, &line));
        summary->last_height = replay->report.height;
        if (summary->differences == 0)
            summary->equal_height = replay->report.height;
        if (report_full(&replay->report))
            return NULL;
    }
}

static status run_all(struct replay *replay)
{
    const char *prices = replay->report.options->minimum_gas_prices;
    struct database_options options = {.pruning = PRUNING_EVERYTHING};
    TRY(database_open(replay->arena, &options, &replay->database));
    struct app_options app_options = {
        .database = replay->database,
        .minimum_gas_prices = bytes_text(prices == NULL ? RECORDED_GAS_PRICES : prices),
    };
    TRY(app_new(replay->arena, &app_options, &replay->app));
    replay->face = app_interface(replay->app);
    TRY(init_chain(replay));
    TRY(replay_traces_read(replay->arena, replay->report.options->folder, &replay->traces));
    struct recording_lines *lines;
    TRY(recording_open(replay->arena, replay->report.options->folder, "blocks.jsonl.gz", &lines));
    status refused = run_lines(replay, lines);
    recording_close(lines);
    return refused;
}

bool replay_run(const struct replay_options *options, struct replay_summary *summary)
{
    *summary = (struct replay_summary){0};
    struct replay replay = {.arena = arena_new(1 << 20), .block_arena = arena_new(1 << 20)};
    replay.report.options = options;
    replay.report.summary = summary;
    status refused = run_all(&replay);
    if (refused != NULL)
        fprintf(options->out, "height %lld: %.*s\n", (long long)replay.report.height,
                BYTES_ARG(refused->text));
    bool equal =
        refused == NULL && summary->finished && summary->blocks > 0 && summary->differences == 0;
    fprintf(options->out, "%s: %s; %llu blocks with %llu transactions, equal up to height %lld\n",
            options->folder, equal ? "equal" : "differs", (unsigned long long)summary->blocks,
            (unsigned long long)summary->txs, (long long)summary->equal_height);
    if (replay.app != NULL)
        app_free(replay.app);
    if (replay.database != NULL)
        database_close(replay.database);
    arena_drop(replay.block_arena);
    arena_drop(replay.arena);
    return equal;
}

int replay_main(int argc, char **argv)
{
    struct replay_options options = {.out = stdout};
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--keep-going") == 0)
            options.differences_max = SIZE_MAX;
        else
            options.folder = argv[i];
    }
    if (options.folder == NULL) {
        fprintf(stderr, "usage: secretd debug replay DIR [--keep-going]\n");
        return 1;
    }
    struct replay_summary summary;
    return replay_run(&options, &summary) ? 0 : 1;
}
