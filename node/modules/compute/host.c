#include <inttypes.h>

#include "common/base/halt.h"
#include "node/chain/inspector.h"
#include "node/chain/overlay.h"
#include "node/modules/compute/trace.h"

/* What the enclave asks while a call runs, and what it reports of it. */

static status apply_one(struct context *ctx, struct bytes contract,
                        const struct secretd_contract_access *access)
{
    struct bytes key = compute_key_state(ctx->arena, contract, access->key);
    struct bytes value;
    switch (access->kind) {
    case SECRETD_CONTRACT_ACCESS_READ:
        TRY(kv_get(ctx, STORE_COMPUTE, key, &value));
        if (value.len != access->value_bytes)
            halt("the enclave saw a value of %" PRIu64 " bytes where the chain has %zu",
                 access->value_bytes, value.len);
        return NULL;
    case SECRETD_CONTRACT_ACCESS_WRITE:
        return kv_set(ctx, STORE_COMPUTE, key, access->value);
    case SECRETD_CONTRACT_ACCESS_DELETE:
        return kv_delete(ctx, STORE_COMPUTE, key);
    default:
        halt("the enclave reports an access of unknown kind %d", (int)access->kind);
    }
}

status compute_apply(struct context *ctx, struct bytes contract,
                     const struct secretd_contract_access_list *accesses)
{
    for (size_t i = 0; i < accesses->count; i++)
        TRY(apply_one(ctx, contract, &accesses->items[i]));
    return NULL;
}

static void host_read(void *context, struct arena *arena, struct bytes key, struct bytes *value)
{
    const struct compute_callbacks *callbacks = context;
    struct bytes whole = compute_key_state(arena, callbacks->contract, key);
    if (!overlay_get(callbacks->ctx->state, STORE_COMPUTE, whole, value))
        *value = (struct bytes){0};
}

static void host_code(void *context, struct arena *arena, struct bytes code_hash,
                      struct bytes *wasm)
{
    const struct compute_callbacks *callbacks = context;
    const struct code_store *codes = callbacks->ctx->chain->codes;
    if (code_hash.len != 32 || !codes->get(codes->context, arena, code_hash.data, wasm))
        *wasm = (struct bytes){0};
}

/* Of all answers only that about rewards changes the state of another module, for good: that is
 * part of the call's trace. */
static status answer(struct compute_callbacks *callbacks,
                     const struct secretd_boundary_chain_query *request,
                     struct secretd_boundary_chain_query_reply *reply)
{
    struct context *ctx = callbacks->ctx;
    bool is_traced = callbacks->trace != NULL && callbacks->trace->number != 0;
    if (!is_traced || request->distribution_rewards == NULL)
        return compute_answer(ctx, callbacks->contract, request, reply);
    struct context branch = context_branch(ctx);
    status refused = compute_answer(&branch, callbacks->contract, request, reply);
    compute_trace_writes(ctx, callbacks->trace, branch.state);
    context_merge(ctx, &branch);
    return refused;
}

static void host_query(void *context, struct arena *arena,
                       const struct secretd_boundary_chain_query *request,
                       struct secretd_boundary_chain_query_reply *reply)
{
    struct compute_callbacks *callbacks = context;
    compute_trace_accesses(callbacks->ctx, callbacks->trace, &request->accesses);
    callbacks->refused = compute_apply(callbacks->ctx, callbacks->contract, &request->accesses);
    if (request->wasm_smart != NULL)
        inspector_query_begin(callbacks->ctx->inspector);
    if (callbacks->refused == NULL)
        callbacks->refused = answer(callbacks, request, reply);
    if (request->wasm_smart != NULL)
        inspector_query_end(callbacks->ctx->inspector);
    reply->chain_gas_consumed = callbacks->ctx->gas->used;
    reply->out_of_gas = callbacks->refused != NULL;
}

struct enclave_host compute_host_of(struct compute_callbacks *callbacks)
{
    return (struct enclave_host){
        .context = callbacks,
        .read = host_read,
        .code = host_code,
        .query = host_query,
    };
}
