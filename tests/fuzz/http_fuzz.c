/* What a stranger can put into a request of the servers, behind the HTTP library: targets, queries,
 * JSON-RPC bodies, search queries, gRPC frames and reflection requests. The first byte picks the
 * part. No fault, and every response is JSON whatever the request was. */
#include "common/base/halt.h"
#include "common/encoding/gateway_json.h"
#include "common/encoding/protobuf.h"
#include "node/api/grpc_codes.h"
#include "node/api/grpc_reflection.h"
#include "node/api/query_language.h"
#include "node/api/rest_fields.h"
#include "node/api/rest_routes.h"
#include "node/api/rpc.h"
#include "node/api/uri.h"
#include "schema/chain/registry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Fills a request as the servers do: body, variables of the path, query. */
static status fill(struct arena *arena, const struct rest_match *match, struct bytes query,
                   struct bytes body, void *request)
{
    const struct message_type *type = match->method->request;
    struct json_value json;
    struct bytes name, value;
    bool known;
    if (match->rule->body != NULL) {
        TRY(json_parse(arena, body, 0, &json));
        TRY(gateway_json_read(arena, &schema_chain_registry, type, GATEWAY_ALLOW_UNKNOWN, &json,
                              request));
    }
    for (size_t i = 0; i < match->variable_count; i++)
        TRY(rest_field_set(arena, type, request, match->variables[i].name,
                           match->variables[i].value, &known));
    while (uri_query_next(arena, &query, &name, &value))
        TRY(rest_field_set(arena, type, request, name, value, &known));
    return NULL;
}

/* "path?query", with a line break and a body behind it when it is a POST. */
static void try_rest(struct arena *arena, struct bytes input)
{
    static struct arena *routes_arena __attribute__((used)); /* keeps it from being a leak */
    static struct rest_routes *routes;
    if (routes == NULL) {
        routes_arena = arena_new(1 << 16);
        routes = rest_routes_new(routes_arena);
    }
    struct rest_match match;
    size_t line = bytes_find(input, '\n'), mark = bytes_find(bytes_slice(input, 0, line), '?');
    bool has_body = line < input.len;
    struct bytes body = has_body ? bytes_from(input, line + 1) : BYTES("");
    struct bytes query = mark < line ? bytes_slice(input, mark + 1, line - mark - 1) : BYTES("");
    if (!rest_routes_find(routes, arena, has_body ? BYTES("POST") : BYTES("GET"),
                          bytes_slice(input, 0, mark), &match))
        return;
    const struct message_type *type = match.method->request;
    void *request = arena_zalloc(arena, type->size);
    message_init(type, request);
    if (fill(arena, &match, query, body, request) == NULL)
        ASSERT(protobuf_encode(arena, type, request).data != NULL);
}

static void try_rpc(struct arena *arena, struct bytes input)
{
    struct json_value json;
    struct rpc_call call = {.arena = arena};
    if (json_parse(arena, input, 0, &json) == NULL && rpc_read_request(&call, &json)) {
        struct writer out = writer_new(arena, 64);
        struct json_value again;
        call.result = writer_new(arena, 2);
        writer_text(&call.result, "{}");
        rpc_write_response(&out, &call);
        ASSERT(json_parse(arena, writer_done(&out), 0, &again) == NULL);
    }
}

static void try_uri(struct arena *arena, struct bytes input)
{
    for (size_t i = 0; i < rpc_method_count; i++) {
        struct rpc_call call = {.arena = arena, .method = &rpc_methods[i]};
        if (rpc_read_uri(&call, input) != NULL)
            continue;
    }
}

static void try_query(struct arena *arena, struct bytes input)
{
    struct query query;
    if (query_parse(arena, input, &query) != NULL)
        return;
    for (size_t i = 0; i < query.count; i++) {
        query_condition_holds(&query.conditions[i], input);
        query_condition_holds(&query.conditions[i], query.conditions[i].text);
        ASSERT(query_tag_type(query.conditions[i].tag).len <= query.conditions[i].tag.len);
    }
}

static void try_grpc(struct arena *arena, struct bytes input)
{
    struct bytes message, response;
    while (grpc_take_frame(&input, &message))
        grpc_reflection_answer(arena, message, &response);
    method_find(&schema_chain_services, input);
    ASSERT(grpc_message_encode(arena, input).len >= input.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const parts[])(struct arena *, struct bytes) = {try_rest, try_rpc, try_uri,
                                                                  try_query, try_grpc};
    if (size == 0)
        return 0;
    struct arena *arena = arena_new(1 << 16);
    parts[data[0] % ARRAY_COUNT(parts)](arena, bytes_make(data + 1, size - 1));
    arena_drop(arena);
    return 0;
}
