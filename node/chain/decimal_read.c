#include "common/base/arena.h"
#include "node/chain/errors.h"
#include "node/chain/number.h"

enum { DECIMALS = 18 };

static bool all_digits(struct bytes text)
{
    for (size_t at = 0; at < text.len; at++) {
        if (text.data[at] < '0' || text.data[at] > '9')
            return false;
    }
    return true;
}

static status refuse(struct arena *arena, struct bytes text)
{
    if (text.len > 0 && text.data[0] == '-')
        text = bytes_from(text, 1);
    if (text.len == 0)
        return chain_error(arena, "decimal string cannot be empty");
    size_t point = bytes_find(text, '.');
    struct bytes whole = bytes_slice(text, 0, point);
    struct bytes fraction = point == text.len ? BYTES("") : bytes_from(text, point + 1);
    if (bytes_find(fraction, '.') < fraction.len)
        return chain_error(arena, "invalid decimal string");
    if (point < text.len && (whole.len == 0 || fraction.len == 0))
        return chain_error(arena, "invalid decimal length");
    if (fraction.len > DECIMALS)
        return chain_error(arena,
                           "value '%.*s' exceeds max precision by %d decimal places: max precision "
                           "%d",
                           BYTES_ARG(text), DECIMALS - (int)fraction.len, DECIMALS);
    struct bytes zeros = bytes_slice(BYTES("000000000000000000"), 0, DECIMALS - fraction.len);
    struct bytes all = ARENA_CONCAT(arena, whole, fraction, zeros);
    bool has_sign = all.data[0] == '-' || all.data[0] == '+';
    if (all_digits(bytes_from(all, has_sign ? 1 : 0)))
        return chain_error(arena, "out of range: invalid decimal string");
    return chain_error(arena, "failed to set decimal string with base 10: %.*s", BYTES_ARG(all));
}

status decimal_read(struct arena *arena, struct bytes text, struct decimal *out)
{
    return decimal_parse(text, out) ? NULL : refuse(arena, text);
}
