#include "common/base/halt.h"
#include "node/chain/inspector.h"
#include "node/modules/compute/trace.h"

/* The only place from which the module speaks to the enclave. On a node without one, calls come
 * from another node's traces instead. */

status compute_need_enclave(struct context *ctx)
{
    return ctx->enclave == NULL
               ? chain_error(ctx->arena, "this node has no enclave to run contracts in")
               : NULL;
}

status compute_ask(struct context *ctx, const struct compute_request *request,
                   const struct enclave_host *host, struct secretd_boundary_call_reply *reply)
{
    if (request->query == NULL && compute_follows(ctx))
        return compute_trace_follow(ctx, request, reply);
    TRY(compute_need_enclave(ctx));
    *reply = (struct secretd_boundary_call_reply){0};
    if (request->query != NULL) {
        enclave_query(ctx->enclave, ctx->arena, request->query, host, reply);
        inspector_call(ctx->inspector, false, reply->inspection);
        return NULL;
    }
    if (ctx->call_depth == 0)
        enclave_message_begin(ctx->enclave, ctx->message_index);
    if (request->call != NULL) {
        enclave_call(ctx->enclave, ctx->arena, request->call, host, reply);
        inspector_call(ctx->inspector, request->call->kind == SECRETD_BOUNDARY_CALL_KIND_REPLY,
                       reply->inspection);
        return NULL;
    }
    ASSERT(request->update_admin != NULL);
    enclave_update_admin(ctx->enclave, ctx->arena, request->update_admin, reply);
    reply->chain_gas_consumed = ctx->gas->used;
    return NULL;
}

status compute_ask_code(struct context *ctx, struct bytes wasm,
                        struct secretd_boundary_check_code_reply *reply)
{
    if (compute_follows(ctx)) {
        compute_trace_check(ctx, wasm, reply);
        return NULL;
    }
    TRY(compute_need_enclave(ctx));
    enclave_check_code(ctx->enclave, ctx->arena, wasm, reply);
    compute_trace_checked(ctx, wasm, reply);
    return NULL;
}

uint32_t compute_mark(struct context *ctx)
{
    return ctx->enclave == NULL ? 0 : enclave_mark(ctx->enclave);
}

void compute_release(struct context *ctx, uint32_t mark, bool kept)
{
    if (ctx->enclave == NULL)
        return;
    if (kept)
        enclave_release(ctx->enclave, mark);
    else
        enclave_rollback(ctx->enclave, mark);
}
