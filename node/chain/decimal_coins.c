#include "node/chain/decimal_coins.h"
#include "common/base/halt.h"
#include "node/chain/errors.h"

static const struct error NEGATIVE_AMOUNT = {"undefined", 111222, true,
                                             BYTES_INIT("negative coin amount")};

status decimal_coins_from_list(struct arena *arena,
                               const struct cosmos_base_v1beta1_dec_coin_list *list,
                               struct decimal_coins *out)
{
    struct decimal_coin *items = ARENA_ARRAY(arena, struct decimal_coin, list->count);
    for (size_t at = 0; at < list->count; at++) {
        items[at].denom = list->items[at].denom;
        if (!decimal_parse_scaled(list->items[at].amount, &items[at].amount))
            return chain_error(arena, "invalid decimal amount of %.*s",
                               BYTES_ARG(list->items[at].denom));
    }
    *out = (struct decimal_coins){items, list->count};
    return NULL;
}

struct cosmos_base_v1beta1_dec_coin_list decimal_coins_to_list(struct arena *arena,
                                                               struct decimal_coins coins)
{
    struct cosmos_base_v1beta1_dec_coin_list list = {
        ARENA_ARRAY(arena, struct cosmos_base_v1beta1_dec_coin, coins.count), coins.count};
    for (size_t at = 0; at < coins.count; at++) {
        list.items[at].denom = coins.items[at].denom;
        list.items[at].amount = decimal_text_scaled(arena, coins.items[at].amount);
    }
    return list;
}

struct decimal_coins decimal_coins_from_coins(struct arena *arena, struct coins coins)
{
    struct decimal_coin *items = ARENA_ARRAY(arena, struct decimal_coin, coins.count);
    size_t count = 0;
    for (size_t at = 0; at < coins.count; at++) {
        if (!integer_is_zero(coins.items[at].amount))
            items[count++] = (struct decimal_coin){coins.items[at].denom,
                                                   decimal_from_integer(coins.items[at].amount)};
    }
    return (struct decimal_coins){items, count};
}

struct bytes decimal_coins_text(struct arena *arena, struct decimal_coins coins)
{
    struct writer out = writer_new(arena, coins.count * 48);
    for (size_t at = 0; at < coins.count; at++) {
        if (at > 0)
            writer_byte(&out, ',');
        writer_bytes(&out, decimal_text(arena, coins.items[at].amount));
        writer_bytes(&out, coins.items[at].denom);
    }
    return writer_done(&out);
}

static status merge(struct arena *arena, struct decimal_coins left, struct decimal_coins right,
                    bool negate, struct decimal_coins *out)
{
    struct decimal_coin *items = ARENA_ARRAY(arena, struct decimal_coin, left.count + right.count);
    size_t count = 0, a = 0, b = 0;
    while (a < left.count || b < right.count) {
        int order = a == left.count    ? 1
                    : b == right.count ? -1
                                       : bytes_compare(left.items[a].denom, right.items[b].denom);
        struct decimal sum = order <= 0 ? left.items[a].amount : DECIMAL_ZERO;
        struct bytes denom = order <= 0 ? left.items[a].denom : right.items[b].denom;
        if (order >= 0) {
            struct decimal other = right.items[b].amount;
            TRY(decimal_add(sum, negate ? decimal_negate(other) : other, &sum));
        }
        if (!decimal_is_zero(sum))
            items[count++] = (struct decimal_coin){denom, sum};
        a += order <= 0 ? 1 : 0;
        b += order >= 0 ? 1 : 0;
    }
    *out = (struct decimal_coins){items, count};
    return NULL;
}

status decimal_coins_add(struct arena *arena, struct decimal_coins left, struct decimal_coins right,
                         struct decimal_coins *out)
{
    return merge(arena, left, right, false, out);
}

status decimal_coins_difference(struct arena *arena, struct decimal_coins left,
                                struct decimal_coins right, struct decimal_coins *out)
{
    return merge(arena, left, right, true, out);
}

