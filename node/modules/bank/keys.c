#include "node/modules/bank/keys.h"

struct bytes bank_key_denom(struct arena *arena, struct bytes prefix, struct bytes denom)
{
    return ARENA_CONCAT(arena, prefix, denom);
}

struct bytes bank_key_balance(struct arena *arena, struct bytes address, struct bytes denom)
{
    uint8_t len = (uint8_t)address.len;
    return ARENA_CONCAT(arena, BANK_KEY_BALANCE_PREFIX, bytes_make(&len, 1), address, denom);
}

struct bytes bank_key_owner(struct arena *arena, struct bytes denom, struct bytes address)
{
    uint8_t len = (uint8_t)address.len;
    return ARENA_CONCAT(arena, BANK_KEY_OWNER_PREFIX, denom, BYTES("\x00"), bytes_make(&len, 1),
                        address);
}

struct bytes bank_key_owners(struct arena *arena, struct bytes denom)
{
    return ARENA_CONCAT(arena, BANK_KEY_OWNER_PREFIX, denom, BYTES("\x00"));
}
