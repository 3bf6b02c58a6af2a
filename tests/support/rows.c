#include "tests/support/rows.h"

#include "common/base/halt.h"
#include "tests/support/hex.h"

bool test_row(struct bytes *file, struct bytes *fields, size_t count)
{
    while (file->len > 0) {
        size_t end = bytes_find(*file, '\n');
        struct bytes line = bytes_slice(*file, 0, end);
        *file = bytes_from(*file, end < file->len ? end + 1 : end);
        if (line.len == 0 || line.data[0] == '#')
            continue;
        for (size_t i = 0; i < count; i++) {
            size_t space = bytes_find(line, ' ');
            ASSERT((space == line.len) == (i + 1 == count));
            fields[i] = bytes_slice(line, 0, space);
            line = bytes_from(line, space < line.len ? space + 1 : space);
        }
        return true;
    }
    return false;
}

struct bytes test_row_hex(struct arena *arena, struct bytes field)
{
    return bytes_is(field, "-") ? BYTES("") : test_unhex(arena, arena_text(arena, field));
}

struct bytes test_take(struct bytes *text, uint8_t end)
{
    size_t len = bytes_find(*text, end);
    struct bytes taken = bytes_slice(*text, 0, len);
    *text = bytes_from(*text, len < text->len ? len + 1 : len);
    return taken;
}
