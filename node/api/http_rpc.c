
#include "common/base/halt.h"
#include "node/api/api_internal.h"
#include "node/api/rpc.h"
#include "node/api/websocket.h"

/* The calls of one HTTP request, carried out one after the other. */
struct rpc_batch {
    struct work work; /* first */
    struct http_request *http;
    struct rpc_call *calls;
    size_t count, next;
    unsigned error_status; /* HTTP status when the first call fails; URI mode */
};

static const char content_json[] = "application/json";

static void reply(struct rpc_batch *batch)
{
    struct http_request *http = batch->http;
    struct writer out = writer_new(http->arena, batch->calls[0].result.len + 128);
    if (batch->count > 1)
        writer_byte(&out, '[');
    for (size_t i = 0; i < batch->count; i++) {
        if (i != 0)
            writer_byte(&out, ',');
        rpc_write_response(&out, &batch->calls[i]);
    }
    if (batch->count > 1)
        writer_byte(&out, ']');
    bool failed = batch->error_status != 0 && batch->calls[0].error_code != 0;
    http_answer(http, failed ? batch->error_status : 200, content_json, writer_done(&out));
}

static void advance(struct rpc_batch *batch, bool may_wait);

static void advance_on_worker(struct work *work)
{
    advance((struct rpc_batch *)work, true);
}

/* Whoever finishes a call goes on with the next; a thread that must not wait hands it over. */
static void call_finished(struct rpc_call *call)
{
    struct rpc_batch *batch = call->context;
    batch->next++;
    if (batch->next == batch->count)
        reply(batch);
    else
        advance(batch, false);
}

static void advance(struct rpc_batch *batch, bool may_wait)
{
    struct rpc_call *call = &batch->calls[batch->next];
    if (rpc_run(call, may_wait))
        return;
    batch->work.run = advance_on_worker;
    if (!workers_submit(call->api->workers, &batch->work))
        rpc_refuse(call, BYTES("the node is busy, too many requests wait"));
}

static struct rpc_batch *batch_new(struct http_request *http, size_t calls_max)
{
    struct rpc_batch *batch = ARENA_NEW(http->arena, struct rpc_batch);
    batch->http = http;
    batch->calls = ARENA_ARRAY(http->arena, struct rpc_call, calls_max);
    return batch;
}

static struct rpc_call *add_call(struct rpc_batch *batch)
{
    struct rpc_call *call = &batch->calls[batch->count++];
    *call = (struct rpc_call){.api = batch->http->owner,
                              .arena = batch->http->arena,
                              .finish = call_finished,
                              .context = batch};
    return call;
}

static void reply_error(struct http_request *http, unsigned http_status, enum rpc_code code,
                        struct bytes data)
{
    struct rpc_batch *batch = batch_new(http, 1);
    rpc_error(add_call(batch), code, data);
    batch->error_status = http_status;
    reply(batch);
}

static void handle_body(struct http_request *http)
{
    struct json_value json;
    status malformed = json_parse(http->arena, http->body, 0, &json);
    if (malformed != NULL) {
        reply_error(
            http, 500, RPC_PARSE_ERROR,
            ARENA_CONCAT(http->arena, BYTES("error unmarshaling request: "), malformed->text));
        return;
    }
    const struct json_value *requests = json.kind == JSON_ARRAY ? json.items : &json;
    size_t count = json.kind == JSON_ARRAY ? json.count : 1;
    if (count > RPC_BATCH_MAX) {
        reply_error(http, 500, RPC_INVALID_REQUEST,
                    arena_format(http->arena,
                                 "batch request exceeds maximum (%d) allowed number of requests",
                                 RPC_BATCH_MAX));
        return;
    }
    struct rpc_batch *batch = batch_new(http, count);
    for (size_t i = 0; i < count; i++)
        if (!rpc_read_request(add_call(batch), &requests[i]))
            batch->count--;
    if (batch->count == 0)
        http_answer(http, 200, NULL, BYTES(""));
    else
        advance(batch, false);
}

static void handle_uri(struct http_request *http, const struct rpc_method *method)
{
    struct rpc_batch *batch = batch_new(http, 1);
    struct rpc_call *call = add_call(batch);
    call->id = BYTES("-1");
    call->method = method;
    batch->error_status = 500;
    if ((method->flags & RPC_WEBSOCKET) != 0) {
        batch->error_status = 404;
        rpc_error(call, RPC_METHOD_NOT_FOUND, BYTES(""));
    } else {
        status refused = rpc_read_uri(call, http->query);
        if (refused != NULL)
            rpc_error(call, RPC_INVALID_PARAMS,
                      ARENA_CONCAT(http->arena,
                                   BYTES("error converting http params to arguments: "),
                                   refused->text));
    }
    advance(batch, false);
}

/* The page of a browser that looks at the port. */
static void list_methods(struct http_request *http)
{
    struct writer out = writer_new(http->arena, 4096);
    writer_text(&out, "<html><body><br>Available endpoints:<br>");
    for (size_t i = 0; i < rpc_method_count; i++) {
        const struct rpc_method *method = &rpc_methods[i];
        struct writer link = writer_new(http->arena, 128);
        writer_format(&link, "/%s", method->name);
        for (size_t k = 0; k < method->argument_count; k++)
            writer_format(&link, "%c%s=_", k == 0 ? '?' : '&', method->arguments[k].name);
        struct bytes text = writer_done(&link);
        writer_format(&out, "<a href=\"%.*s\">%.*s</a></br>", BYTES_ARG(text), BYTES_ARG(text));
    }
    writer_text(&out, "</body></html>");
    http_answer(http, 200, "text/html", writer_done(&out));
}

void rpc_handle(struct http_request *http)
{
    http_header_add(http, "Access-Control-Allow-Origin", BYTES("*"));
    if (bytes_is(http->method, "OPTIONS")) {
        http_header_add(http, "Access-Control-Allow-Methods", BYTES("HEAD, GET, POST"));
        http_header_add(http, "Access-Control-Allow-Headers", BYTES("*"));
        http_answer(http, 204, NULL, BYTES(""));
    } else if (http->too_large) {
        reply_error(http, 400, RPC_INVALID_REQUEST,
                    BYTES("error reading request body: http: request body too large"));
    } else if (bytes_is(http->path, "/") || http->path.len == 0) {
        if (http->body.len == 0)
            list_methods(http);
        else
            handle_body(http);
    } else if (bytes_is(http->path, "/websocket")) {
        websocket_accept(http);
    } else {
        const struct rpc_method *method = rpc_method_find(bytes_from(http->path, 1));
        if (method == NULL)
            http_answer(http, 404, "text/plain; charset=utf-8", BYTES("404 page not found\n"));
        else
            handle_uri(http, method);
    }
}
