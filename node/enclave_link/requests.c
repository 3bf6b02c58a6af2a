#include "common/base/halt.h"
#include "node/enclave_link/link_internal.h"
#include "node/enclave_link/native.h"

/* Blocks, brackets and calls on a session. */

static bool executes(const struct enclave_session *session)
{
    return boundary_stream_right(session->stream) == BOUNDARY_RIGHT_EXECUTOR;
}

/* ---- blocks ---- */

/* With so many transactions two threads gain more by sharing a processor than the move costs. */
enum { HOLD_FROM = 8 };

void enclave_block_begin(struct enclave_session *executor, struct arena *arena,
                         const struct secretd_boundary_begin_block *block,
                         struct secretd_boundary_block_reply *reply)
{
    struct secretd_boundary_begin_block here = *block;
    ahead_forget(executor->ahead);
    if (block->txs.count >= HOLD_FROM)
        here.processor = processor_hold(&executor->place);
    boundary_put(executor->stream, BOUNDARY_BEGIN_BLOCK, &here);
    *reply = *(const struct secretd_boundary_block_reply *)link_expect(executor, arena,
                                                                       BOUNDARY_BLOCK_REPLY);
}

void enclave_block_end(struct enclave_session *executor, struct arena *arena,
                       struct secretd_boundary_block_reply *reply)
{
    const struct secretd_boundary_end_block request = {0};
    boundary_put(executor->stream, BOUNDARY_END_BLOCK, &request);
    *reply = *(const struct secretd_boundary_block_reply *)link_expect(executor, arena,
                                                                       BOUNDARY_BLOCK_REPLY);
    processor_release(&executor->place);
    if (reply->native.len != 0 && executor->link->native >= 0)
        native_put(executor->link->native, reply->native_hash, reply->native);
}

/* ---- brackets ---- */

void enclave_tx_begin(struct enclave_session *executor, uint32_t index, uint32_t counter)
{
    executor->tx = (struct secretd_boundary_tx_begin){.index = index, .counter = counter};
    executor->tx_pending = true;
    executor->message_pending = false;
    executor->tx_told = false;
    executor->depth = 0;
}

static void tx_end(struct enclave_session *executor, enum boundary_frame number)
{
    const struct secretd_boundary_tx_commit nothing = {0};
    if (executor->tx_told)
        boundary_put(executor->stream, number, &nothing);
    executor->tx_pending = executor->message_pending = executor->tx_told = false;
}

void enclave_tx_commit(struct enclave_session *executor)
{
    tx_end(executor, BOUNDARY_TX_COMMIT);
}

void enclave_tx_abort(struct enclave_session *executor)
{
    tx_end(executor, BOUNDARY_TX_ABORT);
    ahead_forget(executor->ahead);
}

void enclave_message_begin(struct enclave_session *executor, uint32_t index)
{
    executor->message = (struct secretd_boundary_message_begin){.index = index};
    executor->message_pending = true;
    executor->depth = 0;
}

/* Sends the brackets around what comes next. Outside of transactions there are none. */
static void tell_brackets(struct enclave_session *session)
{
    if (!executes(session))
        return;
    if (session->tx_pending) {
        boundary_put(session->stream, BOUNDARY_TX_BEGIN, &session->tx);
        session->tx_pending = false;
        session->tx_told = true;
    }
    if (session->message_pending && session->tx_told) {
        boundary_put(session->stream, BOUNDARY_MESSAGE_BEGIN, &session->message);
        session->message_pending = false;
    }
}

uint32_t enclave_mark(struct enclave_session *executor)
{
    if (!executes(executor))
        return 0;
    tell_brackets(executor);
    const struct secretd_boundary_mark mark = {.depth = ++executor->depth};
    if (executor->tx_told)
        boundary_put(executor->stream, BOUNDARY_MARK, &mark);
    return mark.depth;
}

void enclave_release(struct enclave_session *executor, uint32_t depth)
{
    if (!executes(executor))
        return;
    ASSERT(depth == executor->depth && depth > 0);
    const struct secretd_boundary_release release = {.depth = executor->depth--};
    if (executor->tx_told)
        boundary_put(executor->stream, BOUNDARY_RELEASE, &release);
}

void enclave_rollback(struct enclave_session *executor, uint32_t depth)
{
    if (!executes(executor))
        return;
    ASSERT(depth == executor->depth && depth > 0);
    const struct secretd_boundary_rollback rollback = {.depth = executor->depth--};
    ahead_forget(executor->ahead);
    if (executor->tx_told)
        boundary_put(executor->stream, BOUNDARY_ROLLBACK, &rollback);
}

