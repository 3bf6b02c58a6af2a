#ifndef NODE_API_REST_ROUTES_H
#define NODE_API_REST_ROUTES_H

#include "common/base/arena.h"
#include "common/encoding/message.h"

/* The REST routes that the schema's http rules make (chain-surface 5.1): a table from verb and path
 * to a method. */
struct rest_routes;

enum { REST_VARIABLES_MAX = 8, REST_SEGMENTS_MAX = 16 };

/* A variable of a route and what stands for it in the path, decoded. */
struct rest_variable {
    struct bytes name; /* "address", or dotted */
    struct bytes value;
};

struct rest_match {
    const struct method_type *method;
    const struct http_rule *rule;
    struct rest_variable variables[REST_VARIABLES_MAX];
    size_t variable_count;
};

/* rest_routes_new reads the rules of every Query and other service that is served.
 *   arena  owns the table */
struct rest_routes *rest_routes_new(struct arena *arena);

/* rest_routes_find matches a request; the first rule in the order of the services and their methods
 * wins, one that names more segments literally before one that has variables.
 *   verb  "GET", "POST"
 *   path  percent-encoded
 * False: no such route. */
bool rest_routes_find(const struct rest_routes *routes, struct arena *arena, struct bytes verb,
                      struct bytes path, struct rest_match *match);

#endif
