#include "common/encoding/query_field.h"

#include "common/encoding/base64.h"
#include "common/encoding/encoding_internal.h"
#include "common/encoding/json.h"
#include "common/encoding/number_text.h"
#include "common/encoding/text.h"
#include "common/encoding/time_text.h"

/* The field a path ends at, and the message it is in; no field: there is nothing to set. */
struct place {
    const struct field_type *field;
    void *message;
};

static status bad_syntax(struct arena *arena, const char *function, struct bytes text,
                         const char *reason)
{
    struct bytes quoted = text_quoted(arena, text);
    return encoding_refuse(arena, "strconv.%s: parsing %.*s: %s", function, BYTES_ARG(quoted),
                           reason);
}

static status parse_bool(struct arena *arena, struct bytes text, bool *value)
{
    static const char *const words[][2] = {{"0", "1"},        {"f", "t"},        {"F", "T"},
                                           {"false", "true"}, {"FALSE", "TRUE"}, {"False", "True"}};
    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        for (size_t truth = 0; truth < 2; truth++)
            if (bytes_is(text, words[i][truth])) {
                *value = truth == 1;
                return NULL;
            }
    return bad_syntax(arena, "ParseBool", text, "invalid syntax");
}

static status parse_signed(struct arena *arena, struct bytes text, int64_t low, int64_t high,
                           int64_t *value)
{
    struct bytes plain;
    if (text.len == 0 || number_text_integer(arena, text, &plain) != NULL)
        return bad_syntax(arena, "ParseInt", text, "invalid syntax");
    if (!json_i64(plain, value) || *value < low || *value > high)
        return bad_syntax(arena, "ParseInt", text, "value out of range");
    return NULL;
}

static status parse_unsigned(struct arena *arena, struct bytes text, uint64_t high, uint64_t *value)
{
    struct bytes plain;
    if (text.len == 0 || text.data[0] == '-' || text.data[0] == '+' ||
        number_text_integer(arena, text, &plain) != NULL)
        return bad_syntax(arena, "ParseUint", text, "invalid syntax");
    if (!json_u64(plain, value) || *value > high)
        return bad_syntax(arena, "ParseUint", text, "value out of range");
    return NULL;
}

static status parse_enum(struct arena *arena, const struct enum_type *type, struct bytes text,
                         int32_t *value)
{
    int64_t number;
    if (enum_number(type, text, value))
        return NULL;
    if (!json_i64(text, &number) || number < INT32_MIN || number > INT32_MAX ||
        enum_name(type, (int32_t)number) == NULL)
        return encoding_refuse(arena, "%.*s is not a valid %s", BYTES_ARG(text), type->full_name);
    *value = (int32_t)number;
    return NULL;
}

static status parse_number(struct arena *arena, const struct field_type *field, struct bytes text,
                           void *out)
{
    int64_t number;
    uint64_t magnitude;
    switch ((enum field_kind)field->kind) {
    case FIELD_INT32:
    case FIELD_SINT32:
    case FIELD_SFIXED32:
        TRY(parse_signed(arena, text, INT32_MIN, INT32_MAX, &number));
        *(int32_t *)out = (int32_t)number;
        return NULL;
    case FIELD_INT64:
    case FIELD_SINT64:
    case FIELD_SFIXED64:
        return parse_signed(arena, text, INT64_MIN, INT64_MAX, out);
    case FIELD_UINT32:
    case FIELD_FIXED32:
        TRY(parse_unsigned(arena, text, UINT32_MAX, &magnitude));
        *(uint32_t *)out = (uint32_t)magnitude;
        return NULL;
    default:
        return parse_unsigned(arena, text, UINT64_MAX, out);
    }
}

static status parse_seconds(struct arena *arena, const struct message_type *type, struct bytes text,
                            struct seconds_view *out)
{
    int64_t nanos;
    if (type->well_known == WELL_KNOWN_TIMESTAMP) {
        if (!time_parse(text, &out->seconds, &out->nanos))
            return encoding_refuse(arena, "bad Timestamp: parsing time \"%.*s\"", BYTES_ARG(text));
        return NULL;
    }
    if (type->well_known != WELL_KNOWN_DURATION)
        return encoding_refuse(arena, "field type %s is not supported in query parameters",
                               type->full_name);
    if (!duration_parse(text, &nanos))
        return encoding_refuse(arena, "bad Duration: time: invalid duration \"%.*s\"",
                               BYTES_ARG(text));
    out->seconds = nanos / TIME_NANOS;
    out->nanos = (int32_t)(nanos % TIME_NANOS);
    return NULL;
}

/* One value that is no message. */
static status parse_value(struct arena *arena, const struct field_type *field, struct bytes text,
                          void *out)
{
    switch ((enum field_kind)field->kind) {
    case FIELD_BOOL:
        return parse_bool(arena, text, out);
    case FIELD_ENUM:
        return parse_enum(arena, field->enumeration, text, out);
    case FIELD_STRING:
        *(struct bytes *)out = text;
        return NULL;
    case FIELD_BYTES:
        if (!base64_decode_any(arena, text, out))
            return encoding_refuse(arena, "illegal base64 data");
        return NULL;
    default:
        return parse_number(arena, field, text, out);
    }
}

