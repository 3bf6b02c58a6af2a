#ifndef COMMON_ENCODING_ENCODING_INTERNAL_H
#define COMMON_ENCODING_ENCODING_INTERNAL_H

#include "common/encoding/message.h"

/* Shared by the codecs of this folder. */

/* encoding_refuse is an error without a code of its own: codespace "undefined", code 1. */
status encoding_refuse(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3)
    __attribute__((returns_nonnull));

/* The generated structs of the well-known types, seen from below the schema layer. */
struct any_view {
    struct bytes type_url;
    struct bytes value;
};
struct seconds_view { /* Timestamp and Duration */
    int64_t seconds;
    int32_t nanos;
};

/* What every generated list looks like. */
struct list_view {
    uint8_t *items;
    size_t count;
};

/* What the zero time of Go (year 1) is in a Timestamp. */
#define GO_ZERO_TIME_SECONDS (-62135596800)

static inline void *field_at(void *message, const struct field_type *field)
{
    return (uint8_t *)message + field->offset;
}

static inline const void *field_in(const void *message, const struct field_type *field)
{
    return (const uint8_t *)message + field->offset;
}

static inline uint32_t oneof_case(const void *message, const struct field_type *field)
{
    uint32_t number;
    memcpy(&number, (const uint8_t *)message + field->oneof_offset, sizeof number);
    return number;
}

/* field_item_size is the size of one value of the field: of a list's item, of the member otherwise.
 */
size_t field_item_size(const struct field_type *field);

/* encoding_list_append makes room for one more item and returns it, uninitialised. The capacity of
 * a list is the next power of two of its count, so only lists that grew here may be appended to. */
void *encoding_list_append(struct arena *arena, struct list_view *list, size_t item_size);

/* field_message gives the message a singular message field holds, NULL when it is absent. */
static inline const void *field_message(const void *message, const struct field_type *field)
{
    const void *at = field_in(message, field);
    if (field->flags & FIELD_EMBEDDED)
        return at;
    const void *held;
    memcpy(&held, at, sizeof held);
    return held;
}

/* gateway_json_write_abci is gateway_json_write in the dialect of CometBFT's ABCI types:
 * lowerCamelCase names and enums as numbers. */
MUST_CHECK status gateway_json_write_abci(struct writer *writer, const struct message_type *type,
                                          const void *message);

#endif
