#include "common/encoding/amino_json.h"

#include "common/base/halt.h"
#include "common/encoding/base64.h"
#include "common/encoding/encoding_internal.h"
#include "common/encoding/number_text.h"
#include "common/encoding/protobuf.h"
#include "common/encoding/time_text.h"

enum { AMINO_FIELDS_MAX = 64 };

struct printer {
    struct writer *out;
    const struct message_registry *registry;
    unsigned depth;
};

/* A message together with its encoding, which alone tells whether something held by value was
 * there. */
struct subject {
    const struct message_type *type;
    const void *message;
    struct bytes encoded;
};

static status write_message(struct printer *printer, struct subject subject);

/* Takes one field off the front; `content` is that of a length-delimited one. The bytes have been
 * decoded before, so they are whole. */
static uint32_t take_field(struct bytes *rest, unsigned *groups, struct bytes *content)
{
    uint64_t tag, value;
    *content = (struct bytes){NULL, 0};
    ASSERT(protobuf_take_varint(rest, &tag));
    switch (tag & 7) {
    case PROTOBUF_VARINT:
        ASSERT(protobuf_take_varint(rest, &value));
        break;
    case PROTOBUF_FIXED64:
        *rest = bytes_from(*rest, 8);
        break;
    case PROTOBUF_FIXED32:
        *rest = bytes_from(*rest, 4);
        break;
    case PROTOBUF_BYTES:
        ASSERT(protobuf_take_varint(rest, &value) && value <= rest->len);
        *content = bytes_slice(*rest, 0, (size_t)value);
        *rest = bytes_from(*rest, (size_t)value);
        break;
    case PROTOBUF_START_GROUP:
        ++*groups;
        break;
    default:
        --*groups;
    }
    return (uint32_t)(tag >> 3);
}

/* The encoding of field `number`: behind `cursor` its next occurrence, without a cursor all of them
 * joined, which protobuf defines as their merger. NULL data when it is not there. */
static struct bytes find_encoded(struct arena *arena, struct bytes encoded, uint32_t number,
                                 size_t *cursor)
{
    struct bytes found = {NULL, 0}, rest = bytes_from(encoded, cursor == NULL ? 0 : *cursor);
    unsigned groups = 0;
    while (rest.len > 0) {
        struct bytes content;
        if (take_field(&rest, &groups, &content) != number || groups > 0 || content.data == NULL)
            continue;
        if (cursor != NULL) {
            *cursor = encoded.len - rest.len;
            return content;
        }
        found = found.data == NULL ? content : ARENA_CONCAT(arena, found, content);
    }
    return found;
}

static status write_named(struct printer *printer, const char *name, struct subject subject)
{
    writer_format(printer->out, "{\"type\":\"%s\",\"value\":", name);
    TRY(write_message(printer, subject));
    writer_byte(printer->out, '}');
    return NULL;
}

static status decode_plain(struct arena *arena, const struct message_type *type,
                           struct bytes encoded, struct subject *subject)
{
    void *message = arena_alloc(arena, type->size);
    *subject = (struct subject){type, message, encoded};
    return protobuf_decode_strict(arena, type, encoded, PROTOBUF_UTF8 | PROTOBUF_RAW_NUMBERS,
                                  PROTOBUF_DEPTH_MAX, message);
}

static status write_any(struct printer *printer, const struct any_view *any)
{
    struct arena *arena = printer->out->arena;
    const struct message_type *type = registry_resolve(printer->registry, any->type_url);
    if (type == NULL)
        return encoding_refuse(arena, "can't resolve type URL %.*s", BYTES_ARG(any->type_url));
    struct subject inner;
    TRY(decode_plain(arena, type, any->value, &inner));
    const char *name = type->amino_name;
    if (name == NULL)
        name = (const char *)arena_format(arena, "/%s%c", type->full_name, '\0').data;
    return write_named(printer, name, inner);
}

