#include "enclave/contract/serde.h"

static const uint8_t *value_end(const struct json_value *value)
{
    return value->source.data + value->source.len;
}

/* Ends a problem with the place up to which the input was read: the column counts bytes. A name
 * with escapes is not a piece of the input; its place is not known, and the end stands for it. */
static bool refuse(struct serde *serde, struct bytes text, const uint8_t *at)
{
    size_t line = 1, column = 0;
    uintptr_t read = (uintptr_t)at - (uintptr_t)serde->input.data;
    for (size_t i = 0; i < read && i < serde->input.len; i++) {
        column++;
        if (serde->input.data[i] == '\n') {
            line++;
            column = 0;
        }
    }
    serde->problem =
        arena_format(serde->arena, "%.*s at line %zu column %zu", BYTES_ARG(text), line, column);
    return false;
}

/* Where the nesting passes what the original's reader follows; NULL: nowhere. Counts brackets
 * outside of texts, so that it can look at any bytes. */
static const uint8_t *too_deep(struct bytes input)
{
    size_t depth = 0;
    bool in_text = false;
    for (size_t i = 0; i < input.len; i++) {
        uint8_t byte = input.data[i];
        if (in_text) {
            while (i + 1 < input.len && byte != '"' && byte != '\\')
                byte = input.data[++i];
            i += byte == '\\';
            in_text = byte != '"';
        } else if (byte == '"') {
            in_text = true;
        } else if (byte == '{' || byte == '[') {
            if (++depth > SERDE_DEPTH_MAX)
                return input.data + i;
        } else if ((byte == '}' || byte == ']') && depth > 0) {
            depth--;
        }
    }
    return NULL;
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

bool serde_parse(struct serde *serde, struct json_value *document)
{
    struct bytes input = serde->input;
    const uint8_t *deep = too_deep(input);
    if (deep == NULL && json_parse(serde->arena, input, JSON_UTF8, document) == NULL)
        return true;
    size_t first = 0;
    while (first < input.len && is_blank(input.data[first]))
        first++;
    if (first == input.len)
        return refuse(serde, BYTES("EOF while parsing a value"), input.data + first);
    if (deep != NULL && input.data[first] == '{')
        return refuse(serde, BYTES("recursion limit exceeded"), deep + 1);
    return refuse(serde, BYTES("expected value"), input.data + first + 1);
}

/* How the original names what it met instead of what it wanted. */
static struct bytes met(struct serde *serde, const struct json_value *value)
{
    switch (value->kind) {
    case JSON_NULL:
        return BYTES("null");
    case JSON_BOOL:
        return value->boolean ? BYTES("boolean `true`") : BYTES("boolean `false`");
    case JSON_NUMBER: {
        int64_t integer;
        uint64_t positive;
        bool is_integer = json_i64(value->text, &integer) || json_u64(value->text, &positive);
        return arena_format(serde->arena, "%s `%.*s`", is_integer ? "integer" : "floating point",
                            BYTES_ARG(value->text));
    }
    case JSON_STRING: {
        struct writer text = writer_new(serde->arena, value->text.len + 16);
        writer_text(&text, "string ");
        serde_write_string(&text, value->text);
        return writer_done(&text);
    }
    case JSON_ARRAY:
        return BYTES("sequence");
    case JSON_OBJECT:
        break;
    }
    return BYTES("map");
}

static bool refuse_type(struct serde *serde, const struct json_value *value, const char *wanted)
{
    struct bytes found = met(serde, value);
    /* An integer where another integer should stand is out of its range. */
    bool is_range = wanted[0] == 'u' && bytes_starts_with(found, BYTES("integer"));
    struct bytes text = arena_format(serde->arena, "invalid %s: %.*s, expected %s",
                                     is_range ? "value" : "type", BYTES_ARG(found), wanted);
    /* Objects and arrays are refused at their first character, which is not taken yet. */
    bool is_open = value->kind == JSON_ARRAY || value->kind == JSON_OBJECT;
    return refuse(serde, text, is_open ? value->source.data : value_end(value));
}

static bool refuse_value(struct serde *serde, const struct json_value *value, const char *what)
{
    struct bytes text = arena_format(serde->arena, "%s%.*s", what, BYTES_ARG(value->text));
    return refuse(serde, text, value_end(value));
}

struct bytes serde_number_text(struct bytes text)
{
    if (text.len > 0 && text.data[0] == '+')
        text = bytes_from(text, 1);
    while (text.len > 1 && text.data[0] == '0')
        text = bytes_from(text, 1);
    return text;
}

/* Digits, perhaps with a plus sign, not above `max`, which has no sign and no leading zeros. */
static bool is_number_text(struct bytes text, struct bytes max)
{
    if (text.len == 0 || bytes_is(text, "+"))
        return false;
    text = serde_number_text(text);
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.len < max.len || (text.len == max.len && bytes_compare(text, max) <= 0);
}

static bool check_bytes(struct serde *serde, const struct json_value *value)
{
    if (value->kind != JSON_ARRAY)
        return refuse_type(serde, value, "a sequence");
    for (size_t i = 0; i < value->count; i++) {
        uint64_t number;
        if (value->items[i].kind != JSON_NUMBER || !json_u64(value->items[i].text, &number) ||
            number > UINT8_MAX)
            return refuse_type(serde, &value->items[i], "u8");
    }
    return true;
}

/* The names between backquotes, as in "expected one of `a`, `b`". */
static void write_names(struct writer *writer, const char *const *names)
{
    size_t count = 0;
    while (names[count] != NULL)
        count++;
    writer_text(writer, count > 2 ? "one of " : "");
    for (size_t i = 0; i < count; i++) {
        const char *between = i == 0 ? "" : count == 2 ? " or " : ", ";
        writer_format(writer, "%s`%s`", between, names[i]);
    }
}

static bool refuse_variant(struct serde *serde, struct bytes name, const char *const *names,
                           const uint8_t *at)
{
    struct writer text = writer_new(serde->arena, 256);
    writer_text(&text, "unknown variant `");
    writer_bytes(&text, name);
    writer_text(&text, "`, expected ");
    write_names(&text, names);
    return refuse(serde, writer_done(&text), at);
}

static bool check_choice(struct serde *serde, const struct json_value *value,
                         const char *const *choices)
{
    if (value->kind != JSON_STRING)
        return refuse_type(serde, value, "a string");
    for (size_t i = 0; choices[i] != NULL; i++)
        if (bytes_is(value->text, choices[i]))
            return true;
    return refuse_variant(serde, value->text, choices, value_end(value));
}

static bool check_structs(struct serde *serde, const struct json_value *value,
                          const struct serde_type *type)
{
    const struct json_value *found[SERDE_FIELDS_MAX];
    if (value->kind != JSON_ARRAY)
        return refuse_type(serde, value, "a sequence");
    for (size_t i = 0; i < value->count; i++)
        if (!serde_read(serde, &value->items[i], type, found))
            return false;
    return true;
}

static bool check_text(struct serde *serde, const struct json_value *value,
                       const struct serde_field *field)
{
    static const char *const wanted[] = {
        [SERDE_STRING] = "a string",
        [SERDE_BINARY] = "valid base64 encoded string",
        [SERDE_U128_TEXT] = "string-encoded integer",
        [SERDE_U64_TEXT] = "string-encoded integer",
    };
    struct bytes content;
    if (value->kind != JSON_STRING)
        return refuse_type(serde, value, wanted[field->kind]);
    if (field->kind == SERDE_BINARY && !serde_base64(serde->arena, value->text, &content))
        return refuse_value(serde, value, "invalid base64: ");
    if (field->kind == SERDE_U128_TEXT &&
        !is_number_text(value->text, BYTES("340282366920938463463374607431768211455")))
        return refuse_value(serde, value, "invalid Uint128 ");
    if (field->kind == SERDE_U64_TEXT &&
        !is_number_text(value->text, BYTES("18446744073709551615")))
        return refuse_value(serde, value, "invalid Uint64 ");
    return true;
}

static bool check_field(struct serde *serde, const struct json_value *value,
                        const struct serde_field *field)
{
    const struct json_value *found[SERDE_FIELDS_MAX];
    uint64_t number;
    switch (field->kind) {
    case SERDE_STRING:
    case SERDE_BINARY:
    case SERDE_U128_TEXT:
    case SERDE_U64_TEXT:
        return check_text(serde, value, field);
    case SERDE_U64:
        return (value->kind == JSON_NUMBER && json_u64(value->text, &number)) ||
               refuse_type(serde, value, "u64");
    case SERDE_BOOL:
        return value->kind == JSON_BOOL || refuse_type(serde, value, "a boolean");
    case SERDE_BYTES:
        return check_bytes(serde, value);
    case SERDE_OBJECT:
        return value->kind == JSON_OBJECT || refuse_type(serde, value, "struct Empty");
    case SERDE_CHOICE:
        return check_choice(serde, value, field->choices);
    case SERDE_STRUCT:
        return serde_read(serde, value, field->type, found);
    case SERDE_STRUCTS:
        return check_structs(serde, value, field->type);
    case SERDE_ANY:
        break;
    }
    return true;
}

static size_t find_field(const struct serde_type *type, struct bytes name)
{
    for (size_t i = 0; i < SERDE_FIELDS_MAX && type->fields[i].name != NULL; i++)
        if (bytes_is(name, type->fields[i].name))
            return i;
    return SIZE_MAX;
}

bool serde_read(struct serde *serde, const struct json_value *object, const struct serde_type *type,
                const struct json_value *found[SERDE_FIELDS_MAX])
{
    bool seen[SERDE_FIELDS_MAX] = {false};
    for (size_t i = 0; i < SERDE_FIELDS_MAX; i++)
        found[i] = NULL;
    if (object->kind != JSON_OBJECT)
        return refuse_type(serde, object, "struct");
    for (size_t i = 0; i < object->count; i++) {
        const struct json_member *member = &object->members[i];
        size_t at = find_field(type, member->name);
        if (at == SIZE_MAX && !type->is_closed)
            continue;
        const char *problem = at == SIZE_MAX ? "unknown" : seen[at] ? "duplicate" : NULL;
        if (problem != NULL)
            return refuse(
                serde,
                arena_format(serde->arena, "%s field `%.*s`", problem, BYTES_ARG(member->name)),
                member->name.data + member->name.len + 1);
        seen[at] = true;
        if (type->fields[at].is_optional && member->value.kind == JSON_NULL)
            continue;
        if (!check_field(serde, &member->value, &type->fields[at]))
            return false;
        found[at] = &member->value;
    }
    for (size_t i = 0; i < SERDE_FIELDS_MAX && type->fields[i].name != NULL; i++)
        if (!seen[i] && !type->fields[i].is_optional)
            return refuse(serde,
                          arena_format(serde->arena, "missing field `%s`", type->fields[i].name),
                          value_end(object));
    return true;
}

bool serde_choose(struct serde *serde, const struct json_value *value, const char *const *names,
                  size_t *which, const struct json_value **body)
{
    if (value->kind == JSON_STRING)
        return refuse_variant(serde, value->text, names, value_end(value));
    if (value->kind != JSON_OBJECT || value->count == 0)
        return refuse(serde, BYTES("expected value"),
                      value->kind == JSON_OBJECT ? value_end(value) : value->source.data + 1);
    const struct json_member *member = &value->members[0];
    *body = &member->value;
    for (*which = 0; names[*which] != NULL; ++*which)
        if (bytes_is(member->name, names[*which]))
            /* An enum is an object of one member. */
            return value->count == 1 ||
                   refuse(serde, BYTES("expected value"), value_end(&member->value));
    return refuse_variant(serde, member->name, names, member->name.data + member->name.len + 1);
}

enum { VARIANTS_MAX = 16 };

bool serde_choose_variant(struct serde *serde, const struct json_value *value,
                          const struct serde_variant *variants, size_t count, size_t *which,
                          const struct json_value *found[SERDE_FIELDS_MAX])
{
    const char *names[VARIANTS_MAX + 1] = {NULL};
    for (size_t i = 0; i < count && i < VARIANTS_MAX; i++)
        names[i] = variants[i].name;
    const struct json_value *body;
    return serde_choose(serde, value, names, which, &body) &&
           serde_read(serde, body, &variants[*which].type, found);
}

/* The value of a base64 character, above 63 for others. */
static uint8_t base64_value(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : 64;
}

bool serde_base64(struct arena *arena, struct bytes text, struct bytes *content)
{
    size_t len = text.len;
    /* At most two signs of padding, behind at least two characters of the last four. */
    while (len > 0 && text.len - len < 2 && text.data[len - 1] == '=')
        len--;
    if (len < text.len && (len % 4 < 2 || text.len > (len + 3) / 4 * 4))
        return false;
    if (len % 4 == 1)
        return false;
    uint8_t *out = arena_alloc(arena, len / 4 * 3 + 3);
    size_t count = 0;
    uint32_t held = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < len; i++) {
        uint8_t value = base64_value(text.data[i]);
        if (value > 63)
            return false;
        held = (held << 6 | value) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[count++] = (uint8_t)(held >> bits);
        }
    }
    *content = bytes_make(out, count);
    return (held & ((1U << bits) - 1)) == 0;
}

