#include "common/encoding/text.h"

enum { RUNE_MAX = 0x10FFFF, SURROGATE_FIRST = 0xD800, SURROGATE_LAST = 0xDFFF };

static bool is_tail(uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

uint32_t text_rune(struct bytes text, size_t *width)
{
    const uint8_t *at = text.data;
    *width = 1;
    if (at[0] < 0x80)
        return at[0];
    if (at[0] >= 0xC2 && at[0] < 0xE0 && text.len >= 2 && is_tail(at[1])) {
        *width = 2;
        return (uint32_t)(at[0] & 0x1F) << 6 | (at[1] & 0x3F);
    }
    if (at[0] >= 0xE0 && at[0] < 0xF0 && text.len >= 3 && is_tail(at[1]) && is_tail(at[2])) {
        uint32_t rune =
            (uint32_t)(at[0] & 0x0F) << 12 | (uint32_t)(at[1] & 0x3F) << 6 | (at[2] & 0x3F);
        if (rune < 0x800 || (rune >= SURROGATE_FIRST && rune <= SURROGATE_LAST))
            return TEXT_REPLACEMENT;
        *width = 3;
        return rune;
    }
    if (at[0] >= 0xF0 && at[0] < 0xF5 && text.len >= 4 && is_tail(at[1]) && is_tail(at[2]) &&
        is_tail(at[3])) {
        uint32_t rune = (uint32_t)(at[0] & 0x07) << 18 | (uint32_t)(at[1] & 0x3F) << 12 |
                        (uint32_t)(at[2] & 0x3F) << 6 | (at[3] & 0x3F);
        if (rune < 0x10000 || rune > RUNE_MAX)
            return TEXT_REPLACEMENT;
        *width = 4;
        return rune;
    }
    return TEXT_REPLACEMENT;
}

bool text_is_utf8(struct bytes text)
{
    size_t at = 0;
    while (at < text.len) {
        uint64_t eight;
        if (text.len - at >= 8) {
            memcpy(&eight, text.data + at, 8);
            if ((eight & 0x8080808080808080u) == 0) {
                at += 8;
                continue;
            }
        }
        size_t width;
        if (text_rune(bytes_from(text, at), &width) == TEXT_REPLACEMENT && width == 1)
            return false;
        at += width;
    }
    return true;
}

void text_write_rune(struct writer *writer, uint32_t rune)
{
    uint8_t *out = writer_reserve(writer, 4);
    if (rune < 0x80) {
        out[0] = (uint8_t)rune;
        writer->len += 1;
    } else if (rune < 0x800) {
        out[0] = (uint8_t)(0xC0 | rune >> 6);
        out[1] = (uint8_t)(0x80 | (rune & 0x3F));
        writer->len += 2;
    } else if (rune < 0x10000) {
        out[0] = (uint8_t)(0xE0 | rune >> 12);
        out[1] = (uint8_t)(0x80 | (rune >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (rune & 0x3F));
        writer->len += 3;
    } else {
        out[0] = (uint8_t)(0xF0 | rune >> 18);
        out[1] = (uint8_t)(0x80 | (rune >> 12 & 0x3F));
        out[2] = (uint8_t)(0x80 | (rune >> 6 & 0x3F));
        out[3] = (uint8_t)(0x80 | (rune & 0x3F));
        writer->len += 4;
    }
}

static void write_quoted_ascii(struct writer *writer, uint32_t rune)
{
    static const char named[] = {'a', 'b', 't', 'n', 'v', 'f', 'r'};
    if (rune == '"' || rune == '\\')
        writer_format(writer, "\\%c", (int)rune);
    else if (rune >= 7 && rune <= 13)
        writer_format(writer, "\\%c", named[rune - 7]);
    else if (rune < ' ' || rune == 0x7F)
        writer_format(writer, "\\x%02x", rune);
    else
        writer_byte(writer, (uint8_t)rune);
}

void text_write_quoted(struct writer *writer, struct bytes text)
{
    writer_byte(writer, '"');
    for (size_t at = 0, width; at < text.len; at += width) {
        uint32_t rune = text_rune(bytes_from(text, at), &width);
        if (rune < 0x80)
            write_quoted_ascii(writer, rune);
        else if (width == 1)
            writer_format(writer, "\\x%02x", text.data[at]);
        else if (rune < 0xA0)
            writer_format(writer, "\\u%04x", rune);
        else
            writer_bytes(writer, bytes_slice(text, at, width));
    }
    writer_byte(writer, '"');
}

struct bytes text_quoted(struct arena *arena, struct bytes text)
{
    struct writer writer = writer_new(arena, text.len + 2);
    text_write_quoted(&writer, text);
    return writer_done(&writer);
}
