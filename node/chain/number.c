#include "node/chain/number.h"
#include "common/base/halt.h"
#include "node/chain/number_internal.h"
#include <gmp.h>

_Static_assert(sizeof(mp_limb_t) == 8, "limbs are 64 bits");
_Static_assert((int)WIDE_LIMBS == 2 * (int)NUMBER_LIMBS, "a wide holds any product");

const struct integer INTEGER_ZERO = {{0}, false};
const struct integer INTEGER_ONE = {{1}, false};

const struct error NUMBER_OVERFLOW = {"undefined", 111222, true, BYTES_INIT("integer overflow")};
const struct error NUMBER_DIVIDE_BY_ZERO = {"undefined", 111222, true,
                                            BYTES_INIT("Division by zero")};

static const mp_limb_t *limbs(const uint64_t *limb)
{
    return (const mp_limb_t *)limb;
}

static size_t limbs_used(const uint64_t *limb, size_t count)
{
    while (count > 0 && limb[count - 1] == 0)
        count--;
    return count;
}

int magnitude_compare(const struct integer *left, const struct integer *right)
{
    return mpn_cmp(limbs(left->limb), limbs(right->limb), NUMBER_LIMBS);
}

bool integer_in_range(const struct integer *value)
{
    return value->limb[4] == 0;
}

bool magnitude_append(struct integer *value, uint64_t base, uint64_t digit)
{
    mp_limb_t *limb = (mp_limb_t *)value->limb;
    if (mpn_mul_1(limb, limb, NUMBER_LIMBS, base) != 0)
        return false;
    return mpn_add_1(limb, limb, NUMBER_LIMBS, digit) == 0;
}

struct wide wide_multiply(struct integer left, struct integer right)
{
    struct wide product;
    mpn_mul_n((mp_limb_t *)product.limb, limbs(left.limb), limbs(right.limb), NUMBER_LIMBS);
    return product;
}

struct wide wide_divide(const struct wide *dividend, const struct integer *divisor,
                        struct integer *remainder)
{
    struct wide quotient = {{0}};
    *remainder = INTEGER_ZERO;
    size_t top = limbs_used(dividend->limb, WIDE_LIMBS);
    size_t low = limbs_used(divisor->limb, NUMBER_LIMBS);
    ASSERT(low > 0);
    if (top < low) {
        memcpy(remainder->limb, dividend->limb, top * sizeof(uint64_t));
        return quotient;
    }
    mpn_tdiv_qr((mp_limb_t *)quotient.limb, (mp_limb_t *)remainder->limb, 0, limbs(dividend->limb),
                (mp_size_t)top, limbs(divisor->limb), (mp_size_t)low);
    return quotient;
}

bool wide_narrow(const struct wide *value, bool negative, struct integer *out)
{
    if (limbs_used(value->limb, WIDE_LIMBS) > NUMBER_LIMBS)
        return false;
    memcpy(out->limb, value->limb, sizeof(out->limb));
    out->negative = negative && !integer_is_zero(*out);
    return true;
}

struct integer integer_sum(struct integer left, struct integer right)
{
    struct integer sum = {{0}, left.negative};
    if (left.negative == right.negative) {
        mpn_add_n((mp_limb_t *)sum.limb, limbs(left.limb), limbs(right.limb), NUMBER_LIMBS);
    } else if (magnitude_compare(&left, &right) >= 0) {
        mpn_sub_n((mp_limb_t *)sum.limb, limbs(left.limb), limbs(right.limb), NUMBER_LIMBS);
    } else {
        mpn_sub_n((mp_limb_t *)sum.limb, limbs(right.limb), limbs(left.limb), NUMBER_LIMBS);
        sum.negative = right.negative;
    }
    if (integer_is_zero(sum))
        sum.negative = false;
    return sum;
}

struct integer integer_from_u64(uint64_t value)
{
    return (struct integer){{value}, false};
}

struct integer integer_from_i64(int64_t value)
{
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    return (struct integer){{magnitude}, value < 0};
}

static int digit_value(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return 16;
}

/* The base that a prefix of `text` names, and how many bytes the prefix has. */
static uint64_t number_base(struct bytes text, size_t *prefix)
{
    *prefix = 0;
    if (text.len < 2 || text.data[0] != '0')
        return 10;
    *prefix = 2;
    switch (text.data[1]) {
    case 'x':
    case 'X':
        return 16;
    case 'o':
    case 'O':
        return 8;
    case 'b':
    case 'B':
        return 2;
    default:
        *prefix = 1;
        return 8;
    }
}

