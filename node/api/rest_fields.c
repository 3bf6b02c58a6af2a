#include "node/api/rest_fields.h"

#include "common/encoding/base64.h"
#include "common/encoding/json.h"
#include "common/encoding/time_text.h"

static const struct error FIELD_REFUSED = {"api", 6, false, BYTES_INIT("invalid parameter")};

/* A value of any scalar kind, and how many bytes it takes in a struct or list. */
union scalar {
    bool boolean;
    int32_t i32;
    uint32_t u32;
    int64_t i64;
    uint64_t u64;
    struct bytes bytes;
};

static status mismatch(struct arena *arena, const char *function, struct bytes text)
{
    return error_replace(arena, &FIELD_REFUSED,
                         arena_format(arena, "strconv.%s: parsing \"%.*s\": invalid syntax",
                                      function, BYTES_ARG(text)));
}

static status parse_signed(struct arena *arena, struct bytes text, int64_t low, int64_t high,
                           int64_t *value)
{
    struct bytes plain = text;
    while (plain.len > 1 && plain.data[0] == '0')
        plain = bytes_from(plain, 1);
    if (!json_i64(plain, value) || *value < low || *value > high)
        return mismatch(arena, "ParseInt", text);
    return NULL;
}

static status parse_unsigned(struct arena *arena, struct bytes text, uint64_t high, uint64_t *value)
{
    struct bytes plain = text;
    while (plain.len > 1 && plain.data[0] == '0')
        plain = bytes_from(plain, 1);
    if (!json_u64(plain, value) || *value > high)
        return mismatch(arena, "ParseUint", text);
    return NULL;
}

static status parse_bool(struct arena *arena, struct bytes text, bool *value)
{
    static const char *const yes[] = {"1", "t", "T", "TRUE", "true", "True"};
    static const char *const no[] = {"0", "f", "F", "FALSE", "false", "False"};
    for (size_t i = 0; i < ARRAY_COUNT(yes); i++) {
        *value = bytes_is(text, yes[i]);
        if (*value || bytes_is(text, no[i]))
            return NULL;
    }
    return mismatch(arena, "ParseBool", text);
}

static status parse_enum(struct arena *arena, const struct field_type *field, struct bytes text,
                         int32_t *value)
{
    int64_t number;
    if (enum_number(field->enumeration, text, value))
        return NULL;
    TRY(parse_signed(arena, text, INT32_MIN, INT32_MAX, &number));
    *value = (int32_t)number;
    return NULL;
}

static status parse_scalar(struct arena *arena, const struct field_type *field, struct bytes text,
                           union scalar *value, size_t *size)
{
    int64_t number = 0;
    uint64_t natural = 0;
    switch ((enum field_kind)field->kind) {
    case FIELD_BOOL:
        *size = sizeof value->boolean;
        return parse_bool(arena, text, &value->boolean);
    case FIELD_INT32:
    case FIELD_SINT32:
    case FIELD_SFIXED32:
        *size = sizeof value->i32;
        TRY(parse_signed(arena, text, INT32_MIN, INT32_MAX, &number));
        value->i32 = (int32_t)number;
        return NULL;
    case FIELD_INT64:
    case FIELD_SINT64:
    case FIELD_SFIXED64:
        *size = sizeof value->i64;
        return parse_signed(arena, text, INT64_MIN, INT64_MAX, &value->i64);
    case FIELD_UINT32:
    case FIELD_FIXED32:
        *size = sizeof value->u32;
        TRY(parse_unsigned(arena, text, UINT32_MAX, &natural));
        value->u32 = (uint32_t)natural;
        return NULL;
    case FIELD_UINT64:
    case FIELD_FIXED64:
        *size = sizeof value->u64;
        return parse_unsigned(arena, text, UINT64_MAX, &value->u64);
    case FIELD_ENUM:
        *size = sizeof value->i32;
        return parse_enum(arena, field, text, &value->i32);
    case FIELD_STRING:
        *size = sizeof value->bytes;
        value->bytes = text;
        return NULL;
    case FIELD_BYTES:
        *size = sizeof value->bytes;
        if (base64_decode_any(arena, text, &value->bytes))
            return NULL;
        return error_replace(arena, &FIELD_REFUSED, BYTES("illegal base64 data at input byte 0"));
    case FIELD_MESSAGE:
    case FIELD_DOUBLE:
        break;
    }
    return error_replace(arena, &FIELD_REFUSED, BYTES("field cannot be set from text"));
}

