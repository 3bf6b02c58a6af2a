/* The small text codecs: no fault, and what decodes encodes to what decodes to the same. */
#include "common/base/halt.h"
#include "common/encoding/base64.h"
#include "common/encoding/bech32.h"
#include "common/encoding/hex.h"
#include "common/encoding/number_text.h"
#include "common/encoding/text.h"
#include "common/encoding/time_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_binary(struct arena *arena, struct bytes input)
{
    struct bytes out, again, prefix;
    if (base64_decode_any(arena, input, &out))
        ASSERT(base64_decode(arena, base64_encode(arena, out), &again) && bytes_equal(out, again));
    ASSERT(base64_decode(arena, base64_encode(arena, input), &again) && bytes_equal(input, again));
    ASSERT(hex_decode(arena, hex_upper(arena, input), &again) && bytes_equal(input, again));
    if (hex_decode(arena, input, &out))
        ASSERT(hex_decode(arena, hex_lower(arena, out), &again) && bytes_equal(out, again));
    if (bech32_decode(arena, input, &prefix, &out) == NULL && out.len <= BECH32_DATA_BYTES_MAX) {
        struct bytes text = bech32_encode(arena, arena_text(arena, prefix), out);
        ASSERT(bech32_decode(arena, text, &prefix, &again) == NULL && bytes_equal(out, again));
    }
}

static void check_numbers(struct arena *arena, struct bytes input)
{
    struct bytes plain, again;
    int64_t seconds, nanos;
    int32_t fraction;
    if (number_text_integer(arena, input, &plain) == NULL)
        ASSERT(number_text_integer(arena, plain, &again) == NULL && bytes_equal(plain, again));
    if (number_text_from_decimal(arena, input, &plain) == NULL)
        ASSERT(number_text_from_decimal(arena, number_text_decimal(arena, plain), &again) == NULL &&
               bytes_equal(plain, again));
    if (time_parse(input, &seconds, &fraction)) {
        struct writer writer = writer_new(arena, 64);
        time_write(&writer, seconds, fraction, TIME_FRACTION_TRIMMED);
        ASSERT(time_parse(writer_done(&writer), &nanos, &fraction) && nanos == seconds);
    }
    if (duration_parse(input, &nanos)) {
        struct writer writer = writer_new(arena, 64);
        duration_write(&writer, nanos / TIME_NANOS, (int32_t)(nanos % TIME_NANOS));
        ASSERT(duration_parse(writer_done(&writer), &seconds));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(1 << 12);
    struct bytes input = {data, size};
    check_binary(arena, input);
    check_numbers(arena, input);
    ASSERT(text_quoted(arena, input).len >= 2);
    arena_drop(arena);
    return 0;
}
