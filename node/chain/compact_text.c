#include "node/chain/compact_text.h"
#include "node/chain/number.h"

enum { DEPTH_MAX = 100 }; /* no message type of the chain nests so deep */

static void write_string(struct writer *out, struct bytes text)
{
    writer_byte(out, '"');
    for (size_t at = 0; at < text.len; at++) {
        uint8_t byte = text.data[at];
        if (byte == '\n')
            writer_text(out, "\\n");
        else if (byte == '\r')
            writer_text(out, "\\r");
        else if (byte == '\t')
            writer_text(out, "\\t");
        else if (byte == '"' || byte == '\\')
            writer_format(out, "\\%c", byte);
        else if (byte >= 0x20 && byte < 0x7F)
            writer_byte(out, byte);
        else
            writer_format(out, "\\%03o", byte);
    }
    writer_byte(out, '"');
}

static void write_enum(struct writer *out, const struct enum_type *type, int32_t number)
{
    const char *name = enum_name(type, number);
    if (name != NULL)
        writer_text(out, name);
    else
        writer_format(out, "%d", number);
}

static int64_t read_signed(const struct field_type *field, const void *value)
{
    switch (field->kind) {
    case FIELD_INT32:
    case FIELD_SINT32:
    case FIELD_SFIXED32:
    case FIELD_ENUM:
        return *(const int32_t *)value;
    default:
        return *(const int64_t *)value;
    }
}

static uint64_t read_unsigned(const struct field_type *field, const void *value)
{
    if (field->kind == FIELD_UINT32 || field->kind == FIELD_FIXED32)
        return *(const uint32_t *)value;
    return *(const uint64_t *)value;
}

static bool is_number_text(const struct field_type *field)
{
    return field->meaning == MEANING_INT || field->meaning == MEANING_DEC;
}

static bool is_zero(const struct field_type *field, const void *value)
{
    switch (field->kind) {
    case FIELD_BOOL:
        return !*(const bool *)value;
    case FIELD_STRING:
    case FIELD_BYTES:
    case FIELD_DOUBLE: {
        const struct bytes *text = value;
        return is_number_text(field) ? text->data == NULL && (field->flags & FIELD_EMBEDDED) == 0
                                     : text->len == 0;
    }
    case FIELD_UINT32:
    case FIELD_UINT64:
    case FIELD_FIXED32:
    case FIELD_FIXED64:
        return read_unsigned(field, value) == 0;
    default:
        return read_signed(field, value) == 0;
    }
}

static void write_scalar(struct writer *out, const struct field_type *field, const void *value)
{
    const struct bytes *text = value;
    switch (field->kind) {
    case FIELD_BOOL:
        writer_text(out, *(const bool *)value ? "true" : "false");
        break;
    case FIELD_STRING:
    case FIELD_BYTES:
    case FIELD_DOUBLE:
        write_string(out, is_number_text(field) && text->len == 0 ? BYTES("0") : *text);
        break;
    case FIELD_ENUM:
        write_enum(out, field->enumeration, *(const int32_t *)value);
        break;
    case FIELD_UINT32:
    case FIELD_UINT64:
    case FIELD_FIXED32:
    case FIELD_FIXED64:
        writer_format(out, "%llu", (unsigned long long)read_unsigned(field, value));
        break;
    default:
        writer_format(out, "%lld", (long long)read_signed(field, value));
    }
}

static size_t item_bytes(const struct field_type *field)
{
    switch (field->kind) {
    case FIELD_MESSAGE:
        return field->message->size;
    case FIELD_STRING:
    case FIELD_BYTES:
    case FIELD_DOUBLE:
        return sizeof(struct bytes);
    case FIELD_BOOL:
        return sizeof(bool);
    case FIELD_INT32:
    case FIELD_UINT32:
    case FIELD_SINT32:
    case FIELD_FIXED32:
    case FIELD_SFIXED32:
    case FIELD_ENUM:
        return sizeof(int32_t);
    default:
        return sizeof(int64_t);
    }
}

static void write_message(struct writer *out, const struct message_type *type, const void *message,
                          unsigned depth);

static void write_value(struct writer *out, const struct field_type *field, const void *value,
                        unsigned depth)
{
    writer_text(out, field->name);
    writer_byte(out, ':');
    if (field->kind == FIELD_MESSAGE) {
        writer_byte(out, '<');
        write_message(out, field->message, value, depth + 1);
        writer_byte(out, '>');
    } else {
        write_scalar(out, field, value);
    }
    writer_byte(out, ' ');
}

static void write_field(struct writer *out, const struct field_type *field, const uint8_t *message,
                        unsigned depth)
{
    const void *place = message + field->offset;
    if ((field->flags & FIELD_REPEATED) != 0) {
        const struct {
            const uint8_t *items;
            size_t count;
        } *list = place;
        for (size_t at = 0; at < list->count; at++)
            write_value(out, field, list->items + at * item_bytes(field), depth);
        return;
    }
    if ((field->flags & FIELD_IN_ONEOF) != 0 &&
        *(const uint32_t *)(const void *)(message + field->oneof_offset) != field->number)
        return;
    if (field->kind == FIELD_MESSAGE && (field->flags & FIELD_EMBEDDED) == 0)
        place = *(const void *const *)place;
    if (place == NULL || (field->kind != FIELD_MESSAGE && is_zero(field, place)))
        return;
    write_value(out, field, place, depth);
}

static void write_message(struct writer *out, const struct message_type *type, const void *message,
                          unsigned depth)
{
    for (size_t at = 0; depth < DEPTH_MAX && at < type->field_count; at++)
        write_field(out, &type->fields[at], message, depth);
}

struct bytes compact_text(struct arena *arena, const struct message_type *type, const void *message)
{
    struct writer out = writer_new(arena, 128);
    write_message(&out, type, message, 0);
    return writer_done(&out);
}
