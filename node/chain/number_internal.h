#ifndef NODE_CHAIN_NUMBER_INTERNAL_H
#define NODE_CHAIN_NUMBER_INTERNAL_H

#include "node/chain/number.h"

/* Magnitudes wide enough for the product of two decimals, or a decimal times 10^36. */
enum { WIDE_LIMBS = 10 };

struct wide {
    uint64_t limb[WIDE_LIMBS]; /* little-endian */
};

struct wide wide_multiply(struct integer left, struct integer right);
/* wide_divide gives the truncated quotient; the divisor is not zero. */
struct wide wide_divide(const struct wide *dividend, const struct integer *divisor,
                        struct integer *remainder);
/* wide_narrow takes the low limbs; false when the value does not fit. */
bool wide_narrow(const struct wide *value, bool negative, struct integer *out);

/* Signed sum without a range check: both magnitudes leave the top bit free, so nothing is lost. */
struct integer integer_sum(struct integer left, struct integer right);
/* magnitude_append is value * 10 + digit or the like; false when it passes 320 bits. */
bool magnitude_append(struct integer *value, uint64_t base, uint64_t digit);
/* integer_parse_magnitude is integer_parse with the range of 320 bits. */
bool integer_parse_magnitude(struct bytes text, struct integer *out);
int magnitude_compare(const struct integer *left, const struct integer *right);
/* integer_in_range is the 256-bit rule. */
bool integer_in_range(const struct integer *value);

#endif
