#include "common/encoding/bech32.h"

#include "common/base/halt.h"
#include "common/encoding/encoding_internal.h"
#include "common/encoding/text.h"

enum { CHECKSUM_CHARACTERS = 6, TEXT_BYTES_MIN = 8 };

static const char CHARSET[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/* One value more: `folds` is what the five bits that leave at the top fold back to, the sum of the
 * generators 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd and 0x2a1462b3 of the bits that are
 * set. */
static uint32_t step(uint32_t checksum, uint8_t value)
{
    static const uint32_t folds[32] = {
        0x00000000, 0x3b6a57b2, 0x26508e6d, 0x1d3ad9df, 0x1ea119fa, 0x25cb4e48, 0x38f19797,
        0x039bc025, 0x3d4233dd, 0x0628646f, 0x1b12bdb0, 0x2078ea02, 0x23e32a27, 0x18897d95,
        0x05b3a44a, 0x3ed9f3f8, 0x2a1462b3, 0x117e3501, 0x0c44ecde, 0x372ebb6c, 0x34b57b49,
        0x0fdf2cfb, 0x12e5f524, 0x298fa296, 0x1756516e, 0x2c3c06dc, 0x3106df03, 0x0a6c88b1,
        0x09f74894, 0x329d1f26, 0x2fa7c6f9, 0x14cd914b};
    return ((checksum & 0x1ffffff) << 5 ^ value) ^ folds[checksum >> 25];
}

static uint32_t start_checksum(struct bytes prefix)
{
    uint32_t checksum = 1;
    for (size_t i = 0; i < prefix.len; i++)
        checksum = step(checksum, prefix.data[i] >> 5);
    checksum = step(checksum, 0);
    for (size_t i = 0; i < prefix.len; i++)
        checksum = step(checksum, prefix.data[i] & 31);
    return checksum;
}

/* The six characters that close a text whose prefix and data gave `checksum`. */
static void finish_checksum(uint32_t checksum, uint8_t out[CHECKSUM_CHARACTERS])
{
    for (unsigned i = 0; i < CHECKSUM_CHARACTERS; i++)
        checksum = step(checksum, 0);
    checksum ^= 1;
    for (unsigned i = 0; i < CHECKSUM_CHARACTERS; i++)
        out[i] = (uint8_t)CHARSET[checksum >> 5 * (5 - i) & 31];
}

void bech32_write(struct writer *writer, const char *prefix, struct bytes data)
{
    ASSERT(data.len <= BECH32_DATA_BYTES_MAX);
    struct bytes hrp = bytes_text(prefix);
    uint32_t checksum = start_checksum(hrp);
    writer_bytes(writer, hrp);
    writer_byte(writer, '1');
    uint8_t *out = writer_reserve(writer, (data.len * 8 + 4) / 5 + CHECKSUM_CHARACTERS);
    size_t len = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < data.len; i++) {
        bits = (bits << 8 | data.data[i]) & 0xFFFF;
        for (held += 8; held >= 5; held -= 5) {
            uint8_t value = bits >> (held - 5) & 31;
            checksum = step(checksum, value);
            out[len++] = (uint8_t)CHARSET[value];
        }
    }
    if (held > 0) {
        uint8_t value = bits << (5 - held) & 31;
        checksum = step(checksum, value);
        out[len++] = (uint8_t)CHARSET[value];
    }
    finish_checksum(checksum, out + len);
    writer->len += len + CHECKSUM_CHARACTERS;
}

struct bytes bech32_encode(struct arena *arena, const char *prefix, struct bytes data)
{
    struct writer writer = writer_new(arena, strlen(prefix) + data.len * 2 + 8);
    bech32_write(&writer, prefix, data);
    return writer_done(&writer);
}

#define FAILED "decoding bech32 failed: "

