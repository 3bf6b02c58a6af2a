#include "node/api/websocket.h"

#include <errno.h>
#include <openssl/sha.h>
#include <sys/socket.h>
#include <wslay/wslay.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/encoding/base64.h"
#include "node/api/api_internal.h"
#include "node/api/rpc.h"

enum { CALL_ARENA_BYTES = 8 << 10, CLOSE_GOING_AWAY = 1001 };

/* A message that waits until the call before it is finished. */
struct message {
    struct message *next;
    size_t len;
    uint8_t text[];
};

struct websocket {
    struct loop_source source; /* first */
    struct websocket *next;
    struct websockets *all;
    uint64_t id;
    struct http_stream stream;
    wslay_event_context_ptr protocol;
    uint8_t *early; /* what came with the upgrade and is not read yet */
    size_t early_len, early_read;
    struct message *first, *last;
    bool busy; /* a call runs */
    bool broken;
    int64_t heard_ms, pinged_ms;
};

struct websockets {
    struct api *api;
    struct loop_ticker ticker;
    struct websocket *clients;
    size_t count, pending;
    uint64_t last_id;
};

/* A text on its way to a client; also tells that a call has ended. */
struct delivery {
    struct loop_task task; /* first */
    struct websockets *all;
    uint64_t client;
    bool ends_call;
    size_t len;
    uint8_t text[];
};

/* A call that came over a websocket. */
struct websocket_call {
    struct work work; /* first */
    struct rpc_call call;
    uint64_t client;
    bool notification;
};

uint64_t websocket_id(const struct websocket *client)
{
    return client->id;
}

static struct websocket *find_client(const struct websockets *all, uint64_t id)
{
    struct websocket *client = all->clients;
    while (client != NULL && client->id != id)
        client = client->next;
    return client;
}

/* ---- the end of a client ---- */

static void drop(struct websocket *client)
{
    struct websockets *all = client->all;
    struct websocket **at = &all->clients;
    while (*at != client)
        at = &(*at)->next;
    *at = client->next;
    all->count--;
    events_forget(all->api->events, client->id);
    loop_remove(all->api->loop, &client->source);
    wslay_event_context_free(client->protocol);
    http_stream_close(&client->stream);
    while (client->first != NULL) {
        struct message *message = client->first;
        client->first = message->next;
        heap_free(message);
    }
    heap_free(client->early);
    heap_free(client);
}

/* Sends what can be sent and watches for what is needed next; drops the client when it is done or
 * broken. */
static void settle(struct websocket *client)
{
    if (!client->broken && wslay_event_send(client->protocol) != 0)
        client->broken = true;
    bool wants_read = wslay_event_want_read(client->protocol);
    bool wants_write = wslay_event_want_write(client->protocol);
    if (wslay_event_get_queued_msg_length(client->protocol) > WEBSOCKET_QUEUED_BYTES_MAX)
        client->broken = true;
    if (client->broken || (!wants_read && !wants_write)) {
        drop(client);
        return;
    }
    uint32_t events = 0;
    if (wants_read && !client->busy)
        events |= EPOLLIN;
    if (wants_write)
        events |= EPOLLOUT;
    loop_watch(client->all->api->loop, &client->source, events);
}

/* ---- sending ---- */

static void queue_text(struct websocket *client, struct bytes text)
{
    const struct wslay_event_msg message = {WSLAY_TEXT_FRAME, text.data, text.len};
    wslay_event_queue_msg(client->protocol, &message);
}

static void next_call(struct websocket *client);

static void deliver(struct loop_task *task)
{
    struct delivery *delivery = (struct delivery *)task;
    struct websockets *all = delivery->all;
    struct websocket *client = find_client(all, delivery->client);
    if (delivery->ends_call)
        all->pending--;
    if (client != NULL) {
        if (delivery->len != 0)
            queue_text(client, bytes_make(delivery->text, delivery->len));
        if (delivery->ends_call) {
            client->busy = false;
            next_call(client);
        }
        settle(client);
    }
    heap_free(delivery);
}

