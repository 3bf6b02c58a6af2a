#ifndef COMMON_TX_WIRE_H
#define COMMON_TX_WIRE_H

#include "common/base/bytes.h"

/* Reading protobuf wire bytes field by field, as strictly as the original's protowire package, for
 * the checks that come before a transaction is decoded. */

enum wire_type {
    WIRE_VARINT = 0,
    WIRE_FIXED64 = 1,
    WIRE_BYTES = 2,
    WIRE_START_GROUP = 3,
    WIRE_END_GROUP = 4,
    WIRE_FIXED32 = 5,
};

/* Why reading stopped, with the original's texts. */
enum wire_fault {
    WIRE_OK,
    WIRE_TRUNCATED,
    WIRE_FIELD_NUMBER,
    WIRE_OVERFLOW,
    WIRE_RESERVED,
    WIRE_END_GROUP_MISMATCH,
    WIRE_RECURSION,
};
const char *wire_fault_text(enum wire_fault fault);

/* wire_type_name is "varint", "bytes" and so on; "unknown type: N" is left to the caller for others
 * (NULL). */
const char *wire_type_name(uint32_t type);

/* wire_varint takes a varint of at most ten bytes from the front of `rest`. */
enum wire_fault wire_varint(struct bytes *rest, uint64_t *value);

/* wire_tag takes a field number (1 to 2^31 - 1) and a wire type, which may be unknown. */
enum wire_fault wire_tag(struct bytes *rest, uint32_t *number, uint32_t *type);

/* wire_value takes the value of a field. For WIRE_BYTES `value` is the content without its length,
 * otherwise the raw bytes. Groups are skipped to their end. */
enum wire_fault wire_value(struct bytes *rest, uint32_t number, uint32_t type, struct bytes *value);

#endif
