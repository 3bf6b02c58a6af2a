#include "common/crypto/hash.h"
#include "node/chain/list.h"
#include "node/chain/overlay.h"
#include "node/chain/traces.h"
#include "node/modules/compute/trace.h"

uint64_t compute_trace_gas_unit(const struct compute_request *request)
{
    int32_t kind = request->call == NULL ? -1 : request->call->kind;
    bool scales = kind == SECRETD_BOUNDARY_CALL_KIND_EXECUTE ||
                  kind == SECRETD_BOUNDARY_CALL_KIND_MIGRATE ||
                  kind >= SECRETD_BOUNDARY_CALL_KIND_HOOK_TRANSFER;
    return scales ? COMPUTE_GAS_MULTIPLIER : 1;
}

static uint64_t scaled(uint64_t gas, uint64_t unit)
{
    uint64_t product;
    return __builtin_mul_overflow(gas, unit, &product) ? UINT64_MAX : product;
}

static bool records(const struct context *ctx)
{
    return ctx->traces != NULL && ctx->traces->arena != NULL;
}

struct compute_trace compute_trace_begin(struct context *ctx)
{
    if (!records(ctx))
        return (struct compute_trace){0};
    return (struct compute_trace){.number = traces_number(ctx->traces),
                                  .gas_before = ctx->gas->used};
}

static void add_op(struct context *ctx, struct compute_trace *trace,
                   const struct secretd_contract_access *access)
{
    if (trace->op_count == trace->op_room) {
        size_t room = trace->op_room == 0 ? 16 : trace->op_room * 2;
        struct secret_compute_v1beta1_storage_op *wider =
            ARENA_ARRAY(ctx->arena, struct secret_compute_v1beta1_storage_op, room);
        if (trace->op_count != 0)
            memcpy(wider, trace->ops, trace->op_count * sizeof *wider);
        trace->ops = wider;
        trace->op_room = room;
    }
    bool is_delete = access->kind == SECRETD_CONTRACT_ACCESS_DELETE;
    trace->ops[trace->op_count++] = (struct secret_compute_v1beta1_storage_op){
        .is_delete = is_delete,
        .key = arena_copy(ctx->arena, access->key),
        .value = is_delete ? (struct bytes){0} : arena_copy(ctx->arena, access->value),
    };
}

void compute_trace_accesses(struct context *ctx, struct compute_trace *trace,
                            const struct secretd_contract_access_list *accesses)
{
    if (trace == NULL || trace->number == 0)
        return;
    for (size_t i = 0; i < accesses->count; i++)
        if (accesses->items[i].kind != SECRETD_CONTRACT_ACCESS_READ)
            add_op(ctx, trace, &accesses->items[i]);
}

void compute_trace_writes(struct context *ctx, struct compute_trace *trace,
                          const struct overlay *state)
{
    struct change_set writes[STORE_COUNT];
    overlay_writes(ctx->arena, state, writes);
    for (size_t store = 0; store < STORE_COUNT; store++)
        for (size_t i = 0; i < writes[store].count; i++) {
            const struct change *write = &writes[store].items[i];
            struct secret_compute_v1beta1_cross_module_op *op =
                list_append(ctx->arena, &trace->cross_ops, sizeof *op);
            op->store_key = bytes_text(store_name((enum store_id)store));
            op->key = arena_copy(ctx->arena, write->key);
            op->value = arena_copy(ctx->arena, write->value);
            op->is_delete = write->value.data == NULL;
        }
}

enum trace_shape compute_trace_shape(const struct compute_request *request)
{
    if (request->update_admin != NULL)
        return TRACE_ADMIN;
    switch (request->call->kind) {
    case SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE:
        return TRACE_INSTANTIATE;
    case SECRETD_BOUNDARY_CALL_KIND_MIGRATE:
        return TRACE_MIGRATE;
    default:
        return TRACE_JSON;
    }
}

/* The label of a charge that failed stands in the log and so in the trace. */
static void note_gas(const struct context *ctx, const struct compute_trace *trace, uint64_t unit,
                     const struct secretd_boundary_call_reply *reply, status ended,
                     struct secret_compute_v1beta1_execution_trace_data *data)
{
    uint64_t now = ended == NULL ? reply->chain_gas_consumed : ctx->gas->used;
    data->gas_used = reply->wasm_gas_used;
    /* A change of the admin makes no access and has no meter. */
    if (now > trace->gas_before)
        data->callback_gas = scaled(now - trace->gas_before, unit);
    if (ended == NULL) {
        data->out_of_gas = reply->failure != NULL && reply->failure->out_of_gas;
        return;
    }
    data->out_of_gas = error_is(ended, &CHAIN_OUT_OF_GAS);
    if (data->out_of_gas && ctx->gas->label != NULL)
        data->out_of_gas_location = bytes_text(ctx->gas->label);
}

void compute_trace_end(struct context *ctx, struct compute_trace *trace,
                       const struct compute_request *request,
                       const struct secretd_boundary_call_reply *reply, status ended)
{
    if (trace->number == 0)
        return;
    compute_trace_accesses(ctx, trace, &reply->accesses);
    struct secret_compute_v1beta1_execution_trace_data data = {
        .index = trace->number,
        .ops = {trace->ops, trace->op_count},
        .cross_ops = trace->cross_ops,
    };
    note_gas(ctx, trace, compute_trace_gas_unit(request), reply, ended, &data);
    if (ended != NULL && !data.out_of_gas) {
        data.has_error = true;
        data.error_msg = TRACE_PANIC_ERROR;
    } else if (reply->failure != NULL) {
        data.has_error = true;
        data.error_msg = ARENA_CONCAT(ctx->arena, TRACE_ENCLAVE_ERROR, reply->failure->text);
    } else if (reply->answer != NULL) {
        data.result = trace_result_write(ctx->arena, compute_trace_shape(request), reply->answer);
    }
    traces_add_call(ctx->traces, &data);
}

void compute_trace_checked(struct context *ctx, struct bytes wasm,
                           const struct secretd_boundary_check_code_reply *reply)
{
    if (!records(ctx))
        return;
    uint8_t hash[32];
    crypto_sha256(wasm, hash);
    struct secret_compute_v1beta1_create_result_data created = {.wasm_hash = BYTES_OF(hash)};
    if (reply->failure == NULL) {
        created.code_hash = BYTES_OF(hash);
    } else {
        created.has_error = true;
        created.error_msg = reply->failure->text;
    }
    traces_add_created(ctx->traces, &created);
}
