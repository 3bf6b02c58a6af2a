#include "node/api/grpc_server.h"

#include <errno.h>
#include <nghttp2/nghttp2.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/encoding/json.h"
#include "node/api/api_internal.h"
#include "node/api/grpc_codes.h"
#include "node/api/grpc_reflection.h"
#include "node/api/listener.h"
#include "node/api/service.h"
#include "node/chain/errors.h"
#include "schema/chain/registry.h"

enum {
    STREAM_ARENA_BYTES = 8 << 10,
    READ_BYTES = 16 << 10,
    WINDOW_BYTES = 1 << 20,
    GRPC_RESOURCE_EXHAUSTED = 8,
};

/* One call. It lives until its stream is closed and no worker has it. */
struct stream {
    struct stream *next;           /* of the connection */
    struct connection *connection; /* NULL once it is closed */
    struct grpc_server *server;
    struct arena *arena;
    int32_t id;
    struct bytes path, height;
    struct writer body; /* request frames that are not taken yet */
    bool too_large;
    struct writer out; /* response frames */
    size_t out_sent;
    bool started;  /* headers of the response are sent */
    bool ended;    /* nothing more comes into `out` */
    bool deferred; /* the library waits for more of `out` */
    bool running;  /* a worker has it */
    uint32_t code;
    struct bytes message;
    struct service_call call;
    struct loop_task task;
};

struct connection {
    struct loop_source source; /* first */
    struct connection *next;
    struct grpc_server *server;
    nghttp2_session *session;
    struct stream *streams;
    const uint8_t *unsent; /* what the library gave and the socket did not take; lives until it is
                              asked again */
    size_t unsent_len;
    int64_t active_ms;
    bool broken;
};

struct grpc_server {
    struct loop_source listener; /* first */
    struct loop_ticker ticker;
    struct api *api;
    struct connection *connections;
    size_t connection_count;
    size_t pending; /* streams that workers have */
    bool quiet;
};

/* ---- streams ---- */

static struct stream *stream_new(struct connection *connection, int32_t id)
{
    struct arena *arena = arena_new(STREAM_ARENA_BYTES);
    struct stream *stream = ARENA_NEW(arena, struct stream);
    *stream = (struct stream){.arena = arena,
                              .connection = connection,
                              .server = connection->server,
                              .id = id,
                              .path = BYTES(""),
                              .message = BYTES(""),
                              .body = writer_new(arena, 0),
                              .out = writer_new(arena, 0),
                              .next = connection->streams};
    connection->streams = stream;
    return stream;
}

static void stream_release(struct stream *stream)
{
    if (stream->connection == NULL && !stream->running)
        arena_drop(stream->arena);
}

static void stream_detach(struct connection *connection, struct stream *stream)
{
    struct stream **at = &connection->streams;
    while (*at != stream)
        at = &(*at)->next;
    *at = stream->next;
    stream->connection = NULL;
    stream_release(stream);
}

/* ---- answering ---- */

#define HEADER(name, value)                                                                        \
    {                                                                                              \
        (uint8_t *)(name), (uint8_t *)(value).data, sizeof(name) - 1, (value).len, 0               \
    }

/* Response frames, as the library asks for them; behind the last one come the trailers. */
static ssize_t read_out(nghttp2_session *session, int32_t id, uint8_t *buffer, size_t len,
                        uint32_t *flags, nghttp2_data_source *source, void *context)
{
    struct stream *stream = source->ptr;
    size_t left = stream->out.len - stream->out_sent;
    if (left == 0 && !stream->ended) {
        stream->deferred = true;
        return NGHTTP2_ERR_DEFERRED;
    }
    len = left < len ? left : len;
    if (len != 0)
        memcpy(buffer, stream->out.data + stream->out_sent, len);
    stream->out_sent += len;
    if (stream->ended && stream->out_sent == stream->out.len) {
        struct bytes code = arena_format(stream->arena, "%u", stream->code);
        struct bytes message = grpc_message_encode(stream->arena, stream->message);
        const nghttp2_nv trailers[] = {HEADER("grpc-status", code),
                                       HEADER("grpc-message", message)};
        *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
        nghttp2_submit_trailer(session, id, trailers, ARRAY_COUNT(trailers));
    }
    return (ssize_t)len;
}