/* Checks the characters and gives the text in lower case. */
static status lower_case(struct arena *arena, struct bytes text, uint8_t *lower)
{
    bool has_lower = false, has_upper = false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (c < 33 || c > 126) {
            struct writer writer = writer_new(arena, 64);
            writer_text(&writer, FAILED "invalid character in string: '");
            text_write_rune(&writer, c);
            writer_byte(&writer, '\'');
            return encoding_refuse(arena, "%.*s", BYTES_ARG(writer_done(&writer)));
        }
        has_lower |= c >= 'a' && c <= 'z';
        has_upper |= c >= 'A' && c <= 'Z';
        if (has_lower && has_upper)
            return encoding_refuse(arena, FAILED "string not all lowercase or all uppercase");
        lower[i] = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    }
    return NULL;
}

/* The values of the characters behind the separator. */
static status read_values(struct arena *arena, const uint8_t *text, size_t count, uint8_t *values)
{
    /* Of each ASCII character, plus one: zero is none. */
    static const uint8_t numbers[128] = {
        ['q'] = 1,  ['p'] = 2,  ['z'] = 3,  ['r'] = 4,  ['y'] = 5,  ['9'] = 6,  ['x'] = 7,
        ['8'] = 8,  ['g'] = 9,  ['f'] = 10, ['2'] = 11, ['t'] = 12, ['v'] = 13, ['d'] = 14,
        ['w'] = 15, ['0'] = 16, ['s'] = 17, ['3'] = 18, ['j'] = 19, ['n'] = 20, ['5'] = 21,
        ['4'] = 22, ['k'] = 23, ['h'] = 24, ['c'] = 25, ['e'] = 26, ['6'] = 27, ['m'] = 28,
        ['u'] = 29, ['a'] = 30, ['7'] = 31, ['l'] = 32};
    for (size_t i = 0; i < count; i++) {
        uint8_t number = numbers[text[i] & 127];
        if (number == 0)
            return encoding_refuse(arena, FAILED "invalid character not part of charset: %d",
                                   text[i]);
        values[i] = number - 1;
    }
    return NULL;
}

static status join_bits(struct arena *arena, const uint8_t *values, size_t count,
                        struct bytes *data)
{
    uint8_t *out = arena_alloc(arena, count * 5 / 8 + 1);
    size_t len = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < count; i++) {
        bits = (bits << 5 | values[i]) & 0xFFFF;
        held += 5;
        if (held >= 8) {
            held -= 8;
            out[len++] = (uint8_t)(bits >> held);
        }
    }
    if (held > 4 || (bits & ((1u << held) - 1)) != 0)
        return encoding_refuse(arena, FAILED "invalid incomplete group");
    *data = bytes_make(out, len);
    return NULL;
}

status bech32_decode(struct arena *arena, struct bytes text, struct bytes *prefix,
                     struct bytes *data)
{
    if (text.len > BECH32_TEXT_BYTES_MAX || text.len < TEXT_BYTES_MIN)
        return encoding_refuse(arena, FAILED "invalid bech32 string length %zu", text.len);
    uint8_t *lower = arena_alloc(arena, text.len);
    TRY(lower_case(arena, text, lower));
    size_t one = text.len;
    while (one > 0 && lower[one - 1] != '1')
        one--;
    if (one < 2 || one + CHECKSUM_CHARACTERS > text.len)
        return encoding_refuse(arena, FAILED "invalid separator index %d", (int)one - 1);
    size_t count = text.len - one;
    uint8_t values[BECH32_TEXT_BYTES_MAX];
    TRY(read_values(arena, lower + one, count, values));
    *prefix = bytes_make(lower, one - 1);
    count -= CHECKSUM_CHARACTERS;
    uint32_t checksum = start_checksum(*prefix);
    for (size_t i = 0; i < count; i++)
        checksum = step(checksum, values[i]);
    uint8_t expected[CHECKSUM_CHARACTERS];
    finish_checksum(checksum, expected);
    if (memcmp(expected, lower + one + count, CHECKSUM_CHARACTERS) != 0)
        return encoding_refuse(arena, FAILED "invalid checksum (expected %.6s got %.6s)",
                               (const char *)expected, (const char *)lower + one + count);
    return join_bits(arena, values, count, data);
}
