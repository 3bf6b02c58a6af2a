#include "node/app/recording.h"

#include <errno.h>
#include <stdio.h>
#include <zlib.h>

#include "common/base/memory.h"
#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "node/chain/errors.h"

status recording_file(struct arena *arena, const char *folder, const char *name,
                      struct bytes *content)
{
    struct bytes path = arena_format(arena, "%s/%s", folder, name);
    FILE *file = fopen(arena_text(arena, path), "rb");
    if (file == NULL)
        return chain_error(arena, "%.*s: %s", BYTES_ARG(path), strerror(errno));
    struct writer writer = writer_new(arena, 1 << 16);
    size_t got;
    do {
        uint8_t *room = writer_reserve(&writer, 1 << 16);
        got = fread(room, 1, 1 << 16, file);
        writer.len += got;
    } while (got > 0 && writer.len <= RECORDING_FILE_BYTES_MAX);
    bool failed = ferror(file) != 0 || writer.len > RECORDING_FILE_BYTES_MAX;
    fclose(file);
    if (failed)
        return chain_error(arena, "%.*s: cannot be read", BYTES_ARG(path));
    *content = writer_done(&writer);
    return NULL;
}

struct recording_lines {
    gzFile file;
    uint8_t *buffer;
    size_t used;  /* bytes in the buffer */
    size_t start; /* of the next line */
    size_t capacity;
    bool ended;
};

status recording_open(struct arena *arena, const char *folder, const char *name,
                      struct recording_lines **out)
{
    struct bytes path = arena_format(arena, "%s/%s", folder, name);
    gzFile file = gzopen(arena_text(arena, path), "rb");
    if (file == NULL)
        return chain_error(arena, "%.*s: %s", BYTES_ARG(path), strerror(errno));
    struct recording_lines *lines = heap_zalloc(1, sizeof(*lines));
    lines->file = file;
    *out = lines;
    return NULL;
}

void recording_close(struct recording_lines *lines)
{
    gzclose(lines->file);
    heap_free(lines->buffer);
    heap_free(lines);
}

static status fill(struct recording_lines *lines, struct arena *arena)
{
    if (lines->start > 0) {
        memmove(lines->buffer, lines->buffer + lines->start, lines->used - lines->start);
        lines->used -= lines->start;
        lines->start = 0;
    }
    if (lines->used == lines->capacity) {
        if (lines->capacity >= RECORDING_LINE_BYTES_MAX)
            return chain_error(arena, "a recorded line is too long");
        lines->capacity = lines->capacity == 0 ? 1 << 20 : lines->capacity * 2;
        lines->buffer = heap_resize(lines->buffer, lines->capacity);
    }
    int got =
        gzread(lines->file, lines->buffer + lines->used, (unsigned)(lines->capacity - lines->used));
    if (got < 0)
        return chain_error(arena, "the recorded blocks do not decompress");
    lines->ended = got == 0;
    lines->used += (size_t)got;
    return NULL;
}

status recording_next(struct recording_lines *lines, struct arena *arena, struct bytes *line,
                      bool *more)
{
    size_t searched = 0;
    for (;;) {
        struct bytes rest = bytes_make(lines->buffer + lines->start, lines->used - lines->start);
        size_t found = searched + bytes_find(bytes_from(rest, searched), '\n');
        if (found < rest.len || lines->ended) {
            *line = bytes_slice(rest, 0, found);
            *more = line->len > 0;
            lines->start += found < rest.len ? found + 1 : found;
            return NULL;
        }
        searched = rest.len;
        TRY(fill(lines, arena));
    }
}

struct bytes recording_text(const struct json_value *object, const char *name)
{
    const struct json_value *value = json_member(object, name);
    return value != NULL && value->kind == JSON_STRING ? value->text : bytes_make(NULL, 0);
}

struct bytes recording_base64(struct arena *arena, const struct json_value *object,
                              const char *name)
{
    struct bytes out;
    return base64_decode(arena, recording_text(object, name), &out) ? out : bytes_make(NULL, 0);
}

struct bytes recording_hex(struct arena *arena, const struct json_value *object, const char *name)
{
    struct bytes out;
    return hex_decode(arena, recording_text(object, name), &out) ? out : bytes_make(NULL, 0);
}

int64_t recording_number(const struct json_value *object, const char *name)
{
    const struct json_value *value = json_member(object, name);
    int64_t number = 0;
    if (value == NULL || value->kind != JSON_NUMBER || !json_i64(value->text, &number))
        return 0;
    return number;
}

struct bytes recording_log(struct arena *arena, const struct json_value *object)
{
    if (json_member(object, "log_base64") != NULL)
        return recording_base64(arena, object, "log_base64");
    return recording_text(object, "log");
}