void serde_write_string(struct writer *writer, struct bytes text)
{
    static const char short_escapes[32] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r',
    };
    writer_byte(writer, '"');
    size_t done = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t byte = text.data[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        writer_bytes(writer, bytes_slice(text, done, i - done));
        done = i + 1;
        if (byte >= 0x20)
            writer_format(writer, "\\%c", byte);
        else if (short_escapes[byte] != 0)
            writer_format(writer, "\\%c", short_escapes[byte]);
        else
            writer_format(writer, "\\u%04x", byte);
    }
    writer_bytes(writer, bytes_from(text, done));
    writer_byte(writer, '"');
}

/* Heap sort of the indices of an object's members by name, equal names in their order: quick and
 * without recursion for whatever a contract sends. */
static bool comes_before(const struct json_value *object, uint32_t left, uint32_t right)
{
    int order = bytes_compare(object->members[left].name, object->members[right].name);
    return order < 0 || (order == 0 && left < right);
}

static void sift_down(const struct json_value *object, uint32_t *order, size_t at, size_t count)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && comes_before(object, order[child], order[child + 1]))
            child++;
        if (!comes_before(object, order[at], order[child]))
            return;
        uint32_t moved = order[at];
        order[at] = order[child];
        order[child] = moved;
    }
}

static uint32_t *sort_members(struct arena *arena, const struct json_value *object)
{
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, object->count);
    for (size_t i = 0; i < object->count; i++)
        order[i] = (uint32_t)i;
    for (size_t i = object->count / 2; i > 0; i--)
        sift_down(object, order, i - 1, object->count);
    for (size_t left = object->count; left > 1; left--) {
        uint32_t last = order[0];
        order[0] = order[left - 1];
        order[left - 1] = last;
        sift_down(object, order, 0, left - 1);
    }
    return order;
}