static status write_seconds(struct printer *printer, const struct message_type *type,
                            const struct seconds_view *value)
{
    struct arena *arena = printer->out->arena;
    if (type->well_known == WELL_KNOWN_DURATION) {
        int64_t total;
        if (__builtin_mul_overflow(value->seconds, (int64_t)TIME_NANOS, &total) ||
            __builtin_add_overflow(total, (int64_t)value->nanos, &total))
            return encoding_refuse(arena, "%lld seconds would overflow an int64",
                                   (long long)value->seconds);
        writer_format(printer->out, "\"%lld\"", (long long)total);
        return NULL;
    }
    if (value->nanos < 0 || value->nanos >= TIME_NANOS || value->seconds < TIME_SECONDS_MIN ||
        value->seconds > TIME_SECONDS_MAX)
        return encoding_refuse(arena, "timestamp out of range");
    writer_byte(printer->out, '"');
    time_write(printer->out, value->seconds, value->nanos, TIME_FRACTION_TRIMMED);
    writer_byte(printer->out, '"');
    return NULL;
}

static void write_bytes(struct writer *out, struct bytes value)
{
    if (value.data == NULL) {
        writer_text(out, "null");
        return;
    }
    writer_byte(out, '"');
    base64_write(out, value);
    writer_byte(out, '"');
}

static status write_text(struct printer *printer, const struct field_type *field,
                         struct bytes value)
{
    struct writer *out = printer->out;
    bool is_decimal = (field->flags & FIELD_AMINO_DEC) != 0;
    if (is_decimal || (field->flags & FIELD_AMINO_INT)) {
        if (value.len == 0) {
            writer_text(out, "\"0\"");
            return NULL;
        }
        if (is_decimal) {
            TRY(number_text_scaled(out->arena, value, &value));
            value = number_text_decimal(out->arena, value);
        } else if (field->kind == FIELD_BYTES) {
            TRY(number_text_integer(out->arena, value, &value));
        }
        json_write_string(out, value, true);
        return NULL;
    }
    if (field->kind == FIELD_STRING)
        json_write_string(out, value, true);
    else
        write_bytes(out, value);
    return NULL;
}

/* A value that is no message. */
static status write_scalar(struct printer *printer, const struct field_type *field, const void *at)
{
    struct writer *out = printer->out;
    switch ((enum field_kind)field->kind) {
    case FIELD_BOOL:
        writer_text(out, *(const bool *)at ? "true" : "false");
        return NULL;
    case FIELD_INT32:
    case FIELD_SINT32:
    case FIELD_SFIXED32:
    case FIELD_ENUM:
        writer_format(out, "%d", *(const int32_t *)at);
        return NULL;
    case FIELD_UINT32:
    case FIELD_FIXED32:
        writer_format(out, "%u", *(const uint32_t *)at);
        return NULL;
    case FIELD_INT64:
    case FIELD_SINT64:
    case FIELD_SFIXED64:
        writer_format(out, "\"%lld\"", (long long)*(const int64_t *)at);
        return NULL;
    case FIELD_STRING:
    case FIELD_BYTES:
        return write_text(printer, field, *(const struct bytes *)at);
    default:
        writer_format(out, "\"%llu\"", (unsigned long long)*(const uint64_t *)at);
        return NULL;
    }
}

static status write_list(struct printer *printer, const struct field_type *field,
                         struct subject subject)
{
    const struct list_view *list = field_in(subject.message, field);
    if (field->flags & FIELD_MAP)
        return encoding_refuse(printer->out->arena, "maps are not supported");
    if (list->count == 0) {
        writer_text(printer->out, field->flags & FIELD_AMINO_NULL_LIST ? "[]" : "null");
        return NULL;
    }
    size_t item_size = field_item_size(field), cursor = 0;
    for (size_t i = 0; i < list->count; i++) {
        const uint8_t *item = list->items + i * item_size;
        writer_byte(printer->out, i == 0 ? '[' : ',');
        if (field->kind != FIELD_MESSAGE) {
            TRY(write_scalar(printer, field, item));
            continue;
        }
        if (field->flags & FIELD_AMINO_OPAQUE) {
            writer_text(printer->out, "{}");
            continue;
        }
        struct bytes encoded =
            find_encoded(printer->out->arena, subject.encoded, field->number, &cursor);
        TRY(write_message(printer, (struct subject){field->message, item, encoded}));
    }
    writer_byte(printer->out, ']');
    return NULL;
}

static bool is_zero(const struct field_type *field, const void *at)
{
    static const uint64_t zero;
    if (field->kind == FIELD_STRING || field->kind == FIELD_BYTES)
        return ((const struct bytes *)at)->len == 0;
    return memcmp(at, &zero, field_item_size(field)) == 0;
}

