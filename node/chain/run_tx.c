#include "node/chain/run_tx.h"

#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "common/tx/tx.h"
#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/inspector.h"
#include "node/chain/kv.h"
#include "node/chain/overlay.h"
#include "node/chain/router.h"

/* The consensus parameters' key in their store; read once for every transaction, outside its meter.
 */
#define CONSENSUS_KEY BYTES("Consensus")

/* What was recovered from does not abort a second time. */
static const struct error RECOVERED_OUT_OF_GAS = {"sdk", 11, false, BYTES_INIT("out of gas")};
static const struct error RECOVERED_PANIC = {"undefined", 111222, false, BYTES_INIT("panic")};

status refusal_final(struct arena *arena, status refused, uint64_t wanted,
                     const struct gas_meter *meter)
{
    if (refused == NULL || !refused->aborts)
        return refused;
    if (error_is(refused, &CHAIN_OUT_OF_GAS)) {
        const char *label = meter->label == NULL ? "" : meter->label;
        return error_wrap(arena, &RECOVERED_OUT_OF_GAS,
                          "out of gas in location: %s; gasWanted: %llu, gasUsed: %llu", label,
                          (unsigned long long)wanted, (unsigned long long)meter->used);
    }
    return error_replace(
        arena, &RECOVERED_PANIC,
        ARENA_CONCAT(arena, BYTES("recovered: "), refused->text, BYTES("\nstack:\n")));
}

struct bytes tx_data(struct arena *arena, const struct tx_response *responses, size_t count)
{
    struct writer writer = writer_new(arena, 64 * (count + 1));
    for (size_t i = 0; i < count; i++) {
        struct google_protobuf_any any = {
            .type_url = message_url(arena, responses[i].type),
            .value = protobuf_encode(arena, responses[i].type, responses[i].message),
        };
        protobuf_write_bytes(&writer, 2, protobuf_encode(arena, &google_protobuf_any_type, &any));
    }
    return writer_done(&writer);
}

/* One run: the context of the whole transaction and what it has come to. */
struct run {
    struct context ctx;
    struct gas_meter first_meter; /* until the ante handler sets the transaction's own */
    struct gas_meter *block_gas;
    bool block_gas_charged;
    bool last_message;
    uint64_t gas_wanted;
    struct event_list *ante_events;
    struct tx_result *result;
};

static status read_consensus_params(struct context *ctx)
{
    struct bytes value;
    struct tendermint_types_consensus_params *params =
        ARENA_NEW(ctx->arena, struct tendermint_types_consensus_params);
    TRY(kv_get(ctx, STORE_CONSENSUS, CONSENSUS_KEY, &value));
    if (value.data != NULL)
        ASSERT(protobuf_decode(ctx->arena, &tendermint_types_consensus_params_type, value,
                               params) == NULL);
    ctx->consensus_params = params;
    return NULL;
}

static status check_messages(struct run *run)
{
    const struct tx *tx = run->ctx.tx;
    if (tx->message_count == 0)
        return error_wrap(run->ctx.arena, &CHAIN_INVALID_REQUEST,
                          "must contain at least one message");
    for (size_t i = 0; i < tx->message_count; i++) {
        const struct message_route *route =
            route_find(run->ctx.chain->routes, tx->messages[i].type);
        if (route != NULL && route->check != NULL)
            TRY(route->check(run->ctx.arena, tx->messages[i].message));
    }
    for (size_t i = 0; i < tx->message_count; i++)
        if (route_find(run->ctx.chain->routes, tx->messages[i].type) == NULL)
            return error_wrap(run->ctx.arena, &CHAIN_UNKNOWN_REQUEST,
                              "no message handler found for %s", tx->messages[i].type->full_name);
    return NULL;
}

/* The ante steps run on a branch. Whatever they say, the gas meter that they put in place stays,
 * but after a panic: then the original has lost it. */
static status run_ante(struct run *run)
{
    struct context branch = context_branch(&run->ctx);
    status refused = NULL;
    for (size_t i = 0; refused == NULL && i < run->ctx.chain->ante_count; i++)
        refused = run->ctx.chain->ante[i].run(&branch);
    if (refused != NULL && refused->aborts && !error_is(refused, &CHAIN_OUT_OF_GAS))
        return refused;
    run->ctx.gas = branch.gas;
    run->gas_wanted = branch.gas->limit;
    run->ctx.tx_counter = branch.tx_counter;
    if (refused != NULL)
        return refusal_final(run->ctx.arena, refused, run->gas_wanted, branch.gas);
    overlay_merge(branch.state);
    run->ante_events = branch.events;
    return NULL;
}

static bool any_module_attribute(const struct event_list *events)
{
    for (size_t i = 0; i < events->count; i++)
        for (size_t at = 0; at < events->items[i].count; at++)
            if (bytes_equal(events->items[i].attributes[at].key, BYTES("module")))
                return true;
    return false;
}

/* The second part of the type's name: "bank" of cosmos.bank.v1beta1.MsgSend. */
static struct bytes module_name(const struct message_type *type)
{
    struct bytes name = bytes_text(type->full_name);
    size_t dot = bytes_find(name, '.');
    if (dot == name.len)
        return BYTES("");
    name = bytes_from(name, dot + 1);
    return bytes_slice(name, 0, bytes_find(name, '.'));
}

