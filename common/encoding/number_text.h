#ifndef COMMON_ENCODING_NUMBER_TEXT_H
#define COMMON_ENCODING_NUMBER_TEXT_H

#include "common/base/status.h"

/* The texts of math.Int and math.LegacyDec (cosmossdk.io/math 1.4), without arithmetic. On the wire
 * both are integer texts, a decimal scaled by 10^18; what clients see of a decimal has 18 digits
 * behind a point. */

enum {
    NUMBER_TEXT_DECIMALS = 18,
    NUMBER_TEXT_BYTES_MAX = 97, /* sign and digits of the largest decimal, scaled */
};

/* number_text_integer reads the wire form of an Int: what Go's big.Int takes with base 0 (a sign,
 * the prefixes 0x, 0o, 0b and 0, single '_' between digits), below 2^256. Empty stays empty.
 *   plain  out: the decimal text without leading zeros; the input itself when it is that already
 * Refused: "math/big: cannot unmarshal ... into a *big.Int", "integer out of range; ...". */
MUST_CHECK status number_text_integer(struct arena *arena, struct bytes text, struct bytes *plain);

/* number_text_scaled does the same for the wire form of a LegacyDec, at most 2^256 * 10^18. */
MUST_CHECK status number_text_scaled(struct arena *arena, struct bytes text, struct bytes *plain);

/* number_text_decimal gives the client form of a plain scaled text: "50000000000000000" is
 * "0.050000000000000000". Empty counts as 0. */
struct bytes number_text_decimal(struct arena *arena, struct bytes scaled);

/* number_text_from_decimal gives the plain scaled text of a client form: "0.05", "-1", "3.000". At
 * most 18 digits behind the point. Refused with the texts of LegacyNewDecFromStr. */
MUST_CHECK status number_text_from_decimal(struct arena *arena, struct bytes decimal,
                                           struct bytes *scaled);

#endif
