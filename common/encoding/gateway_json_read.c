#include "common/encoding/gateway_json.h"

#include "common/base/halt.h"
#include "common/encoding/base64.h"
#include "common/encoding/bech32.h"
#include "common/encoding/encoding_internal.h"
#include "common/encoding/hex.h"
#include "common/encoding/number_text.h"
#include "common/encoding/protobuf.h"
#include "common/encoding/text.h"
#include "common/encoding/time_text.h"

struct filler {
    struct arena *arena;
    const struct message_registry *registry;
    unsigned rules;
    unsigned depth;
};

static status read_message(struct filler *filler, const struct message_type *type,
                           const struct json_value *json, void *message);

static status wrong_kind(struct filler *filler, const struct json_value *json, const char *wanted)
{
    static const char *const names[] = {
        [JSON_NULL] = "null",     [JSON_BOOL] = "bool",   [JSON_NUMBER] = "number",
        [JSON_STRING] = "string", [JSON_ARRAY] = "array", [JSON_OBJECT] = "object",
    };
    return encoding_refuse(filler->arena, "json: cannot unmarshal %s into Go value of type %s",
                           names[json->kind], wanted);
}

static status read_any(struct filler *filler, const struct json_value *json, struct any_view *any)
{
    if (json->kind != JSON_OBJECT)
        return wrong_kind(filler, json, "map[string]*json.RawMessage");
    const struct json_value *url = json_member(json, "@type");
    if (url == NULL || url->kind == JSON_NULL)
        return encoding_refuse(filler->arena, "Any JSON doesn't have '@type'");
    if (url->kind != JSON_STRING)
        return encoding_refuse(filler->arena, "can't unmarshal Any's '@type': \"%.*s\"",
                               BYTES_ARG(url->source));
    const struct message_type *type = registry_resolve(filler->registry, url->text);
    if (type == NULL)
        return encoding_refuse(filler->arena, "unable to resolve type URL %.*s",
                               BYTES_ARG(url->text));
    const struct json_value *content = json;
    if (type->well_known != WELL_KNOWN_NONE) {
        content = json_member(json, "value");
        if (content == NULL)
            return encoding_refuse(filler->arena, "Any JSON doesn't have 'value'");
    }
    void *message = arena_alloc(filler->arena, type->size);
    TRY(read_message(filler, type, content, message));
    any->type_url = url->text;
    any->value = protobuf_encode(filler->arena, type, message);
    return NULL;
}

static status read_timestamp(struct filler *filler, const struct json_value *json,
                             struct seconds_view *time)
{
    if (json->kind != JSON_STRING)
        return wrong_kind(filler, json, "string");
    if (!time_parse(json->text, &time->seconds, &time->nanos))
        return encoding_refuse(filler->arena,
                               "bad Timestamp, should be RFC 3339 encoded: parsing time \"%.*s\"",
                               BYTES_ARG(json->text));
    return NULL;
}

static status read_duration(struct filler *filler, const struct json_value *json,
                            struct seconds_view *duration)
{
    int64_t nanos;
    if (json->kind != JSON_STRING)
        return wrong_kind(filler, json, "string");
    if (!duration_parse(json->text, &nanos))
        return encoding_refuse(filler->arena, "bad Duration: time: invalid duration \"%.*s\"",
                               BYTES_ARG(json->text));
    duration->seconds = nanos / TIME_NANOS;
    duration->nanos = (int32_t)(nanos % TIME_NANOS);
    return NULL;
}

static status read_address(struct filler *filler, struct bytes text, struct bytes *out)
{
    struct bytes prefix;
    *out = BYTES("");
    if (text.len == 0)
        return NULL;
    TRY(bech32_decode(filler->arena, text, &prefix, out));
    if (!bytes_is(prefix, BECH32_ACCOUNT))
        return encoding_refuse(filler->arena, "invalid Bech32 prefix; expected %s, got %.*s",
                               BECH32_ACCOUNT, BYTES_ARG(prefix));
    return NULL;
}