static status set_list(struct arena *arena, struct place place, const struct bytes_list *values)
{
    struct list_view list = {NULL, 0};
    size_t item_size = field_item_size(place.field);
    if (place.field->kind == FIELD_MESSAGE)
        return encoding_refuse(arena, "unsupported field type %s", place.field->message->full_name);
    if (values->count > QUERY_FIELD_ITEMS_MAX)
        return encoding_refuse(arena, "more than %d values of field: %s", QUERY_FIELD_ITEMS_MAX,
                               place.field->name);
    for (size_t i = 0; i < values->count; i++)
        TRY(parse_value(arena, place.field, values->items[i],
                        encoding_list_append(arena, &list, item_size)));
    memcpy(field_at(place.message, place.field), &list, sizeof list);
    return NULL;
}

/* The message a message field holds, made when it is not there. */
static void *make_message(struct arena *arena, struct place place)
{
    void *at = field_at(place.message, place.field), *held;
    if (place.field->flags & FIELD_EMBEDDED)
        return at;
    memcpy(&held, at, sizeof held);
    if (held == NULL) {
        held = arena_alloc(arena, place.field->message->size);
        message_init(place.field->message, held);
        memcpy(at, &held, sizeof held);
    }
    return held;
}

static status choose_member(struct arena *arena, struct place place)
{
    if (!(place.field->flags & FIELD_IN_ONEOF))
        return NULL;
    if (oneof_case(place.message, place.field) != 0)
        return encoding_refuse(arena, "field already set for %s oneof", place.field->oneof_name);
    memcpy((uint8_t *)place.message + place.field->oneof_offset, &place.field->number,
           sizeof place.field->number);
    return NULL;
}

/* Goes down a path as far as messages go. */
static status find_place(struct arena *arena, const struct message_type *type, void *message,
                         struct bytes path, struct place *place)
{
    struct bytes rest = path;
    for (unsigned depth = 0; depth < QUERY_FIELD_DEPTH_MAX; depth++) {
        size_t dot = bytes_find(rest, '.');
        bool is_last = dot == rest.len;
        place->field = message_field_named(type, bytes_slice(rest, 0, dot));
        place->message = message;
        if (place->field == NULL)
            return NULL;
        TRY(choose_member(arena, *place));
        if (is_last)
            return NULL;
        rest = bytes_from(rest, dot + 1);
        if (place->field->flags & FIELD_REPEATED)
            return encoding_refuse(arena, "unexpected repeated field in %.*s", BYTES_ARG(path));
        if (place->field->kind != FIELD_MESSAGE)
            return encoding_refuse(arena, "unexpected nested field %.*s in %.*s", BYTES_ARG(rest),
                                   BYTES_ARG(path));
        message = make_message(arena, *place);
        type = place->field->message;
    }
    return encoding_refuse(arena, "path is too deep: %.*s", BYTES_ARG(path));
}

status query_field_set(struct arena *arena, const struct message_type *type, void *message,
                       struct bytes path, const struct bytes_list *values)
{
    struct place place;
    TRY(find_place(arena, type, message, path, &place));
    if (place.field == NULL)
        return NULL;
    if (place.field->flags & FIELD_REPEATED)
        return set_list(arena, place, values);
    if (values->count == 0)
        return encoding_refuse(arena, "no value of field: %.*s", BYTES_ARG(path));
    if (place.field->kind == FIELD_MESSAGE)
        return parse_seconds(arena, place.field->message, values->items[0],
                             make_message(arena, place));
    return parse_value(arena, place.field, values->items[0], field_at(place.message, place.field));
}

static struct bytes_list split_commas(struct arena *arena, struct bytes text)
{
    struct list_view list = {NULL, 0};
    for (;;) {
        size_t comma = bytes_find(text, ',');
        *(struct bytes *)encoding_list_append(arena, &list, sizeof text) =
            bytes_slice(text, 0, comma);
        if (comma == text.len)
            return (struct bytes_list){(struct bytes *)(void *)list.items, list.count};
        text = bytes_from(text, comma + 1);
    }
}

status query_field_set_variable(struct arena *arena, const struct message_type *type, void *message,
                                struct bytes path, struct bytes value)
{
    struct bytes_list values = {&value, 1};
    const struct field_type *field = message_field_named(type, path);
    if (field != NULL && (field->flags & FIELD_REPEATED))
        values = split_commas(arena, value);
    status failure = query_field_set(arena, type, message, path, &values);
    if (failure == NULL)
        return NULL;
    return encoding_refuse(arena, "type mismatch, parameter: %.*s, error: %.*s", BYTES_ARG(path),
                           BYTES_ARG(failure->text));
}
