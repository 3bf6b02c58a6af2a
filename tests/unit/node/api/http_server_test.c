#include "node/api/http_server.h"

#include "common/base/halt.h"
#include "node/api/listener.h"
#include "tests/support/http_client.h"
#include "tests/support/test.h"

#include <pthread.h>
#include <unistd.h>

enum { BODY_MAX = 1000, CONNECTIONS_MAX = 40 };

/* A server whose handler answers at once, or later from another thread. */
struct scene {
    struct arena *arena;
    struct loop *loop;
    struct http_server *server;
    pthread_t thread;
    uint16_t port;
};

static void *reply_later(void *argument)
{
    struct http_request *request = argument;
    usleep(2000);
    http_answer(request, 200, "text/plain", BYTES("later"));
    return NULL;
}

static void handle(struct http_request *request)
{
    pthread_t thread;
    if (request->too_large) {
        http_answer(request, 413, "text/plain", BYTES("too large"));
    } else if (bytes_is(request->path, "/later")) {
        pthread_create(&thread, NULL, reply_later, request);
        pthread_detach(thread);
    } else {
        struct bytes header = http_header(request, "X-Test");
        http_header_add(request, "X-Reply", BYTES("yes"));
        http_answer(request, 200, "text/plain",
                    arena_format(request->arena, "%.*s %.*s?%.*s [%.*s] %zu",
                                 BYTES_ARG(request->method), BYTES_ARG(request->path),
                                 BYTES_ARG(request->query), BYTES_ARG(header), request->body.len));
    }
}

static void *run(void *argument)
{
    loop_run(argument);
    return NULL;
}

static int setup(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct scene *scene = ARENA_NEW(arena, struct scene);
    struct http_options options = {.body_bytes_max = BODY_MAX,
                                   .connections_max = CONNECTIONS_MAX,
                                   .idle_seconds_max = 60,
                                   .handle = handle};
    scene->arena = arena;
    scene->loop = loop_new();
    ASSERT_OK(listener_open(arena, BYTES("127.0.0.1:0"), &scene->port, &options.fd));
    scene->server = http_server_new(scene->loop, &options);
    pthread_create(&scene->thread, NULL, run, scene->loop);
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    loop_stop(scene->loop);
    pthread_join(scene->thread, NULL);
    assert_int_equal(http_server_pending(scene->server), 0);
    http_server_free(scene->server);
    loop_free(scene->loop);
    arena_drop(scene->arena);
    return 0;
}

static void a_request_reaches_the_handler_as_it_was_sent(void **state)
{
    struct scene *scene = *state;
    struct bytes response =
        http_client_get(scene->arena, scene->port, "/a%2Fb?x=%20", "X-Test: value\r\n");
    ASSERT_HAS(response, "HTTP/1.1 200");
    ASSERT_HAS(response, "X-Reply: yes");
    ASSERT_TEXT(http_client_body(response), "GET /a%2Fb?x=%20 [value] 0");
    response = http_client_post(scene->arena, scene->port, "/p", "", BYTES("12345"));
    ASSERT_TEXT(http_client_body(response), "POST /p? [] 5");
}

static void replies_may_come_from_another_thread(void **state)
{
    struct scene *scene = *state;
    struct bytes response = http_client_get(scene->arena, scene->port, "/later", "");
    ASSERT_TEXT(http_client_body(response), "later");
}

static void requests_on_one_connection_are_answered_in_order(void **state)
{
    struct scene *scene = *state;
    int fd = http_client_open(scene->port);
    http_client_send(fd, BYTES("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
                               "GET /later HTTP/1.1\r\nHost: x\r\n\r\n"
                               "POST /3 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"));
    struct writer all = writer_new(scene->arena, 1024);
    while (!http_client_has(writer_done(&all), "POST /3? [] 3"))
        writer_bytes(&all, http_client_read(scene->arena, fd));
    const char *text = arena_text(scene->arena, writer_done(&all));
    assert_true(strstr(text, "GET /1") < strstr(text, "later"));
    close(fd);
}

