#include "node/api/rest_routes.h"

#include "common/base/halt.h"
#include "node/api/uri.h"
#include "schema/chain/registry.h"

/* One part of a template between slashes. */
struct segment {
    struct bytes text; /* literal, or the variable's name */
    bool variable;
    bool rest; /* {name=**}: everything from here on */
};

struct route {
    const struct method_type *method;
    const struct http_rule *rule;
    struct segment segments[REST_SEGMENTS_MAX];
    size_t segment_count, literal_count;
};

struct rest_routes {
    struct route *items; /* more literal segments first, then in the order of the schema */
    size_t count;
};

static struct segment parse_segment(struct bytes text)
{
    struct segment segment = {.text = text};
    if (text.len < 2 || text.data[0] != '{')
        return segment;
    struct bytes inner = bytes_slice(text, 1, text.len - 2);
    size_t equals = bytes_find(inner, '=');
    segment.variable = true;
    segment.text = bytes_slice(inner, 0, equals);
    segment.rest = equals < inner.len && bytes_is(bytes_from(inner, equals + 1), "**");
    return segment;
}

static void parse_route(const struct method_type *method, const struct http_rule *rule,
                        struct route *route)
{
    struct bytes rest = bytes_from(bytes_text(rule->template), 1);
    *route = (struct route){.method = method, .rule = rule};
    for (;;) {
        ASSERT(route->segment_count < REST_SEGMENTS_MAX);
        size_t end = bytes_find(rest, '/');
        struct segment segment = parse_segment(bytes_slice(rest, 0, end));
        route->segments[route->segment_count++] = segment;
        route->literal_count += !segment.variable;
        if (end == rest.len)
            return;
        rest = bytes_from(rest, end + 1);
    }
}

/* Puts a route behind those with as many literal segments or more. */
static void insert(struct rest_routes *routes, const struct route *route)
{
    size_t at = routes->count++;
    while (at > 0 && routes->items[at - 1].literal_count < route->literal_count) {
        routes->items[at] = routes->items[at - 1];
        at--;
    }
    routes->items[at] = *route;
}

struct rest_routes *rest_routes_new(struct arena *arena)
{
    struct rest_routes *routes = ARENA_NEW(arena, struct rest_routes);
    size_t count = 0;
    for (size_t i = 0; i < schema_chain_services.count; i++)
        for (size_t k = 0; k < schema_chain_services.services[i]->method_count; k++)
            count += schema_chain_services.services[i]->methods[k].http_count;
    routes->items = ARENA_ARRAY(arena, struct route, count);
    for (size_t i = 0; i < schema_chain_services.count; i++)
        for (size_t k = 0; k < schema_chain_services.services[i]->method_count; k++) {
            const struct method_type *method = &schema_chain_services.services[i]->methods[k];
            for (size_t r = 0; r < method->http_count; r++) {
                struct route route;
                parse_route(method, &method->http[r], &route);
                insert(routes, &route);
            }
        }
    return routes;
}

static bool match_route(const struct route *route, struct arena *arena,
                        const struct bytes *segments, size_t count, struct bytes path,
                        struct rest_match *match)
{
    *match = (struct rest_match){.method = route->method, .rule = route->rule};
    for (size_t i = 0; i < route->segment_count; i++) {
        const struct segment *wanted = &route->segments[i];
        if (i >= count)
            return false;
        struct bytes given = segments[i];
        if (!wanted->variable) {
            if (!bytes_equal(given, wanted->text))
                return false;
            continue;
        }
        if (wanted->rest)
            given = bytes_from(path, (size_t)(segments[i].data - path.data));
        struct rest_variable *variable = &match->variables[match->variable_count++];
        variable->name = wanted->text;
        if (given.len == 0 || !uri_decode(arena, given, false, &variable->value))
            return false;
        if (wanted->rest)
            return true;
    }
    return count == route->segment_count;
}

bool rest_routes_find(const struct rest_routes *routes, struct arena *arena, struct bytes verb,
                      struct bytes path, struct rest_match *match)
{
    struct bytes segments[REST_SEGMENTS_MAX];
    size_t count = 0;
    if (path.len == 0 || path.data[0] != '/')
        return false;
    struct bytes rest = bytes_from(path, 1);
    /* Only a route that takes everything to the end can have more segments. */
    while (count < REST_SEGMENTS_MAX) {
        size_t end = bytes_find(rest, '/');
        segments[count++] = bytes_slice(rest, 0, end);
        if (end == rest.len)
            break;
        rest = bytes_from(rest, end + 1);
    }
    for (size_t i = 0; i < routes->count; i++)
        if (bytes_is(verb, routes->items[i].rule->verb) &&
            match_route(&routes->items[i], arena, segments, count, path, match))
            return true;
    return false;
}
