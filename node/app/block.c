#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "common/tx/tx.h"
#include "node/app/modules.h"
#include "node/app/state.h"
#include "node/chain/errors.h"
#include "node/chain/run_tx.h"
#include "node/modules/consensus/module.h"

void app_block_open(struct app *app, uint64_t seed)
{
    struct open_block *block = &app->block;
    struct arena *arena = block->arena;
    arena_reset(arena);
    *block = (struct open_block){.open = true, .arena = arena};
    block->view = database_latest(app->options.database);
    block->state = overlay_new(arena, block->view, seed);
}

void app_block_close(struct app *app)
{
    if (app->block.open)
        view_release(app->block.view);
    app->block.open = false;
    app->block.executed = false;
}

static struct enclave_session *executor(const struct app *app)
{
    return app->options.enclave == NULL ? NULL : enclave_executor(app->options.enclave);
}

enum phase { PHASE_PRE_BLOCK, PHASE_BEGIN_BLOCK, PHASE_END_BLOCK };

static status (*phase_of(const struct module *module, enum phase phase))(struct context *)
{
    switch (phase) {
    case PHASE_PRE_BLOCK:
        return module->pre_block;
    case PHASE_BEGIN_BLOCK:
        return module->begin_block;
    case PHASE_END_BLOCK:
        return module->end_block;
    }
    return NULL;
}

/* A module that refuses a phase cannot be skipped: the chain must not go on, as with the original.
 */
static void run_phase(struct context *ctx, enum phase phase, const struct module_list *order)
{
    for (size_t i = 0; i < order->count; i++) {
        status (*run)(struct context *) = phase_of(order->items[i], phase);
        status refused = run == NULL ? NULL : run(ctx);
        if (refused != NULL)
            halt("block %lld: module %s cannot go on: %.*s", (long long)ctx->block->height,
                 order->items[i]->name, BYTES_ARG(refused->text));
    }
}

static void append_events(struct arena *arena, struct tendermint_abci_event_list *to,
                          const struct tendermint_abci_event_list *from)
{
    struct tendermint_abci_event *items =
        ARENA_ARRAY(arena, struct tendermint_abci_event, to->count + from->count + 1);
    if (to->count > 0)
        memcpy(items, to->items, to->count * sizeof(*items));
    if (from->count > 0)
        memcpy(items + to->count, from->items, from->count * sizeof(*items));
    to->items = items;
    to->count += from->count;
}

/* One phase: its own arena, context and events, which end in `response`. */
static void block_phase(struct app *app, struct arena *arena, enum phase phase,
                        const struct tendermint_types_consensus_params *params,
                        struct tendermint_abci_response_finalize_block *response)
{
    static const char *const MODES[] = {NULL, "BeginBlock", "EndBlock"};
    const struct module_list *const ORDERS[] = {&APP_PRE_BLOCK_ORDER, &APP_BEGIN_BLOCK_ORDER,
                                                &APP_END_BLOCK_ORDER};
    struct open_block *block = &app->block;
    struct gas_meter gas;
    arena_reset(app->tx_arena);
    struct context ctx =
        app_context(app, app->tx_arena, EXEC_FINALIZE, &block->info, block->state, &gas);
    struct validator_update_list updates = {.arena = app->tx_arena};
    ctx.consensus_params = params;
    ctx.validator_updates = &updates;
    ctx.enclave = executor(app);
    ctx.traces = &block->traces;
    run_phase(&ctx, phase, ORDERS[phase]);
    struct tendermint_abci_event_list events = app_event_list(arena, ctx.events, MODES[phase]);
    append_events(arena, &response->events, &events);
    if (phase == PHASE_END_BLOCK)
        response->validator_updates = app_updates(arena, &updates);
}

static const struct tendermint_types_consensus_params *current_params(struct app *app,
                                                                      struct arena *arena)
{
    struct gas_meter gas;
    struct context ctx =
        app_context(app, arena, EXEC_FINALIZE, &app->block.info, app->block.state, &gas);
    struct tendermint_types_consensus_params *params;
    ASSERT(consensus_params_get(&ctx, &params) == NULL);
    /* Once more from bytes of the caller's: the first ones live no longer than the block. */
    struct bytes encoded = protobuf_encode(arena, &tendermint_types_consensus_params_type, params);
    ASSERT(protobuf_decode(arena, &tendermint_types_consensus_params_type, encoded, params) ==
           NULL);
    return params;
}

static void show_result(struct arena *arena, const struct tx_result *from,
                        struct tendermint_abci_exec_tx_result *to)
{
    *to = (struct tendermint_abci_exec_tx_result){
        .gas_wanted = (int64_t)from->gas_wanted,
        .gas_used = (int64_t)from->gas_used,
        .events = app_event_list(arena, from->events, NULL),
    };
    if (from->refused == NULL) {
        to->data = arena_copy(arena, from->data);
        return;
    }
    to->code = from->refused->code;
    to->codespace = bytes_text(from->refused->codespace);
    to->log = arena_copy(arena, from->refused->text);
}

/* A transaction that does not decode is not run at all in a block: no gas, no detail. */
static void run_one(struct app *app, struct arena *arena, struct bytes raw, uint32_t index,
                    struct gas_meter *block_gas, struct tendermint_abci_exec_tx_result *out)
{
    struct open_block *block = &app->block;
    struct gas_meter gas;
    struct tx_result result;
    struct tx *tx;
    arena_reset(app->tx_arena);
    struct context base =
        app_context(app, app->tx_arena, EXEC_FINALIZE, &block->info, block->state, &gas);
    base.tx_index = index;
    base.enclave = executor(app);
    base.traces = &block->traces;
    if (tx_decode(base.arena, app->chain.registry, raw, &tx) == NULL)
        run_tx(&base, raw, tx, block_gas, &result);
    else
        result = (struct tx_result){.refused = &CHAIN_TX_DECODE, .events = base.events};
    show_result(arena, &result, out);
}

