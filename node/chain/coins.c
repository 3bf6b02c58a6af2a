#include "node/chain/coins.h"

#include "common/encoding/text.h"
#include "common/base/sort.h"
#include "node/chain/errors.h"

enum { DENOM_BYTES_MIN = 3, DENOM_BYTES_MAX = 128 };

static struct coin *coin_array(struct arena *arena, size_t count)
{
    return arena_alloc(arena, arena_array_bytes(sizeof(struct coin), count == 0 ? 1 : count));
}

struct coins coins_one(struct arena *arena, struct bytes denom, struct integer amount)
{
    if (integer_is_zero(amount))
        return COINS_NONE;
    struct coin *coin = coin_array(arena, 1);
    *coin = (struct coin){denom, amount};
    return (struct coins){coin, 1};
}

status coin_from_message(struct arena *arena, const struct cosmos_base_v1beta1_coin *message,
                         struct coin *out)
{
    out->denom = message->denom;
    if (message->amount.len == 0)
        return chain_panic(arena,
                           "runtime error: invalid memory address or nil pointer dereference");
    if (!integer_parse(message->amount, &out->amount))
        return error_wrap_bytes(arena, &CHAIN_INVALID_COINS, message->amount);
    return NULL;
}

status coins_from_list(struct arena *arena, const struct cosmos_base_v1beta1_coin_list *list,
                       struct coins *out)
{
    struct coin *items = coin_array(arena, list->count);
    for (size_t i = 0; i < list->count; i++)
        TRY(coin_from_message(arena, &list->items[i], &items[i]));
    *out = (struct coins){items, list->count};
    return NULL;
}

struct cosmos_base_v1beta1_coin coin_to_message(struct arena *arena, struct coin coin)
{
    return (struct cosmos_base_v1beta1_coin){.denom = coin.denom,
                                             .amount = integer_text(arena, coin.amount)};
}

struct cosmos_base_v1beta1_coin_list coins_to_list(struct arena *arena, struct coins coins)
{
    struct cosmos_base_v1beta1_coin_list list = {NULL, coins.count};
    if (coins.count == 0)
        return list;
    list.items = ARENA_ARRAY(arena, struct cosmos_base_v1beta1_coin, coins.count);
    for (size_t i = 0; i < coins.count; i++)
        list.items[i] = coin_to_message(arena, coins.items[i]);
    return list;
}

struct bytes coin_text(struct arena *arena, struct coin coin)
{
    return ARENA_CONCAT(arena, integer_text(arena, coin.amount), coin.denom);
}

struct bytes coins_text(struct arena *arena, struct coins coins)
{
    if (coins.count == 1)
        return coin_text(arena, coins.items[0]);
    struct writer writer = writer_new(arena, 32 * coins.count + 1);
    for (size_t i = 0; i < coins.count; i++) {
        if (i > 0)
            writer_byte(&writer, ',');
        writer_bytes(&writer, integer_text(arena, coins.items[i].amount));
        writer_bytes(&writer, coins.items[i].denom);
    }
    return writer_done(&writer);
}

bool denom_is_valid(struct bytes denom)
{
    if (denom.len < DENOM_BYTES_MIN || denom.len > DENOM_BYTES_MAX ||
        !text_is_letter(denom.data[0]))
        return false;
    for (size_t i = 1; i < denom.len; i++) {
        uint8_t byte = denom.data[i];
        /* '.', '/', the digits and ':' stand side by side in ASCII. */
        if (!text_is_letter(byte) && (byte < '-' || byte > ':') && byte != '_')
            return false;
    }
    return true;
}

bool coins_are_valid(struct coins coins)
{
    for (size_t i = 0; i < coins.count; i++) {
        const struct coin *coin = &coins.items[i];
        if (!denom_is_valid(coin->denom) || !integer_is_positive(coin->amount))
            return false;
        if (i > 0 && bytes_compare(coins.items[i - 1].denom, coin->denom) >= 0)
            return false;
    }
    return true;
}

status coins_validate(struct arena *arena, struct coins coins)
{
    for (size_t i = 0; i < coins.count; i++) {
        const struct coin *coin = &coins.items[i];
        if (!denom_is_valid(coin->denom))
            return chain_error(arena, "invalid denom: %.*s", BYTES_ARG(coin->denom));
        if (i > 0) {
            int order = bytes_compare(coins.items[i - 1].denom, coin->denom);
            if (order > 0)
                return chain_error(arena, "denomination %.*s is not sorted",
                                   BYTES_ARG(coin->denom));
            if (order == 0)
                return chain_error(arena, "duplicate denomination %.*s", BYTES_ARG(coin->denom));
        }
        if (!integer_is_positive(coin->amount)) {
            /* The original prints the whole first coin, of the others only the denom. */
            struct bytes shown = i == 0 ? coin_text(arena, *coin) : coin->denom;
            return chain_error(arena, "coin %.*s amount is not positive", BYTES_ARG(shown));
        }
    }
    return NULL;
}

status coin_validate(struct arena *arena, struct coin coin)
{
    if (!denom_is_valid(coin.denom))
        return chain_error(arena, "invalid denom: %.*s", BYTES_ARG(coin.denom));
    if (integer_is_negative(coin.amount)) {
        struct bytes amount = integer_text(arena, coin.amount);
        return chain_error(arena, "negative coin amount: %.*s", BYTES_ARG(amount));
    }
    return NULL;
}

