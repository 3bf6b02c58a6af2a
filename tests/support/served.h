#ifndef TESTS_SUPPORT_SERVED_H
#define TESTS_SUPPORT_SERVED_H

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "enclave/serve/server.h"
#include "tests/support/sealed_chain.h"
#include "tests/support/test.h"

/* The posts of the enclave program in a child process, without its sandbox, and our ends of their
 * streams. */
struct served {
    struct arena *arena;
    pid_t process;
    struct boundary_stream *operator;
    struct boundary_stream *executor;
    struct boundary_stream *query;
};

static inline void *served_thread(void *post)
{
    post_serve(post);
}

static inline _Noreturn void served_child(const int *ends)
{
    const struct options options = {.parent = getppid(), .query_count = 1};
    struct server *server = server_start(&options);
    struct post *operator= post_new(server, ends[0], BOUNDARY_RIGHT_OPERATOR);
    struct post *executor = post_new(server, ends[1], BOUNDARY_RIGHT_EXECUTOR);
    struct post *query = post_new(server, ends[2], BOUNDARY_RIGHT_QUERY);
    pthread_t threads[2];
    ASSERT(pthread_create(&threads[0], NULL, served_thread, executor) == 0);
    ASSERT(pthread_create(&threads[1], NULL, served_thread, query) == 0);
    post_serve(operator);
}

/* served_start makes the child; `greet` says hello on every stream. */
static inline struct served served_start(bool greet)
{
    static const enum boundary_right rights[] = {BOUNDARY_RIGHT_OPERATOR, BOUNDARY_RIGHT_EXECUTOR,
                                                 BOUNDARY_RIGHT_QUERY};
    struct served served = {.arena = arena_new(1 << 16)};
    struct boundary_stream **streams[] = {&served.operator, & served.executor, &served.query};
    int ours[3], theirs[3];
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < 3; i++) {
        int pair[2];
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        ours[i] = pair[0];
        theirs[i] = pair[1];
    }
    served.process = fork();
    if (served.process == 0) {
        /* Not ours, and not those of other children either. */
        for (int i = 3; i < 256; i++)
            if (i != theirs[0] && i != theirs[1] && i != theirs[2])
                close(i);
        served_child(theirs);
    }
    uint8_t schema[32];
    boundary_schema_hash(schema);
    const struct secretd_boundary_hello hello = {.version = BOUNDARY_VERSION,
                                                 .schema_hash = BYTES_OF(schema)};
    for (size_t i = 0; i < 3; i++) {
        close(theirs[i]);
        *streams[i] = boundary_stream_new(ours[i], BOUNDARY_NODE, rights[i]);
        if (!greet)
            continue;
        enum boundary_frame number;
        const void *message;
        boundary_put(*streams[i], BOUNDARY_HELLO, &hello);
        assert_int_equal(boundary_get(*streams[i], served.arena, &number, &message), BOUNDARY_OK);
        assert_int_equal(number, BOUNDARY_HELLO_REPLY);
        assert_true(((const struct secretd_boundary_hello_reply *)message)->simulation);
    }
    return served;
}

/* served_ask sends a frame and gives the answer, which must be of the kind expected. */
static inline const void *served_ask(struct served *served, struct boundary_stream *stream,
                                     enum boundary_frame ask, const void *request,
                                     enum boundary_frame expected)
{
    enum boundary_frame number;
    const void *message;
    boundary_put(stream, ask, request);
    assert_int_equal(boundary_get(stream, served->arena, &number, &message), BOUNDARY_OK);
    assert_int_equal(number, expected);
    return message;
}

/* served_stop closes our ends and gives the child's exit code. */
static inline int served_stop(struct served *served)
{
    int result;
    boundary_stream_free(served->operator);
    boundary_stream_free(served->executor);
    boundary_stream_free(served->query);
    arena_drop(served->arena);
    assert_int_equal(waitpid(served->process, &result, 0), served->process);
    return WIFEXITED(result) ? WEXITSTATUS(result) : -WTERMSIG(result);
}

static const struct secretd_boundary_bootstrap SERVED_BOOTSTRAP = {
    .network = {.chain_id = BYTES_INIT(TEST_CHAIN_ID),
                .state_suite = 1,
                .simulation_accepted = true,
                .initial_height = 1}};

/* served_bootstrap makes the keys of the test network. */
static inline const struct secretd_boundary_keys_reply *served_bootstrap(struct served *served)
{
    const struct secretd_boundary_keys_reply *reply = served_ask(
        served, served->operator, BOUNDARY_BOOTSTRAP, &SERVED_BOOTSTRAP, BOUNDARY_KEYS_REPLY);
    assert_null(reply->failure);
    return reply;
}

#endif
