#ifndef NODE_CHAIN_ARGUMENTS_H
#define NODE_CHAIN_ARGUMENTS_H

#include "node/chain/address.h"
#include "node/chain/coins.h"
#include "node/chain/context.h"

/* Fields of messages, read with the refusals that the original's message servers share. */

/* argument_address parses an address: "<what>: <why>: invalid address", sdk 7. */
MUST_CHECK status argument_address(struct context *ctx, enum address_kind kind, struct bytes text,
                                   const char *what, struct bytes *address);

/* argument_equal_fold compares two texts without regard to the case of ASCII letters. */
bool argument_equal_fold(struct bytes left, struct bytes right);

/* Numbers that must be there: an absent one is a nil pointer in the original and aborts as its use
 * does. */
MUST_CHECK status argument_decimal(struct context *ctx, struct bytes text, struct decimal *value);
MUST_CHECK status argument_integer(struct context *ctx, struct bytes text, struct integer *value);

/* argument_amount reads a valid coin above zero, or refuses with "<refusal>: invalid request",
 * sdk 18. */
MUST_CHECK status argument_amount(struct context *ctx,
                                  const struct cosmos_base_v1beta1_coin *message,
                                  const char *refusal, struct coin *coin);

/* argument_denom checks a denom parameter: "<what> cannot be blank", "invalid denom: X"; no code of
 * its own. */
MUST_CHECK status argument_denom(struct context *ctx, struct bytes denom, const char *what);

#endif
