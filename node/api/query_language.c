#include "node/api/query_language.h"

#include <stdio.h>

#include "common/encoding/text.h"
#include "common/encoding/time_text.h"

enum token {
    TOKEN_TAG,
    TOKEN_STRING,
    TOKEN_NUMBER,
    TOKEN_TIME,
    TOKEN_DATE,
    TOKEN_AND,
    TOKEN_CONTAINS,
    TOKEN_EXISTS,
    TOKEN_EQUAL,
    TOKEN_LESS,
    TOKEN_LESS_EQUAL,
    TOKEN_GREATER,
    TOKEN_GREATER_EQUAL,
};

static const char *const token_names[] = {
    [TOKEN_TAG] = "tag",
    [TOKEN_STRING] = "string",
    [TOKEN_NUMBER] = "number",
    [TOKEN_TIME] = "timestamp",
    [TOKEN_DATE] = "datestamp",
    [TOKEN_AND] = "AND operator",
    [TOKEN_CONTAINS] = "CONTAINS operator",
    [TOKEN_EXISTS] = "EXISTS operator",
    [TOKEN_EQUAL] = "= operator",
    [TOKEN_LESS] = "< operator",
    [TOKEN_LESS_EQUAL] = "<= operator",
    [TOKEN_GREATER] = "> operator",
    [TOKEN_GREATER_EQUAL] = ">= operator",
};

static const struct error QUERY_REFUSED = {"api", 2, false, BYTES_INIT("invalid query")};

struct scanner {
    struct arena *arena;
    struct bytes text;
    size_t at;    /* behind the last token */
    size_t start; /* of the last token */
    enum token token;
    struct bytes value;
    int64_t seconds; /* of a time or date */
    int32_t nanos;
};

static status refuse(struct scanner *scanner, const char *format, ...) PRINTF_LIKE(2, 3);
static status refuse(struct scanner *scanner, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct bytes text = arena_format_list(scanner->arena, format, arguments);
    va_end(arguments);
    return error_replace(scanner->arena, &QUERY_REFUSED, text);
}

/* Letters beyond ASCII are taken too, as bytes of their encoding. */
static bool is_tag_byte(uint8_t c)
{
    return text_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '.' || c == '-' || c >= 0x80;
}

static bool is_time_byte(uint8_t c)
{
    return text_is_digit(c) || c == '-' || c == 'T' || c == ':' || c == '+' || c == 'Z';
}

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void take_while(struct scanner *scanner, bool (*wanted)(uint8_t))
{
    while (scanner->at < scanner->text.len && wanted(scanner->text.data[scanner->at]))
        scanner->at++;
}

static status scan_moment(struct scanner *scanner, bool date)
{
    size_t start = ++scanner->at; /* the blank behind TIME or DATE */
    take_while(scanner, is_time_byte);
    scanner->value = bytes_slice(scanner->text, start, scanner->at - start);
    struct bytes moment = scanner->value;
    if (date)
        moment = ARENA_CONCAT(scanner->arena, moment, BYTES("T00:00:00Z"));
    if (!time_parse(moment, &scanner->seconds, &scanner->nanos))
        return refuse(scanner, "invalid %s value: %.*s", date ? "DATE" : "TIME",
                      BYTES_ARG(scanner->value));
    scanner->token = date ? TOKEN_DATE : TOKEN_TIME;
    return NULL;
}

static status scan_word(struct scanner *scanner)
{
    take_while(scanner, is_tag_byte);
    scanner->value = bytes_slice(scanner->text, scanner->start, scanner->at - scanner->start);
    bool blank_follows = scanner->at < scanner->text.len && scanner->text.data[scanner->at] == ' ';
    if (blank_follows && bytes_is(scanner->value, "TIME"))
        return scan_moment(scanner, false);
    if (blank_follows && bytes_is(scanner->value, "DATE"))
        return scan_moment(scanner, true);
    scanner->token = bytes_is(scanner->value, "AND")        ? TOKEN_AND
                     : bytes_is(scanner->value, "EXISTS")   ? TOKEN_EXISTS
                     : bytes_is(scanner->value, "CONTAINS") ? TOKEN_CONTAINS
                                                            : TOKEN_TAG;
    return NULL;
}

static void scan_number(struct scanner *scanner)
{
    take_while(scanner, text_is_digit);
    if (scanner->at < scanner->text.len && scanner->text.data[scanner->at] == '.') {
        scanner->at++;
        take_while(scanner, text_is_digit);
    }
    scanner->value = bytes_slice(scanner->text, scanner->start, scanner->at - scanner->start);
    scanner->token = TOKEN_NUMBER;
}

