#include "common/crypto/hash.h"
#include "common/encoding/hex.h"
#include "common/encoding/number_text.h"
#include "common/encoding/protobuf.h"
#include "common/encoding/time_text.h"
#include "common/tx/errors.h"
#include "common/tx/textual_internal.h"
#include "common/tx/wire.h"

/* Messages field by field. What is absent on the wire is not shown, so messages are walked in their
 * encoded form beside the decoded one. */

enum { BYTES_SHOWN_MAX = 35 };

void screen_add(struct screens *screens, struct bytes content)
{
    if (screens->count == screens->capacity) {
        size_t capacity = screens->capacity == 0 ? 32 : screens->capacity * 2;
        struct screen *items = ARENA_ARRAY(screens->arena, struct screen, capacity);
        if (screens->count > 0)
            memcpy(items, screens->items, screens->count * sizeof(struct screen));
        screens->items = items;
        screens->capacity = capacity;
    }
    screens->items[screens->count++] =
        (struct screen){.content = content, .indent = screens->depth};
}

/* "from_address" becomes "From address". */
static struct bytes sentence(struct arena *arena, struct bytes name)
{
    struct bytes copy = arena_copy(arena, name);
    uint8_t *text = (uint8_t *)(uintptr_t)copy.data;
    for (size_t i = 0; i < copy.len; i++)
        if (text[i] == '_' && i > 0)
            text[i] = ' ';
    if (copy.len > 0 && text[0] >= 'a' && text[0] <= 'z')
        text[0] = (uint8_t)(text[0] - 'a' + 'A');
    return copy;
}

static struct bytes last_name(const char *full_name)
{
    struct bytes name = bytes_text(full_name);
    for (size_t dot = bytes_find(name, '.'); dot < name.len; dot = bytes_find(name, '.'))
        name = bytes_from(name, dot + 1);
    return name;
}

static struct bytes hex_groups(struct arena *arena, struct bytes value)
{
    struct bytes digits = hex_upper(arena, value);
    struct writer writer = writer_new(arena, digits.len * 2 + 1);
    for (size_t i = 0; i < digits.len; i++) {
        if (i > 0 && i % 4 == 0)
            writer_byte(&writer, ' ');
        writer_byte(&writer, digits.data[i]);
    }
    return writer_done(&writer);
}

static struct bytes bytes_shown(struct arena *arena, struct bytes value)
{
    uint8_t hash[32];
    if (value.len <= BYTES_SHOWN_MAX)
        return hex_groups(arena, value);
    crypto_sha256(value, hash);
    return ARENA_CONCAT(arena, BYTES("SHA-256="), hex_groups(arena, BYTES_OF(hash)));
}

/* A scaled decimal with its point and without the zeros at its end. */
static struct bytes decimal_shown(struct arena *arena, struct bytes scaled)
{
    struct bytes text = number_text_decimal(arena, scaled);
    size_t point = bytes_find(text, '.');
    size_t end = text.len;
    while (end > point + 1 && text.data[end - 1] == '0')
        end--;
    struct bytes whole = textual_grouped(arena, bytes_slice(text, 0, point));
    if (end <= point + 1)
        return whole;
    return ARENA_CONCAT(arena, whole, bytes_slice(text, point, end - point));
}

/* One scalar that stands at `at`, a field of a struct or an item of a list. */
static status scalar_text(struct screens *screens, const struct field_type *field, const void *at,
                          struct bytes *text)
{
    struct arena *arena = screens->arena;
    struct bytes string = BYTES("");
    const char *name = NULL;
    int32_t number;
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_BYTES:
        string = *(const struct bytes *)at;
        *text = field->kind == FIELD_BYTES      ? bytes_shown(arena, string)
                : field->meaning == MEANING_INT ? textual_grouped(arena, string)
                : field->meaning == MEANING_DEC ? decimal_shown(arena, string)
                                                : string;
        return NULL;
    case FIELD_BOOL:
        *text = *(const bool *)at ? BYTES("True") : BYTES("False");
        return NULL;
    case FIELD_ENUM:
        number = *(const int32_t *)at;
        name = enum_name(field->enumeration, number);
        if (name == NULL)
            return tx_error(arena, "cannot get enum %s variant of number %d",
                            field->enumeration->full_name, number);
        *text = bytes_text(name);
        return NULL;
    case FIELD_INT32:
        *text = textual_grouped(arena, arena_format(arena, "%d", *(const int32_t *)at));
        return NULL;
    case FIELD_UINT32:
        *text = textual_grouped(arena, arena_format(arena, "%u", *(const uint32_t *)at));
        return NULL;
    case FIELD_INT64:
        *text = textual_grouped(arena, arena_format(arena, "%lld", *(const long long *)at));
        return NULL;
    case FIELD_UINT64:
        *text =
            textual_grouped(arena, arena_format(arena, "%llu", *(const unsigned long long *)at));
        return NULL;
    default:
        return tx_error(arena, "value renderers cannot format value of field %s", field->name);
    }
}