/* Sends what is in `out`, with the headers before it the first time. */
static void push(struct stream *stream)
{
    nghttp2_session *session = stream->connection->session;
    if (stream->started) {
        if (stream->deferred)
            nghttp2_session_resume_data(session, stream->id);
        stream->deferred = false;
        return;
    }
    struct bytes height = arena_format(stream->arena, "%lld", (long long)stream->call.height);
    const nghttp2_nv headers[] = {HEADER(":status", BYTES("200")),
                                  HEADER("content-type", BYTES("application/grpc")),
                                  HEADER("x-cosmos-block-height", height)};
    const nghttp2_data_provider provider = {.source.ptr = stream, .read_callback = read_out};
    stream->started = true;
    nghttp2_submit_response(session, stream->id, headers, ARRAY_COUNT(headers), &provider);
}

static void end_stream(struct stream *stream, uint32_t code, struct bytes message)
{
    if (stream->ended)
        return;
    stream->ended = true;
    stream->code = code;
    stream->message = message;
    push(stream);
}

static void settle(struct connection *connection);

/* A worker is done with it: back on the loop's thread. */
static void deliver(struct loop_task *task)
{
    struct stream *stream = LOOP_OWNER(struct stream, task, task);
    struct connection *connection = stream->connection;
    stream->running = false;
    stream->server->pending--;
    if (connection == NULL) {
        stream_release(stream);
        return;
    }
    if (stream->call.code == 0)
        grpc_write_frame(&stream->out, 0, stream->call.response);
    end_stream(stream, stream->call.code, stream->call.message);
    settle(connection);
}

static void call_finished(struct service_call *call)
{
    struct stream *stream = call->context;
    stream->task.run = deliver;
    loop_post(call->api->loop, &stream->task);
}

/* ---- requests ---- */

static void start_unary(struct stream *stream)
{
    struct bytes body = writer_done(&stream->body), request;
    const struct method_type *method = method_find(&schema_chain_services, stream->path);
    int64_t height = 0;
    if (method == NULL || method->client_streaming || method->server_streaming) {
        end_stream(stream, GRPC_UNIMPLEMENTED,
                   arena_format(stream->arena, "unknown method %.*s", BYTES_ARG(stream->path)));
        return;
    }
    if (!grpc_take_frame(&body, &request)) {
        end_stream(stream, GRPC_INTERNAL, BYTES("grpc: malformed message"));
        return;
    }
    if (stream->height.len != 0 && !json_i64(stream->height, &height)) {
        end_stream(stream, GRPC_INVALID_ARGUMENT, BYTES("invalid height header"));
        return;
    }
    if (height < 0) {
        end_stream(stream, GRPC_INVALID_ARGUMENT,
                   BYTES("cannot query with height < 0; please provide a valid height: "
                         "invalid request"));
        return;
    }
    stream->running = true;
    stream->server->pending++;
    stream->call = (struct service_call){.api = stream->server->api,
                                         .arena = stream->arena,
                                         .method = method,
                                         .request = request,
                                         .height = height,
                                         .message = BYTES(""),
                                         .finish = call_finished,
                                         .context = stream};
    service_start(&stream->call);
}

/* Reflection is a conversation: each request is answered as it comes. */
static void continue_reflection(struct stream *stream, bool last)
{
    struct bytes rest = writer_done(&stream->body), request, response;
    while (!stream->ended && grpc_take_frame(&rest, &request)) {
        if (!grpc_reflection_answer(stream->arena, request, &response)) {
            end_stream(stream, GRPC_INTERNAL, BYTES("grpc: malformed message"));
            return;
        }
        grpc_write_frame(&stream->out, 0, response);
        push(stream);
    }
    struct bytes kept = arena_copy(stream->arena, rest);
    stream->body.len = 0;
    writer_bytes(&stream->body, kept);
    if (last)
        end_stream(stream, 0, BYTES(""));
}

