#ifndef COMMON_ENCODING_GATEWAY_JSON_H
#define COMMON_ENCODING_GATEWAY_JSON_H

#include "common/encoding/json.h"
#include "common/encoding/message.h"

/* The JSON of REST, of genesis files and of the CLI (chain-surface 5.1): gogoproto's jsonpb with
 * proto names and defaults emitted. 64-bit numbers are strings, enums names, bytes base64 (null
 * when absent), an Any is an object with @type, Int and Dec are texts, raw account addresses
 * bech32, unset members of a oneof missing. */

enum { GATEWAY_DEPTH_MAX = 500 }; /* messages inside each other, through Any too */

/* gateway_json_write appends a message.
 *   writer    also gives the arena for what an Any holds
 *   registry  resolves type URLs
 * Refused: an Any that does not resolve ("unable to resolve type URL /x.Y") or decode, a time out
 * of range. */
MUST_CHECK status gateway_json_write(struct writer *writer, const struct message_registry *registry,
                                     const struct message_type *type, const void *message);

/* gateway_json_write_any appends a message as an Any of it prints: with "@type" first. */
MUST_CHECK status gateway_json_write_any(struct writer *writer,
                                         const struct message_registry *registry,
                                         const struct message_type *type, const void *message);

enum gateway_rules {
    GATEWAY_ALLOW_UNKNOWN = 1 << 0, /* skip fields that the message does not have (REST bodies) */
};

/* gateway_json_read fills a message: snake_case or lowerCamelCase names (camel case wins), numbers
 * as strings or numbers, enums as names or numbers, null for absent. Texts are slices of the parsed
 * value's.
 *   rules    enum gateway_rules
 *   message  out: a struct of type->size bytes
 * Refused: `unknown field "x" in cosmos.bank.v1beta1.MsgSend`, values that do not fit their
 * field. */
MUST_CHECK status gateway_json_read(struct arena *arena, const struct message_registry *registry,
                                    const struct message_type *type, unsigned rules,
                                    const struct json_value *json, void *message);

#endif
