#include "node/api/http_server.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

enum {
    REQUEST_ARENA_BYTES = 8 << 10,
    /* An arena that grew above this is not kept for the next request. */
    ARENA_KEPT_BYTES_MAX = 256 << 10,
    SPARES_MAX = 256,
    HEADER_BYTES_MAX = 32 << 10,
    DISCARDED_BYTES_MAX = 256 << 20, /* of a body that is too large */
};

enum stage { STAGE_RECEIVING, STAGE_HANDLING, STAGE_SUSPENDED, STAGE_REPLIED };

struct exchange {
    struct http_request request; /* first: the public part */
    struct http_server *server;
    struct exchange *spare_next;
    struct loop_task resume;
    struct MHD_Connection *connection;
    struct writer body;
    uint64_t received; /* of the body */
    enum stage stage;
    bool upgrade;
    struct bytes accept;
    void (*upgraded)(void *owner, const struct http_stream *stream);
};

struct http_server {
    struct http_options options;
    struct loop *loop;
    struct loop_source source;
    struct loop_ticker ticker;
    struct MHD_Daemon *daemon;
    struct exchange *spares;
    size_t spare_count;
    size_t suspended; /* exchanges whose reply comes from elsewhere */
    bool quiet;       /* takes no connections any more */
};

/* ---- exchanges ---- */

static struct exchange *exchange_new(struct http_server *server)
{
    struct exchange *exchange = server->spares;
    if (exchange != NULL) {
        server->spares = exchange->spare_next;
        server->spare_count--;
    } else {
        exchange = heap_alloc(sizeof *exchange);
        exchange->request.arena = arena_new(REQUEST_ARENA_BYTES);
    }
    struct arena *arena = exchange->request.arena;
    *exchange = (struct exchange){.server = server,
                                  .request = {.arena = arena, .owner = server->options.owner}};
    return exchange;
}

static void exchange_free(struct exchange *exchange)
{
    arena_drop(exchange->request.arena);
    heap_free(exchange);
}

static void exchange_end(struct exchange *exchange)
{
    struct http_server *server = exchange->server;
    if (server->spare_count >= SPARES_MAX ||
        arena_bytes_used(exchange->request.arena) > ARENA_KEPT_BYTES_MAX) {
        exchange_free(exchange);
        return;
    }
    arena_reset(exchange->request.arena);
    exchange->spare_next = server->spares;
    server->spares = exchange;
    server->spare_count++;
}

/* ---- replying ---- */

static void stream_open(void *context, struct MHD_Connection *connection, void *request,
                        const char *early, size_t early_size, MHD_socket fd,
                        struct MHD_UpgradeResponseHandle *handle)
{
    struct exchange *exchange = request;
    const struct http_stream stream = {fd, bytes_make(early, early_size), handle};
    exchange->upgraded(exchange->request.owner, &stream);
}

void http_stream_close(const struct http_stream *stream)
{
    MHD_upgrade_action(stream->handle, MHD_UPGRADE_ACTION_CLOSE);
}