static void got_data(struct stream *stream, bool last)
{
    if (stream->too_large)
        end_stream(stream, GRPC_RESOURCE_EXHAUSTED,
                   arena_format(stream->arena, "grpc: received message larger than max (%d)",
                                GRPC_MESSAGE_BYTES_MAX));
    else if (grpc_reflection_serves(stream->path))
        continue_reflection(stream, last);
    else if (last && !stream->running && !stream->ended)
        start_unary(stream);
}

/* ---- callbacks of the protocol library ---- */

static int on_begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *context)
{
    struct connection *connection = context;
    if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
        nghttp2_session_set_stream_user_data(session, frame->hd.stream_id,
                                             stream_new(connection, frame->hd.stream_id));
    return 0;
}

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_len, const uint8_t *value, size_t value_len, uint8_t flags,
                     void *context)
{
    struct stream *stream = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);
    struct bytes key = bytes_make(name, name_len), text = bytes_make(value, value_len);
    if (stream == NULL)
        return 0;
    if (bytes_is(key, ":path"))
        stream->path = arena_copy(stream->arena, text);
    else if (bytes_is(key, "x-cosmos-block-height"))
        stream->height = arena_copy(stream->arena, text);
    return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *data,
                   size_t len, void *context)
{
    struct stream *stream = nghttp2_session_get_stream_user_data(session, id);
    if (stream == NULL || stream->too_large || stream->running || stream->ended)
        return 0;
    stream->too_large = stream->body.len + len > GRPC_MESSAGE_BYTES_MAX + 16;
    if (!stream->too_large)
        writer_bytes(&stream->body, bytes_make(data, len));
    return 0;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *context)
{
    struct stream *stream;
    if (frame->hd.type != NGHTTP2_DATA && frame->hd.type != NGHTTP2_HEADERS)
        return 0;
    stream = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);
    if (stream != NULL)
        got_data(stream, (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0);
    return 0;
}

static int on_stream_close(nghttp2_session *session, int32_t id, uint32_t error, void *context)
{
    struct stream *stream = nghttp2_session_get_stream_user_data(session, id);
    if (stream != NULL)
        stream_detach(context, stream);
    return 0;
}

/* ---- connections ---- */

static void drop(struct connection *connection)
{
    struct grpc_server *server = connection->server;
    struct connection **at = &server->connections;
    while (*at != connection)
        at = &(*at)->next;
    *at = connection->next;
    server->connection_count--;
    loop_remove(server->api->loop, &connection->source);
    while (connection->streams != NULL)
        stream_detach(connection, connection->streams);
    nghttp2_session_del(connection->session);
    close(connection->source.fd);
    heap_free(connection);
}

/* Sends until the socket takes no more; false: the connection is broken. */
static bool flush(struct connection *connection)
{
    for (;;) {
        if (connection->unsent_len == 0) {
            ssize_t len = nghttp2_session_mem_send(connection->session, &connection->unsent);
            if (len < 0)
                return false;
            if (len == 0)
                return true;
            connection->unsent_len = (size_t)len;
        }
        ssize_t sent = send(connection->source.fd, connection->unsent, connection->unsent_len,
                            MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0)
            return errno == EAGAIN || errno == EINTR;
        connection->unsent += sent;
        connection->unsent_len -= (size_t)sent;
    }
}

