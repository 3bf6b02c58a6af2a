#include "common/encoding/gateway_json.h"

#include "common/encoding/base64.h"
#include "common/encoding/bech32.h"
#include "common/encoding/encoding_internal.h"
#include "common/encoding/hex.h"
#include "common/encoding/number_text.h"
#include "common/encoding/protobuf.h"
#include "common/encoding/time_text.h"

struct printer {
    struct writer *out;
    const struct message_registry *registry;
    unsigned depth;
    bool is_rpc;   /* lowerCamelCase names and enums as numbers */
    bool is_plain; /* what encoding/json prints of the Go struct, inside types with plain_json */
};

static status write_message(struct printer *printer, const struct message_type *type,
                            const void *message, struct bytes type_url);

static status write_timestamp(struct printer *printer, const struct seconds_view *time)
{
    if (time->seconds < TIME_SECONDS_MIN || time->seconds > TIME_SECONDS_MAX || time->nanos < 0 ||
        time->nanos >= TIME_NANOS)
        return encoding_refuse(printer->out->arena, "timestamp out of range");
    writer_byte(printer->out, '"');
    time_write(printer->out, time->seconds, time->nanos,
               printer->is_plain ? TIME_FRACTION_TRIMMED : TIME_FRACTION_GROUPS);
    writer_byte(printer->out, '"');
    return NULL;
}

static status write_duration(struct printer *printer, const struct seconds_view *duration)
{
    if (duration->nanos <= -TIME_NANOS || duration->nanos >= TIME_NANOS)
        return encoding_refuse(printer->out->arena, "duration out of range");
    writer_byte(printer->out, '"');
    duration_write(printer->out, duration->seconds, duration->nanos);
    writer_byte(printer->out, '"');
    return NULL;
}

static status write_any(struct printer *printer, const struct any_view *any)
{
    struct arena *arena = printer->out->arena;
    const struct message_type *type = registry_resolve(printer->registry, any->type_url);
    if (type == NULL)
        return encoding_refuse(arena, "unable to resolve type URL %.*s", BYTES_ARG(any->type_url));
    void *message = arena_alloc(arena, type->size);
    TRY(protobuf_decode(arena, type, any->value, message));
    if (type->well_known == WELL_KNOWN_NONE)
        return write_message(printer, type, message, any->type_url);
    writer_text(printer->out, "{\"@type\":");
    json_write_string(printer->out, any->type_url, true);
    writer_text(printer->out, ",\"value\":");
    TRY(write_message(printer, type, message, (struct bytes){NULL, 0}));
    writer_byte(printer->out, '}');
    return NULL;
}

/* Bytes that hold JSON: compact, null when absent. */
static status write_raw_json(struct printer *printer, struct bytes text)
{
    struct json_value value;
    if (text.len == 0) {
        writer_text(printer->out, "null");
        return NULL;
    }
    TRY(json_parse(printer->out->arena, text, 0, &value));
    json_write_value(printer->out, &value, true);
    return NULL;
}

static void write_base64(struct writer *out, struct bytes value)
{
    writer_byte(out, '"');
    base64_write(out, value);
    writer_byte(out, '"');
}

static void write_number_text(struct writer *out, const struct field_type *field,
                              struct bytes value)
{
    if (value.len == 0) { /* held by value Go prints 0, behind a pointer nothing */
        writer_text(out, field->flags & FIELD_EMBEDDED ? "\"0\"" : "null");
        return;
    }
    if (field->meaning == MEANING_DEC)
        value = number_text_decimal(out->arena, value);
    json_write_string(out, value, true);
}

static status write_text(struct printer *printer, const struct field_type *field,
                         struct bytes value, bool is_item)
{
    struct writer *out = printer->out;
    switch ((enum field_meaning)field->meaning) {
    case MEANING_INT:
    case MEANING_DEC:
        write_number_text(out, field, value);
        return NULL;
    case MEANING_ADDRESS_BYTES:
        if (value.len > BECH32_DATA_BYTES_MAX)
            return encoding_refuse(out->arena, "address of %zu bytes", value.len);
        writer_byte(out, '"');
        if (value.len != 0)
            bech32_write(out, BECH32_ACCOUNT, value);
        writer_byte(out, '"');
        return NULL;
    case MEANING_HEX:
        writer_byte(out, '"');
        hex_write_upper(out, value);
        writer_byte(out, '"');
        return NULL;
    case MEANING_RAW_JSON:
        return write_raw_json(printer, value);
    default:
        break;
    }
    if (field->kind == FIELD_STRING)
        json_write_string(out, value, true);
    else if (value.data == NULL && !is_item)
        writer_text(out, "null");
    else
        write_base64(out, value);
    return NULL;
}

static void write_enum(struct printer *printer, const struct field_type *field, int32_t number)
{
    const char *name = printer->is_rpc ? NULL : enum_name(field->enumeration, number);
    if (name == NULL)
        writer_format(printer->out, "%d", number);
    else
        writer_format(printer->out, "\"%s\"", name);
}

/* 64-bit numbers are strings in protobuf's JSON, numbers in plain JSON. */
static void write_wide(struct printer *printer, const struct field_type *field, const void *at)
{
    const char *quote = printer->is_plain ? "" : "\"";
    bool is_signed =
        field->kind == FIELD_INT64 || field->kind == FIELD_SINT64 || field->kind == FIELD_SFIXED64;
    if (is_signed)
        writer_format(printer->out, "%s%lld%s", quote, (long long)*(const int64_t *)at, quote);
    else
        writer_format(printer->out, "%s%llu%s", quote, (unsigned long long)*(const uint64_t *)at,
                      quote);
}

