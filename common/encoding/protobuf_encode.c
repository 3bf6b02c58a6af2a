#include "common/encoding/protobuf.h"

#include "common/base/halt.h"
#include "common/encoding/encoding_internal.h"

/* Encoding runs backwards from the end of a buffer of the right size, so that the length of an
 * inner message is known when its prefix is written and nothing is measured twice. */

static uint64_t load_number(uint8_t kind, const void *at)
{
    switch ((enum field_kind)kind) {
    case FIELD_BOOL:
        return *(const bool *)at;
    case FIELD_INT32:
    case FIELD_ENUM:
        return (uint64_t)(int64_t) * (const int32_t *)at; /* negative ones take ten bytes */
    case FIELD_SINT32: {
        uint32_t value = *(const uint32_t *)at;
        return value << 1 ^ -(value >> 31);
    }
    case FIELD_SINT64: {
        uint64_t value = *(const uint64_t *)at;
        return value << 1 ^ -(value >> 63);
    }
    case FIELD_UINT32:
    case FIELD_FIXED32:
    case FIELD_SFIXED32:
        return *(const uint32_t *)at;
    default:
        return *(const uint64_t *)at;
    }
}

/* Bytes a number takes: 0 says that it is a varint. */
static size_t fixed_size(uint8_t kind)
{
    switch ((enum field_kind)kind) {
    case FIELD_FIXED32:
    case FIELD_SFIXED32:
        return 4;
    case FIELD_FIXED64:
    case FIELD_SFIXED64:
    case FIELD_DOUBLE:
        return 8;
    default:
        return 0;
    }
}

static size_t number_size(uint8_t kind, uint64_t value)
{
    size_t fixed = fixed_size(kind);
    return fixed != 0 ? fixed : protobuf_varint_size(value);
}

static bool is_text(uint8_t kind)
{
    return kind == FIELD_STRING || kind == FIELD_BYTES;
}

static uint64_t tag_of(const struct field_type *field)
{
    size_t fixed = fixed_size(field->kind);
    unsigned wire_type = fixed == 8   ? PROTOBUF_FIXED64
                         : fixed == 4 ? PROTOBUF_FIXED32
                                      : PROTOBUF_VARINT;
    if (is_text(field->kind) || field->kind == FIELD_MESSAGE || (field->flags & FIELD_PACKED))
        wire_type = PROTOBUF_BYTES;
    return (uint64_t)field->number << 3 | wire_type;
}

/* The text that stands on the wire: an Int or Dec held by value is "0" when it is empty. */
static struct bytes text_value(const struct field_type *field, const void *at)
{
    struct bytes value;
    memcpy(&value, at, sizeof value);
    if (value.len == 0 && (field->flags & FIELD_EMBEDDED) &&
        (field->meaning == MEANING_INT || field->meaning == MEANING_DEC))
        return BYTES("0");
    return value;
}

/* Whether a singular field that is no message is written. */
static bool is_written(const struct field_type *field, const void *message, const void *at)
{
    if (field->flags & FIELD_IN_ONEOF)
        return oneof_case(message, field) == field->number;
    if (field->flags & FIELD_EMBEDDED)
        return true;
    if (is_text(field->kind))
        return ((const struct bytes *)at)->len != 0;
    return load_number(field->kind, at) != 0;
}

/* The message of a singular message field when it is written, else NULL. */
static const void *written_message(const struct field_type *field, const void *message)
{
    if ((field->flags & FIELD_IN_ONEOF) && oneof_case(message, field) != field->number)
        return NULL;
    return field_message(message, field);
}

static size_t delimited_size(size_t content)
{
    return protobuf_varint_size(content) + content;
}

static size_t packed_size(const struct field_type *field, const struct list_view *list)
{
    size_t fixed = fixed_size(field->kind), item_size = field_item_size(field), total = 0;
    if (fixed != 0)
        return fixed * list->count;
    for (size_t i = 0; i < list->count; i++)
        total += protobuf_varint_size(load_number(field->kind, list->items + i * item_size));
    return total;
}

static size_t list_size(const struct field_type *field, const struct list_view *list)
{
    if (list->count == 0)
        return 0;
    size_t tag_size = protobuf_varint_size(tag_of(field));
    if (field->flags & FIELD_PACKED)
        return tag_size + delimited_size(packed_size(field, list));
    size_t item_size = field_item_size(field), total = tag_size * list->count;
    for (size_t i = 0; i < list->count; i++) {
        const uint8_t *item = list->items + i * item_size;
        if (field->kind == FIELD_MESSAGE)
            total += delimited_size(protobuf_size(field->message, item));
        else if (is_text(field->kind))
            total += delimited_size(text_value(field, item).len);
        else
            total += number_size(field->kind, load_number(field->kind, item));
    }
    return total;
}

