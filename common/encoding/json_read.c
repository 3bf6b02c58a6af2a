#include "common/encoding/json.h"

#include <stdio.h>

#include "common/encoding/encoding_internal.h"
#include "common/encoding/text.h"

struct reader {
    struct arena *arena;
    const uint8_t *at;
    const uint8_t *end;
    unsigned rules;
    unsigned depth;
};

static const struct error END_OF_INPUT = {"undefined", 1, false,
                                          BYTES_INIT("unexpected end of JSON input")};
static const struct error TOO_DEEP = {"undefined", 1, false, BYTES_INIT("exceeded max depth")};
static const struct error NOT_UTF8 = {"undefined", 1, false, BYTES_INIT("invalid UTF-8 in string")};

/* Go's text for a character that does not fit: quoted as Go quotes it. */
static status unexpected(struct reader *reader, const char *where)
{
    if (reader->at == reader->end)
        return &END_OF_INPUT;
    struct writer writer = writer_new(reader->arena, 96);
    writer_text(&writer, "invalid character ");
    uint8_t c = *reader->at;
    if (c == '\'')
        writer_text(&writer, "'\\''");
    else if (c == '"')
        writer_text(&writer, "'\"'");
    else if (c >= 0x20 && c < 0x7F && c != '\\')
        writer_format(&writer, "'%c'", c);
    else if (c >= 0xA0) { /* Go takes the byte for a code point */
        writer_byte(&writer, '\'');
        text_write_rune(&writer, c);
        writer_byte(&writer, '\'');
    } else if (c >= 0x80) {
        writer_format(&writer, "'\\u%04x'", c);
    } else {
        struct bytes quoted = text_quoted(reader->arena, bytes_make(&c, 1));
        writer_format(&writer, "'%.*s'", (int)quoted.len - 2, (const char *)quoted.data + 1);
    }
    writer_format(&writer, " %s", where);
    return encoding_refuse(reader->arena, "%.*s", BYTES_ARG(writer_done(&writer)));
}

static void skip_space(struct reader *reader)
{
    while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t' ||
                                        *reader->at == '\n' || *reader->at == '\r'))
        reader->at++;
}

static bool take(struct reader *reader, uint8_t c)
{
    bool is_next = reader->at < reader->end && *reader->at == c;
    reader->at += is_next;
    return is_next;
}

static status take_hex4(struct reader *reader, uint32_t *value)
{
    *value = 0;
    for (unsigned i = 0; i < 4; i++) {
        uint8_t c = reader->at < reader->end ? *reader->at : 0;
        uint8_t lower = c | 0x20;
        if (!((c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'f')))
            return unexpected(reader, "in \\u hexadecimal character escape");
        *value = *value << 4 | (uint32_t)(c <= '9' ? c - '0' : lower - 'a' + 10);
        reader->at++;
    }
    return NULL;
}

/* The code point of a \u escape, of two when they are a surrogate pair. */
static status take_unicode(struct reader *reader, uint32_t *rune)
{
    TRY(take_hex4(reader, rune));
    if (*rune < 0xD800 || *rune > 0xDFFF)
        return NULL;
    const uint8_t *after = reader->at;
    if (*rune < 0xDC00 && reader->end - after >= 2 && after[0] == '\\' && after[1] == 'u') {
        uint32_t low;
        reader->at += 2;
        TRY(take_hex4(reader, &low));
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *rune = 0x10000 + ((*rune - 0xD800) << 10 | (low - 0xDC00));
            return NULL;
        }
        reader->at = after;
    }
    if (reader->rules & JSON_UTF8)
        return &NOT_UTF8;
    *rune = TEXT_REPLACEMENT;
    return NULL;
}

static status take_escape(struct reader *reader, struct writer *writer)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (reader->at == reader->end)
        return &END_OF_INPUT;
    if (take(reader, 'u')) {
        uint32_t rune;
        TRY(take_unicode(reader, &rune));
        text_write_rune(writer, rune);
        return NULL;
    }
    const char *found = *reader->at == 0 ? NULL : strchr(from, *reader->at);
    if (found == NULL)
        return unexpected(reader, "in string escape code");
    writer_byte(writer, (uint8_t)to[found - from]);
    reader->at++;
    return NULL;
}

