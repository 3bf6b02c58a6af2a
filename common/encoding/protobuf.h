#ifndef COMMON_ENCODING_PROTOBUF_H
#define COMMON_ENCODING_PROTOBUF_H

#include "common/encoding/message.h"

/* The protobuf wire format over the generated tables. Decoding and encoding follow the code that
 * gogoproto generates for the existing network, down to its error texts, because both decide what
 * is in a block:
 *   - unknown fields are skipped; wire types, lengths and field numbers are checked; scalars are
 *     truncated as Go truncates them; a repeated scalar may be packed or not
 *   - a singular message that occurs twice is merged, any other singular field keeps its last
 *     value, a member of a oneof replaces the one before it
 *   - math.Int and math.LegacyDec texts are checked and brought to their plain decimal form
 *   - encoding ascends by field number, leaves zero values out and writes embedded messages
 *     always */

enum { PROTOBUF_DEPTH_MAX = 10000 };

/* protobuf_decode reads a message. Strings and byte strings of the result are slices of `input`,
 * which must live as long; everything else is in `arena`. A refusal has codespace "undefined", code
 * 1 and the text of the Go error ("unexpected EOF", "proto: wrong wireType = 0 for field
 * FromAddress").
 *   arena    owns the result
 *   type     the table of the generated struct
 *   input    the encoded message
 *   message  out: a struct of type->size bytes */
MUST_CHECK status protobuf_decode(struct arena *arena, const struct message_type *type,
                                  struct bytes input, void *message);

/* What a caller may refuse beyond protobuf_decode. */
enum protobuf_rules {
    PROTOBUF_UTF8 = 1 << 0,        /* strings must be UTF-8, as golang/protobuf wants */
    PROTOBUF_KNOWN_ONLY = 1 << 1,  /* no field that the table does not know */
    PROTOBUF_CANONICAL = 1 << 2,   /* exactly the bytes protobuf_encode gives */
    PROTOBUF_RAW_NUMBERS = 1 << 3, /* leave the texts of Int and Dec as they are, unchecked */
};

/* protobuf_decode_strict is protobuf_decode with `rules` (enum protobuf_rules) and at most
 * `depth_max` messages inside each other. */
MUST_CHECK status protobuf_decode_strict(struct arena *arena, const struct message_type *type,
                                         struct bytes input, unsigned rules, unsigned depth_max,
                                         void *message);

/* protobuf_encode gives the encoded message, never NULL data. */
struct bytes protobuf_encode(struct arena *arena, const struct message_type *type,
                             const void *message);

/* protobuf_encode_delimited puts the length as a varint before it. */
struct bytes protobuf_encode_delimited(struct arena *arena, const struct message_type *type,
                                       const void *message);

/* protobuf_size is the length protobuf_encode gives. */
size_t protobuf_size(const struct message_type *type, const void *message);

/* protobuf_write encodes into memory of exactly protobuf_size() bytes. */
void protobuf_write(const struct message_type *type, const void *message, uint8_t *out,
                    size_t size);

/* ---- The wire itself, for hand-made encodings ---- */

enum {
    PROTOBUF_VARINT = 0,
    PROTOBUF_FIXED64 = 1,
    PROTOBUF_BYTES = 2,
    PROTOBUF_START_GROUP = 3,
    PROTOBUF_END_GROUP = 4,
    PROTOBUF_FIXED32 = 5,
    PROTOBUF_VARINT_BYTES_MAX = 10,
};

/* protobuf_varint_size is the length of a value's shortest varint, 1 to 10. */
static inline size_t protobuf_varint_size(uint64_t value)
{
    return (size_t)(70 - __builtin_clzll(value | 1)) / 7;
}

/* protobuf_put_varint writes a varint to `out` (room for 10 bytes) and returns its end. */
static inline uint8_t *protobuf_put_varint(uint8_t *out, uint64_t value)
{
    while (value >= 0x80) {
        *out++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *out++ = (uint8_t)value;
    return out;
}

/* protobuf_take_varint takes a varint of at most ten bytes from the front of `rest`; false when it
 * is cut off or longer. Bits above the 64th are dropped, as gogoproto drops them. */
bool protobuf_take_varint(struct bytes *rest, uint64_t *value);

/* These append to a writer; protobuf_write_bytes writes a tag and a length-delimited field even
 * when it is empty, protobuf_write_uint a tag and a varint even when it is zero. */
void protobuf_write_varint(struct writer *writer, uint64_t value);
void protobuf_write_tag(struct writer *writer, uint32_t number, unsigned wire_type);
void protobuf_write_bytes(struct writer *writer, uint32_t number, struct bytes value);
void protobuf_write_uint(struct writer *writer, uint32_t number, uint64_t value);

#endif