/* Whether protobuf reflection has the field; of a message also its encoding. */
static bool is_present(struct printer *printer, const struct field_type *field,
                       struct subject subject, struct bytes *encoded)
{
    const void *at = field_in(subject.message, field);
    if (field->flags & FIELD_REPEATED)
        return ((const struct list_view *)at)->count != 0;
    bool is_chosen =
        !(field->flags & FIELD_IN_ONEOF) || oneof_case(subject.message, field) == field->number;
    if (!is_chosen)
        return false;
    if (field->kind == FIELD_MESSAGE) {
        *encoded = find_encoded(printer->out->arena, subject.encoded, field->number, NULL);
        return encoded->data != NULL;
    }
    return (field->flags & FIELD_IN_ONEOF) || !is_zero(field, at);
}

/* strcase.ToCamel of a oneof's name. */
static struct bytes camel_name(struct arena *arena, const char *name)
{
    struct writer writer = writer_new(arena, strlen(name));
    bool is_start = true;
    for (; *name != '\0'; name++) {
        if (*name != '_')
            writer_byte(&writer, (uint8_t)(is_start && *name >= 'a' ? *name - 32 : *name));
        is_start = *name == '_';
    }
    return writer_done(&writer);
}

struct entry {
    struct bytes name; /* what it is sorted by */
    const struct field_type *field;
};

static status sort_fields(struct printer *printer, const struct message_type *type,
                          struct entry *entries)
{
    ASSERT(type->field_count <= AMINO_FIELDS_MAX);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field_type *field = &type->fields[i];
        struct entry entry = {bytes_text(field->amino_name), field};
        if (field->flags & FIELD_IN_ONEOF) {
            if (field->amino_oneof_name == NULL)
                return encoding_refuse(
                    printer->out->arena,
                    "field %s within a oneof must have the amino.oneof_type_name option set",
                    field->name);
            entry.name = camel_name(printer->out->arena, field->oneof_name);
        }
        size_t place = i;
        for (; place > 0 && bytes_compare(entry.name, entries[place - 1].name) < 0; place--)
            entries[place] = entries[place - 1];
        entries[place] = entry;
    }
    return NULL;
}

static status write_field_value(struct printer *printer, const struct field_type *field,
                                struct subject subject, struct bytes encoded)
{
    if (field->flags & FIELD_REPEATED)
        return write_list(printer, field, subject);
    if (field->kind != FIELD_MESSAGE)
        return write_scalar(printer, field, field_in(subject.message, field));
    if (field->flags & FIELD_AMINO_OPAQUE) {
        writer_text(printer->out, "{}");
        return NULL;
    }
    const void *held = field_message(subject.message, field);
    return write_message(printer, (struct subject){field->message, held, encoded});
}

static void write_name(struct writer *out, struct bytes name, bool *is_first)
{
    if (!*is_first)
        writer_byte(out, ',');
    *is_first = false;
    json_write_string(out, name, true);
    writer_byte(out, ':');
}

static status write_entry(struct printer *printer, const struct entry *entry,
                          struct subject subject, bool *is_first, struct bytes *null_written)
{
    const struct field_type *field = entry->field;
    struct bytes encoded = {NULL, 0};
    bool is_member = (field->flags & FIELD_IN_ONEOF) != 0;
    if (!is_present(printer, field, subject, &encoded)) {
        if (is_member && oneof_case(subject.message, field) == 0) {
            if (!bytes_equal(*null_written, entry->name)) {
                write_name(printer->out, entry->name, is_first);
                writer_text(printer->out, "null");
                *null_written = entry->name;
            }
            return NULL;
        }
        if (!(field->flags & FIELD_AMINO_KEEP_EMPTY))
            return NULL;
        if (field->kind == FIELD_MESSAGE && !(field->flags & FIELD_REPEATED))
            return encoding_refuse(printer->out->arena,
                                   "not supported: dont_omit_empty=true on invalid (nil?) message "
                                   "field: %s",
                                   field->amino_name);
    }
    write_name(printer->out, entry->name, is_first);
    if (!is_member)
        return write_field_value(printer, field, subject, encoded);
    writer_format(printer->out, "{\"type\":\"%s\",\"value\":{\"%s\":", field->amino_oneof_name,
                  field->amino_name);
    TRY(write_field_value(printer, field, subject, encoded));
    writer_text(printer->out, "}}");
    return NULL;
}

