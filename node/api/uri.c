#include "node/api/uri.h"

#include "common/encoding/hex.h"

bool uri_decode(struct arena *arena, struct bytes text, bool plus_is_space, struct bytes *out)
{
    uint8_t *decoded = arena_alloc(arena, text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (c == '%') {
            int high = text.len - i > 2 ? hex_digit(text.data[i + 1]) : -1;
            int low = text.len - i > 2 ? hex_digit(text.data[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (uint8_t)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        decoded[len++] = c;
    }
    *out = bytes_make(decoded, len);
    return true;
}

bool uri_query_next(struct arena *arena, struct bytes *query, struct bytes *name,
                    struct bytes *value)
{
    while (query->len != 0) {
        size_t end = bytes_find(*query, '&');
        struct bytes pair = bytes_slice(*query, 0, end);
        *query = bytes_from(*query, end < query->len ? end + 1 : end);
        size_t equals = bytes_find(pair, '=');
        struct bytes right = equals < pair.len ? bytes_from(pair, equals + 1) : BYTES("");
        if (pair.len != 0 && uri_decode(arena, bytes_slice(pair, 0, equals), true, name) &&
            uri_decode(arena, right, true, value))
            return true;
    }
    return false;
}

bool uri_query_find(struct arena *arena, struct bytes query, const char *name, struct bytes *value)
{
    struct bytes found;
    while (uri_query_next(arena, &query, &found, value))
        if (bytes_is(found, name))
            return true;
    return false;
}
