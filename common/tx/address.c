#include "common/tx/address.h"

#include "common/base/halt.h"
#include "common/encoding/bech32.h"
#include "common/tx/errors.h"

static const char *const PREFIXES[] = {
    [ADDRESS_ACCOUNT] = BECH32_ACCOUNT,
    [ADDRESS_VALIDATOR] = BECH32_VALIDATOR,
    [ADDRESS_CONSENSUS] = BECH32_CONSENSUS,
};

static bool is_blank(struct bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] != ' ' && (text.data[i] < '\t' || text.data[i] > '\r'))
            return false;
    return true;
}

/* 20 bytes are accounts and contracts, 32 interchain accounts; 45 is tolerated by the original. */
static status check_length(struct arena *arena, struct bytes address)
{
    if (address.len == 20 || address.len == 32 || address.len == 45)
        return NULL;
    return error_wrap(arena, &TX_UNKNOWN_ADDRESS, "address length must be 20 or 32 bytes, got %zu",
                      address.len);
}

static status decode(struct arena *arena, struct bytes text, struct bytes *prefix,
                     struct bytes *address)
{
    if (is_blank(text))
        return tx_error(arena, "empty address string is not allowed");
    return bech32_decode(arena, text, prefix, address);
}

status address_parse(struct arena *arena, enum address_kind kind, struct bytes text,
                     struct bytes *address)
{
    struct bytes prefix;
    TRY(decode(arena, text, &prefix, address));
    if (!bytes_is(prefix, PREFIXES[kind]))
        return error_wrap(arena, &TX_LOGIC,
                          "hrp does not match bech32 prefix: expected '%s' got '%.*s'",
                          PREFIXES[kind], BYTES_ARG(prefix));
    return check_length(arena, *address);
}

status address_parse_plain(struct arena *arena, enum address_kind kind, struct bytes text,
                           struct bytes *address)
{
    struct bytes prefix;
    TRY(decode(arena, text, &prefix, address));
    if (!bytes_is(prefix, PREFIXES[kind]))
        return tx_error(arena, "invalid Bech32 prefix; expected %s, got %.*s", PREFIXES[kind],
                        BYTES_ARG(prefix));
    return check_length(arena, *address);
}

struct bytes address_text(struct arena *arena, enum address_kind kind, struct bytes address)
{
    ASSERT(address.len <= BECH32_DATA_BYTES_MAX);
    return address.len == 0 ? BYTES("") : bech32_encode(arena, PREFIXES[kind], address);
}