static status read_text(struct filler *filler, const struct field_type *field,
                        const struct json_value *json, struct bytes *out)
{
    *out = (struct bytes){NULL, 0};
    if (field->meaning == MEANING_RAW_JSON) {
        *out = json->source;
        return NULL;
    }
    if (json->kind == JSON_NULL)
        return NULL;
    if (json->kind != JSON_STRING)
        return wrong_kind(filler, json, field->kind == FIELD_STRING ? "string" : "[]uint8");
    bool is_good = true;
    switch ((enum field_meaning)field->meaning) {
    case MEANING_INT:
        if (json->text.len == 0)
            return encoding_refuse(filler->arena,
                                   "math/big: cannot unmarshal \"\" into a *big.Int");
        return number_text_integer(filler->arena, json->text, out);
    case MEANING_DEC:
        return number_text_from_decimal(filler->arena, json->text, out);
    case MEANING_ADDRESS_BYTES:
        return read_address(filler, json->text, out);
    case MEANING_HEX:
        is_good = hex_decode(filler->arena, json->text, out);
        break;
    default:
        if (field->kind == FIELD_STRING)
            *out = json->text;
        else
            is_good = base64_decode(filler->arena, json->text, out);
    }
    if (!is_good)
        return encoding_refuse(filler->arena, "field %s: illegal data \"%.*s\"", field->name,
                               BYTES_ARG(json->text));
    return NULL;
}

static bool fits(int64_t value, int64_t low, int64_t high)
{
    return value >= low && value <= high;
}

/* A number, or a string that holds one. */
static status read_integer(struct filler *filler, const struct field_type *field,
                           const struct json_value *json, void *out)
{
    if (json->kind == JSON_NULL)
        return NULL;
    if (json->kind != JSON_NUMBER && json->kind != JSON_STRING)
        return wrong_kind(filler, json, "number");
    int64_t value = 0;
    uint64_t magnitude = 0;
    bool is_good;
    switch ((enum field_kind)field->kind) {
    case FIELD_ENUM:
    case FIELD_INT32:
    case FIELD_SINT32:
    case FIELD_SFIXED32:
        is_good = json_i64(json->text, &value) && fits(value, INT32_MIN, INT32_MAX);
        *(int32_t *)out = (int32_t)value;
        break;
    case FIELD_UINT32:
    case FIELD_FIXED32:
        is_good = json_u64(json->text, &magnitude) && magnitude <= UINT32_MAX;
        *(uint32_t *)out = (uint32_t)magnitude;
        break;
    case FIELD_INT64:
    case FIELD_SINT64:
    case FIELD_SFIXED64:
        is_good = json_i64(json->text, out);
        break;
    default:
        is_good = json_u64(json->text, out);
    }
    if (!is_good)
        return encoding_refuse(filler->arena,
                               "json: cannot unmarshal number %.*s into Go value of field %s",
                               BYTES_ARG(json->text), field->name);
    return NULL;
}

static status read_enum(struct filler *filler, const struct field_type *field,
                        const struct json_value *json, int32_t *out)
{
    if (json->kind != JSON_STRING)
        return read_integer(filler, field, json, out);
    if (!enum_number(field->enumeration, json->text, out))
        return encoding_refuse(filler->arena, "unknown value \"%.*s\" for enum %s",
                               BYTES_ARG(json->text), field->enumeration->full_name);
    return NULL;
}

/* One value into its place, of the size field_item_size() or, for a message, the struct itself. */
static status read_value(struct filler *filler, const struct field_type *field,
                         const struct json_value *json, void *out)
{
    switch ((enum field_kind)field->kind) {
    case FIELD_BOOL:
        if (json->kind == JSON_BOOL)
            *(bool *)out = json->boolean;
        else if (json->kind != JSON_NULL)
            return wrong_kind(filler, json, "bool");
        return NULL;
    case FIELD_ENUM:
        return read_enum(filler, field, json, out);
    case FIELD_STRING:
    case FIELD_BYTES:
        return read_text(filler, field, json, out);
    case FIELD_MESSAGE:
        return read_message(filler, field->message, json, out);
    default:
        return read_integer(filler, field, json, out);
    }
}

static status read_map(struct filler *filler, const struct field_type *field,
                       const struct json_value *json, struct list_view *list)
{
    const struct message_type *entry = field->message;
    if (json->kind != JSON_OBJECT)
        return wrong_kind(filler, json, "map[string]json.RawMessage");
    ASSERT(entry->fields[0].kind == FIELD_STRING);
    for (size_t i = 0; i < json->count; i++) {
        uint8_t *item = encoding_list_append(filler->arena, list, entry->size);
        message_init(entry, item);
        memcpy(item + entry->fields[0].offset, &json->members[i].name, sizeof(struct bytes));
        TRY(read_value(filler, &entry->fields[1], &json->members[i].value,
                       item + entry->fields[1].offset));
    }
    return NULL;
}

