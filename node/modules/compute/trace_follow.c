#include <inttypes.h>

#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "node/chain/overlay.h"
#include "node/chain/traces.h"
#include "node/modules/compute/trace.h"

bool compute_follows(const struct context *ctx)
{
    return ctx->traces != NULL && ctx->traces->given != NULL;
}

static void write_one(struct context *ctx, enum store_id store, struct bytes key,
                      struct bytes value, bool is_delete)
{
    if (is_delete)
        overlay_delete(ctx->state, store, key);
    else
        overlay_set(ctx->state, store, key, value.data == NULL ? BYTES("") : value);
}

/* Writes cost nothing here: what they cost is part of the chain gas of the call. */
static void make_writes(struct context *ctx, struct bytes contract,
                        const struct secret_compute_v1beta1_execution_trace_data *trace)
{
    for (size_t i = 0; i < trace->ops.count; i++) {
        const struct secret_compute_v1beta1_storage_op *op = &trace->ops.items[i];
        write_one(ctx, STORE_COMPUTE, compute_key_state(ctx->arena, contract, op->key), op->value,
                  op->is_delete);
    }
    for (size_t i = 0; i < trace->cross_ops.count; i++) {
        const struct secret_compute_v1beta1_cross_module_op *op = &trace->cross_ops.items[i];
        enum store_id store;
        if (!store_find(op->store_key, &store))
            halt("block %" PRId64 ": the trace of call %" PRId64 " writes to an unknown store",
                 ctx->block->height, trace->index);
        write_one(ctx, store, op->key, op->value, op->is_delete);
    }
}

/* One charge for all that the call cost the chain. Without a name for the charge the original lets
 * the next one fail. */
static status charge_chain_gas(struct context *ctx, uint64_t unit,
                               const struct secret_compute_v1beta1_execution_trace_data *trace)
{
    bool named = trace->out_of_gas && trace->out_of_gas_location.len != 0;
    const char *label =
        named ? arena_text(ctx->arena, trace->out_of_gas_location) : "contract access";
    status refused = gas_charge(ctx->gas, trace->callback_gas / unit, label);
    return named ? refused : NULL;
}

static void fill_failure(struct context *ctx,
                         const struct secret_compute_v1beta1_execution_trace_data *trace,
                         struct secretd_boundary_call_reply *reply)
{
    if (trace->out_of_gas || bytes_starts_with(trace->error_msg, TRACE_ENCLAVE_ERROR)) {
        struct secretd_boundary_failure *failure =
            ARENA_NEW(ctx->arena, struct secretd_boundary_failure);
        failure->out_of_gas = trace->out_of_gas;
        failure->text = trace->error_msg;
        if (bytes_starts_with(failure->text, TRACE_ENCLAVE_ERROR))
            failure->text = bytes_from(failure->text, TRACE_ENCLAVE_ERROR.len);
        reply->failure = failure;
        return;
    }
    struct secretd_contract_answer *answer = ARENA_NEW(ctx->arena, struct secretd_contract_answer);
    answer->failed = true;
    answer->error = trace->error_msg;
    reply->answer = answer;
}

static void fill_answer(struct context *ctx, enum trace_shape shape,
                        const struct secret_compute_v1beta1_execution_trace_data *trace,
                        struct secretd_boundary_call_reply *reply)
{
    struct secretd_contract_answer *answer = ARENA_NEW(ctx->arena, struct secretd_contract_answer);
    status malformed = trace_result_read(ctx->arena, shape, trace->result, answer);
    if (malformed != NULL)
        halt("block %" PRId64 ", call %" PRId64 ": %.*s", ctx->block->height, trace->index,
             BYTES_ARG(malformed->text));
    reply->answer = answer;
}

status compute_trace_follow(struct context *ctx, const struct compute_request *request,
                            struct secretd_boundary_call_reply *reply)
{
    int64_t number = traces_number(ctx->traces);
    const struct secret_compute_v1beta1_execution_trace_data *trace =
        traces_find_call(ctx->traces, number);
    if (trace == NULL)
        halt("block %" PRId64 " makes contract call %" PRId64 ", which the traces do not have: "
             "either their node does not keep them so long, or it runs another chain",
             ctx->block->height, number);
    *reply = (struct secretd_boundary_call_reply){.wasm_gas_used = trace->gas_used};
    make_writes(ctx,
                request->call != NULL ? request->call->contract : request->update_admin->contract,
                trace);
    TRY(charge_chain_gas(ctx, compute_trace_gas_unit(request), trace));
    reply->chain_gas_consumed = ctx->gas->used;
    if (trace->has_error || trace->out_of_gas)
        fill_failure(ctx, trace, reply);
    else
        fill_answer(ctx, compute_trace_shape(request), trace, reply);
    return NULL;
}

void compute_trace_check(struct context *ctx, struct bytes wasm,
                         struct secretd_boundary_check_code_reply *reply)
{
    uint8_t hash[32];
    crypto_sha256(wasm, hash);
    const struct secret_compute_v1beta1_create_result_data *created =
        traces_find_created(ctx->traces, hash);
    if (created == NULL)
        halt("block %" PRId64 " stores a module whose check the traces do not have",
             ctx->block->height);
    *reply = (struct secretd_boundary_check_code_reply){0};
    if (!created->has_error)
        return;
    struct secretd_boundary_failure *failure =
        ARENA_NEW(ctx->arena, struct secretd_boundary_failure);
    failure->text = created->error_msg;
    reply->failure = failure;
}