static void write_object(struct writer *writer, const struct json_value *value)
{
    uint32_t *order = sort_members(writer->arena, value);
    writer_byte(writer, '{');
    bool is_first = true;
    for (size_t i = 0; i < value->count; i++) {
        const struct json_member *member = &value->members[order[i]];
        if (i + 1 < value->count && bytes_equal(member->name, value->members[order[i + 1]].name))
            continue;
        writer_text(writer, is_first ? "" : ",");
        is_first = false;
        serde_write_string(writer, member->name);
        writer_byte(writer, ':');
        serde_write_value(writer, &member->value);
    }
    writer_byte(writer, '}');
}

/* As deep as the reader lets a document be: JSON_DEPTH_MAX. */
void serde_write_value(struct writer *writer, const struct json_value *value)
{
    switch (value->kind) {
    case JSON_NULL:
        writer_text(writer, "null");
        break;
    case JSON_BOOL:
        writer_text(writer, value->boolean ? "true" : "false");
        break;
    case JSON_NUMBER:
        writer_bytes(writer, value->text);
        break;
    case JSON_STRING:
        serde_write_string(writer, value->text);
        break;
    case JSON_ARRAY:
        writer_byte(writer, '[');
        for (size_t i = 0; i < value->count; i++) {
            writer_text(writer, i == 0 ? "" : ",");
            serde_write_value(writer, &value->items[i]);
        }
        writer_byte(writer, ']');
        break;
    case JSON_OBJECT:
        write_object(writer, value);
        break;
    }
}