static status read_list(struct filler *filler, const struct field_type *field,
                        const struct json_value *json, struct list_view *list)
{
    *list = (struct list_view){NULL, 0};
    if (json->kind == JSON_NULL)
        return NULL;
    if (field->flags & FIELD_MAP)
        return read_map(filler, field, json, list);
    if (json->kind != JSON_ARRAY)
        return wrong_kind(filler, json, "[]json.RawMessage");
    size_t item_size = field_item_size(field);
    for (size_t i = 0; i < json->count; i++) {
        void *item = encoding_list_append(filler->arena, list, item_size);
        memset(item, 0, item_size);
        TRY(read_value(filler, field, &json->items[i], item));
    }
    return NULL;
}

static status read_field(struct filler *filler, const struct field_type *field,
                         const struct json_value *json, void *message)
{
    void *place = field_at(message, field);
    if (field->flags & FIELD_REPEATED)
        return read_list(filler, field, json, place);
    bool is_message = field->kind == FIELD_MESSAGE, is_embedded = field->flags & FIELD_EMBEDDED;
    if (json->kind == JSON_NULL && is_message && !is_embedded)
        return NULL;
    if (field->flags & FIELD_IN_ONEOF)
        memcpy((uint8_t *)message + field->oneof_offset, &field->number, sizeof field->number);
    if (!is_message || is_embedded)
        return read_value(filler, field, json, place);
    void *held = arena_alloc(filler->arena, field->message->size);
    memcpy(place, &held, sizeof held);
    return read_value(filler, field, json, held);
}

/* The member that sets a field: of both its names the camel-case one, of equal ones the last. */
static const struct json_value *member_of(const struct json_value *json,
                                          const struct field_type *field)
{
    const struct json_value *camel = json_member(json, field->json_name);
    return camel != NULL ? camel : json_member(json, field->name);
}

static status check_known(struct filler *filler, const struct message_type *type,
                          const struct json_value *json)
{
    for (size_t i = 0; i < json->count; i++) {
        struct bytes name = json->members[i].name;
        if (message_field_named(type, name) == NULL && !bytes_is(name, "@type")) {
            struct bytes quoted = text_quoted(filler->arena, name);
            return encoding_refuse(filler->arena, "unknown field %.*s in %s", BYTES_ARG(quoted),
                                   type->full_name);
        }
    }
    return NULL;
}

static status read_fields(struct filler *filler, const struct message_type *type,
                          const struct json_value *json, void *message)
{
    if (json->kind == JSON_NULL)
        return NULL;
    if (json->kind != JSON_OBJECT)
        return wrong_kind(filler, json, type->full_name);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct json_value *value = member_of(json, &type->fields[i]);
        if (value != NULL)
            TRY(read_field(filler, &type->fields[i], value, message));
    }
    return filler->rules & GATEWAY_ALLOW_UNKNOWN ? NULL : check_known(filler, type, json);
}

static status read_message(struct filler *filler, const struct message_type *type,
                           const struct json_value *json, void *message)
{
    if (filler->depth == GATEWAY_DEPTH_MAX)
        return encoding_refuse(filler->arena, "recursion limit reached");
    filler->depth++;
    message_init(type, message);
    status failure;
    switch ((enum well_known_type)type->well_known) {
    case WELL_KNOWN_ANY:
        failure = read_any(filler, json, message);
        break;
    case WELL_KNOWN_TIMESTAMP:
        failure = read_timestamp(filler, json, message);
        break;
    case WELL_KNOWN_DURATION:
        failure = read_duration(filler, json, message);
        break;
    default:
        failure = read_fields(filler, type, json, message);
    }
    filler->depth--;
    return failure;
}

status gateway_json_read(struct arena *arena, const struct message_registry *registry,
                         const struct message_type *type, unsigned rules,
                         const struct json_value *json, void *message)
{
    struct filler filler = {arena, registry, rules, 0};
    return read_message(&filler, type, json, message);
}
