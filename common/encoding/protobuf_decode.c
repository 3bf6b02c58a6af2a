#include "common/encoding/protobuf.h"

#include "common/base/halt.h"
#include "common/encoding/encoding_internal.h"
#include "common/encoding/number_text.h"
#include "common/encoding/text.h"
#include "common/encoding/time_text.h"

/* Decoding is one loop over an explicit stack: how deep a message nests is the sender's choice. */
struct frame {
    const struct message_type *type;
    uint8_t *message;
    const uint8_t *end;
    uint32_t hint; /* index of the field that was read last: the next one is mostly it or its
                      neighbour */
};

struct decoder {
    struct arena *arena;
    const uint8_t *at;
    struct frame *frames;
    size_t depth;
    size_t capacity;
    size_t depth_max;
    unsigned rules;
};

enum { FRAMES_FIRST = 8 };

static const struct error UNEXPECTED_EOF = {"undefined", 1, false, BYTES_INIT("unexpected EOF")};
static const struct error OVERFLOWS = {"undefined", 1, false,
                                       BYTES_INIT("proto: integer overflow")};
static const struct error NEGATIVE_LENGTH = {
    "undefined", 1, false, BYTES_INIT("proto: negative length found during unmarshaling")};
static const struct error END_OF_GROUP = {"undefined", 1, false,
                                          BYTES_INIT("proto: unexpected end of group")};
static const struct error TOO_DEEP = {"undefined", 1, false, BYTES_INIT("recursion limit reached")};

/* The last part of a full name, which Go's texts use. */
static const char *short_name(const struct message_type *type)
{
    const char *dot = strrchr(type->full_name, '.');
    return dot == NULL ? type->full_name : dot + 1;
}

static status read_varint(struct decoder *decoder, const uint8_t *end, uint64_t *value)
{
    const uint8_t *at = decoder->at;
    if (at < end && *at < 0x80) {
        *value = *at;
        decoder->at = at + 1;
        return NULL;
    }
    uint64_t result = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (at == end)
            return &UNEXPECTED_EOF;
        uint8_t byte = *at++;
        result |= (uint64_t)(byte & 0x7F) << shift;
        if (byte >= 0x80)
            continue;
        decoder->at = at;
        *value = result;
        return NULL;
    }
    return &OVERFLOWS;
}

static status read_length(struct decoder *decoder, const uint8_t *end, size_t *length)
{
    uint64_t value;
    TRY(read_varint(decoder, end, &value));
    if (value > INT64_MAX)
        return &NEGATIVE_LENGTH;
    if (value > (uint64_t)(end - decoder->at))
        return &UNEXPECTED_EOF;
    *length = (size_t)value;
    return NULL;
}

/* Skips a field that the table does not know. Groups may nest; gogoproto counts them without a
 * limit. */
static status skip_field(struct decoder *decoder, unsigned wire_type, const uint8_t *end)
{
    size_t groups = 0, length;
    uint64_t value;
    for (;;) {
        switch (wire_type) {
        case PROTOBUF_VARINT:
            TRY(read_varint(decoder, end, &value));
            break;
        case PROTOBUF_FIXED64:
        case PROTOBUF_FIXED32:
            length = wire_type == PROTOBUF_FIXED64 ? 8 : 4;
            if ((size_t)(end - decoder->at) < length)
                return &UNEXPECTED_EOF;
            decoder->at += length;
            break;
        case PROTOBUF_BYTES:
            TRY(read_length(decoder, end, &length));
            decoder->at += length;
            break;
        case PROTOBUF_START_GROUP:
            groups++;
            break;
        case PROTOBUF_END_GROUP:
            if (groups == 0)
                return &END_OF_GROUP;
            groups--;
            break;
        default:
            return encoding_refuse(decoder->arena, "proto: illegal wireType %u", wire_type);
        }
        if (groups == 0)
            return NULL;
        if (decoder->at == end)
            return &UNEXPECTED_EOF;
        TRY(read_varint(decoder, end, &value));
        wire_type = value & 7;
    }
}