static void settle(struct connection *connection)
{
    if (!connection->broken && !flush(connection))
        connection->broken = true;
    bool wants_read = nghttp2_session_want_read(connection->session);
    bool wants_write = connection->unsent_len != 0;
    if (connection->broken ||
        (!wants_read && !wants_write && !nghttp2_session_want_write(connection->session))) {
        drop(connection);
        return;
    }
    loop_watch(connection->server->api->loop, &connection->source,
               (wants_read ? EPOLLIN : 0) | (wants_write ? EPOLLOUT : 0));
}

static void connection_ready(struct loop_source *source, uint32_t events)
{
    struct connection *connection = (struct connection *)source;
    uint8_t buffer[READ_BYTES];
    connection->active_ms = loop_now_ms();
    if ((events & ~(uint32_t)EPOLLOUT) != 0) {
        ssize_t len = recv(source->fd, buffer, sizeof buffer, MSG_DONTWAIT);
        if (len > 0)
            connection->broken =
                nghttp2_session_mem_recv(connection->session, buffer, (size_t)len) < 0;
        else if (len == 0 || (errno != EAGAIN && errno != EINTR))
            connection->broken = true;
    }
    settle(connection);
}

static nghttp2_session *session_new(struct connection *connection)
{
    nghttp2_session_callbacks *callbacks;
    nghttp2_session *session;
    if (nghttp2_session_callbacks_new(&callbacks) != 0)
        halt("cannot make an HTTP/2 session");
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_stream_close);
    if (nghttp2_session_server_new(&session, callbacks, connection) != 0)
        halt("cannot make an HTTP/2 session");
    nghttp2_session_callbacks_del(callbacks);
    const nghttp2_settings_entry settings[] = {
        {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, GRPC_STREAMS_MAX},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, WINDOW_BYTES},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, 16 << 10},
    };
    nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings, ARRAY_COUNT(settings));
    nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, 2 * WINDOW_BYTES);
    return session;
}

static void accept_all(struct loop_source *source, uint32_t events)
{
    struct grpc_server *server = (struct grpc_server *)source;
    int fd;
    while ((fd = listener_accept(source->fd)) >= 0) {
        if (server->connection_count >= GRPC_CONNECTIONS_MAX) {
            close(fd);
            continue;
        }
        struct connection *connection = heap_zalloc(1, sizeof *connection);
        connection->source = (struct loop_source){fd, EPOLLIN, connection_ready};
        connection->server = server;
        connection->active_ms = loop_now_ms();
        connection->session = session_new(connection);
        connection->next = server->connections;
        server->connections = connection;
        server->connection_count++;
        loop_add(server->api->loop, &connection->source);
        settle(connection);
    }
}

/* ---- the server ---- */

static void tick(struct loop_ticker *ticker, int64_t now_ms)
{
    struct grpc_server *server = LOOP_OWNER(struct grpc_server, ticker, ticker);
    struct connection *next;
    for (struct connection *one = server->connections; one != NULL; one = next) {
        next = one->next;
        bool busy = false;
        for (const struct stream *stream = one->streams; stream != NULL; stream = stream->next)
            busy |= stream->running;
        if (!busy && now_ms - one->active_ms > GRPC_IDLE_MS)
            drop(one);
    }
}

struct grpc_server *grpc_server_new(struct api *api, int fd)
{
    struct grpc_server *server = heap_zalloc(1, sizeof *server);
    server->api = api;
    server->listener = (struct loop_source){fd, EPOLLIN, accept_all};
    server->ticker.tick = tick;
    loop_add(api->loop, &server->listener);
    loop_add_ticker(api->loop, &server->ticker);
    return server;
}

void grpc_server_quiesce(struct grpc_server *server)
{
    if (server->quiet)
        return;
    loop_remove(server->api->loop, &server->listener);
    close(server->listener.fd);
    server->quiet = true;
}

size_t grpc_server_pending(const struct grpc_server *server)
{
    return server->pending;
}

void grpc_server_free(struct grpc_server *server)
{
    ASSERT(server->pending == 0);
    grpc_server_quiesce(server);
    while (server->connections != NULL)
        drop(server->connections);
    heap_free(server);
}
