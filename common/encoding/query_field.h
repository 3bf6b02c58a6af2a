#ifndef COMMON_ENCODING_QUERY_FIELD_H
#define COMMON_ENCODING_QUERY_FIELD_H

#include "common/encoding/message.h"

/* REST path variables and query parameters into request messages, as grpc-gateway v1 does it. */

enum { QUERY_FIELD_DEPTH_MAX = 16, QUERY_FIELD_ITEMS_MAX = 10000 };

/* query_field_set sets the field that a dotted path names ("pagination.limit"; proto or
 * lowerCamelCase names), making the messages on the way. A path that names no field is ignored, as
 * the gateway ignores it.
 *   arena    owns what is made; the values must live as long as the message
 *   message  a message that only these functions or message_init have written to
 *   values   the URL-decoded values of the parameter in their order: a repeated field takes them
 *            all, any other the first. Integers in Go's base 0 (0x1F, 1_000), bool as Go's
 *            ParseBool, enums by name or number, bytes base64 of either alphabet, Timestamp
 *            RFC 3339, Duration "90s"
 * Refused with Go's texts: `strconv.ParseUint: parsing "x": invalid syntax`,
 * "x is not a valid ...", "unexpected nested field limit in key", "no value of field: x". */
MUST_CHECK status query_field_set(struct arena *arena, const struct message_type *type,
                                  void *message, struct bytes path,
                                  const struct bytes_list *values);

/* query_field_set_variable does the same for a variable of the path template: a repeated field
 * takes the parts between commas, and a refusal begins with "type mismatch, parameter: x, error:
 * ". */
MUST_CHECK status query_field_set_variable(struct arena *arena, const struct message_type *type,
                                           void *message, struct bytes path, struct bytes value);

#endif
