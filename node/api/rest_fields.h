#ifndef NODE_API_REST_FIELDS_H
#define NODE_API_REST_FIELDS_H

#include "common/base/status.h"
#include "common/encoding/message.h"

enum { REST_LIST_MAX = 1000, REST_DEPTH_MAX = 8 };

/* rest_field_set sets one field of a message from text, as grpc-gateway does with path variables
 * and query parameters: "pagination.limit" reaches into a message, a repeated field gets one more
 * element.
 *   known  out: whether there is such a field; an unknown one changes nothing
 * Refused: a text that is no value of the field's type. */
MUST_CHECK status rest_field_set(struct arena *arena, const struct message_type *type,
                                 void *message, struct bytes name, struct bytes text, bool *known);

#endif
