/* What a stranger can put into a request of the servers, behind the HTTP library: targets, queries,
 * JSON-RPC bodies, search queries, gRPC frames and reflection requests. The first byte picks the
 * part. No fault, and every response is JSON whatever the request was. */
#include "common/base/halt.h"
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

/* "path?query" against every route, with all fields filled in. */
static void try_rest(struct arena *arena, struct bytes input)
{
    struct rest_routes *routes = rest_routes_new(arena);
    struct rest_match match;
    size_t mark = bytes_find(input, '?');
    struct bytes query = mark < input.len ? bytes_from(input, mark + 1) : BYTES(""), name, value;
    if (!rest_routes_find(routes, arena, BYTES("GET"), bytes_slice(input, 0, mark), &match))
        return;
    const struct message_type *type = match.method->request;
    void *request = arena_zalloc(arena, type->size);
    bool known;
    message_init(type, request);
    for (size_t i = 0; i < match.variable_count; i++)
        if (rest_field_set(arena, type, request, match.variables[i].name, match.variables[i].value,
                           &known) != NULL)
            return;
    while (uri_query_next(arena, &query, &name, &value))
        if (rest_field_set(arena, type, request, name, value, &known) != NULL)
            return;
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