static void post(struct websockets *all, uint64_t client, struct bytes text, bool ends_call)
{
    struct delivery *delivery = heap_alloc(sizeof *delivery + text.len);
    *delivery = (struct delivery){
        .task.run = deliver, .all = all, .client = client, .ends_call = ends_call, .len = text.len};
    if (text.len != 0)
        memcpy(delivery->text, text.data, text.len);
    loop_post(all->api->loop, &delivery->task);
}

void websocket_send(struct websockets *all, uint64_t client, struct bytes text)
{
    post(all, client, text, false);
}

/* ---- calls ---- */

static void call_finished(struct rpc_call *call)
{
    struct websocket_call *ours = call->context;
    struct writer out = writer_new(call->arena, call->result.len + 128);
    if (!ours->notification)
        rpc_write_response(&out, call);
    post(call->api->websockets, ours->client, writer_done(&out), true);
    arena_drop(call->arena);
}

static void run_on_worker(struct work *work)
{
    rpc_run(&((struct websocket_call *)work)->call, true);
}

static void start_call(struct websocket *client, struct bytes text)
{
    struct arena *arena = arena_new(CALL_ARENA_BYTES);
    struct websocket_call *ours = ARENA_NEW(arena, struct websocket_call);
    struct api *api = client->all->api;
    struct json_value json;
    ours->client = client->id;
    ours->work.run = run_on_worker;
    ours->call = (struct rpc_call){
        .api = api, .arena = arena, .client = client, .finish = call_finished, .context = ours};
    client->busy = true;
    client->all->pending++;
    status malformed = json_parse(arena, arena_copy(arena, text), 0, &json);
    if (malformed != NULL)
        rpc_error(&ours->call, RPC_PARSE_ERROR,
                  ARENA_CONCAT(arena, BYTES("error unmarshaling request: "), malformed->text));
    else if (!rpc_read_request(&ours->call, &json))
        ours->notification = true;
    /* Nothing is done for a notification, and nothing told. */
    if (ours->notification)
        call_finished(&ours->call);
    else if (!rpc_run(&ours->call, false) && !workers_submit(api->workers, &ours->work))
        rpc_refuse(&ours->call, BYTES("the node is busy, too many requests wait"));
}

static void next_call(struct websocket *client)
{
    struct message *message = client->first;
    if (message == NULL || client->busy)
        return;
    client->first = message->next;
    if (client->first == NULL)
        client->last = NULL;
    start_call(client, bytes_make(message->text, message->len));
    heap_free(message);
}

/* ---- receiving: callbacks of the protocol library ---- */

static void got_message(wslay_event_context_ptr protocol,
                        const struct wslay_event_on_msg_recv_arg *received, void *context)
{
    struct websocket *client = context;
    if (wslay_is_ctrl_frame(received->opcode))
        return;
    struct message *message = heap_alloc(sizeof *message + received->msg_length);
    message->next = NULL;
    message->len = received->msg_length;
    memcpy(message->text, received->msg, received->msg_length);
    *(client->last == NULL ? &client->first : &client->last->next) = message;
    client->last = message;
}

