#include "node/chain/router.h"

#include "common/base/halt.h"
#include "node/chain/errors.h"
#include "node/chain/kv.h"
#include "schema/chain/registry.h"

/* Disabled message types stand under this prefix in the store `circuit`. */
#define CIRCUIT_KEY_DISABLED_PREFIX BYTES("\x02")

struct route_table {
    const struct message_route **routes; /* sorted by the type's name */
    size_t count;
};

struct route_table *route_table_new(struct arena *arena, const struct module *const *modules,
                                    size_t module_count)
{
    struct route_table *table = ARENA_NEW(arena, struct route_table);
    size_t total = 0;
    for (size_t i = 0; i < module_count; i++)
        total += modules[i]->message_count;
    table->routes = ARENA_ARRAY(arena, const struct message_route *, total + 1);
    for (size_t i = 0; i < module_count; i++) {
        for (size_t at = 0; at < modules[i]->message_count; at++) {
            const struct message_route *route = &modules[i]->messages[at];
            size_t place = table->count++;
            for (; place > 0; place--) {
                int order =
                    strcmp(table->routes[place - 1]->type->full_name, route->type->full_name);
                ASSERT(order != 0);
                if (order < 0)
                    break;
                table->routes[place] = table->routes[place - 1];
            }
            table->routes[place] = route;
        }
    }
    return table;
}

const struct message_route *route_find(const struct route_table *routes,
                                       const struct message_type *type)
{
    size_t low = 0, high = routes->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct message_route *route = routes->routes[middle];
        int order = route->type == type ? 0 : strcmp(route->type->full_name, type->full_name);
        if (order == 0)
            return route;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct bytes message_url(struct arena *arena, const struct message_type *type)
{
    return ARENA_CONCAT(arena, BYTES("/"), bytes_text(type->full_name));
}

status circuit_allows(struct context *ctx, const struct message_type *type, bool *allowed)
{
    bool disabled;
    struct bytes key = ARENA_CONCAT(ctx->arena, CIRCUIT_KEY_DISABLED_PREFIX, BYTES("/"),
                                    bytes_text(type->full_name));
    TRY(kv_has(ctx, STORE_CIRCUIT, key, &disabled));
    *allowed = !disabled;
    return NULL;
}

status router_run(struct context *ctx, const struct message_type *type, const void *message,
                  struct message_result *result)
{
    const struct message_route *route = route_find(ctx->chain->routes, type);
    *result = (struct message_result){.events = event_list_new(ctx->arena)};
    if (route == NULL)
        return error_wrap(ctx->arena, &CHAIN_UNKNOWN_REQUEST, "no message handler found for %s",
                          type->full_name);
    if (route->check != NULL)
        TRY(route->check(ctx->arena, message));
    bool allowed;
    TRY(circuit_allows(ctx, type, &allowed));
    if (!allowed)
        return chain_error(ctx->arena, "circuit breaker disables execution of this message: /%s",
                           type->full_name);
    struct context inner = *ctx;
    inner.events = result->events;
    result->response_type = route->response;
    result->response = arena_alloc(ctx->arena, route->response->size);
    message_init(route->response, result->response);
    return route->execute(&inner, message, result->response);
}

const struct query_route *query_find(const struct chain *chain, struct bytes path)
{
    for (size_t i = 0; i < chain->module_count; i++)
        for (size_t at = 0; at < chain->modules[i]->query_count; at++)
            if (bytes_is(path, chain->modules[i]->queries[at].path))
                return &chain->modules[i]->queries[at];
    return NULL;
}

status query_ask(struct context *ctx, const char *path, const void *request, void *response)
{
    const struct query_route *route = query_find(ctx->chain, bytes_text(path));
    const struct method_type *method = method_find(&schema_chain_services, bytes_text(path));
    if (route == NULL || method == NULL)
        return chain_grpc_error(ctx->arena, GRPC_UNIMPLEMENTED, "unknown method %s", path);
    message_init(method->response, response);
    return route->answer(ctx, request, response);
}