static const struct field_type *find_field(struct frame *frame, uint32_t number)
{
    const struct message_type *type = frame->type;
    for (uint32_t i = frame->hint; i < type->field_count && i <= frame->hint + 1; i++)
        if (type->fields[i].number == number) {
            frame->hint = i;
            return &type->fields[i];
        }
    const struct field_type *found = message_field(type, number);
    if (found != NULL)
        frame->hint = (uint32_t)(found - type->fields);
    return found;
}

static unsigned wire_type_of(uint8_t kind)
{
    switch ((enum field_kind)kind) {
    case FIELD_STRING:
    case FIELD_BYTES:
    case FIELD_MESSAGE:
        return PROTOBUF_BYTES;
    case FIELD_FIXED64:
    case FIELD_SFIXED64:
    case FIELD_DOUBLE:
        return PROTOBUF_FIXED64;
    case FIELD_FIXED32:
    case FIELD_SFIXED32:
        return PROTOBUF_FIXED32;
    default:
        return PROTOBUF_VARINT;
    }
}

/* Stores a varint or fixed value as Go converts it. */
static void store_number(uint8_t kind, uint64_t value, void *out)
{
    switch ((enum field_kind)kind) {
    case FIELD_BOOL:
        *(bool *)out = value != 0;
        return;
    case FIELD_SINT32: {
        uint32_t low = (uint32_t)value;
        *(uint32_t *)out = low >> 1 ^ -(low & 1);
        return;
    }
    case FIELD_SINT64:
        *(uint64_t *)out = value >> 1 ^ -(value & 1);
        return;
    case FIELD_INT32:
    case FIELD_UINT32:
    case FIELD_ENUM:
    case FIELD_FIXED32:
    case FIELD_SFIXED32:
        *(uint32_t *)out = (uint32_t)value;
        return;
    default:
        *(uint64_t *)out = value;
    }
}

static status read_number(struct decoder *decoder, uint8_t kind, const uint8_t *end,
                          uint64_t *value)
{
    unsigned wire_type = wire_type_of(kind);
    if (wire_type == PROTOBUF_VARINT)
        return read_varint(decoder, end, value);
    size_t size = wire_type == PROTOBUF_FIXED64 ? 8 : 4;
    if ((size_t)(end - decoder->at) < size)
        return &UNEXPECTED_EOF;
    *value = 0;
    memcpy(value, decoder->at, size);
    decoder->at += size;
    return NULL;
}

static status decode_packed(struct decoder *decoder, const struct field_type *field,
                            struct list_view *list, const uint8_t *end)
{
    size_t length, item_size = field_item_size(field);
    TRY(read_length(decoder, end, &length));
    end = decoder->at + length;
    while (decoder->at < end) {
        uint64_t value;
        TRY(read_number(decoder, field->kind, end, &value));
        store_number(field->kind, value, encoding_list_append(decoder->arena, list, item_size));
    }
    return NULL;
}

static status decode_bytes(struct decoder *decoder, const struct field_type *field,
                           const uint8_t *end, struct bytes *out)
{
    size_t length;
    TRY(read_length(decoder, end, &length));
    struct bytes value = {decoder->at, length};
    decoder->at += length;
    if (field->kind == FIELD_STRING && (decoder->rules & PROTOBUF_UTF8) && !text_is_utf8(value))
        return encoding_refuse(decoder->arena, "string field contains invalid UTF-8");
    *out = value;
    if (decoder->rules & PROTOBUF_RAW_NUMBERS)
        return NULL;
    if (field->meaning == MEANING_INT)
        return number_text_integer(decoder->arena, value, out);
    if (field->meaning == MEANING_DEC)
        return number_text_scaled(decoder->arena, value, out);
    return NULL;
}

static status push_frame(struct decoder *decoder, const struct message_type *type, void *message,
                         const uint8_t *end)
{
    if (decoder->depth == decoder->depth_max)
        return &TOO_DEEP;
    if (decoder->depth == decoder->capacity) {
        size_t capacity = decoder->capacity * 2;
        struct frame *frames = ARENA_ARRAY(decoder->arena, struct frame, capacity);
        memcpy(frames, decoder->frames, decoder->depth * sizeof *frames);
        decoder->frames = frames;
        decoder->capacity = capacity;
    }
    decoder->frames[decoder->depth++] = (struct frame){type, message, end, 0};
    return NULL;
}

