#ifndef SECRET_JSON_H
#define SECRET_JSON_H

/* JSON without a tree: json_valid checks a document once; afterwards a value is the text between
 * its first and last character, and the other functions look into it. Only json_text copies. */
#include "secret/memory.h"

/* How deep arrays and objects may lie in each other. */
enum { JSON_DEPTH_MAX = 16 };

static inline void json_space_(struct text *in)
{
    while (in->len > 0 &&
           (*in->data == ' ' || *in->data == '\n' || *in->data == '\t' || *in->data == '\r'))
        *in = (struct text){in->data + 1, in->len - 1};
}

/* Takes `character` with the space around it. */
static inline bool json_take_(struct text *in, char character)
{
    json_space_(in);
    if (in->len == 0 || *in->data != character)
        return false;
    *in = (struct text){in->data + 1, in->len - 1};
    json_space_(in);
    return true;
}

static inline bool json_is_hex_(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The length of the string at the beginning, quotes included; 0 when there is none. */
static inline uint32_t json_string_len_(struct text in)
{
    if (in.len == 0 || in.data[0] != '"')
        return 0;
    for (uint32_t i = 1; i < in.len; i++) {
        if (in.data[i] == '"')
            return i + 1;
        if ((unsigned char)in.data[i] < ' ')
            return 0;
        if (in.data[i] != '\\')
            continue;
        if (++i == in.len)
            return 0;
        if (in.data[i] == 'u') {
            for (uint32_t digit = 1; digit <= 4; digit++)
                if (i + digit >= in.len || !json_is_hex_(in.data[i + digit]))
                    return 0;
            i += 4;
        } else if (in.data[i] != '"' && in.data[i] != '\\' && in.data[i] != '/' &&
                   in.data[i] != 'b' && in.data[i] != 'f' && in.data[i] != 'n' &&
                   in.data[i] != 'r' && in.data[i] != 't') {
            return 0;
        }
    }
    return 0;
}

/* The length of the whole number at the beginning; 0 when there is none. Fractions and exponents
 * are not taken: amounts are integers. */
static inline uint32_t json_number_len_(struct text in)
{
    uint32_t sign = in.len > 0 && in.data[0] == '-', len = sign;
    while (len < in.len && in.data[len] >= '0' && in.data[len] <= '9')
        len++;
    bool leads_with_zero = len > sign + 1 && in.data[sign] == '0';
    return len == sign || leads_with_zero ? 0 : len;
}

static inline uint32_t json_word_len_(struct text in)
{
    const struct text words[] = {TEXT("null"), TEXT("true"), TEXT("false")};
    for (uint32_t i = 0; i < 3; i++)
        if (in.len >= words[i].len && text_equal((struct text){in.data, words[i].len}, words[i]))
            return words[i].len;
    return 0;
}

/* Takes one value off the beginning, with the space around it. */
static inline bool json_value_(struct text *in, uint32_t depth)
{
    json_space_(in);
    if (in->len == 0 || depth == 0)
        return false;
    char open = *in->data, close = open == '{' ? '}' : ']';
    if (open == '{' || open == '[') {
        json_take_(in, open);
        if (json_take_(in, close))
            return true;
        do {
            if (open == '{') {
                uint32_t len = json_string_len_(*in);
                *in = (struct text){in->data + len, in->len - len};
                if (len == 0 || !json_take_(in, ':'))
                    return false;
            }
            if (!json_value_(in, depth - 1))
                return false;
        } while (json_take_(in, ','));
        return json_take_(in, close);
    }
    uint32_t len = open == '"'                                   ? json_string_len_(*in)
                   : open == '-' || (open >= '0' && open <= '9') ? json_number_len_(*in)
                                                                 : json_word_len_(*in);
    *in = (struct text){in->data + len, in->len - len};
    json_space_(in);
    return len > 0;
}

/* Whether `document` is one JSON value. The functions below ask for (parts of) one that is. */
static inline bool json_valid(struct text document)
{
    return json_value_(&document, JSON_DEPTH_MAX) && document.len == 0;
}

/* Walks an object or array. Before the first call `rest` is the whole; each call gives the next
 * member's name (with quotes; empty in an array) and value. False at the end, or when `rest` is
 * neither object nor array. */
static inline bool json_next(struct text *rest, struct text *name, struct text *value)
{
    *name = (struct text){0};
    if (!json_take_(rest, '{') && !json_take_(rest, '[') && !json_take_(rest, ','))
        return false;
    if (rest->len == 0 || *rest->data == '}' || *rest->data == ']')
        return false;
    struct text begin = *rest, end = *rest;
    if (!json_value_(&end, JSON_DEPTH_MAX))
        return false;
    if (json_take_(&end, ':')) {
        *name = (struct text){begin.data, json_string_len_(begin)};
        begin = end;
        json_value_(&end, JSON_DEPTH_MAX);
    }
    *rest = end;
    uint32_t len = (uint32_t)(end.data - begin.data);
    while (len > 0 && (begin.data[len - 1] == ' ' || begin.data[len - 1] == '\n' ||
                       begin.data[len - 1] == '\t' || begin.data[len - 1] == '\r'))
        len--;
    *value = (struct text){begin.data, len};
    return true;
}

static inline bool json_is_name_(struct text quoted, struct text name)
{
    return quoted.len == name.len + 2 && text_equal((struct text){quoted.data + 1, name.len}, name);
}

/* The member `name` of an object; false when there is none, or more than one. */
static inline bool json_member(struct text object, struct text name, struct text *value)
{
    struct text quoted, each;
    uint32_t found = 0;
    while (json_next(&object, &quoted, &each))
        if (json_is_name_(quoted, name)) {
            *value = each;
            found++;
        }
    return found == 1;
}

/* Whether `message` is {"name": body}, the way messages choose what they want. */
static inline bool json_variant(struct text message, struct text name, struct text *body)
{
    struct text quoted, more;
    return message.len > 0 && *message.data == '{' && json_next(&message, &quoted, body) &&
           json_is_name_(quoted, name) && !json_next(&message, &more, &more);
}

static inline uint32_t json_hex_(const char *at)
{
    uint32_t value = 0;
    for (uint32_t i = 0; i < 4; i++) {
        char c = at[i];
        value = value * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return value;
}

static inline void json_add_utf8_(struct builder *out, uint32_t code)
{
    char bytes[4];
    uint32_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (uint32_t i = len; i-- > 1; code >>= 6)
        bytes[i] = (char)(0x80 | (code & 0x3F));
    bytes[0] = (char)(first[len] | code);
    builder_add(out, (struct text){bytes, len});
}

/* What a string says. False when `value` is no string or has half of a surrogate pair. */
static inline bool json_text(struct text value, struct text *text)
{
    if (value.len < 2 || value.data[0] != '"')
        return false;
    const char *names = "btnfr", *meanings = "\b\t\n\f\r";
    struct builder out = {0};
    for (uint32_t i = 1; i < value.len - 1; i++) {
        char c = value.data[i];
        if (c == '\\' && value.data[++i] == 'u') {
            uint32_t code = json_hex_(value.data + i + 1);
            i += 4;
            if (code >= 0xD800 && code < 0xDC00 && i + 6 < value.len - 1 &&
                value.data[i + 1] == '\\' && value.data[i + 2] == 'u') {
                uint32_t low = json_hex_(value.data + i + 3);
                if (low < 0xDC00 || low > 0xDFFF)
                    return false;
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                i += 6;
            } else if (code >= 0xD800 && code < 0xE000) {
                return false;
            }
            json_add_utf8_(&out, code);
            continue;
        }
        if (c == '\\') {
            c = value.data[i];
            for (uint32_t which = 0; names[which] != 0; which++)
                if (value.data[i] == names[which])
                    c = meanings[which];
        }
        builder_add(&out, (struct text){&c, 1});
    }
    *text = builder_done(&out);
    return true;
}

/* A whole number of at most 64 bits, in quotes or not: amounts are in quotes. */
static inline bool json_number(struct text value, uint64_t *number)
{
    if (value.len >= 2 && value.data[0] == '"')
        value = (struct text){value.data + 1, value.len - 2};
    *number = 0;
    for (uint32_t i = 0; i < value.len; i++) {
        uint64_t digit = (uint64_t)(value.data[i] - '0');
        if (digit > 9 || *number > (UINT64_MAX - digit) / 10)
            return false;
        *number = *number * 10 + digit;
    }
    return value.len > 0;
}

/* Members of an object at once: false when one is missing or of another kind. */
static inline bool json_member_text(struct text object, struct text name, struct text *text)
{
    struct text value;
    return json_member(object, name, &value) && json_text(value, text);
}

static inline bool json_member_number(struct text object, struct text name, uint64_t *number)
{
    struct text value;
    return json_member(object, name, &value) && json_number(value, number);
}

/* Writes `text` in quotes. */
static inline void json_add_text(struct builder *out, struct text text)
{
    const char *hex = "0123456789abcdef";
    builder_add(out, TEXT("\""));
    for (uint32_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '"' || c == '\\') {
            char escaped[2] = {'\\', (char)c};
            builder_add(out, (struct text){escaped, 2});
        } else if (c < ' ') {
            char escaped[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
            builder_add(out, (struct text){escaped, 6});
        } else {
            builder_add(out, (struct text){text.data + i, 1});
        }
    }
    builder_add(out, TEXT("\""));
}

/* Writes a number in quotes, as amounts are. */
static inline void json_add_amount(struct builder *out, uint64_t amount)
{
    builder_add(out, TEXT("\""));
    builder_add_number(out, amount);
    builder_add(out, TEXT("\""));
}

/* Writes `bytes` as base64 in quotes: answers, data and messages to contracts travel so. */
static inline void json_add_base64(struct builder *out, struct text bytes)
{
    const char *digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    builder_add(out, TEXT("\""));
    for (uint32_t i = 0; i < bytes.len; i += 3) {
        uint32_t left = bytes.len - i, group = 0;
        for (uint32_t k = 0; k < 3; k++)
            group = group << 8 | (k < left ? (unsigned char)bytes.data[i + k] : 0);
        char *quad = builder_reserve(out, 4);
        for (uint32_t k = 0; k < 4; k++)
            quad[k] = k <= left ? digits[group >> (18 - 6 * k) & 63] : '=';
    }
    builder_add(out, TEXT("\""));
}

#endif