static void scan_comparison(struct scanner *scanner, uint8_t first)
{
    scanner->at++;
    scanner->token = first == '=' ? TOKEN_EQUAL : first == '<' ? TOKEN_LESS : TOKEN_GREATER;
    if (first != '=' && scanner->at < scanner->text.len && scanner->text.data[scanner->at] == '=') {
        scanner->at++;
        scanner->token++;
    }
}

/* *end is set, and no token read, behind the last one. */
static status scan(struct scanner *scanner, bool *end)
{
    take_while(scanner, is_space);
    scanner->start = scanner->at;
    *end = scanner->at == scanner->text.len;
    if (*end)
        return NULL;
    uint8_t first = scanner->text.data[scanner->at];
    if (text_is_digit(first)) {
        scan_number(scanner);
        return NULL;
    }
    if (is_tag_byte(first) && first != '.' && first != '-')
        return scan_word(scanner);
    if (first == '<' || first == '>' || first == '=') {
        scan_comparison(scanner, first);
        return NULL;
    }
    if (first != '\'')
        return refuse(scanner, "invalid input %c at offset %zu", first, scanner->at + 1);
    struct bytes rest = bytes_from(scanner->text, scanner->at + 1);
    size_t quote = bytes_find(rest, '\'');
    if (quote == rest.len) {
        *end = true;
        return NULL;
    }
    scanner->value = bytes_slice(rest, 0, quote);
    scanner->at += quote + 2;
    scanner->token = TOKEN_STRING;
    return NULL;
}

/* The next token must be one of `count` kinds. */
static status want(struct scanner *scanner, const enum token *kinds, size_t count)
{
    bool end;
    status bad = scan(scanner, &end);
    if (bad != NULL)
        return refuse(scanner, "offset %zu: %.*s", scanner->start, BYTES_ARG(bad->text));
    if (end)
        return refuse(scanner, "offset %zu: EOF", scanner->start);
    for (size_t i = 0; i < count; i++)
        if (scanner->token == kinds[i])
            return NULL;
    struct writer list = writer_new(scanner->arena, 64);
    for (size_t i = 0; i < count; i++) {
        if (i != 0)
            writer_text(&list, i + 1 == count ? " or " : ", ");
        writer_text(&list, token_names[kinds[i]]);
    }
    return refuse(scanner, "offset %zu: got %s, wanted %.*s", scanner->start,
                  token_names[scanner->token], BYTES_ARG(writer_done(&list)));
}
#define WANT(scanner, ...)                                                                         \
    want((scanner), (const enum token[]){__VA_ARGS__},                                             \
         sizeof((const enum token[]){__VA_ARGS__}) / sizeof(enum token))

/* Digits before the point without leading zeros. */
static struct bytes integer_part(struct bytes number)
{
    struct bytes integer = bytes_slice(number, 0, bytes_find(number, '.'));
    while (integer.len > 0 && integer.data[0] == '0')
        integer = bytes_from(integer, 1);
    return integer;
}

static status parse_condition(struct scanner *scanner, struct query_condition *condition)
{
    static const enum query_operator operators[] = {
        [TOKEN_CONTAINS] = QUERY_CONTAINS,
        [TOKEN_EXISTS] = QUERY_EXISTS,
        [TOKEN_EQUAL] = QUERY_EQUAL,
        [TOKEN_LESS] = QUERY_LESS,
        [TOKEN_LESS_EQUAL] = QUERY_LESS_EQUAL,
        [TOKEN_GREATER] = QUERY_GREATER,
        [TOKEN_GREATER_EQUAL] = QUERY_GREATER_EQUAL,
    };
    TRY(WANT(scanner, TOKEN_TAG));
    condition->tag = scanner->value;
    TRY(WANT(scanner, TOKEN_LESS_EQUAL, TOKEN_GREATER_EQUAL, TOKEN_LESS, TOKEN_GREATER, TOKEN_EQUAL,
             TOKEN_CONTAINS, TOKEN_EXISTS));
    condition->operator_ = operators[scanner->token];
    if (condition->operator_ == QUERY_EXISTS)
        return NULL;
    if (condition->operator_ == QUERY_CONTAINS)
        TRY(WANT(scanner, TOKEN_STRING));
    else if (condition->operator_ == QUERY_EQUAL)
        TRY(WANT(scanner, TOKEN_NUMBER, TOKEN_TIME, TOKEN_DATE, TOKEN_STRING));
    else
        TRY(WANT(scanner, TOKEN_NUMBER, TOKEN_TIME, TOKEN_DATE));
    condition->text = scanner->value;
    condition->operand = scanner->token == TOKEN_STRING   ? QUERY_TEXT
                         : scanner->token == TOKEN_NUMBER ? QUERY_NUMBER
                         : scanner->token == TOKEN_DATE   ? QUERY_DATE
                                                          : QUERY_TIME;
    condition->seconds = scanner->seconds;
    condition->nanos = scanner->nanos;
    return NULL;
}

