#include "common/encoding/hex.h"
#include "common/encoding/text.h"
#include "node/modules/compute/internal.h"

/* Where a code's source is said to be: "", or what Go's net/url takes for an absolute URL of scheme
 * https. What it checks of each part is all that is looked at here. */

enum part { PART_HOST, PART_ZONE, PART_OTHER };

static bool is_one_of(uint8_t c, const char *set)
{
    return c != 0 && strchr(set, c) != NULL;
}

static bool stands_in_host(uint8_t c)
{
    return c >= 0x80 || text_is_letter(c) || text_is_digit(c) ||
           is_one_of(c, "!$&'()*+,;=:[]<>\"-_.~");
}

/* A byte written as %XX: in a host only those that are no ASCII, and % itself. */
static bool is_escape(struct bytes text, enum part part)
{
    if (text.len < 3 || hex_digit(text.data[1]) < 0 || hex_digit(text.data[2]) < 0)
        return false;
    uint8_t value = (uint8_t)(hex_digit(text.data[1]) << 4 | hex_digit(text.data[2]));
    if (part == PART_OTHER || bytes_starts_with(text, BYTES("%25")))
        return true;
    return part == PART_HOST ? value >= 0x80 : value == ' ' || stands_in_host(value);
}

static bool is_escaped(struct bytes text, enum part part)
{
    while (text.len > 0) {
        size_t step = text.data[0] == '%' ? 3 : 1;
        if (step == 3 ? !is_escape(text, part)
                      : part != PART_OTHER && !stands_in_host(text.data[0]))
            return false;
        text = bytes_from(text, step);
    }
    return true;
}

/* "", ":", or ":" and digits. */
static bool is_port(struct bytes text)
{
    if (text.len > 0 && text.data[0] != ':')
        return false;
    for (size_t i = 1; i < text.len; i++)
        if (!text_is_digit(text.data[i]))
            return false;
    return true;
}

/* Where the last such byte stands; text.len when there is none. */
static size_t find_last(struct bytes text, uint8_t wanted)
{
    for (size_t at = text.len; at > 0; at--)
        if (text.data[at - 1] == wanted)
            return at - 1;
    return text.len;
}

/* The zone of an address in brackets begins with %25. */
static size_t find_zone(struct bytes text)
{
    for (size_t at = 0; at < text.len; at++)
        if (bytes_starts_with(bytes_from(text, at), BYTES("%25")))
            return at;
    return text.len;
}

static bool is_host(struct bytes host)
{
    if (host.len == 0 || host.data[0] != '[') {
        size_t colon = find_last(host, ':');
        return is_port(bytes_from(host, colon)) && is_escaped(host, PART_HOST);
    }
    size_t end = find_last(host, ']');
    if (end == host.len || !is_port(bytes_from(host, end + 1)))
        return false;
    size_t zone = find_zone(bytes_slice(host, 0, end));
    if (zone == end)
        return is_escaped(host, PART_HOST);
    return is_escaped(bytes_slice(host, 0, zone), PART_HOST) &&
           is_escaped(bytes_slice(host, zone, end - zone), PART_ZONE) &&
           is_escaped(bytes_from(host, end), PART_HOST);
}

static bool is_authority(struct bytes authority)
{
    size_t at = find_last(authority, '@');
    if (at == authority.len)
        return is_host(authority);
    struct bytes user = bytes_slice(authority, 0, at);
    for (size_t i = 0; i < user.len; i++)
        if (!text_is_letter(user.data[i]) && !text_is_digit(user.data[i]) &&
            !is_one_of(user.data[i], "-._:~!$&'()*+,;=%@"))
            return false;
    return is_escaped(user, PART_OTHER) && is_host(bytes_from(authority, at + 1));
}

/* What follows the scheme, without query and fragment. */
static bool is_rest(struct bytes rest, bool has_scheme)
{
    bool is_rooted = rest.len > 0 && rest.data[0] == '/';
    size_t first = bytes_find(rest, '/');
    if (!is_rooted && has_scheme)
        return true;
    if (!is_rooted && bytes_find(bytes_slice(rest, 0, first), ':') != first)
        return false;
    bool names_host = bytes_starts_with(rest, BYTES("//")) &&
                      (has_scheme || !bytes_starts_with(rest, BYTES("///")));
    if (!names_host)
        return is_escaped(rest, PART_OTHER);
    rest = bytes_from(rest, 2);
    size_t slash = bytes_find(rest, '/');
    return is_authority(bytes_slice(rest, 0, slash)) &&
           is_escaped(bytes_from(rest, slash), PART_OTHER);
}

/* *scheme is empty when there is none; false: what should be one begins with the colon. */
static bool take_scheme(struct bytes *text, struct bytes *scheme)
{
    size_t at = 0;
    while (at < text->len &&
           (text_is_letter(text->data[at]) ||
            (at > 0 && (text_is_digit(text->data[at]) || is_one_of(text->data[at], "+-.")))))
        at++;
    *scheme = BYTES("");
    if (at == text->len || text->data[at] != ':')
        return true;
    *scheme = bytes_slice(*text, 0, at);
    *text = bytes_from(*text, at + 1);
    return at > 0;
}

static bool is_url(struct bytes text, struct bytes *scheme)
{
    size_t hash = bytes_find(text, '#');
    struct bytes rest = bytes_slice(text, 0, hash);
    for (size_t i = 0; i < rest.len; i++)
        if (rest.data[i] < 0x20 || rest.data[i] == 0x7F)
            return false;
    if (!take_scheme(&rest, scheme))
        return false;
    rest = bytes_slice(rest, 0, bytes_find(rest, '?'));
    return is_rest(rest, scheme->len != 0) && is_escaped(bytes_from(text, hash), PART_OTHER);
}

status compute_check_source(struct arena *arena, struct bytes source)
{
    struct bytes scheme;
    if (source.len == 0)
        return NULL;
    if (!is_url(source, &scheme))
        return error_wrap(arena, &COMPUTE_INVALID, "not an url");
    if (scheme.len == 0)
        return error_wrap(arena, &COMPUTE_INVALID, "not an absolute url");
    if (scheme.len != 5 || strncasecmp((const char *)scheme.data, "https", 5) != 0)
        return error_wrap(arena, &COMPUTE_INVALID, "must use https");
    return NULL;
}