/* A time or duration that stands for itself. */
static status set_moment(struct arena *arena, const struct field_type *field, void *message,
                         struct bytes text)
{
    bool duration = field->message->well_known == WELL_KNOWN_DURATION;
    int64_t seconds, nanos64;
    int32_t nanos;
    if (duration && duration_parse(text, &nanos64)) {
        seconds = nanos64 / TIME_NANOS;
        nanos = (int32_t)(nanos64 % TIME_NANOS);
    } else if (duration || !time_parse(text, &seconds, &nanos)) {
        return error_replace(arena, &FIELD_REFUSED, BYTES("invalid time or duration"));
    }
    for (size_t i = 0; i < field->message->field_count; i++) {
        const struct field_type *part = &field->message->fields[i];
        if (part->number == 1)
            memcpy((uint8_t *)message + part->offset, &seconds, sizeof seconds);
        else
            memcpy((uint8_t *)message + part->offset, &nanos, sizeof nanos);
    }
    return NULL;
}

static status append(struct arena *arena, uint8_t *slot, const union scalar *value, size_t size)
{
    /* Every generated list has this shape. */
    struct bytes_list list;
    memcpy(&list, slot, sizeof list);
    if (list.count >= REST_LIST_MAX)
        return error_replace(arena, &FIELD_REFUSED, BYTES("too many values"));
    uint8_t *items = arena_alloc(arena, (list.count + 1) * size);
    if (list.count != 0)
        memcpy(items, list.items, list.count * size);
    memcpy(items + list.count * size, value, size);
    list.items = (struct bytes *)(void *)items;
    list.count++;
    memcpy(slot, &list, sizeof list);
    return NULL;
}

static void mark_oneof(const struct field_type *field, void *message)
{
    uint32_t number = field->number;
    if ((field->flags & FIELD_IN_ONEOF) != 0)
        memcpy((uint8_t *)message + field->oneof_offset, &number, sizeof number);
}

/* The message in a field, made when it is absent. */
static void *enter(struct arena *arena, const struct field_type *field, void *message)
{
    uint8_t *slot = (uint8_t *)message + field->offset;
    if ((field->flags & FIELD_EMBEDDED) != 0)
        return slot;
    void *inner;
    memcpy(&inner, slot, sizeof inner);
    if (inner == NULL) {
        inner = arena_zalloc(arena, field->message->size);
        message_init(field->message, inner);
        memcpy(slot, &inner, sizeof inner);
    }
    return inner;
}

static status set_leaf(struct arena *arena, const struct field_type *field, void *message,
                       struct bytes text)
{
    union scalar value;
    size_t size;
    if (field->kind == FIELD_MESSAGE && field->message->well_known != WELL_KNOWN_NONE &&
        field->message->well_known != WELL_KNOWN_ANY && (field->flags & FIELD_REPEATED) == 0)
        return set_moment(arena, field, enter(arena, field, message), text);
    TRY(parse_scalar(arena, field, text, &value, &size));
    if ((field->flags & FIELD_REPEATED) != 0)
        return append(arena, (uint8_t *)message + field->offset, &value, size);
    memcpy((uint8_t *)message + field->offset, &value, size);
    return NULL;
}

status rest_field_set(struct arena *arena, const struct message_type *type, void *message,
                      struct bytes name, struct bytes text, bool *known)
{
    *known = false;
    for (int depth = 0; depth < REST_DEPTH_MAX; depth++) {
        size_t point = bytes_find(name, '.');
        const struct field_type *field = message_field_named(type, bytes_slice(name, 0, point));
        if (field == NULL)
            return NULL;
        if (point == name.len) {
            *known = true;
            mark_oneof(field, message);
            return set_leaf(arena, field, message, text);
        }
        if (field->kind != FIELD_MESSAGE || (field->flags & FIELD_REPEATED) != 0)
            return NULL;
        mark_oneof(field, message);
        message = enter(arena, field, message);
        type = field->message;
        name = bytes_from(name, point + 1);
    }
    return NULL;
}
