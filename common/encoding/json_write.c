#include "common/encoding/json.h"

#include "common/encoding/text.h"

/* Bytes that stand for themselves in every string. */
static bool is_plain(uint8_t c, bool escape_html)
{
    if (c < ' ' || c >= 0x80 || c == '"' || c == '\\')
        return false;
    return !escape_html || (c != '<' && c != '>' && c != '&');
}

static void write_escaped(struct writer *writer, uint8_t c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *found = c == 0 ? NULL : strchr(from, c);
    if (found != NULL)
        writer_format(writer, "\\%c", to[found - from]);
    else
        writer_format(writer, "\\u%04x", c);
}

void json_write_string(struct writer *writer, struct bytes text, bool escape_html)
{
    writer_byte(writer, '"');
    size_t at = 0;
    while (at < text.len) {
        size_t start = at;
        while (at < text.len && is_plain(text.data[at], escape_html))
            at++;
        writer_bytes(writer, bytes_slice(text, start, at - start));
        if (at == text.len)
            break;
        if (text.data[at] < 0x80) {
            write_escaped(writer, text.data[at++]);
            continue;
        }
        size_t width;
        uint32_t rune = text_rune(bytes_from(text, at), &width);
        if (rune == TEXT_REPLACEMENT && width == 1)
            writer_text(writer, "\\ufffd");
        else if (rune == 0x2028 || rune == 0x2029)
            writer_format(writer, "\\u%04x", rune);
        else
            writer_bytes(writer, bytes_slice(text, at, width));
        at += width;
    }
    writer_byte(writer, '"');
}

void json_write_value(struct writer *writer, const struct json_value *value, bool escape_html)
{
    bool is_object = value->kind == JSON_OBJECT;
    if (value->kind == JSON_STRING) {
        json_write_string(writer, value->text, escape_html);
        return;
    }
    if (!is_object && value->kind != JSON_ARRAY) {
        writer_bytes(writer, value->source);
        return;
    }
    writer_byte(writer, is_object ? '{' : '[');
    for (size_t i = 0; i < value->count; i++) {
        if (i != 0)
            writer_byte(writer, ',');
        if (is_object) {
            json_write_string(writer, value->members[i].name, escape_html);
            writer_byte(writer, ':');
        }
        json_write_value(writer, is_object ? &value->members[i].value : &value->items[i],
                         escape_html);
    }
    writer_byte(writer, is_object ? '}' : ']');
}

static void new_line(struct writer *writer, unsigned blanks)
{
    writer_byte(writer, '\n');
    uint8_t *out = writer_reserve(writer, blanks);
    memset(out, ' ', blanks);
    writer->len += blanks;
}

static void write_indented(struct writer *writer, const struct json_value *value, unsigned indent,
                           unsigned level)
{
    bool is_object = value->kind == JSON_OBJECT;
    if ((!is_object && value->kind != JSON_ARRAY) || value->count == 0) {
        bool is_nested = is_object || value->kind == JSON_ARRAY;
        writer_bytes(writer, !is_nested ? value->source : is_object ? BYTES("{}") : BYTES("[]"));
        return;
    }
    writer_byte(writer, is_object ? '{' : '[');
    for (size_t i = 0; i < value->count; i++) {
        if (i != 0)
            writer_byte(writer, ',');
        new_line(writer, indent * (level + 1));
        if (is_object) {
            json_write_string(writer, value->members[i].name, true);
            writer_text(writer, ": ");
        }
        write_indented(writer, is_object ? &value->members[i].value : &value->items[i], indent,
                       level + 1);
    }
    new_line(writer, indent * level);
    writer_byte(writer, is_object ? '}' : ']');
}

void json_write_indented(struct writer *writer, const struct json_value *value, unsigned indent)
{
    write_indented(writer, value, indent, 0);
}