/* ---- calls ---- */

static void answer_read(struct enclave_session *session, const struct enclave_host *host,
                        const struct secretd_boundary_read *request)
{
    const struct secretd_boundary_read_reply reply =
        ahead_answer(session->scratch, host, request->key, request->fallback);
    ahead_asked(session->ahead, request->key, request->fallback);
    boundary_put(session->stream, BOUNDARY_READ_REPLY, &reply);
}

static void answer_code(struct enclave_session *session, const struct enclave_host *host,
                        const struct secretd_boundary_code_request *request)
{
    struct secretd_boundary_code_reply reply = {0};
    if (!request->native)
        host->code(host->context, session->scratch, request->code_hash, &reply.wasm);
    else if (session->link->native >= 0)
        reply.native = native_get(session->link->native, session->scratch, request->code_hash);
    boundary_put(session->stream, BOUNDARY_CODE_REPLY, &reply);
}

static void answer_query(struct enclave_session *session, const struct enclave_host *host,
                         const struct secretd_boundary_chain_query *request)
{
    struct secretd_boundary_chain_query_reply reply = {0};
    /* What the called contracts read is none of this contract's. */
    struct ahead_habits *caller = ahead_pause(session->ahead, &request->accesses);
    host->query(host->context, session->scratch, request, &reply);
    ahead_resume(session->ahead, caller);
    boundary_put(session->stream, BOUNDARY_CHAIN_QUERY_REPLY, &reply);
}

/* Answers what the enclave asks until it has the reply to the call that was put. What a callback
 * allocates is forgotten when its answer has been encoded. */
static void converse(struct enclave_session *session, struct arena *arena,
                     const struct enclave_host *host, struct secretd_boundary_call_reply *reply)
{
    for (;;) {
        const void *message;
        enum boundary_frame number = link_get(session, arena, &message);
        struct arena_mark mark = arena_mark(session->scratch);
        switch (number) {
        case BOUNDARY_READ:
            answer_read(session, host, message);
            break;
        case BOUNDARY_CODE_REQUEST:
            answer_code(session, host, message);
            break;
        case BOUNDARY_CHAIN_QUERY:
            answer_query(session, host, message);
            break;
        case BOUNDARY_CALL_REPLY:
            *reply = *(const struct secretd_boundary_call_reply *)message;
            return;
        default:
            halt("the enclave sent frame %u in the middle of a call", number);
        }
        arena_rewind(session->scratch, mark);
    }
}

void enclave_call(struct enclave_session *session, struct arena *arena,
                  const struct secretd_boundary_call *call, const struct enclave_host *host,
                  struct secretd_boundary_call_reply *reply)
{
    struct secretd_boundary_call whole = *call;
    struct arena_mark mark = arena_mark(session->scratch);
    bool remembers = session->tx_pending || session->tx_told;
    whole.ahead = ahead_begin(session->ahead, session->scratch, call, host, remembers);
    tell_brackets(session);
    boundary_put(session->stream, BOUNDARY_CALL, &whole);
    arena_rewind(session->scratch, mark);
    converse(session, arena, host, reply);
    ahead_end(session->ahead, &reply->accesses);
    if (reply->failure != NULL || !remembers)
        ahead_forget(session->ahead);
}

void enclave_update_admin(struct enclave_session *session, struct arena *arena,
                          const struct secretd_boundary_update_admin *request,
                          struct secretd_boundary_call_reply *reply)
{
    tell_brackets(session);
    boundary_put(session->stream, BOUNDARY_UPDATE_ADMIN, request);
    *reply = *(const struct secretd_boundary_call_reply *)link_expect(session, arena,
                                                                      BOUNDARY_CALL_REPLY);
}

void enclave_query(struct enclave_session *session, struct arena *arena,
                   const struct secretd_boundary_query *query, const struct enclave_host *host,
                   struct secretd_boundary_call_reply *reply)
{
    boundary_put(session->stream, BOUNDARY_QUERY, query);
    converse(session, arena, host, reply);
}

void enclave_check_code(struct enclave_session *session, struct arena *arena, struct bytes wasm,
                        struct secretd_boundary_check_code_reply *reply)
{
    const struct secretd_boundary_check_code request = {.wasm = wasm};
    boundary_put(session->stream, BOUNDARY_CHECK_CODE, &request);
    *reply = *(const struct secretd_boundary_check_code_reply *)link_expect(
        session, arena, BOUNDARY_CHECK_CODE_REPLY);
}