status query_parse(struct arena *arena, struct bytes text, struct query *query)
{
    struct scanner scanner = {.arena = arena, .text = text};
    if (text.len > QUERY_BYTES_MAX)
        return refuse(&scanner, "maximum query length exceeded");
    if (!text_is_utf8(text))
        return refuse(&scanner, "query is not UTF-8");
    *query = (struct query){ARENA_ARRAY(arena, struct query_condition, QUERY_CONDITIONS_MAX), 0};
    for (;;) {
        bool end;
        if (query->count == QUERY_CONDITIONS_MAX)
            return refuse(&scanner, "too many conditions");
        TRY(parse_condition(&scanner, &query->conditions[query->count++]));
        TRY(scan(&scanner, &end));
        if (end)
            return NULL;
        if (scanner.token != TOKEN_AND)
            return refuse(&scanner, "offset %zu: got %s, want AND operator", scanner.start,
                          token_names[scanner.token]);
    }
}

/* ---- matching ---- */

/* The number a text begins with: digits, and a point with digits behind it. */
static struct bytes number_prefix(struct bytes text)
{
    size_t end = 0;
    while (end < text.len && text_is_digit(text.data[end]))
        end++;
    if (end > 0 && end + 1 < text.len && text.data[end] == '.' &&
        text_is_digit(text.data[end + 1])) {
        end++;
        while (end < text.len && text_is_digit(text.data[end]))
            end++;
    }
    return bytes_slice(text, 0, end);
}

static struct bytes fraction_part(struct bytes number)
{
    size_t point = bytes_find(number, '.');
    struct bytes fraction = point == number.len ? BYTES("") : bytes_from(number, point + 1);
    while (fraction.len > 0 && fraction.data[fraction.len - 1] == '0')
        fraction.len--;
    return fraction;
}

static int compare_numbers(struct bytes left, struct bytes right)
{
    struct bytes left_integer = integer_part(left), right_integer = integer_part(right);
    if (left_integer.len != right_integer.len)
        return left_integer.len < right_integer.len ? -1 : 1;
    int order = bytes_compare(left_integer, right_integer);
    return order != 0 ? order : bytes_compare(fraction_part(left), fraction_part(right));
}

static bool order_fits(enum query_operator operator_, int order)
{
    switch (operator_) {
    case QUERY_EQUAL:
        return order == 0;
    case QUERY_LESS:
        return order < 0;
    case QUERY_LESS_EQUAL:
        return order <= 0;
    case QUERY_GREATER:
        return order > 0;
    case QUERY_GREATER_EQUAL:
        return order >= 0;
    case QUERY_CONTAINS:
    case QUERY_EXISTS:
        break;
    }
    return false;
}

static bool moment_holds(const struct query_condition *condition, struct bytes value)
{
    char text[40];
    int64_t seconds;
    int32_t nanos;
    bool date = condition->operand == QUERY_DATE;
    int len = snprintf(text, sizeof text, "%.*s%s", BYTES_ARG(value), date ? "T00:00:00Z" : "");
    if (len < 0 || (size_t)len >= sizeof text ||
        !time_parse(bytes_make(text, (size_t)len), &seconds, &nanos))
        return false;
    int order = seconds != condition->seconds
                    ? (seconds < condition->seconds ? -1 : 1)
                    : (nanos > condition->nanos) - (nanos < condition->nanos);
    return order_fits(condition->operator_, order);
}

bool query_condition_holds(const struct query_condition *condition, struct bytes value)
{
    if (condition->operator_ == QUERY_EXISTS)
        return true;
    if (condition->operator_ == QUERY_CONTAINS)
        return condition->text.len == 0 ||
               (value.len != 0 &&
                memmem(value.data, value.len, condition->text.data, condition->text.len) != NULL);
    if (condition->operand == QUERY_TEXT)
        return bytes_equal(value, condition->text);
    if (condition->operand != QUERY_NUMBER)
        return moment_holds(condition, value);
    struct bytes number = number_prefix(value);
    return number.len != 0 &&
           order_fits(condition->operator_, compare_numbers(number, condition->text));
}

struct bytes query_tag_type(struct bytes tag)
{
    size_t point = tag.len;
    while (point > 0 && tag.data[point - 1] != '.')
        point--;
    return bytes_slice(tag, 0, point == 0 ? 0 : point - 1);
}

bool query_tag_is(struct bytes tag, struct bytes type, struct bytes key)
{
    return tag.len == type.len + 1 + key.len && bytes_starts_with(tag, type) &&
           tag.data[type.len] == '.' && bytes_equal(bytes_from(tag, type.len + 1), key);
}
