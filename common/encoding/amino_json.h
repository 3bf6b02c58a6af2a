#ifndef COMMON_ENCODING_AMINO_JSON_H
#define COMMON_ENCODING_AMINO_JSON_H

#include "common/encoding/json.h"
#include "common/encoding/message.h"

/* Canonical amino JSON, what SIGN_MODE_LEGACY_AMINO_JSON signs (x/tx aminojson 0.13,
 * chain-surface 3.2 and 14): keys sorted, no white space, HTML characters escaped, zero values left
 * out unless annotated, 64-bit numbers as strings, 32-bit ones and enums as numbers, an Any as
 * {"type": amino name, "value": ...}.
 *
 * It prints encoded messages, not structs: whether a message that the structs hold by value was on
 * the wire decides what is signed. */

enum { AMINO_DEPTH_MAX = 500 };

/* amino_json_write_any appends {"type":...,"value":...} of an Any; the type is its URL when the
 * message has no amino name. Refused: a URL that does not resolve ("can't resolve type URL ..."),
 * bytes that do not decode, what the original cannot print (maps, an annotated message that is
 * absent, an unnamed oneof). */
MUST_CHECK status amino_json_write_any(struct writer *writer,
                                       const struct message_registry *registry,
                                       struct bytes type_url, struct bytes value);

/* amino_json_write appends a message as the value of a field: without type and value around it. */
MUST_CHECK status amino_json_write(struct writer *writer, const struct message_registry *registry,
                                   const struct message_type *type, struct bytes encoded);

#endif
