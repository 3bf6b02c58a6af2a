#include "tests/support/scripted_enclave.h"

#include <sys/socket.h>

#include "common/base/halt.h"
#include "node/enclave_link/link_internal.h"

struct scripted_enclave {
    struct enclave_session session;
    struct arena *arena; /* of the test */
    struct arena *own;   /* of the thread */
    struct boundary_stream *stream;
    pthread_t thread;
    const struct script_step *steps;
    size_t step_count, step;
    const struct secretd_boundary_call *calls[SCRIPT_CALLS_MAX];
    const struct secretd_boundary_update_admin *updates[SCRIPT_CALLS_MAX];
    const struct secretd_boundary_query *queries[SCRIPT_CALLS_MAX];
    const struct secretd_boundary_chain_query_reply *answers[SCRIPT_CALLS_MAX];
    struct writer told;
};

static const struct script_step *next_step(struct scripted_enclave *enclave)
{
    ASSERT(enclave->step < enclave->step_count && enclave->step < SCRIPT_CALLS_MAX);
    return &enclave->steps[enclave->step++];
}

/* Answers a call or query that came with `consumed` on the chain's meter. */
static void run_step(struct scripted_enclave *enclave, uint64_t consumed)
{
    size_t index = enclave->step;
    const struct script_step *step = next_step(enclave);
    struct secretd_boundary_call_reply reply = step->reply;
    if (step->asks != NULL) {
        enum boundary_frame number;
        const void *message;
        boundary_put(enclave->stream, BOUNDARY_CHAIN_QUERY, step->asks);
        ASSERT(boundary_get(enclave->stream, enclave->own, &number, &message) == BOUNDARY_OK);
        ASSERT(number == BOUNDARY_CHAIN_QUERY_REPLY);
        enclave->answers[index] = message;
        consumed = enclave->answers[index]->chain_gas_consumed;
    }
    reply.chain_gas_consumed = consumed + step->gas;
    reply.outcome_case = reply.failure != NULL ? 5 : 4;
    boundary_put(enclave->stream, BOUNDARY_CALL_REPLY, &reply);
}

static void note(struct scripted_enclave *enclave, const char *text, uint32_t number)
{
    writer_format(&enclave->told, "%s%s %u", enclave->told.len == 0 ? "" : " ", text, number);
}

static void answer(struct scripted_enclave *enclave, enum boundary_frame number,
                   const void *message)
{
    const struct secretd_boundary_tx_begin *tx = message;
    const struct secretd_boundary_message_begin *begin = message;
    const struct secretd_boundary_mark *mark = message;
    const struct secretd_boundary_release *release = message;
    const struct secretd_boundary_rollback *rollback = message;
    switch (number) {
    case BOUNDARY_TX_BEGIN:
        note(enclave, "tx", tx->index);
        break;
    case BOUNDARY_MESSAGE_BEGIN:
        note(enclave, "message", begin->index);
        break;
    case BOUNDARY_MARK:
        note(enclave, "mark", mark->depth);
        break;
    case BOUNDARY_RELEASE:
        note(enclave, "release", release->depth);
        break;
    case BOUNDARY_ROLLBACK:
        note(enclave, "rollback", rollback->depth);
        break;
    case BOUNDARY_CALL:
        enclave->calls[enclave->step] = message;
        run_step(enclave, enclave->calls[enclave->step]->chain_gas.consumed);
        break;
    case BOUNDARY_UPDATE_ADMIN:
        enclave->updates[enclave->step] = message;
        run_step(enclave, 0);
        break;
    case BOUNDARY_QUERY:
        enclave->queries[enclave->step] = message;
        run_step(enclave, enclave->queries[enclave->step]->chain_gas.consumed);
        break;
    case BOUNDARY_CHECK_CODE:
        boundary_put(enclave->stream, BOUNDARY_CHECK_CODE_REPLY, &next_step(enclave)->check);
        break;
    default:
        writer_text(&enclave->told, number == BOUNDARY_TX_COMMIT ? " commit" : " abort");
        break;
    }
}

static void *serve(void *context)
{
    struct scripted_enclave *enclave = context;
    enum boundary_frame number;
    const void *message;
    while (boundary_get(enclave->stream, enclave->own, &number, &message) == BOUNDARY_OK)
        answer(enclave, number, message);
    return NULL;
}

struct scripted_enclave *scripted_enclave_start(struct arena *arena,
                                                const struct script_step *steps, size_t count)
{
    struct scripted_enclave *enclave = ARENA_NEW(arena, struct scripted_enclave);
    int ends[2];
    ASSERT(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    enclave->arena = arena;
    enclave->own = arena_new(1 << 14);
    enclave->steps = steps;
    enclave->step_count = count;
    enclave->told = writer_new(enclave->own, 64);
    enclave->stream = boundary_stream_new(ends[0], BOUNDARY_ENCLAVE, BOUNDARY_RIGHT_EXECUTOR);
    enclave->session = (struct enclave_session){
        .stream = boundary_stream_new(ends[1], BOUNDARY_NODE, BOUNDARY_RIGHT_EXECUTOR),
        .scratch = arena_new(1 << 14),
        .ahead = ahead_new(),
    };
    ASSERT(pthread_create(&enclave->thread, NULL, serve, enclave) == 0);
    return enclave;
}

struct bytes scripted_enclave_stop(struct scripted_enclave *enclave)
{
    ASSERT(boundary_flush(enclave->session.stream));
    boundary_stream_free(enclave->session.stream);
    ASSERT(pthread_join(enclave->thread, NULL) == 0);
    boundary_stream_free(enclave->stream);
    struct bytes told = arena_copy(enclave->arena, writer_done(&enclave->told));
    ahead_free(enclave->session.ahead);
    arena_drop(enclave->session.scratch);
    arena_drop(enclave->own);
    return told;
}

struct enclave_session *scripted_enclave_session(struct scripted_enclave *enclave)
{
    return &enclave->session;
}

const struct secretd_boundary_call *scripted_enclave_call(const struct scripted_enclave *enclave,
                                                          size_t index)
{
    ASSERT(index < SCRIPT_CALLS_MAX && enclave->calls[index] != NULL);
    return enclave->calls[index];
}

const struct secretd_boundary_update_admin *
scripted_enclave_update(const struct scripted_enclave *enclave, size_t index)
{
    ASSERT(index < SCRIPT_CALLS_MAX && enclave->updates[index] != NULL);
    return enclave->updates[index];
}

const struct secretd_boundary_query *scripted_enclave_query(const struct scripted_enclave *enclave,
                                                            size_t index)
{
    ASSERT(index < SCRIPT_CALLS_MAX && enclave->queries[index] != NULL);
    return enclave->queries[index];
}

const struct secretd_boundary_chain_query_reply *
scripted_enclave_answer(const struct scripted_enclave *enclave, size_t index)
{
    ASSERT(index < SCRIPT_CALLS_MAX && enclave->answers[index] != NULL);
    return enclave->answers[index];
}
