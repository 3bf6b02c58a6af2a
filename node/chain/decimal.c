#include "node/chain/number.h"
#include "common/base/halt.h"
#include "node/chain/number_internal.h"

#define TEN_TO_18 1000000000000000000ULL
enum { DECIMALS = 18 };

static const struct integer SCALE = {{TEN_TO_18}, false};
/* 10^36 = 0xc097ce7bc90715b34b9f1000000000 */
static const struct integer SCALE_SQUARED = {{0xb34b9f1000000000ULL, 0x00c097ce7bc90715ULL}, false};
/* 2^256 * 10^18: the first magnitude out of range */
static const struct integer DECIMAL_LIMIT = {{0, 0, 0, 0, TEN_TO_18}, false};

const struct decimal DECIMAL_ZERO = {{{0}, false}};
const struct decimal DECIMAL_ONE = {{{TEN_TO_18}, false}};

const struct error NUMBER_DECIMAL_OVERFLOW = {"undefined", 111222, true,
                                              BYTES_INIT("Int overflow")};
const struct error NUMBER_DECIMAL_DIVIDE_BY_ZERO = {"undefined", 111222, true,
                                                    BYTES_INIT("division by zero")};

static bool in_range(const struct integer *scaled)
{
    return magnitude_compare(scaled, &DECIMAL_LIMIT) < 0;
}

static bool append_digits(struct integer *value, struct bytes digits)
{
    for (size_t at = 0; at < digits.len; at++) {
        uint8_t digit = digits.data[at];
        if (digit < '0' || digit > '9' || !magnitude_append(value, 10, digit - '0'))
            return false;
    }
    return true;
}

bool decimal_parse(struct bytes text, struct decimal *out)
{
    bool negative = text.len > 0 && text.data[0] == '-';
    if (negative)
        text = bytes_from(text, 1);
    size_t point = bytes_find(text, '.');
    struct bytes whole = bytes_slice(text, 0, point);
    struct bytes fraction = {0};
    if (text.len == 0)
        return false;
    if (point < text.len) {
        fraction = bytes_from(text, point + 1);
        if (whole.len == 0 || fraction.len == 0 || fraction.len > DECIMALS)
            return false;
    }
    /* the original hands the digits to a parser that takes one more sign */
    if (whole.data[0] == '-' || whole.data[0] == '+') {
        negative ^= whole.data[0] == '-';
        whole = bytes_from(whole, 1);
    }
    struct integer value = INTEGER_ZERO;
    if (!append_digits(&value, whole) || !append_digits(&value, fraction))
        return false;
    for (size_t zeros = fraction.len; zeros < DECIMALS; zeros++) {
        if (!magnitude_append(&value, 10, 0))
            return false;
    }
    if (!in_range(&value))
        return false;
    value.negative = negative && !integer_is_zero(value);
    out->scaled = value;
    return true;
}

bool decimal_parse_scaled(struct bytes text, struct decimal *out)
{
    return integer_parse_magnitude(text, &out->scaled) && in_range(&out->scaled);
}

struct bytes decimal_text_scaled(struct arena *arena, struct decimal value)
{
    return integer_text(arena, value.scaled);
}

struct bytes decimal_text(struct arena *arena, struct decimal value)
{
    struct bytes digits = integer_text(arena, value.scaled);
    if (value.scaled.negative)
        digits = bytes_from(digits, 1);
    struct writer out = writer_new(arena, digits.len + DECIMALS + 3);
    if (value.scaled.negative)
        writer_byte(&out, '-');
    if (digits.len <= DECIMALS) {
        writer_text(&out, "0.");
        for (size_t zeros = digits.len; zeros < DECIMALS; zeros++)
            writer_byte(&out, '0');
        writer_bytes(&out, digits);
    } else {
        writer_bytes(&out, bytes_slice(digits, 0, digits.len - DECIMALS));
        writer_byte(&out, '.');
        writer_bytes(&out, bytes_from(digits, digits.len - DECIMALS));
    }
    return writer_done(&out);
}

struct decimal decimal_from_integer(struct integer value)
{
    struct decimal decimal;
    struct wide product = wide_multiply(value, SCALE);
    ASSERT(wide_narrow(&product, value.negative, &decimal.scaled));
    return decimal;
}

struct decimal decimal_from_i64(int64_t value)
{
    return decimal_from_integer(integer_from_i64(value));
}

int decimal_compare(struct decimal left, struct decimal right)
{
    return integer_compare(left.scaled, right.scaled);
}

struct decimal decimal_minimum(struct decimal left, struct decimal right)
{
    return decimal_compare(left, right) <= 0 ? left : right;
}

struct decimal decimal_negate(struct decimal value)
{
    value.scaled = integer_negate(value.scaled);
    return value;
}

status decimal_add(struct decimal left, struct decimal right, struct decimal *out)
{
    out->scaled = integer_sum(left.scaled, right.scaled);
    return in_range(&out->scaled) ? NULL : &NUMBER_DECIMAL_OVERFLOW;
}

