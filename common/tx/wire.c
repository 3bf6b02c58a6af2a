#include "common/tx/wire.h"

enum { VARINT_BYTES_MAX = 10, GROUP_DEPTH_MAX = 32 };

const char *wire_fault_text(enum wire_fault fault)
{
    switch (fault) {
    case WIRE_TRUNCATED:
        return "unexpected EOF";
    case WIRE_FIELD_NUMBER:
        return "proto: invalid field number";
    case WIRE_OVERFLOW:
        return "proto: variable length integer overflow";
    case WIRE_RESERVED:
        return "proto: cannot parse reserved wire type";
    case WIRE_END_GROUP_MISMATCH:
        return "proto: mismatching end group marker";
    case WIRE_RECURSION:
        return "proto: recursion depth exceeded";
    case WIRE_OK:
        break;
    }
    return "";
}

const char *wire_type_name(uint32_t type)
{
    static const char *const NAMES[] = {"varint",      "fixed64",   "bytes",
                                        "start_group", "end_group", "fixed32"};
    return type < ARRAY_COUNT(NAMES) ? NAMES[type] : NULL;
}

enum wire_fault wire_varint(struct bytes *rest, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < VARINT_BYTES_MAX; i++) {
        if (i == rest->len)
            return WIRE_TRUNCATED;
        uint8_t byte = rest->data[i];
        if (i == VARINT_BYTES_MAX - 1 && byte > 1)
            return WIRE_OVERFLOW;
        *value |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            *rest = bytes_from(*rest, i + 1);
            return WIRE_OK;
        }
    }
    return WIRE_OVERFLOW;
}

enum wire_fault wire_tag(struct bytes *rest, uint32_t *number, uint32_t *type)
{
    uint64_t tag;
    enum wire_fault fault = wire_varint(rest, &tag);
    if (fault != WIRE_OK)
        return fault;
    if (tag >> 3 == 0 || tag >> 3 > INT32_MAX)
        return WIRE_FIELD_NUMBER;
    *number = (uint32_t)(tag >> 3);
    *type = tag & 7;
    return WIRE_OK;
}

static enum wire_fault take(struct bytes *rest, uint64_t len, struct bytes *value)
{
    if (len > rest->len)
        return WIRE_TRUNCATED;
    *value = bytes_slice(*rest, 0, len);
    *rest = bytes_from(*rest, len);
    return WIRE_OK;
}

/* One value that is no group. */
static enum wire_fault plain_value(struct bytes *rest, uint32_t type, struct bytes *value)
{
    struct bytes start = *rest;
    uint64_t number;
    enum wire_fault fault;
    switch (type) {
    case WIRE_VARINT:
        fault = wire_varint(rest, &number);
        *value = bytes_slice(start, 0, start.len - rest->len);
        return fault;
    case WIRE_FIXED64:
        return take(rest, 8, value);
    case WIRE_FIXED32:
        return take(rest, 4, value);
    case WIRE_BYTES:
        fault = wire_varint(rest, &number);
        return fault != WIRE_OK ? fault : take(rest, number, value);
    case WIRE_END_GROUP:
        return WIRE_END_GROUP_MISMATCH;
    default:
        return WIRE_RESERVED;
    }
}

enum wire_fault wire_value(struct bytes *rest, uint32_t number, uint32_t type, struct bytes *value)
{
    if (type != WIRE_START_GROUP)
        return plain_value(rest, type, value);
    struct bytes start = *rest;
    uint32_t open[GROUP_DEPTH_MAX];
    size_t depth = 0;
    open[depth++] = number;
    while (depth > 0) {
        enum wire_fault fault = wire_tag(rest, &number, &type);
        if (fault == WIRE_OK && type == WIRE_START_GROUP) {
            if (depth == GROUP_DEPTH_MAX)
                return WIRE_RECURSION;
            open[depth++] = number;
        } else if (fault == WIRE_OK && type == WIRE_END_GROUP) {
            if (open[--depth] != number)
                return WIRE_END_GROUP_MISMATCH;
        } else if (fault == WIRE_OK) {
            fault = plain_value(rest, type, value);
        }
        if (fault != WIRE_OK)
            return fault;
    }
    *value = bytes_slice(start, 0, start.len - rest->len);
    return WIRE_OK;
}
