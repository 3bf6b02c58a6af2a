#include "common/encoding/message.h"

#include "common/base/halt.h"
#include "common/encoding/encoding_internal.h"

static const struct error PLAIN = {"undefined", 1, false, {NULL, 0}};

status encoding_refuse(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct bytes text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return error_replace(arena, &PLAIN, text);
}

/* Orders as strcmp does, which is how the generator sorts its tables. */
static int compare_name(struct bytes name, const char *text)
{
    return bytes_compare(name, bytes_text(text));
}

const struct message_type *registry_find(const struct message_registry *registry,
                                         struct bytes full_name)
{
    size_t low = 0, high = registry->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_name(full_name, registry->types[middle]->full_name);
        if (order == 0)
            return registry->types[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct message_type *registry_resolve(const struct message_registry *registry,
                                            struct bytes type_url)
{
    size_t start = type_url.len;
    while (start > 0 && type_url.data[start - 1] != '/')
        start--;
    return registry_find(registry, bytes_from(type_url, start));
}

const struct service_type *service_find(const struct service_registry *registry,
                                        struct bytes full_name)
{
    size_t low = 0, high = registry->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_name(full_name, registry->services[middle]->full_name);
        if (order == 0)
            return registry->services[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct method_type *method_find(const struct service_registry *registry, struct bytes path)
{
    if (path.len == 0 || path.data[0] != '/')
        return NULL;
    struct bytes rest = bytes_from(path, 1);
    size_t slash = bytes_find(rest, '/');
    const struct service_type *service = service_find(registry, bytes_slice(rest, 0, slash));
    for (size_t i = 0; service != NULL && i < service->method_count; i++)
        if (bytes_is(path, service->methods[i].path))
            return &service->methods[i];
    return NULL;
}

const char *enum_name(const struct enum_type *type, int32_t number)
{
    for (size_t i = 0; i < type->count; i++)
        if (type->values[i].number == number)
            return type->values[i].name;
    return NULL;
}

bool enum_number(const struct enum_type *type, struct bytes name, int32_t *number)
{
    for (size_t i = 0; i < type->count; i++)
        if (bytes_is(name, type->values[i].name)) {
            *number = type->values[i].number;
            return true;
        }
    return false;
}

const struct field_type *message_field(const struct message_type *type, uint32_t number)
{
    for (size_t i = 0; i < type->field_count && type->fields[i].number <= number; i++)
        if (type->fields[i].number == number)
            return &type->fields[i];
    return NULL;
}

const struct field_type *message_field_named(const struct message_type *type, struct bytes name)
{
    for (size_t i = 0; i < type->field_count; i++)
        if (bytes_is(name, type->fields[i].name) || bytes_is(name, type->fields[i].json_name))
            return &type->fields[i];
    return NULL;
}

static void set_zero_times(const struct message_type *type, uint8_t *message)
{
    if (type->well_known == WELL_KNOWN_TIMESTAMP) {
        ((struct seconds_view *)(void *)message)->seconds = GO_ZERO_TIME_SECONDS;
        return;
    }
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field_type *field = &type->fields[i];
        bool held = field->kind == FIELD_MESSAGE && (field->flags & FIELD_EMBEDDED);
        if (held &&
            (field->message->has_times || field->message->well_known == WELL_KNOWN_TIMESTAMP))
            set_zero_times(field->message, message + field->offset);
    }
}

void message_init(const struct message_type *type, void *message)
{
    memset(message, 0, type->size);
    if (type->has_times)
        set_zero_times(type, message);
}

size_t field_item_size(const struct field_type *field)
{
    bool is_list = (field->flags & FIELD_REPEATED) != 0;
    switch ((enum field_kind)field->kind) {
    case FIELD_BOOL:
        return sizeof(bool);
    case FIELD_INT32:
    case FIELD_UINT32:
    case FIELD_SINT32:
    case FIELD_FIXED32:
    case FIELD_SFIXED32:
    case FIELD_ENUM:
        return sizeof(int32_t);
    case FIELD_INT64:
    case FIELD_UINT64:
    case FIELD_SINT64:
    case FIELD_FIXED64:
    case FIELD_SFIXED64:
    case FIELD_DOUBLE:
        return sizeof(int64_t);
    case FIELD_STRING:
    case FIELD_BYTES:
        return sizeof(struct bytes);
    case FIELD_MESSAGE:
        return is_list || (field->flags & FIELD_EMBEDDED) ? field->message->size : sizeof(void *);
    }
    ASSERT(!"a field kind of message.h");
}

void *encoding_list_append(struct arena *arena, struct list_view *list, size_t item_size)
{
    bool is_full = (list->count & (list->count - 1)) == 0;
    if (is_full) {
        size_t capacity = list->count == 0 ? 1 : list->count * 2;
        uint8_t *items = arena_alloc(arena, arena_array_bytes(item_size, capacity));
        if (list->count != 0)
            memcpy(items, list->items, list->count * item_size);
        list->items = items;
    }
    return list->items + item_size * list->count++;
}
