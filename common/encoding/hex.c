#include "common/encoding/hex.h"

static void write_hex(struct writer *writer, struct bytes source, const char digits[16])
{
    uint8_t *out = writer_reserve(writer, source.len * 2);
    for (size_t i = 0; i < source.len; i++) {
        out[2 * i] = (uint8_t)digits[source.data[i] >> 4];
        out[2 * i + 1] = (uint8_t)digits[source.data[i] & 15];
    }
    writer->len += source.len * 2;
}

void hex_write_upper(struct writer *writer, struct bytes source)
{
    write_hex(writer, source, "0123456789ABCDEF");
}

struct bytes hex_upper(struct arena *arena, struct bytes source)
{
    struct writer writer = writer_new(arena, source.len * 2);
    hex_write_upper(&writer, source);
    return writer_done(&writer);
}

struct bytes hex_lower(struct arena *arena, struct bytes source)
{
    struct writer writer = writer_new(arena, source.len * 2);
    write_hex(&writer, source, "0123456789abcdef");
    return writer_done(&writer);
}

int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_decode(struct arena *arena, struct bytes text, struct bytes *out)
{
    if (text.len % 2 != 0)
        return false;
    uint8_t *data = arena_alloc(arena, text.len / 2 + 1);
    for (size_t i = 0; i < text.len / 2; i++) {
        int high = hex_digit(text.data[2 * i]), low = hex_digit(text.data[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        data[i] = (uint8_t)(high << 4 | low);
    }
    *out = bytes_make(data, text.len / 2);
    return true;
}