static struct MHD_Response *make_response(struct exchange *exchange)
{
    struct http_request *request = &exchange->request;
    if (exchange->upgrade)
        return MHD_create_response_for_upgrade(stream_open, NULL);
    return MHD_create_response_from_buffer(request->reply.len, (void *)request->reply.data,
                                           MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result queue_reply(struct exchange *exchange)
{
    struct http_request *request = &exchange->request;
    struct MHD_Response *response = make_response(exchange);
    if (response == NULL)
        return MHD_NO;
    if (exchange->upgrade) {
        MHD_add_response_header(response, "Upgrade", "websocket");
        MHD_add_response_header(response, "Sec-WebSocket-Accept",
                                arena_text(request->arena, exchange->accept));
    } else if (request->content_type != NULL) {
        MHD_add_response_header(response, "Content-Type", request->content_type);
    }
    for (size_t i = 0; i < request->header_count; i++)
        MHD_add_response_header(response, request->headers[i].name,
                                arena_text(request->arena, request->headers[i].value));
    enum MHD_Result queued = MHD_queue_response(exchange->connection, request->code, response);
    MHD_destroy_response(response);
    return queued;
}

static void serve(struct http_server *server);

/* On the loop's thread, some time after the exchange was suspended. */
static void resume(struct loop_task *task)
{
    struct exchange *exchange = LOOP_OWNER(struct exchange, resume, task);
    exchange->server->suspended--;
    exchange->stage = STAGE_REPLIED;
    MHD_resume_connection(exchange->connection);
    serve(exchange->server);
}

void http_reply(struct http_request *request)
{
    struct exchange *exchange = (struct exchange *)request;
    if (loop_is_here(exchange->server->loop) && exchange->stage == STAGE_HANDLING) {
        exchange->stage = STAGE_REPLIED;
        return;
    }
    exchange->resume.run = resume;
    loop_post(exchange->server->loop, &exchange->resume);
}

void http_answer(struct http_request *request, unsigned code, const char *content_type,
                 struct bytes reply)
{
    request->code = code;
    request->content_type = content_type;
    request->reply = reply;
    http_reply(request);
}

void http_header_add(struct http_request *request, const char *name, struct bytes value)
{
    ASSERT(request->header_count < HTTP_HEADERS_MAX);
    request->headers[request->header_count++] = (struct http_header){name, value};
}

struct bytes http_header(struct http_request *request, const char *name)
{
    struct exchange *exchange = (struct exchange *)request;
    const char *value = MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
    return value == NULL ? (struct bytes){0} : arena_copy(request->arena, bytes_text(value));
}

void http_upgrade(struct http_request *request, struct bytes accept,
                  void (*upgraded)(void *owner, const struct http_stream *stream))
{
    struct exchange *exchange = (struct exchange *)request;
    exchange->upgrade = true;
    exchange->accept = accept;
    exchange->upgraded = upgraded;
    request->code = MHD_HTTP_SWITCHING_PROTOCOLS;
    exchange->stage = STAGE_REPLIED;
}

/* ---- what the library calls ---- */

/* The first thing the library tells of a request: its target as sent. What is returned is the
 * exchange. */
static void *begin(void *context, const char *target, struct MHD_Connection *connection)
{
    struct exchange *exchange = exchange_new(context);
    struct bytes whole = arena_copy(exchange->request.arena, bytes_text(target));
    size_t mark = bytes_find(whole, '?');
    exchange->connection = connection;
    exchange->request.path = bytes_slice(whole, 0, mark);
    exchange->request.query = mark < whole.len ? bytes_from(whole, mark + 1) : BYTES("");
    return exchange;
}

/* The target is decoded where its parts are known, not as a whole. */
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text)
{
    return strlen(text);
}

static void end(void *context, struct MHD_Connection *connection, void **request,
                enum MHD_RequestTerminationCode reason)
{
    if (*request != NULL)
        exchange_end(*request);
    *request = NULL;
}

static enum MHD_Result handle(struct exchange *exchange)
{
    exchange->stage = STAGE_HANDLING;
    exchange->request.body = writer_done(&exchange->body);
    exchange->server->options.handle(&exchange->request);
    if (exchange->stage == STAGE_REPLIED)
        return queue_reply(exchange);
    exchange->stage = STAGE_SUSPENDED;
    exchange->server->suspended++;
    MHD_suspend_connection(exchange->connection);
    return MHD_YES;
}

static enum MHD_Result receive_head(struct exchange *exchange, const char *method)
{
    const char *length = MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND,
                                                     MHD_HTTP_HEADER_CONTENT_LENGTH);
    bool asks_first = MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND,
                                                  MHD_HTTP_HEADER_EXPECT) != NULL;
    unsigned long long announced = length == NULL ? 0 : strtoull(length, NULL, 10);
    exchange->request.method = arena_copy(exchange->request.arena, bytes_text(method));
    exchange->body = writer_new(exchange->request.arena, 0);
    exchange->request.too_large = announced > exchange->server->options.body_bytes_max;
    /* Answered before the body comes, and the library closes the connection afterwards. A client
     * that is sending would miss the answer, so a body within reason is heard out. */
    if (exchange->request.too_large && (asks_first || announced > DISCARDED_BYTES_MAX))
        return handle(exchange);
    return MHD_YES;
}

