#include "node/api/rest_routes.h"

#include "common/base/halt.h"
#include "node/api/uri.h"
#include "schema/chain/registry.h"

enum { PATH_SEGMENTS_MAX = 64 };

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

/* Segments of a path and the path they lie in. */
struct split_path {
    struct bytes segments[PATH_SEGMENTS_MAX];
    size_t count;
};

/* A variable that takes everything leaves as many segments as the template has behind it. */
static bool match_route(const struct route *route, struct arena *arena,
                        const struct split_path *path, struct rest_match *match)
{
    size_t at = 0;
    *match = (struct rest_match){.method = route->method, .rule = route->rule};
    for (size_t i = 0; i < route->segment_count; i++) {
        const struct segment *wanted = &route->segments[i];
        size_t behind = route->segment_count - i - 1;
        if (at + behind >= path->count)
            return false;
        struct bytes given = path->segments[at++];
        if (wanted->rest) {
            const struct bytes *last = &path->segments[path->count - behind - 1];
            given.len = (size_t)(last->data + last->len - given.data);
            at = path->count - behind;
        }
        if (!wanted->variable) {
            if (!bytes_equal(given, wanted->text))
                return false;
            continue;
        }
        struct rest_variable *variable = &match->variables[match->variable_count++];
        variable->name = wanted->text;
        if (given.len == 0 || !uri_decode(arena, given, false, &variable->value))
            return false;
    }
    return at == path->count;
}

static bool split(struct bytes text, struct split_path *path)
{
    if (text.len == 0 || text.data[0] != '/')
        return false;
    struct bytes rest = bytes_from(text, 1);
    for (path->count = 0; path->count < PATH_SEGMENTS_MAX;) {
        size_t end = bytes_find(rest, '/');
        path->segments[path->count++] = bytes_slice(rest, 0, end);
        if (end == rest.len)
            return true;
        rest = bytes_from(rest, end + 1);
    }
    return false;
}

bool rest_routes_find(const struct rest_routes *routes, struct arena *arena, struct bytes verb,
                      struct bytes path, struct rest_match *match)
{
    struct split_path parts;
    if (!split(path, &parts))
        return false;
    for (size_t i = 0; i < routes->count; i++)
        if (bytes_is(verb, routes->items[i].rule->verb) &&
            match_route(&routes->items[i], arena, &parts, match))
            return true;
    return false;
}