size_t protobuf_size(const struct message_type *type, const void *message)
{
    size_t total = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field_type *field = &type->fields[i];
        const void *at = field_in(message, field);
        if (field->flags & FIELD_REPEATED) {
            total += list_size(field, at);
            continue;
        }
        if (field->kind == FIELD_MESSAGE) {
            const void *held = written_message(field, message);
            if (held != NULL)
                total += protobuf_varint_size(tag_of(field)) +
                         delimited_size(protobuf_size(field->message, held));
            continue;
        }
        if (!is_written(field, message, at))
            continue;
        total += protobuf_varint_size(tag_of(field));
        if (is_text(field->kind))
            total += delimited_size(text_value(field, at).len);
        else
            total += number_size(field->kind, load_number(field->kind, at));
    }
    return total;
}

/* ---- Writing: each function puts its bytes before `end` and returns their start. ---- */

static uint8_t *put_varint(uint8_t *end, uint64_t value)
{
    uint8_t *start = end - protobuf_varint_size(value);
    protobuf_put_varint(start, value);
    return start;
}

static uint8_t *put_number(uint8_t *end, uint8_t kind, uint64_t value)
{
    size_t fixed = fixed_size(kind);
    if (fixed == 0)
        return put_varint(end, value);
    return memcpy(end - fixed, &value, fixed);
}

static uint8_t *put_text(uint8_t *end, struct bytes value)
{
    end -= value.len;
    if (value.len != 0)
        memcpy(end, value.data, value.len);
    return put_varint(end, value.len);
}

static uint8_t *put_message(uint8_t *end, const struct message_type *type, const void *message);

static uint8_t *put_delimited(uint8_t *end, const struct message_type *type, const void *message)
{
    uint8_t *start = put_message(end, type, message);
    return put_varint(start, (uint64_t)(end - start));
}

static uint8_t *put_list(uint8_t *end, const struct field_type *field, const struct list_view *list)
{
    if (list->count == 0)
        return end;
    bool is_packed = (field->flags & FIELD_PACKED) != 0;
    size_t item_size = field_item_size(field);
    uint8_t *at = end;
    for (size_t i = list->count; i-- > 0;) {
        const uint8_t *item = list->items + i * item_size;
        if (field->kind == FIELD_MESSAGE)
            at = put_delimited(at, field->message, item);
        else if (is_text(field->kind))
            at = put_text(at, text_value(field, item));
        else
            at = put_number(at, field->kind, load_number(field->kind, item));
        if (!is_packed)
            at = put_varint(at, tag_of(field));
    }
    if (is_packed)
        at = put_varint(put_varint(at, (uint64_t)(end - at)), tag_of(field));
    return at;
}

static uint8_t *put_message(uint8_t *end, const struct message_type *type, const void *message)
{
    for (size_t i = type->field_count; i-- > 0;) {
        const struct field_type *field = &type->fields[i];
        const void *at = field_in(message, field);
        if (field->flags & FIELD_REPEATED) {
            end = put_list(end, field, at);
            continue;
        }
        if (field->kind == FIELD_MESSAGE) {
            const void *held = written_message(field, message);
            if (held != NULL)
                end = put_varint(put_delimited(end, field->message, held), tag_of(field));
            continue;
        }
        if (!is_written(field, message, at))
            continue;
        if (is_text(field->kind))
            end = put_text(end, text_value(field, at));
        else
            end = put_number(end, field->kind, load_number(field->kind, at));
        end = put_varint(end, tag_of(field));
    }
    return end;
}

void protobuf_write(const struct message_type *type, const void *message, uint8_t *out, size_t size)
{
    ASSERT(put_message(out + size, type, message) == out);
}

struct bytes protobuf_encode(struct arena *arena, const struct message_type *type,
                             const void *message)
{
    size_t size = protobuf_size(type, message);
    uint8_t *out = arena_alloc(arena, size + 1);
    protobuf_write(type, message, out, size);
    return bytes_make(out, size);
}

struct bytes protobuf_encode_delimited(struct arena *arena, const struct message_type *type,
                                       const void *message)
{
    size_t size = protobuf_size(type, message), prefix = protobuf_varint_size(size);
    uint8_t *out = arena_alloc(arena, prefix + size);
    protobuf_put_varint(out, size);
    protobuf_write(type, message, out + prefix, size);
    return bytes_make(out, prefix + size);
}

void protobuf_write_varint(struct writer *writer, uint64_t value)
{
    uint8_t *out = writer_reserve(writer, PROTOBUF_VARINT_BYTES_MAX);
    writer->len += (size_t)(protobuf_put_varint(out, value) - out);
}

void protobuf_write_tag(struct writer *writer, uint32_t number, unsigned wire_type)
{
    protobuf_write_varint(writer, (uint64_t)number << 3 | wire_type);
}

void protobuf_write_bytes(struct writer *writer, uint32_t number, struct bytes value)
{
    protobuf_write_tag(writer, number, PROTOBUF_BYTES);
    protobuf_write_varint(writer, value.len);
    writer_bytes(writer, value);
}

void protobuf_write_uint(struct writer *writer, uint32_t number, uint64_t value)
{
    protobuf_write_tag(writer, number, PROTOBUF_VARINT);
    protobuf_write_varint(writer, value);
}