status decimal_subtract(struct decimal left, struct decimal right, struct decimal *out)
{
    return decimal_add(left, decimal_negate(right), out);
}

enum rounding {
    ROUND_TRUNCATE,
    ROUND_HALF_EVEN,
    ROUND_UP, /* toward positive infinity */
};

static status narrow(const struct wide *value, bool negative, struct decimal *out)
{
    if (!wide_narrow(value, negative, &out->scaled) || !in_range(&out->scaled))
        return &NUMBER_DECIMAL_OVERFLOW;
    return NULL;
}

static void wide_increment(struct wide *value)
{
    for (size_t at = 0; at < WIDE_LIMBS && ++value->limb[at] == 0; at++) {
    }
}

/* Divides by 10^18. */
static struct wide chop(const struct wide *value, bool negative, enum rounding rounding)
{
    struct integer remainder;
    struct wide quotient = wide_divide(value, &SCALE, &remainder);
    uint64_t half = TEN_TO_18 / 2;
    bool up = false;
    if (rounding == ROUND_UP)
        up = !negative && remainder.limb[0] != 0;
    else if (rounding == ROUND_HALF_EVEN)
        up = remainder.limb[0] > half || (remainder.limb[0] == half && (quotient.limb[0] & 1) != 0);
    if (up)
        wide_increment(&quotient);
    return quotient;
}

static status multiply(struct decimal left, struct decimal right, enum rounding rounding,
                       struct decimal *out)
{
    bool negative = left.scaled.negative != right.scaled.negative;
    struct wide product = wide_multiply(left.scaled, right.scaled);
    product = chop(&product, negative, rounding);
    return narrow(&product, negative, out);
}

status decimal_multiply(struct decimal left, struct decimal right, struct decimal *out)
{
    return multiply(left, right, ROUND_HALF_EVEN, out);
}

status decimal_multiply_truncate(struct decimal left, struct decimal right, struct decimal *out)
{
    return multiply(left, right, ROUND_TRUNCATE, out);
}

status decimal_multiply_round_up(struct decimal left, struct decimal right, struct decimal *out)
{
    return multiply(left, right, ROUND_UP, out);
}

status decimal_multiply_integer(struct decimal left, struct integer right, struct decimal *out)
{
    struct wide product = wide_multiply(left.scaled, right);
    return narrow(&product, left.scaled.negative != right.negative, out);
}

status decimal_divide(struct decimal left, struct decimal right, struct decimal *out)
{
    if (decimal_is_zero(right))
        return &NUMBER_DECIMAL_DIVIDE_BY_ZERO;
    bool negative = left.scaled.negative != right.scaled.negative;
    struct integer remainder;
    struct wide dividend = wide_multiply(left.scaled, SCALE_SQUARED);
    struct wide quotient = wide_divide(&dividend, &right.scaled, &remainder);
    quotient = chop(&quotient, negative, ROUND_HALF_EVEN);
    return narrow(&quotient, negative, out);
}

static status divide(struct decimal left, struct decimal right, enum rounding rounding,
                     struct decimal *out)
{
    if (decimal_is_zero(right))
        return &NUMBER_DECIMAL_DIVIDE_BY_ZERO;
    bool negative = left.scaled.negative != right.scaled.negative;
    struct integer remainder;
    struct wide dividend = wide_multiply(left.scaled, SCALE);
    struct wide quotient = wide_divide(&dividend, &right.scaled, &remainder);
    if (rounding == ROUND_UP && !integer_is_zero(remainder))
        wide_increment(&quotient);
    return narrow(&quotient, negative, out);
}

status decimal_divide_truncate(struct decimal left, struct decimal right, struct decimal *out)
{
    return divide(left, right, ROUND_TRUNCATE, out);
}

status decimal_divide_round_up(struct decimal left, struct decimal right, struct decimal *out)
{
    ASSERT(!left.scaled.negative && !right.scaled.negative);
    return divide(left, right, ROUND_UP, out);
}

status decimal_divide_integer(struct decimal left, struct integer right, struct decimal *out)
{
    if (integer_is_zero(right))
        return &NUMBER_DECIMAL_DIVIDE_BY_ZERO;
    return integer_divide(left.scaled, right, &out->scaled);
}

static struct integer to_integer(struct decimal value, enum rounding rounding)
{
    struct wide wide = {{0}};
    struct integer result;
    memcpy(wide.limb, value.scaled.limb, sizeof(value.scaled.limb));
    wide = chop(&wide, value.scaled.negative, rounding);
    ASSERT(wide_narrow(&wide, value.scaled.negative, &result));
    return result;
}

struct integer decimal_truncate(struct decimal value)
{
    return to_integer(value, ROUND_TRUNCATE);
}

struct integer decimal_round(struct decimal value)
{
    return to_integer(value, ROUND_HALF_EVEN);
}

struct integer decimal_ceiling(struct decimal value)
{
    return to_integer(value, ROUND_UP);
}
