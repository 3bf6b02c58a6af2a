#include "node/api/rest.h"

#include "common/encoding/gateway_json.h"
#include "common/encoding/protobuf.h"
#include "node/api/api_internal.h"
#include "node/api/grpc_codes.h"
#include "node/api/rest_fields.h"
#include "node/api/service.h"
#include "node/api/uri.h"
#include "node/chain/errors.h"
#include "schema/chain/registry.h"

static const char content_json[] = "application/json";

/* A REST request on its way through a service. */
struct rest_job {
    struct work work; /* first */
    struct service_call call;
    struct http_request *http;
    struct rest_match match;
};

static void reply_error(struct http_request *http, uint32_t code, struct bytes message)
{
    struct writer out = writer_new(http->arena, message.len + 64);
    writer_format(&out, "{\"code\":%u,\"message\":", code);
    json_write_string(&out, message, true);
    writer_text(&out, ",\"details\":[]}");
    http_answer(http, grpc_http_status(code), content_json, writer_done(&out));
}

/* ---- the answer ---- */

/* The original sends these through ABCI, which changes their texts. */
static bool goes_through_abci(const struct method_type *method)
{
    return strstr(method->path, "tendermint") != NULL || strstr(method->path, "Simulate") != NULL;
}

static void reply_refused(struct rest_job *job)
{
    struct service_call *call = &job->call;
    uint32_t code = call->code;
    struct bytes message = call->message;
    if (call->refused != NULL && goes_through_abci(call->method)) {
        status abci = service_abci_error(call->arena, call->refused);
        message = abci->text;
        code = error_is(abci, &CHAIN_INVALID_REQUEST) ? GRPC_INVALID_ARGUMENT
               : error_is(abci, &CHAIN_KEY_NOT_FOUND) ? GRPC_NOT_FOUND
                                                      : GRPC_UNKNOWN;
    }
    reply_error(job->http, code, message);
}

static void finished(struct service_call *call)
{
    struct rest_job *job = call->context;
    struct http_request *http = job->http;
    http_header_add(http, "Grpc-Metadata-X-Cosmos-Block-Height",
                    arena_format(http->arena, "%lld", (long long)call->height));
    if (call->code != 0) {
        reply_refused(job);
        return;
    }
    const struct message_type *type = call->method->response;
    void *response = arena_zalloc(http->arena, type->size);
    struct writer out = writer_new(http->arena, 4 * call->response.len + 256);
    status refused = protobuf_decode(http->arena, type, call->response, response);
    if (refused == NULL)
        refused = gateway_json_write(&out, &schema_chain_registry, type, response);
    if (refused != NULL)
        reply_error(http, GRPC_INTERNAL, refused->text);
    else
        http_answer(http, 200, content_json, writer_done(&out));
}

/* ---- the request ---- */

static status read_body(struct rest_job *job, void *request)
{
    struct arena *arena = job->http->arena;
    struct json_value json;
    if (job->http->body.len == 0)
        return NULL;
    TRY(json_parse(arena, job->http->body, 0, &json));
    return gateway_json_read(arena, &schema_chain_registry, job->match.method->request,
                             GATEWAY_ALLOW_UNKNOWN, &json, request);
}

static status read_variables(struct rest_job *job, void *request)
{
    struct arena *arena = job->http->arena;
    for (size_t i = 0; i < job->match.variable_count; i++) {
        const struct rest_variable *variable = &job->match.variables[i];
        bool known;
        status refused = rest_field_set(arena, job->match.method->request, request, variable->name,
                                        variable->value, &known);
        if (refused != NULL)
            return error_replace(arena, refused,
                                 arena_format(arena, "type mismatch, parameter: %.*s, error: %.*s",
                                              BYTES_ARG(variable->name), BYTES_ARG(refused->text)));
    }
    return NULL;
}

static bool is_path_variable(const struct rest_match *match, struct bytes name)
{
    for (size_t i = 0; i < match->variable_count; i++)
        if (bytes_equal(match->variables[i].name, name))
            return true;
    return false;
}

