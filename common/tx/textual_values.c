#include "common/base/sort.h"
#include "common/tx/errors.h"
#include "common/tx/textual_internal.h"

/* Numbers and coins as textual signing shows them. */

enum { EXPONENT_MAX = 18 };

struct bytes textual_grouped(struct arena *arena, struct bytes digits)
{
    struct writer writer = writer_new(arena, digits.len * 2 + 1);
    if (digits.len > 0 && digits.data[0] == '-') {
        writer_byte(&writer, '-');
        digits = bytes_from(digits, 1);
    }
    while (digits.len > 1 && digits.data[0] == '0')
        digits = bytes_from(digits, 1);
    for (size_t i = 0; i < digits.len; i++) {
        if (i > 0 && (digits.len - i) % 3 == 0)
            writer_byte(&writer, '\'');
        writer_byte(&writer, digits.data[i]);
    }
    return writer_done(&writer);
}

/* shifted moves the point of an integer text `places` to the left (negative: to the right) and
 * groups the whole part; zeros at the end of the fraction go. */
static struct bytes shifted(struct arena *arena, struct bytes digits, int places)
{
    struct writer writer = writer_new(arena, digits.len + 2 * EXPONENT_MAX + 4);
    bool negative = digits.len > 0 && digits.data[0] == '-';
    if (negative)
        digits = bytes_from(digits, 1);
    writer_bytes(&writer, digits);
    for (int i = places; i < 0; i++)
        writer_byte(&writer, '0');
    struct bytes whole = writer_done(&writer), fraction = BYTES("");
    if (places > 0) {
        size_t wanted = (size_t)places + 1;
        struct bytes zeros = BYTES("0000000000000000000");
        if (whole.len < wanted)
            whole = ARENA_CONCAT(arena, bytes_slice(zeros, 0, wanted - whole.len), whole);
        fraction = bytes_from(whole, whole.len - (size_t)places);
        whole = bytes_slice(whole, 0, whole.len - (size_t)places);
        while (fraction.len > 0 && fraction.data[fraction.len - 1] == '0')
            fraction.len--;
    }
    whole = textual_grouped(arena, whole);
    return ARENA_CONCAT(arena, negative ? BYTES("-") : BYTES(""), whole,
                        fraction.len > 0 ? BYTES(".") : BYTES(""), fraction);
}

static bool find_exponent(const struct cosmos_bank_v1beta1_metadata *metadata, struct bytes denom,
                          uint32_t *exponent)
{
    bool found = false;
    for (size_t i = 0; i < metadata->denom_units.count; i++)
        if (bytes_equal(metadata->denom_units.items[i].denom, denom)) {
            *exponent = metadata->denom_units.items[i].exponent;
            found = true;
        }
    return found;
}

struct shown_coin {
    struct bytes text;
    struct bytes denom;
};

static status show_coin(struct screens *screens, const struct cosmos_base_v1beta1_coin *coin,
                        struct shown_coin *shown)
{
    struct arena *arena = screens->arena;
    const struct cosmos_bank_v1beta1_metadata *metadata = NULL;
    uint32_t own = 0, display = 0;
    TRY(screens->context->denom_metadata(screens->context->reader, coin->denom, &metadata));
    bool converts = metadata != NULL && metadata->display.len > 0 &&
                    !bytes_equal(metadata->display, coin->denom) &&
                    find_exponent(metadata, coin->denom, &own) &&
                    find_exponent(metadata, metadata->display, &display);
    shown->denom = converts ? metadata->display : coin->denom;
    int64_t places = (int64_t)display - (int64_t)own;
    if (places > EXPONENT_MAX || places < -EXPONENT_MAX)
        return tx_error(arena, "exponents of %.*s are too far apart", BYTES_ARG(coin->denom));
    struct bytes amount = shifted(arena, coin->amount, converts ? (int)places : 0);
    shown->text = ARENA_CONCAT(arena, amount, BYTES(" "), shown->denom);
    if (bytes_find(shown->text, ',') < shown->text.len)
        return tx_error(arena, "coin %.*s contains a comma", BYTES_ARG(shown->text));
    return NULL;
}

static int by_denom(const void *left, const void *right)
{
    return bytes_compare(((const struct shown_coin *)left)->denom,
                         ((const struct shown_coin *)right)->denom);
}

status textual_coins(struct screens *screens, const struct cosmos_base_v1beta1_coin_list *coins,
                     struct bytes *text)
{
    if (coins->count == 0) {
        *text = BYTES("zero");
        return NULL;
    }
    struct shown_coin *shown = ARENA_ARRAY(screens->arena, struct shown_coin, coins->count);
    for (size_t i = 0; i < coins->count; i++)
        TRY(show_coin(screens, &coins->items[i], &shown[i]));
    sort_stable(screens->arena, shown, coins->count, sizeof(struct shown_coin), by_denom);
    struct writer writer = writer_new(screens->arena, 64 * coins->count);
    for (size_t i = 0; i < coins->count; i++) {
        writer_text(&writer, i > 0 ? ", " : "");
        writer_bytes(&writer, shown[i].text);
    }
    *text = writer_done(&writer);
    return NULL;
}