static bool is_zero(const struct field_type *field, const void *at)
{
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_BYTES:
        return ((const struct bytes *)at)->len == 0;
    case FIELD_BOOL:
        return !*(const bool *)at;
    case FIELD_INT64:
    case FIELD_UINT64:
    case FIELD_SINT64:
    case FIELD_FIXED64:
    case FIELD_SFIXED64:
    case FIELD_DOUBLE:
        return *(const uint64_t *)at == 0;
    default:
        return *(const uint32_t *)at == 0;
    }
}

static size_t scalar_bytes(const struct field_type *field)
{
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_BYTES:
        return sizeof(struct bytes);
    case FIELD_BOOL:
        return sizeof(bool);
    case FIELD_INT64:
    case FIELD_UINT64:
    case FIELD_SINT64:
    case FIELD_FIXED64:
    case FIELD_SFIXED64:
    case FIELD_DOUBLE:
        return sizeof(uint64_t);
    default:
        return sizeof(uint32_t);
    }
}

/* What a repeated scalar is called in "3 String". */
static struct bytes kind_name(struct arena *arena, const struct field_type *field)
{
    static const char *const NAMES[] = {
        [FIELD_BOOL] = "bool",     [FIELD_INT32] = "int32",   [FIELD_INT64] = "int64",
        [FIELD_UINT32] = "uint32", [FIELD_UINT64] = "uint64", [FIELD_STRING] = "string",
        [FIELD_BYTES] = "bytes",
    };
    if (field->kind == FIELD_ENUM)
        return last_name(field->enumeration->full_name);
    const char *name = field->kind < ARRAY_COUNT(NAMES) ? NAMES[field->kind] : NULL;
    return sentence(arena, name == NULL ? BYTES("") : bytes_text(name));
}

static status message(struct screens *screens, const struct message_type *type,
                      struct bytes encoded, bool header);

static status duration_shown(struct screens *screens, struct bytes encoded, struct bytes *text)
{
    struct arena *arena = screens->arena;
    struct google_protobuf_duration duration;
    struct writer writer = writer_new(arena, 64);
    TRY(protobuf_decode(arena, &google_protobuf_duration_type, encoded, &duration));
    if (duration.seconds < 0 || duration.nanos < 0)
        writer_byte(&writer, '-');
    int64_t rest = duration.seconds < 0 ? -duration.seconds : duration.seconds;
    int32_t nanos = duration.nanos < 0 ? -duration.nanos : duration.nanos;
    const struct {
        const char *name;
        int64_t seconds;
    } units[] = {{"day", 86400}, {"hour", 3600}, {"minute", 60}};
    bool any = false;
    for (size_t i = 0; i < ARRAY_COUNT(units); i++) {
        int64_t count = rest / units[i].seconds;
        rest %= units[i].seconds;
        if (count == 0 && !(any && (rest > 0 || nanos > 0)))
            continue;
        writer_format(&writer, "%s%lld %s%s", any ? ", " : "", (long long)count, units[i].name,
                      count == 1 ? "" : "s");
        any = true;
    }
    if (rest > 0 || nanos > 0) {
        writer_format(&writer, "%s%lld", any ? ", " : "", (long long)rest);
        if (nanos > 0) {
            writer_format(&writer, ".%09d", nanos);
            while (writer.data[writer.len - 1] == '0')
                writer.len--;
        }
        writer_format(&writer, " second%s", rest == 1 && nanos == 0 ? "" : "s");
    } else if (!any) {
        writer_text(&writer, "0 seconds");
    }
    *text = writer_done(&writer);
    return NULL;
}