bool integer_parse_magnitude(struct bytes text, struct integer *out)
{
    struct integer value = INTEGER_ZERO;
    bool negative = text.len > 0 && text.data[0] == '-';
    if (negative || (text.len > 0 && text.data[0] == '+'))
        text = bytes_from(text, 1);
    size_t at;
    uint64_t base = number_base(text, &at);
    bool after_digit = at > 0; /* a '_' may follow a prefix */
    if (at == text.len)
        return false;
    for (; at < text.len; at++) {
        if (text.data[at] == '_' && after_digit) {
            after_digit = false;
            continue;
        }
        uint64_t digit = (uint64_t)digit_value(text.data[at]);
        if (digit >= base || !magnitude_append(&value, base, digit))
            return false;
        after_digit = true;
    }
    if (!after_digit)
        return false;
    value.negative = negative && !integer_is_zero(value);
    *out = value;
    return true;
}

bool integer_parse(struct bytes text, struct integer *out)
{
    return integer_parse_magnitude(text, out) && integer_in_range(out);
}

struct bytes integer_text(struct arena *arena, struct integer value)
{
    /* 320 bits are at most 97 digits */
    uint8_t *text = arena_alloc(arena, 100);
    size_t at = 100;
    mp_limb_t *limb = (mp_limb_t *)value.limb;
    size_t count = limbs_used(value.limb, NUMBER_LIMBS);
    do {
        /* 19 digits at a time */
        mp_limb_t group =
            count == 0 ? 0 : mpn_divrem_1(limb, 0, limb, (mp_size_t)count, 10000000000000000000ULL);
        count = limbs_used(value.limb, count);
        for (int digit = 0; digit < 19 && (digit == 0 || group != 0 || count != 0); digit++) {
            text[--at] = (uint8_t)('0' + group % 10);
            group /= 10;
        }
    } while (count != 0);
    if (value.negative)
        text[--at] = '-';
    return bytes_make(text + at, 100 - at);
}

int integer_compare(struct integer left, struct integer right)
{
    if (left.negative != right.negative)
        return left.negative ? -1 : 1;
    int order = magnitude_compare(&left, &right);
    return left.negative ? -order : order;
}

struct integer integer_minimum(struct integer left, struct integer right)
{
    return integer_compare(left, right) <= 0 ? left : right;
}

struct integer integer_negate(struct integer value)
{
    value.negative = !value.negative && !integer_is_zero(value);
    return value;
}

bool integer_to_u64(struct integer value, uint64_t *out)
{
    if (value.negative || limbs_used(value.limb, NUMBER_LIMBS) > 1)
        return false;
    *out = value.limb[0];
    return true;
}

bool integer_to_i64(struct integer value, int64_t *out)
{
    uint64_t limit = (uint64_t)INT64_MAX + (value.negative ? 1 : 0);
    if (limbs_used(value.limb, NUMBER_LIMBS) > 1 || value.limb[0] > limit)
        return false;
    *out = (int64_t)(value.negative ? -value.limb[0] : value.limb[0]);
    return true;
}

status integer_add(struct integer left, struct integer right, struct integer *out)
{
    *out = integer_sum(left, right);
    return integer_in_range(out) ? NULL : &NUMBER_OVERFLOW;
}

status integer_subtract(struct integer left, struct integer right, struct integer *out)
{
    return integer_add(left, integer_negate(right), out);
}

status integer_multiply(struct integer left, struct integer right, struct integer *out)
{
    struct wide product = wide_multiply(left, right);
    if (!wide_narrow(&product, left.negative != right.negative, out) || !integer_in_range(out))
        return &NUMBER_OVERFLOW;
    return NULL;
}

static struct wide widen(const struct integer *value)
{
    struct wide wide = {{0}};
    memcpy(wide.limb, value->limb, sizeof(value->limb));
    return wide;
}

status integer_divide(struct integer left, struct integer right, struct integer *out)
{
    if (integer_is_zero(right))
        return &NUMBER_DIVIDE_BY_ZERO;
    struct integer remainder;
    struct wide dividend = widen(&left);
    struct wide quotient = wide_divide(&dividend, &right, &remainder);
    ASSERT(wide_narrow(&quotient, left.negative != right.negative, out));
    return NULL;
}

status integer_modulo(struct integer left, struct integer right, struct integer *out)
{
    if (integer_is_zero(right))
        return &NUMBER_DIVIDE_BY_ZERO;
    struct wide dividend = widen(&left);
    wide_divide(&dividend, &right, out);
    if (left.negative && !integer_is_zero(*out)) {
        right.negative = false;
        *out = integer_sum(right, integer_negate(*out));
    }
    return NULL;
}