static status read_query(struct rest_job *job, void *request)
{
    struct arena *arena = job->http->arena;
    struct bytes rest = job->http->query, name, value;
    while (uri_query_next(arena, &rest, &name, &value)) {
        bool known;
        if (is_path_variable(&job->match, name))
            continue;
        status refused =
            rest_field_set(arena, job->match.method->request, request, name, value, &known);
        if (refused != NULL)
            return error_replace(arena, refused,
                                 arena_format(arena, "parsing field \"%.*s\": %.*s",
                                              BYTES_ARG(name), BYTES_ARG(refused->text)));
    }
    return NULL;
}

static void run(struct work *work)
{
    struct rest_job *job = (struct rest_job *)work;
    const struct message_type *type = job->match.method->request;
    void *request = arena_zalloc(job->http->arena, type->size);
    message_init(type, request);
    status refused = NULL;
    if (job->match.rule->body != NULL)
        refused = read_body(job, request);
    if (refused == NULL)
        refused = read_variables(job, request);
    if (refused == NULL && job->match.rule->body == NULL)
        refused = read_query(job, request);
    if (refused != NULL) {
        reply_error(job->http, GRPC_INVALID_ARGUMENT, refused->text);
        return;
    }
    job->call.request = protobuf_encode(job->http->arena, type, request);
    service_run(&job->call);
}

bool rest_height(struct http_request *request, int64_t *height, struct bytes *message)
{
    struct bytes text = http_header(request, "x-cosmos-block-height");
    *height = 0;
    if (text.len == 0)
        return true;
    if (!json_i64(text, height))
        *message = arena_format(request->arena,
                                "invalid height header \"x-cosmos-block-height\": "
                                "strconv.ParseInt: parsing \"%.*s\": invalid syntax",
                                BYTES_ARG(text));
    else if (*height < 0)
        *message = BYTES("cannot query with height < 0; please provide a valid height: "
                         "invalid request");
    else
        return true;
    return false;
}

static void start_job(struct http_request *http, const struct rest_match *match)
{
    struct api *api = http->owner;
    struct rest_job *job = ARENA_NEW(http->arena, struct rest_job);
    struct bytes message;
    *job = (struct rest_job){.work.run = run, .http = http, .match = *match};
    job->call = (struct service_call){.api = api,
                                      .arena = http->arena,
                                      .method = match->method,
                                      .finish = finished,
                                      .context = job};
    if (!rest_height(http, &job->call.height, &message))
        reply_error(http, GRPC_INVALID_ARGUMENT, message);
    else if (!workers_submit(api->workers, &job->work))
        reply_error(http, 8, BYTES("the node is busy, too many requests wait"));
}

void rest_handle(struct http_request *http)
{
    struct rest_match match;
    struct bytes content_type = http_header(http, "Content-Type");
    http_header_add(http, "Access-Control-Allow-Origin", BYTES("*"));
    if (bytes_is(http->method, "OPTIONS")) {
        http_header_add(http, "Access-Control-Allow-Methods", BYTES("GET, POST, OPTIONS"));
        http_header_add(http, "Access-Control-Allow-Headers", BYTES("*"));
        http_header_add(http, "Access-Control-Max-Age", BYTES("86400"));
        http_answer(http, 200, NULL, BYTES(""));
        return;
    }
    if (bytes_starts_with(content_type, BYTES("application/grpc-web"))) {
        grpc_web_handle(http, content_type);
        return;
    }
    http_header_add(http, "Access-Control-Expose-Headers",
                    BYTES("Grpc-Metadata-X-Cosmos-Block-Height"));
    struct api *api = http->owner;
    if (http->too_large)
        reply_error(http, 8, BYTES("grpc: received message larger than max"));
    else if (rest_routes_find(api->routes, http->arena, http->method, http->path, &match))
        start_job(http, &match);
    else
        reply_error(http, GRPC_UNIMPLEMENTED, BYTES("Not Implemented"));
}