static void a_big_body_is_heard_out_and_refused(void **state)
{
    struct scene *scene = *state;
    struct bytes body = bytes_make(arena_zalloc(scene->arena, 3000000), 3000000);
    ASSERT_HAS(http_client_post(scene->arena, scene->port, "/", "", body), "413");
}

static void a_huge_body_is_refused_by_its_length(void **state)
{
    struct scene *scene = *state;
    int fd = http_client_open(scene->port);
    http_client_send(fd, BYTES("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n"
                               "\r\n"));
    ASSERT_HAS(http_client_receive(scene->arena, fd), "413");
    close(fd);
    fd = http_client_open(scene->port);
    http_client_send(fd, BYTES("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n"
                               "Expect: 100-continue\r\n\r\n"));
    ASSERT_HAS(http_client_receive(scene->arena, fd), "413");
    close(fd);
}

static void a_big_body_in_chunks_is_refused(void **state)
{
    struct scene *scene = *state;
    int fd = http_client_open(scene->port);
    http_client_send(fd, BYTES("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
    uint8_t *chunk = arena_zalloc(scene->arena, 500);
    for (int i = 0; i < 3; i++) {
        http_client_send(fd, BYTES("1f4\r\n"));
        http_client_send(fd, bytes_make(chunk, 500));
        http_client_send(fd, BYTES("\r\n"));
    }
    http_client_send(fd, BYTES("0\r\n\r\n"));
    ASSERT_HAS(http_client_receive(scene->arena, fd), "413");
    close(fd);
}

static void garbage_and_endless_headers_are_answered_or_cut(void **state)
{
    struct scene *scene = *state;
    int fd = http_client_open(scene->port);
    http_client_send(fd, BYTES("\x16\x03\x01\x02\r\n\r\n"));
    http_client_receive(scene->arena, fd);
    close(fd);
    fd = http_client_open(scene->port);
    http_client_send(fd, BYTES("GET / HTTP/1.1\r\n"));
    for (int i = 0; i < 2000; i++)
        http_client_send(fd, BYTES("X-Filler: 0123456789012345678901234567890123456789\r\n"));
    http_client_send(fd, BYTES("\r\n"));
    struct bytes response = http_client_receive(scene->arena, fd);
    assert_true(response.len == 0 || http_client_has(response, "HTTP/1.1 4"));
    close(fd);
    ASSERT_HAS(http_client_get(scene->arena, scene->port, "/", ""), "200");
}

static void idle_connections_do_not_disturb_others(void **state)
{
    struct scene *scene = *state;
    int idle[CONNECTIONS_MAX - 2];
    for (size_t i = 0; i < ARRAY_COUNT(idle); i++)
        idle[i] = http_client_open(scene->port);
    ASSERT_HAS(http_client_get(scene->arena, scene->port, "/", ""), "200");
    for (size_t i = 0; i < ARRAY_COUNT(idle); i++)
        close(idle[i]);
}

static void a_client_that_goes_away_does_no_harm(void **state)
{
    struct scene *scene = *state;
    for (int i = 0; i < 5; i++) {
        int fd = http_client_open(scene->port);
        http_client_send(fd, BYTES("GET /later HTTP/1.1\r\nHost: x\r\n\r\n"));
        close(fd);
    }
    ASSERT_HAS(http_client_get(scene->arena, scene->port, "/later", ""), "later");
    usleep(20000);
}

#define SCENE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE(a_request_reaches_the_handler_as_it_was_sent),
        SCENE(replies_may_come_from_another_thread),
        SCENE(requests_on_one_connection_are_answered_in_order),
        SCENE(a_big_body_is_heard_out_and_refused),
        SCENE(a_huge_body_is_refused_by_its_length),
        SCENE(a_big_body_in_chunks_is_refused),
        SCENE(garbage_and_endless_headers_are_answered_or_cut),
        SCENE(idle_connections_do_not_disturb_others),
        SCENE(a_client_that_goes_away_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