/* Finds or makes the struct of a message field and goes into it. */
static status enter_message(struct decoder *decoder, const struct field_type *field, void *place,
                            const uint8_t *end)
{
    size_t length;
    TRY(read_length(decoder, end, &length));
    const struct message_type *type = field->message;
    void *message;
    if (field->flags & FIELD_REPEATED) {
        message = encoding_list_append(decoder->arena, place, type->size);
        message_init(type, message);
    } else if (field->flags & FIELD_EMBEDDED) {
        message = place;
    } else {
        memcpy(&message, place, sizeof message);
        if (message == NULL) {
            message = arena_alloc(decoder->arena, type->size);
            message_init(type, message);
            memcpy(place, &message, sizeof message);
        }
    }
    if (type->well_known >= WELL_KNOWN_TIMESTAMP) /* Go makes these anew, it does not merge them */
        memset(message, 0, type->size);
    return push_frame(decoder, type, message, decoder->at + length);
}

/* Makes `field` the member of its oneof; what was there before is gone, as in Go. */
static void choose_member(struct frame *frame, const struct field_type *field)
{
    uint32_t before = oneof_case(frame->message, field);
    const struct field_type *old = before == 0 ? NULL : message_field(frame->type, before);
    if (old != NULL)
        memset(field_at(frame->message, old), 0, field_item_size(old));
    memcpy(frame->message + field->oneof_offset, &field->number, sizeof field->number);
}

static status wrong_wire_type(struct decoder *decoder, const struct field_type *field,
                              unsigned wire_type)
{
    struct writer name = writer_new(decoder->arena, 64);
    bool is_start = true; /* Go's name of the field: camel case */
    for (const char *c = field->name; *c != '\0'; c++) {
        if (*c != '_')
            writer_byte(&name, (uint8_t)(is_start && *c >= 'a' && *c <= 'z' ? *c - 32 : *c));
        is_start = *c == '_';
    }
    return encoding_refuse(decoder->arena, "proto: wrong wireType = %u for field %.*s", wire_type,
                           BYTES_ARG(writer_done(&name)));
}

static status decode_field(struct decoder *decoder, struct frame *frame,
                           const struct field_type *field, unsigned wire_type)
{
    void *place = field_at(frame->message, field);
    unsigned wanted = wire_type_of(field->kind);
    bool is_list = (field->flags & FIELD_REPEATED) != 0;
    if (wire_type != wanted) {
        if (!is_list || wire_type != PROTOBUF_BYTES)
            return wrong_wire_type(decoder, field, wire_type);
        return decode_packed(decoder, field, place, frame->end);
    }
    if (field->flags & FIELD_IN_ONEOF)
        choose_member(frame, field);
    if (field->kind == FIELD_MESSAGE)
        return enter_message(decoder, field, place, frame->end);
    const uint8_t *end = frame->end;
    if (wanted == PROTOBUF_BYTES) {
        struct bytes value = {NULL, 0};
        TRY(decode_bytes(decoder, field, end, &value));
        if (is_list)
            place = encoding_list_append(decoder->arena, place, sizeof value);
        memcpy(place, &value, sizeof value);
        return NULL;
    }
    uint64_t value;
    TRY(read_number(decoder, field->kind, end, &value));
    if (is_list)
        place = encoding_list_append(decoder->arena, place, field_item_size(field));
    store_number(field->kind, value, place);
    return NULL;
}

/* Reads one tag and what it announces. */
static status decode_next(struct decoder *decoder, struct frame *frame)
{
    uint64_t tag;
    TRY(read_varint(decoder, frame->end, &tag));
    unsigned wire_type = tag & 7;
    int32_t number = (int32_t)(tag >> 3);
    if (wire_type == PROTOBUF_END_GROUP)
        return encoding_refuse(decoder->arena, "proto: %s: wiretype end group for non-group",
                               short_name(frame->type));
    if (number <= 0)
        return encoding_refuse(decoder->arena, "proto: %s: illegal tag %d (wire type %d)",
                               short_name(frame->type), number, (int)(uint32_t)tag);
    const struct field_type *field = find_field(frame, (uint32_t)number);
    if (field == NULL) {
        if (decoder->rules & PROTOBUF_KNOWN_ONLY)
            return encoding_refuse(decoder->arena, "proto: %s has no field %d",
                                   frame->type->full_name, number);
        return skip_field(decoder, wire_type, frame->end);
    }
    return decode_field(decoder, frame, field, wire_type);
}