static status write_held(struct printer *printer, const struct message_type *type,
                         const void *message)
{
    bool was_plain = printer->is_plain;
    printer->is_plain |= type->plain_json;
    status failure = write_message(printer, type, message, (struct bytes){NULL, 0});
    printer->is_plain = was_plain;
    return failure;
}

static status write_value(struct printer *printer, const struct field_type *field, const void *at,
                          bool is_item)
{
    struct writer *out = printer->out;
    switch ((enum field_kind)field->kind) {
    case FIELD_BOOL:
        writer_text(out, *(const bool *)at ? "true" : "false");
        return NULL;
    case FIELD_ENUM:
        write_enum(printer, field, *(const int32_t *)at);
        return NULL;
    case FIELD_INT32:
    case FIELD_SINT32:
    case FIELD_SFIXED32:
        writer_format(out, "%d", *(const int32_t *)at);
        return NULL;
    case FIELD_UINT32:
    case FIELD_FIXED32:
        writer_format(out, "%u", *(const uint32_t *)at);
        return NULL;
    case FIELD_STRING:
    case FIELD_BYTES:
        return write_text(printer, field, *(const struct bytes *)at, is_item);
    case FIELD_MESSAGE:
        return write_held(printer, field->message, at);
    default:
        write_wide(printer, field, at);
        return NULL;
    }
}

static status write_list(struct printer *printer, const struct field_type *field,
                         const struct list_view *list)
{
    bool is_map = (field->flags & FIELD_MAP) != 0;
    size_t item_size = field_item_size(field);
    if (printer->is_plain && list->count == 0) {
        writer_text(printer->out, "null");
        return NULL;
    }
    writer_byte(printer->out, is_map ? '{' : '[');
    for (size_t i = 0; i < list->count; i++) {
        const uint8_t *item = list->items + i * item_size;
        if (i != 0)
            writer_byte(printer->out, ',');
        if (!is_map) {
            TRY(write_value(printer, field, item, true));
            continue;
        }
        const struct field_type *key = &field->message->fields[0];
        const struct field_type *value = &field->message->fields[1];
        TRY(write_value(printer, key, field_in(item, key), true));
        writer_byte(printer->out, ':');
        TRY(write_value(printer, value, field_in(item, value), true));
    }
    writer_byte(printer->out, is_map ? '}' : ']');
    return NULL;
}

static status write_field(struct printer *printer, const struct field_type *field,
                          const void *message)
{
    const void *at = field_in(message, field);
    writer_byte(printer->out, '"');
    writer_text(printer->out, printer->is_rpc ? field->json_name : field->name);
    writer_text(printer->out, "\":");
    if (field->flags & FIELD_REPEATED)
        return write_list(printer, field, at);
    if (field->kind != FIELD_MESSAGE)
        return write_value(printer, field, at, false);
    const void *held = field_message(message, field);
    if (held == NULL) {
        writer_text(printer->out, "null");
        return NULL;
    }
    return write_value(printer, field, held, false);
}

/* Plain JSON leaves zero numbers, flags and texts out unless Go holds them by value with a type of
 * their own. */
static bool is_left_out(const struct field_type *field, const void *at)
{
    static const uint64_t zero;
    if (field->flags & (FIELD_REPEATED | FIELD_EMBEDDED))
        return false;
    if (field->kind == FIELD_STRING || field->kind == FIELD_BYTES)
        return ((const struct bytes *)at)->len == 0;
    return memcmp(at, &zero, field_item_size(field)) == 0;
}

static status write_fields(struct printer *printer, const struct message_type *type,
                           const void *message, struct bytes type_url)
{
    bool is_first = true;
    writer_byte(printer->out, '{');
    if (type_url.data != NULL) {
        writer_text(printer->out, "\"@type\":");
        json_write_string(printer->out, type_url, true);
        is_first = false;
    }
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field_type *field = &type->fields[i];
        if ((field->flags & FIELD_IN_ONEOF) && oneof_case(message, field) != field->number)
            continue;
        if (printer->is_plain && is_left_out(field, field_in(message, field)))
            continue;
        if (!is_first)
            writer_byte(printer->out, ',');
        is_first = false;
        TRY(write_field(printer, field, message));
    }
    writer_byte(printer->out, '}');
    return NULL;
}

static status write_message(struct printer *printer, const struct message_type *type,
                            const void *message, struct bytes type_url)
{
    if (printer->depth == GATEWAY_DEPTH_MAX)
        return encoding_refuse(printer->out->arena, "recursion limit reached");
    printer->depth++;
    status failure;
    switch ((enum well_known_type)type->well_known) {
    case WELL_KNOWN_ANY:
        failure = write_any(printer, message);
        break;
    case WELL_KNOWN_TIMESTAMP:
        failure = write_timestamp(printer, message);
        break;
    case WELL_KNOWN_DURATION:
        failure = write_duration(printer, message);
        break;
    default:
        failure = write_fields(printer, type, message, type_url);
    }
    printer->depth--;
    return failure;
}

status gateway_json_write(struct writer *writer, const struct message_registry *registry,
                          const struct message_type *type, const void *message)
{
    struct printer printer = {.out = writer, .registry = registry};
    return write_message(&printer, type, message, (struct bytes){NULL, 0});
}

status gateway_json_write_abci(struct writer *writer, const struct message_type *type,
                               const void *message)
{
    static const struct message_registry nothing;
    struct printer printer = {.out = writer, .registry = &nothing, .is_rpc = true};
    return write_message(&printer, type, message, (struct bytes){NULL, 0});
}

status gateway_json_write_any(struct writer *writer, const struct message_registry *registry,
                              const struct message_type *type, const void *message)
{
    struct printer printer = {.out = writer, .registry = registry};
    struct bytes type_url = arena_format(writer->arena, "/%s", type->full_name);
    return write_message(&printer, type, message, type_url);
}
