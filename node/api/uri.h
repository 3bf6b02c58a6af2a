#ifndef NODE_API_URI_H
#define NODE_API_URI_H

#include "common/base/arena.h"

/* Percent-encoded paths and queries. */

/* uri_decode gives the bytes that stand behind a percent-encoded text; false: a '%' without two hex
 * digits.
 *   plus_is_space  in queries '+' stands for a blank */
bool uri_decode(struct arena *arena, struct bytes text, bool plus_is_space, struct bytes *out);

/* uri_query_next takes the next "name=value" off a query and decodes both; false at the end. Pairs
 * that do not decode are passed over, as Go does. */
bool uri_query_next(struct arena *arena, struct bytes *query, struct bytes *name,
                    struct bytes *value);

/* uri_query_find gives the first value of a name. */
bool uri_query_find(struct arena *arena, struct bytes query, const char *name, struct bytes *value);

#endif