static ssize_t receive(wslay_event_context_ptr protocol, uint8_t *buffer, size_t len, int flags,
                       void *context)
{
    struct websocket *client = context;
    size_t early = client->early_len - client->early_read;
    if (early != 0) {
        len = early < len ? early : len;
        memcpy(buffer, client->early + client->early_read, len);
        client->early_read += len;
        return (ssize_t)len;
    }
    ssize_t got = recv(client->source.fd, buffer, len, MSG_DONTWAIT);
    if (got > 0)
        return got;
    wslay_event_set_error(protocol, got < 0 && (errno == EAGAIN || errno == EINTR)
                                        ? WSLAY_ERR_WOULDBLOCK
                                        : WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static ssize_t transmit(wslay_event_context_ptr protocol, const uint8_t *data, size_t len,
                        int flags, void *context)
{
    struct websocket *client = context;
    ssize_t sent = send(client->source.fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0)
        return sent;
    wslay_event_set_error(protocol, errno == EAGAIN || errno == EINTR ? WSLAY_ERR_WOULDBLOCK
                                                                      : WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static void ready(struct loop_source *source, uint32_t events)
{
    struct websocket *client = (struct websocket *)source;
    client->heard_ms = loop_now_ms();
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !client->busy &&
        wslay_event_recv(client->protocol) != 0)
        client->broken = true;
    /* A connection that is gone while a call runs for it. */
    if ((events & (EPOLLHUP | EPOLLERR)) != 0)
        client->broken = true;
    if (!client->broken)
        next_call(client);
    settle(client);
}

/* ---- life ---- */

static void opened(void *owner, const struct http_stream *stream)
{
    static const struct wslay_event_callbacks callbacks = {
        .recv_callback = receive, .send_callback = transmit, .on_msg_recv_callback = got_message};
    struct api *api = owner;
    struct websocket *client = heap_zalloc(1, sizeof *client);
    client->all = api->websockets;
    client->id = ++client->all->last_id;
    client->stream = *stream;
    client->early_len = stream->early.len;
    client->early = heap_alloc(stream->early.len + 1);
    if (stream->early.len != 0)
        memcpy(client->early, stream->early.data, stream->early.len);
    client->heard_ms = client->pinged_ms = loop_now_ms();
    client->source = (struct loop_source){stream->fd, EPOLLIN, ready};
    if (wslay_event_context_server_init(&client->protocol, &callbacks, client) != 0)
        halt("cannot make a websocket");
    wslay_event_config_set_max_recv_msg_length(client->protocol, WEBSOCKET_MESSAGE_BYTES_MAX);
    client->next = client->all->clients;
    client->all->clients = client;
    client->all->count++;
    loop_add(api->loop, &client->source);
    if (client->early_len != 0)
        ready(&client->source, EPOLLIN);
}

void websocket_accept(struct http_request *request)
{
    static const struct bytes magic = BYTES_INIT("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    struct api *api = request->owner;
    struct bytes key = http_header(request, "Sec-WebSocket-Key");
    struct bytes version = http_header(request, "Sec-WebSocket-Version");
    if (key.len == 0 || !bytes_is(version, "13") || !bytes_is(request->method, "GET")) {
        http_answer(request, 400, "text/plain; charset=utf-8",
                    BYTES("Bad Request\nwebsocket: the client is not using the websocket "
                          "protocol\n"));
        return;
    }
    if (api->websockets->count >= WEBSOCKETS_MAX || api->closing) {
        http_answer(request, 503, "text/plain; charset=utf-8", BYTES("too many websockets\n"));
        return;
    }
    struct bytes whole = ARENA_CONCAT(request->arena, key, magic);
    uint8_t digest[SHA_DIGEST_LENGTH];
    SHA1(whole.data, whole.len, digest);
    http_upgrade(request, base64_encode(request->arena, BYTES_OF(digest)), opened);
}

static void tick(struct loop_ticker *ticker, int64_t now_ms)
{
    struct websockets *all = LOOP_OWNER(struct websockets, ticker, ticker);
    struct websocket *next;
    for (struct websocket *client = all->clients; client != NULL; client = next) {
        next = client->next;
        if (now_ms - client->heard_ms > WEBSOCKET_SILENT_MS)
            client->broken = true;
        if (now_ms - client->pinged_ms > WEBSOCKET_PING_MS) {
            const struct wslay_event_msg ping = {WSLAY_PING, NULL, 0};
            client->pinged_ms = now_ms;
            wslay_event_queue_msg(client->protocol, &ping);
        }
        settle(client);
    }
}

struct websockets *websockets_new(struct api *api)
{
    struct websockets *all = heap_zalloc(1, sizeof *all);
    all->api = api;
    all->ticker.tick = tick;
    loop_add_ticker(api->loop, &all->ticker);
    return all;
}

void websockets_close(struct websockets *all)
{
    while (all->clients != NULL) {
        wslay_event_queue_close(all->clients->protocol, CLOSE_GOING_AWAY, NULL, 0);
        wslay_event_send(all->clients->protocol);
        drop(all->clients);
    }
}

size_t websockets_pending(const struct websockets *all)
{
    return all->pending;
}

void websockets_free(struct websockets *all)
{
    ASSERT(all->clients == NULL && all->pending == 0);
    heap_free(all);
}