/* add_events puts the message's own event first and the message's number on each. */
static void add_events(struct run *run, size_t index, struct event_list *from)
{
    struct arena *arena = run->ctx.arena;
    const struct tx_message *message = &run->ctx.tx->messages[index];
    struct event_list *list = run->result->events;
    struct bytes number = arena_format(arena, "%zu", index);
    struct event *event = event_emit(list, BYTES("message"));
    event_attribute_add(list, event, BYTES("action"), message->any->type_url);
    if (message->signer.len > 0)
        event_attribute_add(list, event, BYTES("sender"),
                            address_text(arena, ADDRESS_ACCOUNT, message->signer));
    if (!any_module_attribute(from))
        event_attribute_add(list, event, BYTES("module"), module_name(message->type));
    event_attribute_add(list, event, BYTES("msg_index"), number);
    for (size_t i = 0; i < from->count; i++)
        event_attribute_add(from, &from->items[i], BYTES("msg_index"), number);
    event_list_append(list, from);
}

static status run_messages(struct run *run, struct context *ctx)
{
    const struct tx *tx = ctx->tx;
    struct tx_response *responses =
        ARENA_ARRAY(ctx->arena, struct tx_response, tx->message_count + 1);
    bool executes =
        ctx->mode == EXEC_FINALIZE || ctx->mode == EXEC_SIMULATE || ctx->mode == EXEC_GENESIS;
    size_t count = executes ? tx->message_count : 0;
    for (size_t i = 0; i < count; i++) {
        struct message_result done;
        if (run->last_message)
            return error_wrap(ctx->arena, &CHAIN_LAST_MESSAGE,
                              "message was attempted but last message was marked by a contract; "
                              "message index: %zu",
                              i);
        ctx->message_index = (uint32_t)i;
        uint64_t before = ctx->gas->used;
        inspector_message_begin(ctx->inspector, tx->messages[i].any->type_url);
        status refused = router_run(ctx, tx->messages[i].type, tx->messages[i].message, &done);
        inspector_message_end(ctx->inspector, ctx->gas->used - before, refused);
        if (refused != NULL && refused->aborts)
            return refused;
        if (refused != NULL)
            return error_wrap(ctx->arena, refused, "failed to execute message; message index: %zu",
                              i);
        add_events(run, i, done.events);
        responses[i] = (struct tx_response){done.response_type, done.response};
    }
    run->result->data = tx_data(ctx->arena, responses, count);
    return NULL;
}

/* The block's meter takes what the transaction used, once. */
static status charge_block(struct run *run)
{
    if (run->block_gas == NULL || run->block_gas_charged)
        return NULL;
    run->block_gas_charged = true;
    status refused = gas_charge(run->block_gas, gas_used_to_limit(run->ctx.gas), "block gas meter");
    if (refused == NULL)
        return NULL;
    struct gas_meter shown = {.used = run->ctx.gas->used, .label = run->block_gas->label};
    return refusal_final(run->ctx.arena, refused, run->gas_wanted, &shown);
}

static status run_parts(struct run *run, struct bytes raw)
{
    struct context *ctx = &run->ctx;
    TRY(read_consensus_params(ctx));
    if (ctx->tx == NULL) {
        struct tx *tx;
        TRY(tx_decode(ctx->arena, ctx->chain->registry, raw, &tx));
        ctx->tx = tx;
    }
    TRY(check_messages(run));
    TRY(run_ante(run));
    struct context branch = *ctx;
    branch.state = overlay_branch(ctx->arena, ctx->state);
    branch.events = run->result->events;
    if (ctx->mode == EXEC_FINALIZE || ctx->mode == EXEC_SIMULATE || ctx->mode == EXEC_GENESIS)
        event_list_append(run->result->events, run->ante_events);
    const struct transaction_hooks *hooks =
        ctx->mode == EXEC_FINALIZE ? ctx->chain->transactions : NULL;
    if (hooks != NULL)
        hooks->begin(&branch);
    status refused = run_messages(run, &branch);
    if (refused == NULL)
        refused = charge_block(run);
    if (hooks != NULL)
        hooks->end(&branch, refused == NULL);
    if (refused == NULL && (ctx->mode == EXEC_FINALIZE || ctx->mode == EXEC_GENESIS))
        overlay_merge(branch.state);
    return refused;
}

void run_tx(const struct context *base, struct bytes raw, const struct tx *tx,
            struct gas_meter *block_gas, struct tx_result *result)
{
    struct run run = {.ctx = *base, .block_gas = block_gas, .result = result};
    *result = (struct tx_result){.events = event_list_new(base->arena)};
    if (block_gas != NULL && block_gas->used >= block_gas->limit &&
        block_gas->limit != GAS_UNLIMITED) {
        result->refused = error_wrap(base->arena, &CHAIN_OUT_OF_GAS, "no block gas left to run tx");
        return;
    }
    run.first_meter = gas_meter_new(GAS_UNLIMITED);
    run.ctx.gas = &run.first_meter;
    run.ctx.tx_bytes = raw;
    run.ctx.tx = tx;
    run.ctx.last_message = &run.last_message;
    run.ctx.block_gas_used = block_gas == NULL ? 0 : block_gas->used;
    status refused = run_parts(&run, raw);
    refused = refusal_final(base->arena, refused, run.gas_wanted, run.ctx.gas);
    status block_refused = charge_block(&run);
    result->refused = block_refused != NULL ? block_refused : refused;
    result->gas_wanted = run.gas_wanted;
    result->gas_used = run.ctx.gas->used;
    if (result->refused != NULL) {
        result->data = bytes_make(NULL, 0);
        result->events = event_list_new(base->arena);
        if (run.ante_events != NULL)
            result->events = run.ante_events;
    }
}
