#include "common/encoding/base64.h"

static const char STANDARD[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_write(struct writer *writer, struct bytes source)
{
    uint8_t *out = writer_reserve(writer, (source.len + 2) / 3 * 4);
    uint8_t *start = out;
    size_t i = 0;
    for (; i + 3 <= source.len; i += 3) {
        uint32_t group =
            (uint32_t)source.data[i] << 16 | (uint32_t)source.data[i + 1] << 8 | source.data[i + 2];
        *out++ = (uint8_t)STANDARD[group >> 18];
        *out++ = (uint8_t)STANDARD[group >> 12 & 63];
        *out++ = (uint8_t)STANDARD[group >> 6 & 63];
        *out++ = (uint8_t)STANDARD[group & 63];
    }
    size_t left = source.len - i;
    if (left != 0) {
        uint32_t group = (uint32_t)source.data[i] << 16;
        if (left == 2)
            group |= (uint32_t)source.data[i + 1] << 8;
        *out++ = (uint8_t)STANDARD[group >> 18];
        *out++ = (uint8_t)STANDARD[group >> 12 & 63];
        *out++ = left == 2 ? (uint8_t)STANDARD[group >> 6 & 63] : '=';
        *out++ = '=';
    }
    writer->len += (size_t)(out - start);
}

struct bytes base64_encode(struct arena *arena, struct bytes source)
{
    struct writer writer = writer_new(arena, (source.len + 2) / 3 * 4);
    base64_write(&writer, source);
    return writer_done(&writer);
}

static int digit_value(uint8_t c, char sixty_two, char sixty_three)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == (uint8_t)sixty_two ? 62 : c == (uint8_t)sixty_three ? 63 : -1;
}

static bool decode(struct arena *arena, struct bytes text, const char last_two[2],
                   struct bytes *out)
{
    uint8_t *data = arena_alloc(arena, text.len / 4 * 3 + 3);
    size_t len = 0, padding = 0;
    uint32_t group = 0;
    unsigned digits = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (c == '\r' || c == '\n')
            continue;
        if (c == '=') {
            if (++padding > 2 || digits < 2 || digits + padding > 4)
                return false;
            continue;
        }
        int value = digit_value(c, last_two[0], last_two[1]);
        if (value < 0 || padding != 0)
            return false;
        group = group << 6 | (uint32_t)value;
        if (++digits < 4)
            continue;
        data[len++] = (uint8_t)(group >> 16);
        data[len++] = (uint8_t)(group >> 8);
        data[len++] = (uint8_t)group;
        group = digits = 0;
    }
    if (digits != 0 && digits + padding != 4)
        return false;
    if (digits >= 2)
        data[len++] = (uint8_t)(digits == 2 ? group >> 4 : group >> 10);
    if (digits == 3)
        data[len++] = (uint8_t)(group >> 2);
    *out = bytes_make(data, len);
    return true;
}

bool base64_decode(struct arena *arena, struct bytes text, struct bytes *out)
{
    return decode(arena, text, "+/", out);
}

bool base64_decode_any(struct arena *arena, struct bytes text, struct bytes *out)
{
    return decode(arena, text, "+/", out) || decode(arena, text, "-_", out);
}
