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

static void describe(struct walk *walk, const struct message_type *type)
{
    writer_format(&walk->text, "message %s\n", type->full_name);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field_type *field = &type->fields[i];
        writer_format(&walk->text, "%u %s %u %u %u %s\n", field->number, field->name, field->kind,
                      field->flags, field->meaning,
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
