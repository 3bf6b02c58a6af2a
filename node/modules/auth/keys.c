#include "node/modules/auth/keys.h"

struct bytes auth_key_account(struct arena *arena, struct bytes address)
{
    return ARENA_CONCAT(arena, AUTH_KEY_ACCOUNT_PREFIX, address);
}

struct bytes auth_key_index(struct arena *arena, uint64_t number)
{
    uint8_t big_endian[8];
    store_be64(big_endian, number);
    return ARENA_CONCAT(arena, AUTH_KEY_INDEX_PREFIX, BYTES_OF(big_endian));
}