bool coins_are_positive(struct coins coins)
{
    for (size_t i = 0; i < coins.count; i++)
        if (!integer_is_positive(coins.items[i].amount))
            return false;
    return coins.count > 0;
}

bool coins_are_zero(struct coins coins)
{
    for (size_t i = 0; i < coins.count; i++)
        if (!integer_is_zero(coins.items[i].amount))
            return false;
    return true;
}

bool coins_any_negative(struct coins coins)
{
    for (size_t i = 0; i < coins.count; i++)
        if (integer_is_negative(coins.items[i].amount))
            return true;
    return false;
}

/* A binary search with the original's halving, so that lists out of order miss the same denoms. */
bool coins_find(struct coins coins, struct bytes denom, struct integer *amount)
{
    size_t low = 0, high = coins.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(denom, coins.items[middle].denom);
        if (order == 0) {
            *amount = coins.items[middle].amount;
            return true;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    *amount = INTEGER_ZERO;
    return false;
}

struct integer coins_amount(struct coins coins, struct bytes denom)
{
    struct integer amount;
    coins_find(coins, denom, &amount);
    return amount;
}

/* combined merges two sorted lists; `minus` takes the right one away. */
static status combined(struct arena *arena, struct coins left, struct coins right, bool minus,
                       struct coins *out)
{
    struct coin *items = coin_array(arena, left.count + right.count);
    size_t count = 0, a = 0, b = 0;
    while (a < left.count || b < right.count) {
        int order = a == left.count    ? 1
                    : b == right.count ? -1
                                       : bytes_compare(left.items[a].denom, right.items[b].denom);
        struct coin coin =
            order <= 0 ? left.items[a++] : (struct coin){right.items[b].denom, INTEGER_ZERO};
        if (order >= 0) {
            struct integer other = right.items[b++].amount;
            if (minus)
                TRY(integer_subtract(coin.amount, other, &coin.amount));
            else
                TRY(integer_add(coin.amount, other, &coin.amount));
        }
        if (!integer_is_zero(coin.amount))
            items[count++] = coin;
    }
    *out = (struct coins){items, count};
    return NULL;
}

status coins_add(struct arena *arena, struct coins left, struct coins right, struct coins *out)
{
    return combined(arena, left, right, false, out);
}

status coins_subtract(struct arena *arena, struct coins left, struct coins right, struct coins *out,
                      bool *any_negative)
{
    TRY(combined(arena, left, right, true, out));
    *any_negative = coins_any_negative(*out);
    return NULL;
}

struct coins coins_minimum(struct arena *arena, struct coins left, struct coins right)
{
    struct coin *items = coin_array(arena, left.count);
    size_t count = 0, a = 0, b = 0;
    while (a < left.count && b < right.count) {
        int order = bytes_compare(left.items[a].denom, right.items[b].denom);
        if (order == 0) {
            bool right_less = integer_compare(right.items[b].amount, left.items[a].amount) < 0;
            struct coin coin = right_less ? right.items[b] : left.items[a];
            if (!integer_is_zero(coin.amount))
                items[count++] = coin;
        }
        a += order <= 0;
        b += order >= 0;
    }
    return (struct coins){items, count};
}

bool coins_all_at_least(struct coins have, struct coins wanted)
{
    for (size_t i = 0; i < wanted.count; i++) {
        struct integer amount = coins_amount(have, wanted.items[i].denom);
        if (integer_compare(wanted.items[i].amount, amount) > 0)
            return false;
    }
    return true;
}

bool coins_any_at_least(struct coins have, struct coins wanted)
{
    for (size_t i = 0; i < have.count; i++) {
        struct integer amount = coins_amount(wanted, have.items[i].denom);
        if (!integer_is_zero(amount) && integer_compare(have.items[i].amount, amount) >= 0)
            return true;
    }
    return false;
}

bool coins_equal(struct coins left, struct coins right)
{
    if (left.count != right.count)
        return false;
    for (size_t i = 0; i < left.count; i++)
        if (!bytes_equal(left.items[i].denom, right.items[i].denom) ||
            integer_compare(left.items[i].amount, right.items[i].amount) != 0)
            return false;
    return true;
}

static int by_denom(const void *left, const void *right)
{
    return bytes_compare(((const struct coin *)left)->denom, ((const struct coin *)right)->denom);
}

struct coins coins_sorted(struct arena *arena, struct coins coins)
{
    struct coin *items = coin_array(arena, coins.count);
    if (coins.count > 0)
        memcpy(items, coins.items, coins.count * sizeof(struct coin));
    sort_stable(arena, items, coins.count, sizeof(struct coin), by_denom);
    return (struct coins){items, coins.count};
}

status coins_normalized(struct arena *arena, struct coins coins, struct coins *out)
{
    struct coin *items = coin_array(arena, coins.count);
    size_t count = 0;
    for (size_t i = 0; i < coins.count; i++)
        if (!integer_is_zero(coins.items[i].amount))
            items[count++] = coins.items[i];
    *out = coins_sorted(arena, (struct coins){items, count});
    status fault = coins_validate(arena, *out);
    if (fault == NULL)
        return NULL;
    struct bytes text = coins_text(arena, *out);
    return chain_panic(arena, "invalid coin set %.*s: %.*s", BYTES_ARG(text),
                       BYTES_ARG(fault->text));
}
