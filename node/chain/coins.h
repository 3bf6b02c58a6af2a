#ifndef NODE_CHAIN_COINS_H
#define NODE_CHAIN_COINS_H

#include "node/chain/number.h"
#include "schema/core/cosmos_base_v1beta1.h"

/* Amounts of named tokens as the original's sdk.Coin and sdk.Coins. A list is immutable once made:
 * operations give a new list in the arena that is passed, or one of their inputs. */
struct coin {
    struct bytes denom;
    struct integer amount;
};
struct coins {
    const struct coin *items;
    size_t count;
};

#define COINS_NONE ((struct coins){NULL, 0})

/* coins_one wraps one coin, or nothing when its amount is zero (NewCoins). */
struct coins coins_one(struct arena *arena, struct bytes denom, struct integer amount);

/* coins_from_list reads the wire form; the list keeps its order and its faults. Refused as the
 * original's panic when an amount is missing (the decoder rules out amounts that are no
 * integers). */
MUST_CHECK status coins_from_list(struct arena *arena,
                                  const struct cosmos_base_v1beta1_coin_list *list,
                                  struct coins *out);
MUST_CHECK status coin_from_message(struct arena *arena,
                                    const struct cosmos_base_v1beta1_coin *message,
                                    struct coin *out);
struct cosmos_base_v1beta1_coin_list coins_to_list(struct arena *arena, struct coins coins);
struct cosmos_base_v1beta1_coin coin_to_message(struct arena *arena, struct coin coin);

/* coins_text is "1uatom,20uscrt", empty for none; coin_text one of them. */
struct bytes coins_text(struct arena *arena, struct coins coins);
struct bytes coin_text(struct arena *arena, struct coin coin);

/* denom_is_valid: a letter, then 2 to 127 of letters, digits and "/:._-". */
bool denom_is_valid(struct bytes denom);

/* coins_are_valid (Coins.IsValid): sorted strictly by denom, valid denoms, positive amounts; none
 * is valid. */
bool coins_are_valid(struct coins coins);
/* coins_validate (Coins.Validate) says why not, with the original's text and no code of its own. */
MUST_CHECK status coins_validate(struct arena *arena, struct coins coins);
/* coin_validate (Coin.Validate): "invalid denom: X", "negative coin amount: N". */
MUST_CHECK status coin_validate(struct arena *arena, struct coin coin);
/* coins_are_positive (IsAllPositive): at least one, and every amount above zero. */
bool coins_are_positive(struct coins coins);
/* coins_are_zero (IsZero): no amount differs from zero; true for none. */
bool coins_are_zero(struct coins coins);
bool coins_any_negative(struct coins coins);

/* coins_amount is the amount of `denom`, zero when it is not there. */
struct integer coins_amount(struct coins coins, struct bytes denom);
/* coins_find is coins_amount that tells whether the denom is there. */
bool coins_find(struct coins coins, struct bytes denom, struct integer *amount);

/* Arithmetic over sorted lists; zero amounts leave the result. Refused only on overflow. */
MUST_CHECK status coins_add(struct arena *arena, struct coins left, struct coins right,
                            struct coins *out);
/* coins_subtract (SafeSub): amounts of the result may be negative, then `any_negative` is set. */
MUST_CHECK status coins_subtract(struct arena *arena, struct coins left, struct coins right,
                                 struct coins *out, bool *any_negative);
/* coins_minimum (Min) takes the smaller amount of each denom that both have. */
struct coins coins_minimum(struct arena *arena, struct coins left, struct coins right);

/* coins_all_at_least (IsAllGTE): every amount of `wanted` is there. coins_any_at_least (IsAnyGTE):
 * at least one is. */
bool coins_all_at_least(struct coins have, struct coins wanted);
bool coins_any_at_least(struct coins have, struct coins wanted);
bool coins_equal(struct coins left, struct coins right);

/* coins_sorted orders by denom, equal denoms kept apart, in input order (Coins.Sort). */
struct coins coins_sorted(struct arena *arena, struct coins coins);
/* coins_normalized (NewCoins): sorted, zeros dropped; refused as the original's panic on faults. */
MUST_CHECK status coins_normalized(struct arena *arena, struct coins coins, struct coins *out);

#endif