static void run_transactions(struct app *app, struct arena *arena, struct bytes_list txs,
                             const struct tendermint_types_consensus_params *params,
                             struct tendermint_abci_response_finalize_block *response)
{
    int64_t max_gas = params->block == NULL ? 0 : params->block->max_gas;
    struct gas_meter block_gas = gas_meter_new(max_gas > 0 ? (uint64_t)max_gas : GAS_UNLIMITED);
    response->tx_results.items =
        ARENA_ARRAY(arena, struct tendermint_abci_exec_tx_result, txs.count + 1);
    response->tx_results.count = txs.count;
    for (size_t i = 0; i < txs.count; i++)
        run_one(app, arena, txs.items[i], (uint32_t)i, &block_gas, &response->tx_results.items[i]);
}

/* Calls are taken from what the producer brought, written down, or neither. */
static struct block_traces block_traces(const struct app *app, const struct block_input *input)
{
    if (input->traces != NULL)
        return (struct block_traces){.given = input->traces,
                                     .given_created = input->created,
                                     .given_ibc_codes = input->ibc_codes};
    if (app->options.enclave != NULL && app->options.traces != NULL)
        return traces_recorder(app->block.arena);
    return (struct block_traces){0};
}

/* Before the block itself, so that no block stands in the log without them. */
static void keep_traces(const struct app *app)
{
    const struct open_block *block = &app->block;
    if (block->traces.arena == NULL)
        return;
    struct bytes record = traces_encode(block->arena, &block->traces);
    if (record.data != NULL)
        app->options.traces->put(app->options.traces->context, block->info.height, record);
}

static void begin_enclave(struct app *app, struct arena *arena, const struct block_input *input)
{
    if (app->options.enclave == NULL)
        return;
    struct secretd_boundary_begin_block begin = {.header = input->header,
                                                 .commit = input->commit,
                                                 .txs = input->txs,
                                                 .validators = input->validators};
    struct secretd_boundary_block_reply reply;
    enclave_block_begin(executor(app), arena, &begin, &reply);
    if (reply.failure != NULL)
        halt("the enclave refuses block %lld: %.*s", (long long)input->header->height,
             BYTES_ARG(reply.failure->text));
}

static void end_enclave(struct app *app)
{
    if (app->options.enclave == NULL)
        return;
    struct secretd_boundary_block_reply reply;
    enclave_block_end(executor(app), app->block.arena, &reply);
    if (reply.failure != NULL)
        halt("the enclave cannot end block %lld: %.*s", (long long)app->block.info.height,
             BYTES_ARG(reply.failure->text));
    app->block.enclave_blob = reply.sealed;
}

/* What commit needs after the producer's input is gone. */
static void keep(struct open_block *block, const struct block_input *input,
                 const struct tendermint_abci_response_finalize_block *response)
{
    block->results =
        protobuf_encode(block->arena, &tendermint_abci_response_finalize_block_type, response);
    block->block_bytes = arena_copy(block->arena, input->block_bytes);
    block->commit_bytes = arena_copy(block->arena, input->commit_bytes);
    block->info = app_info_copy(block->arena, &block->info);
    block->executed = true;
}

void app_execute(void *self, struct arena *arena, const struct block_input *input,
                 struct tendermint_abci_response_finalize_block *response)
{
    struct app *app = self;
    struct open_block *block = &app->block;
    /* An open block that has not run is the one that genesis began. */
    if (!block->open || block->executed) {
        app_block_close(app);
        app_block_open(app, load_le64(input->block_hash));
    }
    *response = (struct tendermint_abci_response_finalize_block){0};
    block->info = app_info_of(block->arena, input);
    block->traces = block_traces(app, input);
    begin_enclave(app, arena, input);
    block_phase(app, arena, PHASE_PRE_BLOCK, current_params(app, arena), response);
    const struct tendermint_types_consensus_params *params = current_params(app, arena);
    block_phase(app, arena, PHASE_BEGIN_BLOCK, params, response);
    run_transactions(app, arena, input->txs, params, response);
    block_phase(app, arena, PHASE_END_BLOCK, params, response);
    end_enclave(app);
    response->consensus_param_updates = current_params(app, arena);
    overlay_changes(block->arena, block->state, block->changes);
    database_apply(app->options.database, block->info.height, block->changes, block->app_hash);
    response->app_hash = arena_copy(arena, BYTES_OF(block->app_hash));
    keep(block, input, response);
}

void app_append(void *self, struct bytes consensus_state)
{
    struct app *app = self;
    struct open_block *block = &app->block;
    ASSERT(block->open && block->executed);
    keep_traces(app);
    struct block_record record = {
        .height = block->info.height,
        .block = block->block_bytes,
        .commit = block->commit_bytes,
        .results = block->results,
        .consensus_state = consensus_state,
        .enclave_blob = block->enclave_blob,
    };
    memcpy(record.changes, block->changes, sizeof(record.changes));
    memcpy(record.app_hash, block->app_hash, sizeof(record.app_hash));
    database_append(app->options.database, &record);
}

void app_renew(void *self)
{
    struct app *app = self;
    app_check_renew(app, &app->block.info);
    app_block_close(app);
}

void app_commit(void *self, struct bytes consensus_state)
{
    app_append(self, consensus_state);
    app_renew(self);
}
