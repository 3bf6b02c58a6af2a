#include "common/encoding/text.h"
#include "enclave/contract/imports_bech32.h"
#include "enclave/contract/imports_internal.h"

/* Addresses: what is wrong with one is a text in a region of its own, whose pointer is the result;
 * 0 is success. */

/* The original takes any length for the same price; nobody writes addresses longer than this. */
enum { ADDRESS_COST = 8192, ADDRESS_BYTES_MAX = 65536 };

static const struct bytes prefix_account = BYTES_INIT("secret");

/* The library debug-prints the prefix, which is printable ASCII: quotes and backslashes are
 * escaped. */
static struct bytes wrong_prefix(struct arena *arena, struct bytes prefix)
{
    struct writer text = writer_new(arena, prefix.len + 32);
    writer_text(&text, "wrong address prefix: \"");
    for (size_t i = 0; i < prefix.len; i++) {
        if (prefix.data[i] == '"' || prefix.data[i] == '\\')
            writer_byte(&text, '\\');
        writer_byte(&text, prefix.data[i]);
    }
    writer_byte(&text, '"');
    return writer_done(&text);
}

static struct bytes decode(struct arena *arena, struct bytes human, struct bytes *prefix,
                           struct bytes *data)
{
    if (human.len > ADDRESS_BYTES_MAX)
        return BYTES("invalid length");
    return imports_bech32_decode(arena, human, prefix, data);
}

/* What the two canonicalize functions share once they have a text that is not empty. */
static status canonicalize(struct run *run, struct bytes human, uint32_t region, uint64_t *result)
{
    struct bytes prefix, data;
    struct bytes problem = decode(run->arena, human, &prefix, &data);
    if (problem.data != NULL)
        return imports_answer(run, problem, result);
    if (!bytes_equal(prefix, prefix_account))
        return imports_answer(run, wrong_prefix(run->arena, prefix), result);
    struct bytes canonical;
    if (!imports_bech32_to_bytes(run->arena, data, &canonical))
        return &VM_UNKNOWN;
    *result = 0;
    return region_write(run, region, canonical);
}

enum { SPACE_BYTES_MAX = 3 };

/* Bytes of the Unicode space character that `text` begins with, 0 when it begins with something
 * else. */
static size_t leading_space(struct bytes text)
{
    static const char *const spaces[] = {
        "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
        "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
        "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
        "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
    };
    if (text.len > 0 && (text.data[0] == ' ' || (text.data[0] >= 9 && text.data[0] <= 13)))
        return 1;
    for (size_t i = 0; i < ARRAY_COUNT(spaces); i++)
        if (bytes_starts_with(text, bytes_text(spaces[i])))
            return strlen(spaces[i]);
    return 0;
}

static size_t trailing_space(struct bytes text)
{
    for (size_t len = 1; len <= SPACE_BYTES_MAX && len <= text.len; len++)
        if (leading_space(bytes_from(text, text.len - len)) == len)
            return len;
    return 0;
}

static struct bytes trim(struct bytes text)
{
    for (size_t space; (space = leading_space(text)) > 0;)
        text = bytes_from(text, space);
    for (size_t space; (space = trailing_space(text)) > 0;)
        text.len -= space;
    return text;
}

status imports_canonicalize_address(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    TRY(imports_charge(run, ADDRESS_COST));
    struct bytes human;
    TRY(region_read(run, (uint32_t)arguments[0], &human));
    if (!text_is_utf8(human))
        return imports_answer(run, BYTES("input is not valid UTF-8"), result);
    human = trim(human);
    if (human.len == 0)
        return imports_answer(run, BYTES("input is empty"), result);
    return canonicalize(run, human, (uint32_t)arguments[1], result);
}

status imports_addr_canonicalize(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    TRY(imports_charge(run, ADDRESS_COST));
    struct bytes human;
    TRY(region_read(run, (uint32_t)arguments[0], &human));
    if (!text_is_utf8(human))
        return imports_answer(run, BYTES("input is not valid UTF-8"), result);
    if (human.len == 0)
        return imports_answer(run, BYTES("Input is empty"), result);
    return canonicalize(run, human, (uint32_t)arguments[1], result);
}

status imports_humanize_address(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    TRY(imports_charge(run, ADDRESS_COST));
    struct bytes canonical;
    TRY(region_read(run, (uint32_t)arguments[0], &canonical));
    if (canonical.len > ADDRESS_BYTES_MAX)
        return &VM_UNKNOWN;
    struct bytes data = imports_bech32_from_bytes(run->arena, canonical);
    *result = 0;
    return region_write(run, (uint32_t)arguments[1],
                        imports_bech32_encode(run->arena, prefix_account, data));
}

status imports_addr_validate(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    TRY(imports_charge(run, ADDRESS_COST));
    struct bytes human, prefix, data;
    TRY(region_read(run, (uint32_t)arguments[0], &human));
    if (human.len == 0)
        return imports_answer(run, BYTES("Input is empty"), result);
    if (!text_is_utf8(human))
        return imports_answer(run, BYTES("Input is not valid UTF-8"), result);
    struct bytes problem = decode(run->arena, human, &prefix, &data);
    if (problem.data != NULL)
        return imports_answer(run, problem, result);
    /* Encoded again under our own prefix: a foreign prefix is not normal form either. */
    if (!bytes_equal(human, imports_bech32_encode(run->arena, prefix_account, data)))
        return imports_answer(run, BYTES("Address is not normalized"), result);
    *result = 0;
    return NULL;
}