static status write_fields(struct printer *printer, struct subject subject)
{
    struct entry entries[AMINO_FIELDS_MAX];
    TRY(sort_fields(printer, subject.type, entries));
    bool is_first = true;
    struct bytes null_written = {NULL, 0};
    writer_byte(printer->out, '{');
    for (size_t i = 0; i < subject.type->field_count; i++)
        TRY(write_entry(printer, &entries[i], subject, &is_first, &null_written));
    writer_byte(printer->out, '}');
    return NULL;
}

static const void *named_field(struct subject subject, const char *name)
{
    const struct field_type *field = message_field_named(subject.type, bytes_text(name));
    ASSERT(field != NULL);
    return field_in(subject.message, field);
}

/* The account's own fields beside those of its base account, with numbers as numbers. */
static status write_module_account(struct printer *printer, struct subject subject)
{
    const struct list_view *permissions = named_field(subject, "permissions");
    const struct field_type *base = message_field_named(subject.type, BYTES("base_account"));
    struct subject account = {base->message, field_message(subject.message, base), {NULL, 0}};
    uint64_t number = 0, sequence = 0;
    struct bytes address = {NULL, 0};
    if (account.message != NULL) {
        number = *(const uint64_t *)named_field(account, "account_number");
        sequence = *(const uint64_t *)named_field(account, "sequence");
        address = *(const struct bytes *)named_field(account, "address");
    }
    struct writer *out = printer->out;
    writer_format(out, "{\"account_number\":%llu,\"address\":", (unsigned long long)number);
    json_write_string(out, address, true);
    writer_text(out, ",\"name\":");
    json_write_string(out, *(const struct bytes *)named_field(subject, "name"), true);
    writer_text(out, ",\"permissions\":");
    if (permissions->count == 0)
        writer_text(out, "null");
    for (size_t i = 0; i < permissions->count; i++) {
        writer_byte(out, i == 0 ? '[' : ',');
        json_write_string(out, ((const struct bytes *)(const void *)permissions->items)[i], true);
    }
    if (permissions->count != 0)
        writer_byte(out, ']');
    writer_format(out, ",\"public_key\":\"\",\"sequence\":%llu}", (unsigned long long)sequence);
    return NULL;
}

static status write_threshold_key(struct printer *printer, struct subject subject)
{
    const struct field_type *keys = message_field_named(subject.type, BYTES("public_keys"));
    const struct list_view *list = field_in(subject.message, keys);
    writer_text(printer->out, "{\"pubkeys\":");
    if (list->count == 0)
        writer_text(printer->out, "[]");
    else
        TRY(write_list(printer, keys, subject));
    writer_format(printer->out, ",\"threshold\":\"%u\"}",
                  *(const uint32_t *)named_field(subject, "threshold"));
    return NULL;
}

static status write_shape(struct printer *printer, struct subject subject)
{
    struct bytes key;
    if (subject.type->well_known == WELL_KNOWN_ANY)
        return write_any(printer, subject.message);
    if (subject.type->well_known != WELL_KNOWN_NONE)
        return write_seconds(printer, subject.type, subject.message);
    switch ((enum amino_encoding)subject.type->amino_encoding) {
    case AMINO_KEY_FIELD:
        key = *(const struct bytes *)named_field(subject, "key");
        write_bytes(printer->out, key.len == 0 ? (struct bytes){NULL, 0} : key);
        return NULL;
    case AMINO_MODULE_ACCOUNT:
        return write_module_account(printer, subject);
    case AMINO_THRESHOLD_STRING:
        return write_threshold_key(printer, subject);
    case AMINO_PLAIN:
        break;
    }
    return write_fields(printer, subject);
}

static status write_message(struct printer *printer, struct subject subject)
{
    if (printer->depth == AMINO_DEPTH_MAX)
        return encoding_refuse(printer->out->arena, "recursion limit reached");
    printer->depth++;
    TRY(write_shape(printer, subject));
    printer->depth--;
    return NULL;
}

status amino_json_write_any(struct writer *writer, const struct message_registry *registry,
                            struct bytes type_url, struct bytes value)
{
    struct printer printer = {writer, registry, 0};
    return write_any(&printer, &(struct any_view){type_url, value});
}

status amino_json_write(struct writer *writer, const struct message_registry *registry,
                        const struct message_type *type, struct bytes encoded)
{
    struct printer printer = {writer, registry, 0};
    struct subject subject;
    TRY(decode_plain(writer->arena, type, encoded, &subject));
    return write_message(&printer, subject);
}