status decimal_coins_subtract(struct arena *arena, struct decimal_coins left,
                              struct decimal_coins right, struct decimal_coins *out)
{
    TRY(merge(arena, left, right, true, out));
    return decimal_coins_any_negative(*out) ? &NEGATIVE_AMOUNT : NULL;
}

static status map(struct arena *arena, struct decimal_coins coins, struct decimal operand,
                  status (*operation)(struct decimal, struct decimal, struct decimal *),
                  struct decimal_coins *out)
{
    struct decimal_coin *items = ARENA_ARRAY(arena, struct decimal_coin, coins.count);
    size_t count = 0;
    for (size_t at = 0; at < coins.count; at++) {
        struct decimal amount;
        TRY(operation(coins.items[at].amount, operand, &amount));
        if (!decimal_is_zero(amount))
            items[count++] = (struct decimal_coin){coins.items[at].denom, amount};
    }
    *out = (struct decimal_coins){items, count};
    return NULL;
}

status decimal_coins_multiply(struct arena *arena, struct decimal_coins coins,
                              struct decimal factor, struct decimal_coins *out)
{
    return map(arena, coins, factor, decimal_multiply, out);
}

status decimal_coins_multiply_truncate(struct arena *arena, struct decimal_coins coins,
                                       struct decimal factor, struct decimal_coins *out)
{
    return map(arena, coins, factor, decimal_multiply_truncate, out);
}

status decimal_coins_divide_truncate(struct arena *arena, struct decimal_coins coins,
                                     struct decimal divisor, struct decimal_coins *out)
{
    if (decimal_is_zero(divisor))
        return chain_panic(arena, "invalid zero decimal");
    return map(arena, coins, divisor, decimal_divide_truncate, out);
}

void decimal_coins_truncate(struct arena *arena, struct decimal_coins coins, struct coins *whole,
                            struct decimal_coins *rest)
{
    struct coin *integers = ARENA_ARRAY(arena, struct coin, coins.count);
    struct decimal_coin *changes = ARENA_ARRAY(arena, struct decimal_coin, coins.count);
    *whole = (struct coins){integers, 0};
    *rest = (struct decimal_coins){changes, 0};
    for (size_t at = 0; at < coins.count; at++) {
        struct bytes denom = coins.items[at].denom;
        struct integer integer = decimal_truncate(coins.items[at].amount);
        struct decimal change;
        /* the difference of a number and its whole part is always in range */
        ASSERT(decimal_subtract(coins.items[at].amount, decimal_from_integer(integer), &change) ==
               NULL);
        if (!integer_is_zero(integer))
            integers[whole->count++] = (struct coin){denom, integer};
        if (!decimal_is_zero(change))
            changes[rest->count++] = (struct decimal_coin){denom, change};
    }
}

struct decimal_coins decimal_coins_intersect(struct arena *arena, struct decimal_coins left,
                                             struct decimal_coins right)
{
    struct decimal_coin *items = ARENA_ARRAY(arena, struct decimal_coin, left.count);
    size_t count = 0;
    for (size_t at = 0; at < left.count; at++) {
        struct bytes denom = left.items[at].denom;
        struct decimal amount =
            decimal_minimum(left.items[at].amount, decimal_coins_amount(right, denom));
        if (!decimal_is_zero(amount))
            items[count++] = (struct decimal_coin){denom, amount};
    }
    return (struct decimal_coins){items, count};
}

struct decimal decimal_coins_amount(struct decimal_coins coins, struct bytes denom)
{
    for (size_t at = 0; at < coins.count; at++) {
        if (bytes_equal(coins.items[at].denom, denom))
            return coins.items[at].amount;
    }
    return DECIMAL_ZERO;
}

bool decimal_coins_are_zero(struct decimal_coins coins)
{
    for (size_t at = 0; at < coins.count; at++) {
        if (!decimal_is_zero(coins.items[at].amount))
            return false;
    }
    return true;
}

bool decimal_coins_any_negative(struct decimal_coins coins)
{
    for (size_t at = 0; at < coins.count; at++) {
        if (decimal_is_negative(coins.items[at].amount))
            return true;
    }
    return false;
}
