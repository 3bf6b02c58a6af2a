#ifndef NODE_CHAIN_DECIMAL_COINS_H
#define NODE_CHAIN_DECIMAL_COINS_H

#include "node/chain/coins.h"

/* Fractional amounts of named tokens as the original's sdk.DecCoins, sorted by denom. A list is
 * immutable once made; operations give a new list in the arena that is passed. Refusals are the
 * original's panics. */
struct decimal_coin {
    struct bytes denom;
    struct decimal amount;
};
struct decimal_coins {
    const struct decimal_coin *items;
    size_t count;
};

#define DECIMAL_COINS_NONE ((struct decimal_coins){NULL, 0})

/* decimal_coins_from_list reads the wire form and keeps order and zeros. Refused when an amount is
 * no decimal. */
MUST_CHECK status decimal_coins_from_list(struct arena *arena,
                                          const struct cosmos_base_v1beta1_dec_coin_list *list,
                                          struct decimal_coins *out);
struct cosmos_base_v1beta1_dec_coin_list decimal_coins_to_list(struct arena *arena,
                                                               struct decimal_coins coins);
/* decimal_coins_from_coins takes a valid list of coins. */
struct decimal_coins decimal_coins_from_coins(struct arena *arena, struct coins coins);

/* decimal_coins_text is "1.500000000000000000uscrt,...", empty for none. */
struct bytes decimal_coins_text(struct arena *arena, struct decimal_coins coins);

/* Sums; zero amounts leave the result. */
MUST_CHECK status decimal_coins_add(struct arena *arena, struct decimal_coins left,
                                    struct decimal_coins right, struct decimal_coins *out);
/* decimal_coins_subtract aborts with "negative coin amount" when an amount falls below zero. */
MUST_CHECK status decimal_coins_subtract(struct arena *arena, struct decimal_coins left,
                                         struct decimal_coins right, struct decimal_coins *out);
/* decimal_coins_difference (SafeSub) keeps negative amounts. */
MUST_CHECK status decimal_coins_difference(struct arena *arena, struct decimal_coins left,
                                           struct decimal_coins right, struct decimal_coins *out);

/* Products and quotients of every amount, zeros dropped: MulDec (half to even), MulDecTruncate,
 * QuoDecTruncate. */
MUST_CHECK status decimal_coins_multiply(struct arena *arena, struct decimal_coins coins,
                                         struct decimal factor, struct decimal_coins *out);
MUST_CHECK status decimal_coins_multiply_truncate(struct arena *arena, struct decimal_coins coins,
                                                  struct decimal factor, struct decimal_coins *out);
MUST_CHECK status decimal_coins_divide_truncate(struct arena *arena, struct decimal_coins coins,
                                                struct decimal divisor, struct decimal_coins *out);

/* decimal_coins_truncate splits into whole coins and what is left over. */
void decimal_coins_truncate(struct arena *arena, struct decimal_coins coins, struct coins *whole,
                            struct decimal_coins *rest);
/* decimal_coins_intersect takes the smaller amount of each denom of `left`. */
struct decimal_coins decimal_coins_intersect(struct arena *arena, struct decimal_coins left,
                                             struct decimal_coins right);

struct decimal decimal_coins_amount(struct decimal_coins coins, struct bytes denom);
/* decimal_coins_are_zero: no amount differs from zero; true for none. */
bool decimal_coins_are_zero(struct decimal_coins coins);
bool decimal_coins_any_negative(struct decimal_coins coins);

#endif
