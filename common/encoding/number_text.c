#include "common/encoding/number_text.h"

#include "common/base/halt.h"
#include "common/encoding/encoding_internal.h"
#include "common/encoding/text.h"

/* 2^256 */
#define BOUND "115792089237316195423570985008687907853269984665640564039457584007913129639936"
#define ZEROS "000000000000000000"

/* Digits of nine decimal places, least significant first: room for the largest decimal and one
 * more. */
enum { GROUP = 1000000000, GROUP_DIGITS = 9, GROUPS_MAX = 12 };

static bool is_plain(struct bytes text)
{
    size_t start = text.len > 1 && text.data[0] == '-';
    if (text.len == start || (text.data[start] == '0' && text.len > 1))
        return false;
    for (size_t i = start; i < text.len; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return true;
}

static unsigned digit_value(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10u;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10u;
    return 16;
}

/* Takes sign and prefix off; gives the base. */
static unsigned take_prefix(struct bytes *text, bool *is_negative, bool *has_prefix)
{
    *is_negative = *has_prefix = false;
    if (text->len > 0 && (text->data[0] == '-' || text->data[0] == '+')) {
        *is_negative = text->data[0] == '-';
        *text = bytes_from(*text, 1);
    }
    if (text->len < 2 || text->data[0] != '0')
        return 10;
    *has_prefix = true;
    uint8_t letter = text->data[1] | 0x20;
    unsigned base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    *text = bytes_from(*text, base == 0 ? 1 : 2);
    return base == 0 ? 8 : base;
}

/* value = value * base + digit; what grows past the last group marks the value as too big for good.
 */
static void push_digit(uint32_t groups[GROUPS_MAX], unsigned base, unsigned digit, bool *is_huge)
{
    uint64_t carry = digit;
    for (size_t i = 0; i < GROUPS_MAX; i++) {
        uint64_t sum = (uint64_t)groups[i] * base + carry;
        groups[i] = (uint32_t)(sum % GROUP);
        carry = sum / GROUP;
    }
    *is_huge |= carry != 0;
}

/* The plain text of what Go's base-0 scanner reads; NULL data when it refuses, len 0 when it is too
 * big. */
static struct bytes normalise(struct arena *arena, struct bytes text)
{
    static const struct bytes refused = {NULL, 0};
    bool is_negative, may_separate, is_huge = false, has_digits = false;
    unsigned base = take_prefix(&text, &is_negative, &may_separate);
    uint32_t groups[GROUPS_MAX] = {0};
    bool is_octal_zero = may_separate && base == 8;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '_') {
            if (!may_separate)
                return refused;
            may_separate = false;
            continue;
        }
        unsigned digit = digit_value(text.data[i]);
        if (digit >= base)
            return refused;
        push_digit(groups, base, digit, &is_huge);
        may_separate = has_digits = true;
    }
    if ((!has_digits && !is_octal_zero) || (text.len > 0 && !may_separate))
        return refused;
    if (is_huge)
        return BYTES("");
    size_t top = GROUPS_MAX - 1;
    while (top > 0 && groups[top] == 0)
        top--;
    bool is_zero = top == 0 && groups[0] == 0;
    struct writer writer = writer_new(arena, GROUPS_MAX * GROUP_DIGITS + 1);
    writer_format(&writer, "%s%u", is_negative && !is_zero ? "-" : "", groups[top]);
    while (top-- > 0)
        writer_format(&writer, "%09u", groups[top]);
    return writer_done(&writer);
}

static bool is_below(struct bytes plain, struct bytes bound)
{
    if (plain.data[0] == '-')
        plain = bytes_from(plain, 1);
    return plain.len < bound.len || (plain.len == bound.len && bytes_compare(plain, bound) < 0);
}

static status read_number(struct arena *arena, struct bytes text, struct bytes *plain)
{
    *plain = is_plain(text) ? text : normalise(arena, text);
    if (plain->data != NULL)
        return NULL;
    struct writer writer = writer_new(arena, text.len + 64);
    writer_text(&writer, "math/big: cannot unmarshal ");
    text_write_quoted(&writer, text);
    writer_text(&writer, " into a *big.Int");
    return encoding_refuse(arena, "%.*s", BYTES_ARG(writer_done(&writer)));
}