/* Go on with a string that has an escape or bytes that are no UTF-8. */
static status read_rewritten(struct reader *reader, const uint8_t *start, struct bytes *text)
{
    struct writer writer = writer_new(reader->arena, (size_t)(reader->at - start) + 64);
    writer_bytes(&writer, bytes_make(start, (size_t)(reader->at - start)));
    while (reader->at < reader->end && *reader->at != '"') {
        if (*reader->at < ' ')
            return unexpected(reader, "in string literal");
        if (take(reader, '\\')) {
            TRY(take_escape(reader, &writer));
            continue;
        }
        size_t width;
        struct bytes rest = {reader->at, (size_t)(reader->end - reader->at)};
        uint32_t rune = text_rune(rest, &width);
        if (rune == TEXT_REPLACEMENT && width == 1 && (reader->rules & JSON_UTF8))
            return &NOT_UTF8;
        text_write_rune(&writer, rune);
        reader->at += width;
    }
    *text = writer_done(&writer);
    return take(reader, '"') ? NULL : &END_OF_INPUT;
}

/* Behind the opening quote. */
static status read_string(struct reader *reader, struct bytes *text)
{
    const uint8_t *start = reader->at;
    bool is_ascii = true;
    while (reader->at < reader->end && *reader->at != '"' && *reader->at != '\\') {
        if (*reader->at < ' ')
            return unexpected(reader, "in string literal");
        is_ascii &= *reader->at++ < 0x80;
    }
    struct bytes plain = {start, (size_t)(reader->at - start)};
    if (!is_ascii && !text_is_utf8(plain)) {
        reader->at = start;
        return read_rewritten(reader, start, text);
    }
    if (reader->at < reader->end && *reader->at == '\\')
        return read_rewritten(reader, start, text);
    *text = plain;
    return take(reader, '"') ? NULL : &END_OF_INPUT;
}

static bool take_digits(struct reader *reader)
{
    const uint8_t *start = reader->at;
    while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9')
        reader->at++;
    return reader->at > start;
}

static status read_number(struct reader *reader, struct json_value *value)
{
    const uint8_t *start = reader->at;
    value->kind = JSON_NUMBER;
    take(reader, '-');
    if (!take(reader, '0') && !take_digits(reader))
        return unexpected(reader, "in numeric literal");
    if (take(reader, '.') && !take_digits(reader))
        return unexpected(reader, "after decimal point in numeric literal");
    if (take(reader, 'e') || take(reader, 'E')) {
        if (!take(reader, '+'))
            take(reader, '-');
        if (!take_digits(reader))
            return unexpected(reader, "in exponent of numeric literal");
    }
    value->text = bytes_make(start, (size_t)(reader->at - start));
    return NULL;
}

static status read_word(struct reader *reader, const char *word)
{
    for (const char *c = word; *c != '\0'; c++)
        if (!take(reader, (uint8_t)*c)) {
            char where[48];
            snprintf(where, sizeof where, "in literal %s (expecting '%c')", word, *c);
            return unexpected(reader, where);
        }
    return NULL;
}

static status read_value(struct reader *reader, struct json_value *value);

/* Behind the opening bracket. */
static status read_array(struct reader *reader, struct json_value *value)
{
    struct list_view list = {NULL, 0};
    value->kind = JSON_ARRAY;
    skip_space(reader);
    if (take(reader, ']'))
        return NULL;
    for (;;) {
        struct json_value item;
        TRY(read_value(reader, &item));
        *(struct json_value *)encoding_list_append(reader->arena, &list, sizeof item) = item;
        skip_space(reader);
        if (take(reader, ']'))
            break;
        if (!take(reader, ','))
            return unexpected(reader, "after array element");
    }
    value->items = (struct json_value *)(void *)list.items;
    value->count = list.count;
    return NULL;
}

static status read_member(struct reader *reader, struct json_member *member)
{
    skip_space(reader);
    if (!take(reader, '"'))
        return unexpected(reader, "looking for beginning of object key string");
    TRY(read_string(reader, &member->name));
    skip_space(reader);
    if (!take(reader, ':'))
        return unexpected(reader, "after object key");
    return read_value(reader, &member->value);
}

/* Quadratic only in the names of one object that the caller wants unique; JSON_NAMES_MAX bounds it.
 */
enum { JSON_NAMES_MAX = 1000 };