/* Times and durations become Go's own types in the original, which refuses those that do not fit.
 */
static status check_well_known(struct arena *arena, const struct frame *frame)
{
    const struct seconds_view *value = (const void *)frame->message;
    int64_t seconds = value->seconds;
    int32_t nanos = value->nanos;
    if (frame->type->well_known == WELL_KNOWN_TIMESTAMP) {
        if (seconds < TIME_SECONDS_MIN || seconds > TIME_SECONDS_MAX)
            return encoding_refuse(arena, "timestamp: seconds:%lld %s", (long long)seconds,
                                   seconds < 0 ? "before 0001-01-01" : "after 10000-01-01");
        if (nanos < 0 || nanos >= TIME_NANOS)
            return encoding_refuse(arena, "timestamp: nanos:%d: nanos not in range [0, 1e9)",
                                   nanos);
        return NULL;
    }
    if (nanos <= -TIME_NANOS || nanos >= TIME_NANOS)
        return encoding_refuse(arena, "duration: nanos:%d: nanos out of range", nanos);
    if ((seconds < 0 && nanos > 0) || (seconds > 0 && nanos < 0))
        return encoding_refuse(arena, "duration: seconds and nanos have different signs");
    int64_t total;
    if (__builtin_mul_overflow(seconds, (int64_t)TIME_NANOS, &total) ||
        __builtin_add_overflow(total, (int64_t)nanos, &total))
        return encoding_refuse(arena, "duration: seconds:%lld is out of range for time.Duration",
                               (long long)seconds);
    return NULL;
}

/* The one definition of canonical: what the encoder would have written. */
static status check_canonical(struct arena *arena, const struct message_type *type,
                              struct bytes input, const void *message)
{
    struct arena_mark mark = arena_mark(arena);
    bool is_canonical = bytes_equal(protobuf_encode(arena, type, message), input);
    arena_rewind(arena, mark);
    if (!is_canonical)
        return encoding_refuse(arena, "proto: %s is not canonical", type->full_name);
    return NULL;
}

status protobuf_decode_strict(struct arena *arena, const struct message_type *type,
                              struct bytes input, unsigned rules, unsigned depth_max, void *message)
{
    struct frame first[FRAMES_FIRST];
    struct decoder decoder = {.arena = arena,
                              .at = input.data,
                              .frames = first,
                              .capacity = FRAMES_FIRST,
                              .depth_max = depth_max,
                              .rules = rules};
    message_init(type, message);
    if (input.len != 0)
        TRY(push_frame(&decoder, type, message, input.data + input.len));
    while (decoder.depth > 0) {
        struct frame *frame = &decoder.frames[decoder.depth - 1];
        if (decoder.at < frame->end) {
            TRY(decode_next(&decoder, frame));
            continue;
        }
        if (frame->type->well_known >= WELL_KNOWN_TIMESTAMP)
            TRY(check_well_known(arena, frame));
        decoder.depth--;
    }
    if (rules & PROTOBUF_CANONICAL)
        return check_canonical(arena, type, input, message);
    return NULL;
}

status protobuf_decode(struct arena *arena, const struct message_type *type, struct bytes input,
                       void *message)
{
    return protobuf_decode_strict(arena, type, input, 0, PROTOBUF_DEPTH_MAX, message);
}

bool protobuf_take_varint(struct bytes *rest, uint64_t *value)
{
    uint64_t result = 0;
    for (size_t i = 0; i < rest->len && i < PROTOBUF_VARINT_BYTES_MAX; i++) {
        result |= (uint64_t)(rest->data[i] & 0x7F) << 7 * i;
        if (rest->data[i] < 0x80) {
            *value = result;
            *rest = bytes_from(*rest, i + 1);
            return true;
        }
    }
    return false;
}