static status time_shown(struct screens *screens, struct bytes encoded, struct bytes *text)
{
    struct google_protobuf_timestamp time;
    struct writer writer = writer_new(screens->arena, 40);
    TRY(protobuf_decode(screens->arena, &google_protobuf_timestamp_type, encoded, &time));
    if (time.seconds < TIME_SECONDS_MIN || time.seconds > TIME_SECONDS_MAX || time.nanos < 0 ||
        time.nanos >= TIME_NANOS)
        return tx_error(screens->arena, "timestamp out of range");
    time_write(&writer, time.seconds, time.nanos, TIME_FRACTION_TRIMMED);
    *text = writer_done(&writer);
    return NULL;
}

/* Whether a type has a renderer of its own: one screen instead of its fields. */
static status special(struct screens *screens, const struct message_type *type,
                      struct bytes encoded, struct bytes *text, bool *done)
{
    *done = true;
    if (type == &cosmos_base_v1beta1_coin_type) {
        struct cosmos_base_v1beta1_coin coin;
        TRY(protobuf_decode(screens->arena, type, encoded, &coin));
        struct cosmos_base_v1beta1_coin_list list = {&coin, 1};
        return textual_coins(screens, &list, text);
    }
    if (type->well_known == WELL_KNOWN_DURATION)
        return duration_shown(screens, encoded, text);
    if (type->well_known == WELL_KNOWN_TIMESTAMP)
        return time_shown(screens, encoded, text);
    *done = false;
    return NULL;
}

/* One message as the value of a field. */
static status value(struct screens *screens, const struct message_type *type, struct bytes encoded)
{
    struct bytes text;
    bool done;
    if (type == &google_protobuf_any_type) {
        struct google_protobuf_any any;
        TRY(protobuf_decode(screens->arena, type, encoded, &any));
        return textual_any(screens, &any);
    }
    TRY(special(screens, type, encoded, &text, &done));
    if (!done)
        return message(screens, type, encoded, true);
    screen_add(screens, text);
    return NULL;
}

status textual_any(struct screens *screens, const struct google_protobuf_any *any)
{
    const struct message_type *type = registry_resolve(screens->context->registry, any->type_url);
    struct bytes text;
    bool done;
    if (type == NULL)
        return tx_error(screens->arena, "unable to resolve type URL %.*s",
                        BYTES_ARG(any->type_url));
    screen_add(screens, any->type_url);
    TRY(special(screens, type, any->value, &text, &done));
    if (!done)
        return message(screens, type, any->value, false);
    screens->depth++;
    screen_add(screens, text);
    screens->depth--;
    return NULL;
}

/* "2 Any", each with its place in the title, one level deeper, then "End of ...". */
static void list_head(struct screens *screens, size_t count, struct bytes kind)
{
    screen_add(screens, arena_format(screens->arena, "%zu %.*s", count, BYTES_ARG(kind)));
    screens->depth++;
}

static void list_title(struct screens *screens, size_t from, struct bytes title, size_t index,
                       size_t count)
{
    screens->items[from].title =
        arena_format(screens->arena, "%.*s (%zu/%zu)", BYTES_ARG(title), index + 1, count);
}

static void list_end(struct screens *screens, struct bytes title)
{
    screens->depth--;
    screen_add(screens, ARENA_CONCAT(screens->arena, BYTES("End of "), title));
}

status textual_any_list(struct screens *screens, const char *title,
                        const struct google_protobuf_any *items, size_t count)
{
    list_head(screens, count, BYTES("Any"));
    for (size_t i = 0; i < count; i++) {
        size_t from = screens->count;
        TRY(textual_any(screens, &items[i]));
        list_title(screens, from, bytes_text(title), i, count);
    }
    list_end(screens, bytes_text(title));
    return NULL;
}

status textual_message_list(struct screens *screens, const char *title,
                            const struct message_type *type, const struct bytes *messages,
                            size_t count)
{
    list_head(screens, count, last_name(type->full_name));
    for (size_t i = 0; i < count; i++) {
        size_t from = screens->count;
        TRY(value(screens, type, messages[i]));
        list_title(screens, from, bytes_text(title), i, count);
    }
    list_end(screens, bytes_text(title));
    return NULL;
}