static status check_unique(struct reader *reader, const struct list_view *list)
{
    const struct json_member *members = (const void *)list->items;
    const struct json_member *last = &members[list->count - 1];
    if (list->count > JSON_NAMES_MAX)
        return encoding_refuse(reader->arena, "object has more than %d members", JSON_NAMES_MAX);
    for (const struct json_member *member = members; member < last; member++)
        if (bytes_equal(member->name, last->name))
            return encoding_refuse(reader->arena, "duplicate field `%.*s`", BYTES_ARG(last->name));
    return NULL;
}

/* Behind the opening brace. */
static status read_object(struct reader *reader, struct json_value *value)
{
    struct list_view list = {NULL, 0};
    value->kind = JSON_OBJECT;
    skip_space(reader);
    if (take(reader, '}'))
        return NULL;
    for (;;) {
        struct json_member member;
        TRY(read_member(reader, &member));
        *(struct json_member *)encoding_list_append(reader->arena, &list, sizeof member) = member;
        if (reader->rules & JSON_UNIQUE_NAMES)
            TRY(check_unique(reader, &list));
        skip_space(reader);
        if (take(reader, '}'))
            break;
        if (!take(reader, ','))
            return unexpected(reader, "after object key:value pair");
    }
    value->members = (struct json_member *)(void *)list.items;
    value->count = list.count;
    return NULL;
}

static status read_nested(struct reader *reader, struct json_value *value)
{
    if (reader->depth == JSON_DEPTH_MAX)
        return &TOO_DEEP;
    reader->depth++;
    if (take(reader, '{'))
        TRY(read_object(reader, value));
    else {
        reader->at++;
        TRY(read_array(reader, value));
    }
    reader->depth--;
    return NULL;
}

static status read_value(struct reader *reader, struct json_value *value)
{
    *value = (struct json_value){.kind = JSON_NULL};
    skip_space(reader);
    const uint8_t *start = reader->at;
    uint8_t c = reader->at < reader->end ? *reader->at : 0;
    if (c == '{' || c == '[') {
        TRY(read_nested(reader, value));
    } else if (take(reader, '"')) {
        value->kind = JSON_STRING;
        TRY(read_string(reader, &value->text));
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        TRY(read_number(reader, value));
    } else if (c == 't' || c == 'f') {
        value->kind = JSON_BOOL;
        value->boolean = c == 't';
        TRY(read_word(reader, c == 't' ? "true" : "false"));
    } else if (c == 'n') {
        TRY(read_word(reader, "null"));
    } else {
        return unexpected(reader, "looking for beginning of value");
    }
    value->source = bytes_make(start, (size_t)(reader->at - start));
    return NULL;
}

status json_parse(struct arena *arena, struct bytes input, unsigned rules, struct json_value *value)
{
    *value = (struct json_value){.kind = JSON_NULL};
    if (input.len == 0)
        return &END_OF_INPUT;
    struct reader reader = {arena, input.data, input.data + input.len, rules, 0};
    TRY(read_value(&reader, value));
    if (rules & JSON_LEAVE_REST)
        return NULL;
    skip_space(&reader);
    if (reader.at < reader.end)
        return unexpected(&reader, "after top-level value");
    return NULL;
}

const struct json_value *json_member(const struct json_value *object, const char *name)
{
    for (size_t i = object->kind == JSON_OBJECT ? object->count : 0; i-- > 0;)
        if (bytes_is(object->members[i].name, name))
            return &object->members[i].value;
    return NULL;
}

bool json_u64(struct bytes text, uint64_t *value)
{
    uint64_t result = 0;
    if (text.len == 0 || (text.len > 1 && text.data[0] == '0'))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (c < '0' || c > '9' || __builtin_mul_overflow(result, 10, &result) ||
            __builtin_add_overflow(result, (uint64_t)(c - '0'), &result))
            return false;
    }
    *value = result;
    return true;
}

bool json_i64(struct bytes text, int64_t *value)
{
    bool is_negative = text.len > 0 && text.data[0] == '-';
    uint64_t magnitude;
    if (!json_u64(is_negative ? bytes_from(text, 1) : text, &magnitude))
        return false;
    if (magnitude > (uint64_t)INT64_MAX + is_negative)
        return false;
    *value = (int64_t)(is_negative ? -magnitude : magnitude);
    return true;
}