static enum MHD_Result receive_body(struct exchange *exchange, struct bytes piece)
{
    exchange->received += piece.len;
    if (exchange->received > exchange->server->options.body_bytes_max) {
        exchange->request.too_large = true;
        exchange->body.len = 0;
    }
    if (!exchange->request.too_large)
        writer_bytes(&exchange->body, piece);
    return exchange->received > DISCARDED_BYTES_MAX ? MHD_NO : MHD_YES;
}

/* Called once for the head of a request, then for each piece of its body, then once more, and again
 * after a resume. */
static enum MHD_Result access_request(void *context, struct MHD_Connection *connection,
                                      const char *url, const char *method, const char *version,
                                      const char *data, size_t *size, void **request)
{
    struct exchange *exchange = *request;
    if (exchange->stage == STAGE_REPLIED)
        return queue_reply(exchange);
    if (exchange->request.method.data == NULL)
        return receive_head(exchange, method);
    if (*size == 0)
        return handle(exchange);
    struct bytes piece = bytes_make(data, *size);
    *size = 0;
    return receive_body(exchange, piece);
}

/* ---- the server ---- */

/* Lets the library do all it can do now. */
static void serve(struct http_server *server)
{
    MHD_UNSIGNED_LONG_LONG wait_ms;
    do
        MHD_run(server->daemon);
    while (MHD_get_timeout(server->daemon, &wait_ms) == MHD_YES && wait_ms == 0);
}

static void ready(struct loop_source *source, uint32_t events)
{
    serve(LOOP_OWNER(struct http_server, source, source));
}

static void tick(struct loop_ticker *ticker, int64_t now_ms)
{
    serve(LOOP_OWNER(struct http_server, ticker, ticker));
}

struct http_server *http_server_new(struct loop *loop, const struct http_options *options)
{
    struct http_server *server = heap_zalloc(1, sizeof *server);
    server->options = *options;
    server->loop = loop;
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_ALLOW_UPGRADE, 0, NULL, NULL, access_request,
        server, MHD_OPTION_LISTEN_SOCKET, options->fd, MHD_OPTION_NOTIFY_COMPLETED, end, server,
        MHD_OPTION_URI_LOG_CALLBACK, begin, server, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes,
        server, MHD_OPTION_CONNECTION_LIMIT, options->connections_max,
        MHD_OPTION_CONNECTION_TIMEOUT, options->idle_seconds_max,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_BYTES_MAX, MHD_OPTION_END);
    if (server->daemon == NULL)
        halt("cannot start an HTTP server");
    int epoll = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    server->source = (struct loop_source){epoll, EPOLLIN, ready};
    server->ticker.tick = tick;
    loop_add(loop, &server->source);
    loop_add_ticker(loop, &server->ticker);
    return server;
}

void http_server_quiesce(struct http_server *server)
{
    if (!server->quiet)
        close(MHD_quiesce_daemon(server->daemon));
    server->quiet = true;
}

size_t http_server_pending(const struct http_server *server)
{
    return server->suspended;
}

void http_server_free(struct http_server *server)
{
    ASSERT(server->suspended == 0);
    loop_remove(server->loop, &server->source);
    http_server_quiesce(server);
    MHD_stop_daemon(server->daemon);
    while (server->spares != NULL) {
        struct exchange *exchange = server->spares;
        server->spares = exchange->spare_next;
        exchange_free(exchange);
    }
    heap_free(server);
}