status number_text_integer(struct arena *arena, struct bytes text, struct bytes *plain)
{
    *plain = text;
    if (text.len == 0)
        return NULL;
    TRY(read_number(arena, text, plain));
    if (plain->len == 0 || !is_below(*plain, BYTES(BOUND)))
        return encoding_refuse(arena, "integer out of range");
    return NULL;
}

status number_text_scaled(struct arena *arena, struct bytes text, struct bytes *plain)
{
    *plain = text;
    if (text.len == 0)
        return NULL;
    TRY(read_number(arena, text, plain));
    struct bytes bound = BYTES(BOUND ZEROS);
    struct bytes digits = plain->len > 0 && plain->data[0] == '-' ? bytes_from(*plain, 1) : *plain;
    if (plain->len == 0 || !(is_below(digits, bound) || bytes_equal(digits, bound)))
        return encoding_refuse(arena, "decimal out of range");
    return NULL;
}

struct bytes number_text_decimal(struct arena *arena, struct bytes scaled)
{
    bool is_negative = scaled.len > 0 && scaled.data[0] == '-';
    struct bytes digits = is_negative ? bytes_from(scaled, 1) : scaled;
    size_t whole = digits.len > NUMBER_TEXT_DECIMALS ? digits.len - NUMBER_TEXT_DECIMALS : 0;
    struct writer writer = writer_new(arena, digits.len + NUMBER_TEXT_DECIMALS + 3);
    if (is_negative)
        writer_byte(&writer, '-');
    writer_bytes(&writer, whole == 0 ? BYTES("0") : bytes_slice(digits, 0, whole));
    writer_byte(&writer, '.');
    if (whole == 0)
        writer_bytes(&writer, bytes_make(ZEROS, NUMBER_TEXT_DECIMALS - digits.len));
    writer_bytes(&writer, bytes_slice(digits, whole, digits.len - whole));
    return writer_done(&writer);
}

/* Splits "12.34" and joins its digits with zeros up to 18 places. */
static status join_digits(struct arena *arena, struct bytes text, struct bytes *digits)
{
    size_t point = bytes_find(text, '.');
    struct bytes whole = bytes_slice(text, 0, point);
    struct bytes fraction = point == text.len ? BYTES("") : bytes_from(text, point + 1);
    if (bytes_find(fraction, '.') != fraction.len)
        return encoding_refuse(arena, "invalid decimal string");
    if (point != text.len && (whole.len == 0 || fraction.len == 0))
        return encoding_refuse(arena, "invalid decimal length");
    if (fraction.len > NUMBER_TEXT_DECIMALS)
        return encoding_refuse(arena,
                               "value '%.*s' exceeds max precision by %d decimal places: max "
                               "precision %d",
                               BYTES_ARG(text), NUMBER_TEXT_DECIMALS - (int)fraction.len,
                               NUMBER_TEXT_DECIMALS);
    struct bytes zeros = bytes_make(ZEROS, NUMBER_TEXT_DECIMALS - fraction.len);
    *digits = ARENA_CONCAT(arena, whole, fraction, zeros);
    return NULL;
}

status number_text_from_decimal(struct arena *arena, struct bytes decimal, struct bytes *scaled)
{
    bool is_negative = decimal.len > 0 && decimal.data[0] == '-';
    struct bytes text = is_negative ? bytes_from(decimal, 1) : decimal;
    if (text.len == 0)
        return encoding_refuse(arena, "decimal string cannot be empty");
    struct bytes digits;
    TRY(join_digits(arena, text, &digits));
    /* Go's base-10 parser takes a second sign here, so "--1" is 1. */
    bool has_sign = digits.data[0] == '+' || digits.data[0] == '-';
    struct bytes bare = has_sign ? bytes_from(digits, 1) : digits;
    size_t skip = 0;
    for (size_t i = 0; i < bare.len; i++)
        if (bare.data[i] < '0' || bare.data[i] > '9')
            return encoding_refuse(arena, "failed to set decimal string with base 10: %.*s",
                                   BYTES_ARG(digits));
    while (skip + 1 < bare.len && bare.data[skip] == '0')
        skip++;
    bare = bytes_from(bare, skip);
    if (has_sign && digits.data[0] == '-')
        is_negative = !is_negative;
    bool is_zero = bytes_is(bare, "0");
    *scaled = is_negative && !is_zero ? ARENA_CONCAT(arena, BYTES("-"), bare) : bare;
    if (number_text_scaled(arena, *scaled, scaled) != NULL)
        return encoding_refuse(arena, "out of range: invalid decimal string");
    return NULL;
}
