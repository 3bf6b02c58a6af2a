#ifndef NODE_CHAIN_NUMBER_H
#define NODE_CHAIN_NUMBER_H

#include "common/base/status.h"

/* Integers and 18-decimal fixed-point numbers with the original's range and rounding
 * (cosmossdk.io/math 1.4): an integer holds at most 2^256 - 1 of magnitude, a decimal less than
 * 2^256 (316 bits scaled); passing that is the original's panic and here a refusal. Sealed: nobody
 * else touches the limbs. */
enum { NUMBER_LIMBS = 5 };

/* The panics of the original: `aborts` is set, codespace undefined/111222, and the text is what was
 * thrown. */
extern const struct error NUMBER_OVERFLOW;               /* integer out of range */
extern const struct error NUMBER_DIVIDE_BY_ZERO;         /* integer division or modulo */
extern const struct error NUMBER_DECIMAL_OVERFLOW;       /* decimal out of range */
extern const struct error NUMBER_DECIMAL_DIVIDE_BY_ZERO; /* decimal division */

struct integer {
    uint64_t limb[NUMBER_LIMBS]; /* magnitude, little-endian limbs */
    bool negative;               /* never set on zero */
};

struct decimal {
    struct integer scaled; /* value * 10^18 */
};

extern const struct integer INTEGER_ZERO, INTEGER_ONE;
extern const struct decimal DECIMAL_ZERO, DECIMAL_ONE;

struct integer integer_from_u64(uint64_t value);
struct integer integer_from_i64(int64_t value);
/* integer_parse reads what math.NewIntFromString and the wire form accept: an optional sign, then
 * decimal digits or 0x, 0o, 0b, 0 (octal) prefixed ones, with single '_' between digits. False: not
 * a number, or too big. */
bool integer_parse(struct bytes text, struct integer *out);
struct bytes integer_text(struct arena *arena, struct integer value);
int integer_compare(struct integer left, struct integer right);
struct integer integer_minimum(struct integer left, struct integer right);
static inline bool integer_is_zero(struct integer value)
{
    return (value.limb[0] | value.limb[1] | value.limb[2] | value.limb[3] | value.limb[4]) == 0;
}
static inline bool integer_is_negative(struct integer value)
{
    return value.negative;
}
static inline bool integer_is_positive(struct integer value)
{
    return !value.negative && !integer_is_zero(value);
}
struct integer integer_negate(struct integer value);
bool integer_to_u64(struct integer value, uint64_t *out);
bool integer_to_i64(struct integer value, int64_t *out);
MUST_CHECK status integer_add(struct integer left, struct integer right, struct integer *out);
MUST_CHECK status integer_subtract(struct integer left, struct integer right, struct integer *out);
MUST_CHECK status integer_multiply(struct integer left, struct integer right, struct integer *out);
/* integer_divide truncates toward zero. */
MUST_CHECK status integer_divide(struct integer left, struct integer right, struct integer *out);
/* integer_modulo is Euclidean: never negative. */
MUST_CHECK status integer_modulo(struct integer left, struct integer right, struct integer *out);

/* decimal_parse reads "1.25" (at most 18 decimals) as LegacyNewDecFromStr; decimal_parse_scaled the
 * wire form, an integer as integer_parse reads it. False: not a number, too many decimals or too
 * big. */
bool decimal_parse(struct bytes text, struct decimal *out);
bool decimal_parse_scaled(struct bytes text, struct decimal *out);
/* decimal_read is decimal_parse that refuses with the original's text. */
MUST_CHECK status decimal_read(struct arena *arena, struct bytes text, struct decimal *out);
/* decimal_text prints all 18 decimals; decimal_text_scaled the wire form. */
struct bytes decimal_text(struct arena *arena, struct decimal value);
struct bytes decimal_text_scaled(struct arena *arena, struct decimal value);
struct decimal decimal_from_integer(struct integer value);
struct decimal decimal_from_i64(int64_t value);
int decimal_compare(struct decimal left, struct decimal right);
struct decimal decimal_minimum(struct decimal left, struct decimal right);
static inline bool decimal_is_zero(struct decimal value)
{
    return integer_is_zero(value.scaled);
}
static inline bool decimal_is_negative(struct decimal value)
{
    return value.scaled.negative;
}
static inline bool decimal_is_positive(struct decimal value)
{
    return integer_is_positive(value.scaled);
}
struct decimal decimal_negate(struct decimal value);
MUST_CHECK status decimal_add(struct decimal left, struct decimal right, struct decimal *out);
MUST_CHECK status decimal_subtract(struct decimal left, struct decimal right, struct decimal *out);
/* Plain multiply and divide round half to even as LegacyDec's Mul and Quo; the _truncate forms cut
 * toward zero, the _round_up forms go to the next larger number when a remainder is left (divide:
 * operands not negative). */
MUST_CHECK status decimal_multiply(struct decimal left, struct decimal right, struct decimal *out);
MUST_CHECK status decimal_multiply_truncate(struct decimal left, struct decimal right,
                                            struct decimal *out);
MUST_CHECK status decimal_multiply_round_up(struct decimal left, struct decimal right,
                                            struct decimal *out);
MUST_CHECK status decimal_multiply_integer(struct decimal left, struct integer right,
                                           struct decimal *out);
MUST_CHECK status decimal_divide(struct decimal left, struct decimal right, struct decimal *out);
MUST_CHECK status decimal_divide_truncate(struct decimal left, struct decimal right,
                                          struct decimal *out);
MUST_CHECK status decimal_divide_round_up(struct decimal left, struct decimal right,
                                          struct decimal *out);
/* decimal_divide_integer truncates (QuoInt). */
MUST_CHECK status decimal_divide_integer(struct decimal left, struct integer right,
                                         struct decimal *out);
struct integer decimal_truncate(struct decimal value);
/* The largest decimals round to 2^256, one more than an integer's range: the next checked operation
 * refuses it. */
struct integer decimal_round(struct decimal value); /* half to even */
struct integer decimal_ceiling(struct decimal value);

#endif
