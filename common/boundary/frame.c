#include "common/boundary/frame.h"

#include "common/base/halt.h"
#include "common/crypto/hash.h"

static const struct boundary_frame_type FRAMES[BOUNDARY_FRAME_END] = {
#define FRAME(id, message, sender, rights, bytes_max)                                              \
    [BOUNDARY_##id] = {&secretd_boundary_##message##_type, BOUNDARY_##sender,                      \
                       BOUNDARY_RIGHT_##rights, bytes_max},
    BOUNDARY_FRAMES(FRAME)
#undef FRAME
};

const struct boundary_frame_type *boundary_frame_type(uint32_t number)
{
    return number > BOUNDARY_NONE && number < BOUNDARY_FRAME_END ? &FRAMES[number] : NULL;
}

enum { TYPES_MAX = 256 };

/* Every message type that a frame reaches, each described once. */
struct walk {
    struct writer text;
    const struct message_type *types[TYPES_MAX];
    size_t count;
};

static void reach(struct walk *walk, const struct message_type *type)
{
    for (size_t i = 0; i < walk->count; i++)
        if (walk->types[i] == type)
            return;
    ASSERT(walk->count < TYPES_MAX);
    walk->types[walk->count++] = type;
}

/* What a field looks like on the wire, in words that do not depend on how our tables number it. */
static const char *kind_text(uint8_t kind)
{
    static const char *const texts[] = {
        [FIELD_BOOL] = "bool",         [FIELD_INT32] = "int32",       [FIELD_INT64] = "int64",
        [FIELD_UINT32] = "uint32",     [FIELD_UINT64] = "uint64",     [FIELD_SINT32] = "sint32",
        [FIELD_SINT64] = "sint64",     [FIELD_FIXED32] = "fixed32",   [FIELD_FIXED64] = "fixed64",
        [FIELD_SFIXED32] = "sfixed32", [FIELD_SFIXED64] = "sfixed64", [FIELD_ENUM] = "enum",
        [FIELD_STRING] = "string",     [FIELD_BYTES] = "bytes",       [FIELD_MESSAGE] = "message",
    };
    return kind < ARRAY_COUNT(texts) && texts[kind] != NULL ? texts[kind] : "other";
}

static void describe(struct walk *walk, const struct message_type *type)
{
    writer_format(&walk->text, "message %s\n", type->full_name);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field_type *field = &type->fields[i];
        writer_format(&walk->text, "%u %s %s%s%s%s %s\n", field->number, field->name,
                      kind_text(field->kind), field->flags & FIELD_REPEATED ? " repeated" : "",
                      field->flags & FIELD_EMBEDDED ? " embedded" : "",
                      field->flags & FIELD_IN_ONEOF ? " oneof" : "",
                      field->message == NULL ? "-" : field->message->full_name);
        if (field->message != NULL)
            reach(walk, field->message);
    }
}

void boundary_schema_hash(uint8_t hash[32])
{
    struct arena *arena = arena_new(1 << 16);
    struct walk walk = {.text = writer_new(arena, 1 << 14)};
    for (uint32_t number = BOUNDARY_NONE + 1; number < BOUNDARY_FRAME_END; number++) {
        const struct boundary_frame_type *frame = &FRAMES[number];
        writer_format(&walk.text, "frame %u %s %u %u %u\n", number, frame->message->full_name,
                      frame->sender, frame->rights, frame->bytes_max);
        reach(&walk, frame->message);
    }
    for (size_t i = 0; i < walk.count; i++)
        describe(&walk, walk.types[i]);
    crypto_sha256(writer_done(&walk.text), hash);
    arena_drop(arena);
}