/* occurrences finds the encoded values of a message field. */
static struct bytes_list occurrences(struct arena *arena, struct bytes encoded, uint32_t wanted)
{
    struct writer found = writer_new(arena, 2 * sizeof(struct bytes));
    while (encoded.len > 0) {
        uint32_t number, type;
        struct bytes content;
        if (wire_tag(&encoded, &number, &type) != WIRE_OK ||
            wire_value(&encoded, number, type, &content) != WIRE_OK)
            break;
        if (number == wanted && type == WIRE_BYTES)
            writer_bytes(&found, bytes_make(&content, sizeof(content)));
    }
    struct bytes_list list = {NULL, found.len / sizeof(struct bytes)};
    list.items = ARENA_ARRAY(arena, struct bytes, list.count + 1);
    if (found.len > 0)
        memcpy(list.items, found.data, found.len);
    return list;
}

static status coins_field(struct screens *screens, const struct field_type *field,
                          const void *decoded)
{
    struct bytes text;
    TRY(textual_coins(screens, (const void *)((const uint8_t *)decoded + field->offset), &text));
    screen_add(screens, text);
    return NULL;
}

static status message_field_shown(struct screens *screens, const struct field_type *field,
                                  const void *decoded, struct bytes encoded, bool *shown)
{
    struct arena *arena = screens->arena;
    struct bytes_list found = occurrences(arena, encoded, field->number);
    *shown = found.count > 0;
    if (found.count == 0)
        return NULL;
    if (field->flags & FIELD_MAP)
        return tx_error(arena, "value renderers cannot format value of type map");
    if (!(field->flags & FIELD_REPEATED))
        return value(screens, field->message, found.items[found.count - 1]);
    if (field->message == &cosmos_base_v1beta1_coin_type)
        return coins_field(screens, field, decoded);
    struct bytes title = sentence(arena, bytes_text(field->name));
    return textual_message_list(screens, arena_text(arena, title), field->message, found.items,
                                found.count);
}

static status scalar_list(struct screens *screens, const struct field_type *field,
                          const void *decoded, bool *shown)
{
    const struct {
        const uint8_t *items;
        size_t count;
    } *list = (const void *)((const uint8_t *)decoded + field->offset);
    struct bytes title = sentence(screens->arena, bytes_text(field->name));
    *shown = list->count > 0;
    if (list->count == 0)
        return NULL;
    list_head(screens, list->count, kind_name(screens->arena, field));
    for (size_t i = 0; i < list->count; i++) {
        struct bytes text;
        TRY(scalar_text(screens, field, list->items + i * scalar_bytes(field), &text));
        size_t from = screens->count;
        screen_add(screens, text);
        list_title(screens, from, title, i, list->count);
    }
    list_end(screens, title);
    return NULL;
}

static status scalar_field(struct screens *screens, const struct field_type *field,
                           const void *decoded, bool *shown)
{
    const void *at = (const uint8_t *)decoded + field->offset;
    struct bytes text;
    uint32_t chosen = 0;
    if (field->flags & FIELD_IN_ONEOF)
        memcpy(&chosen, (const uint8_t *)decoded + field->oneof_offset, sizeof(chosen));
    *shown = field->flags & FIELD_IN_ONEOF ? chosen == field->number : !is_zero(field, at);
    if (!*shown)
        return NULL;
    TRY(scalar_text(screens, field, at, &text));
    screen_add(screens, text);
    return NULL;
}

static status message(struct screens *screens, const struct message_type *type,
                      struct bytes encoded, bool header)
{
    struct arena *arena = screens->arena;
    void *decoded = arena_alloc(arena, type->size);
    TRY(protobuf_decode(arena, type, encoded, decoded));
    if (screens->depth == TEXTUAL_DEPTH_MAX)
        return tx_error(arena, "message is nested too deeply");
    if (header)
        screen_add(screens, ARENA_CONCAT(arena, last_name(type->full_name), BYTES(" object")));
    screens->depth++;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field_type *field = &type->fields[i];
        size_t from = screens->count;
        bool shown;
        if (field->kind == FIELD_MESSAGE)
            TRY(message_field_shown(screens, field, decoded, encoded, &shown));
        else if (field->flags & FIELD_REPEATED)
            TRY(scalar_list(screens, field, decoded, &shown));
        else
            TRY(scalar_field(screens, field, decoded, &shown));
        if (shown)
            screens->items[from].title = sentence(arena, bytes_text(field->name));
    }
    screens->depth--;
    return NULL;
}
