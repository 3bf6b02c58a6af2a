#include "enclave/contract/imports_bech32.h"

enum {
    CHECKSUM_LENGTH = 6,
    TEXT_LENGTH_MIN = 8,
    PREFIX_LENGTH_MAX = 83,
};

static const char charset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

enum letter_case { CASE_NONE, CASE_LOWER, CASE_UPPER, CASE_MIXED };

static uint32_t polymod_step(uint32_t checksum, uint8_t value)
{
    static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                         0x2a1462b3};
    uint8_t top = (uint8_t)(checksum >> 25);
    checksum = (checksum & 0x01ffffff) << 5 ^ value;
    for (size_t i = 0; i < ARRAY_COUNT(generator); i++)
        if ((top >> i & 1) != 0)
            checksum ^= generator[i];
    return checksum;
}

static uint32_t polymod(struct bytes prefix, struct bytes data)
{
    uint32_t checksum = 1;
    for (size_t i = 0; i < prefix.len; i++)
        checksum = polymod_step(checksum, prefix.data[i] >> 5);
    checksum = polymod_step(checksum, 0);
    for (size_t i = 0; i < prefix.len; i++)
        checksum = polymod_step(checksum, prefix.data[i] & 0x1f);
    for (size_t i = 0; i < data.len; i++)
        checksum = polymod_step(checksum, data.data[i]);
    return checksum;
}

static bool is_lower(uint8_t byte)
{
    return byte >= 'a' && byte <= 'z';
}

static bool is_upper(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static enum letter_case add_case(enum letter_case seen, uint8_t byte)
{
    enum letter_case own = is_lower(byte) ? CASE_LOWER : is_upper(byte) ? CASE_UPPER : CASE_NONE;
    if (own == CASE_NONE || seen == own)
        return seen;
    return seen == CASE_NONE ? own : CASE_MIXED;
}

/* The library prints the character itself. A byte of the prefix is taken for a Latin-1 character,
 * one of the data is a whole UTF-8 character. */
static struct bytes invalid_character(struct arena *arena, struct bytes character)
{
    return ARENA_CONCAT(arena, BYTES("invalid character (code="), character, BYTES(")"));
}

static struct bytes latin1(struct arena *arena, uint8_t byte)
{
    uint8_t encoded[] = {(uint8_t)(0xc0 | byte >> 6), (uint8_t)(0x80 | (byte & 0x3f))};
    return arena_copy(arena, byte < 0x80 ? bytes_make(&byte, 1) : BYTES_OF(encoded));
}

static struct bytes utf8_character(struct bytes text, size_t at)
{
    size_t end = at + 1;
    while (end < text.len && (text.data[end] & 0xc0) == 0x80)
        end++;
    return bytes_slice(text, at, end - at);
}

static struct bytes check_prefix(struct arena *arena, struct bytes prefix, enum letter_case *seen)
{
    if (prefix.len == 0 || prefix.len > PREFIX_LENGTH_MAX)
        return BYTES("invalid length");
    for (size_t i = 0; i < prefix.len; i++) {
        uint8_t byte = prefix.data[i];
        if (byte < 33 || byte > 126)
            return invalid_character(arena, latin1(arena, byte));
        *seen = add_case(*seen, byte);
        if (*seen == CASE_MIXED)
            return BYTES("mixed-case strings not allowed");
    }
    return (struct bytes){0};
}

static struct bytes to_lower(struct arena *arena, struct bytes text)
{
    struct writer lower = writer_new(arena, text.len);
    for (size_t i = 0; i < text.len; i++)
        writer_byte(&lower, is_upper(text.data[i]) ? text.data[i] | 0x20 : text.data[i]);
    return writer_done(&lower);
}

static struct bytes decode_data(struct arena *arena, struct bytes text, enum letter_case seen,
                                struct bytes *data)
{
    struct writer values = writer_new(arena, text.len);
    for (size_t i = 0; i < text.len; i++) {
        uint8_t byte = text.data[i];
        if (byte >= 0x80)
            return invalid_character(arena, utf8_character(text, i));
        seen = add_case(seen, byte);
        if (seen == CASE_MIXED)
            return BYTES("mixed-case strings not allowed");
        uint8_t lower = is_upper(byte) ? byte | 0x20 : byte;
        const char *found = lower == 0 ? NULL : strchr(charset, lower);
        if (found == NULL)
            return invalid_character(arena, bytes_slice(text, i, 1));
        writer_byte(&values, (uint8_t)(found - charset));
    }
    *data = writer_done(&values);
    return (struct bytes){0};
}

struct bytes imports_bech32_decode(struct arena *arena, struct bytes text, struct bytes *prefix,
                                   struct bytes *data)
{
    if (text.len < TEXT_LENGTH_MIN)
        return BYTES("invalid length");
    size_t separator = text.len;
    while (separator > 0 && text.data[separator - 1] != '1')
        separator--;
    if (separator == 0)
        return BYTES("missing human-readable separator, \"1\"");
    struct bytes raw_prefix = bytes_slice(text, 0, separator - 1);
    struct bytes raw_data = bytes_from(text, separator);
    if (raw_data.len < CHECKSUM_LENGTH)
        return BYTES("invalid length");
    enum letter_case seen = CASE_NONE;
    struct bytes problem = check_prefix(arena, raw_prefix, &seen);
    if (problem.data != NULL)
        return problem;
    problem = decode_data(arena, raw_data, seen, data);
    if (problem.data != NULL)
        return problem;
    *prefix = to_lower(arena, raw_prefix);
    if (polymod(*prefix, *data) != 1)
        return BYTES("invalid checksum");
    data->len -= CHECKSUM_LENGTH;
    return (struct bytes){0};
}

struct bytes imports_bech32_encode(struct arena *arena, struct bytes prefix, struct bytes data)
{
    static const uint8_t zeros[CHECKSUM_LENGTH];
    uint32_t checksum = polymod(prefix, ARENA_CONCAT(arena, data, BYTES_OF(zeros))) ^ 1;
    struct writer text = writer_new(arena, prefix.len + 1 + data.len + CHECKSUM_LENGTH);
    writer_bytes(&text, prefix);
    writer_byte(&text, '1');
    for (size_t i = 0; i < data.len; i++)
        writer_byte(&text, (uint8_t)charset[data.data[i]]);
    for (unsigned i = 0; i < CHECKSUM_LENGTH; i++)
        writer_byte(&text, (uint8_t)charset[checksum >> (5 * (CHECKSUM_LENGTH - 1 - i)) & 0x1f]);
    return writer_done(&text);
}

bool imports_bech32_to_bytes(struct arena *arena, struct bytes data, struct bytes *content)
{
    struct writer joined = writer_new(arena, data.len * 5 / 8 + 1);
    uint32_t held = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < data.len; i++) {
        held = held << 5 | data.data[i];
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            writer_byte(&joined, (uint8_t)(held >> bits));
        }
    }
    *content = writer_done(&joined);
    return bits < 5 && (uint8_t)(held << (8 - bits)) == 0;
}

struct bytes imports_bech32_from_bytes(struct arena *arena, struct bytes content)
{
    struct writer groups = writer_new(arena, content.len * 8 / 5 + 1);
    uint32_t held = 0;
    unsigned bits = 0;
    for (size_t i = 0; i < content.len; i++) {
        held = held << 8 | content.data[i];
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            writer_byte(&groups, (uint8_t)(held >> bits & 0x1f));
        }
    }
    if (bits > 0)
        writer_byte(&groups, (uint8_t)(held << (5 - bits) & 0x1f));
    return writer_done(&groups);
}
