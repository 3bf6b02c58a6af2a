#include "node/chain/address.h"

#include "common/base/halt.h"
#include "common/crypto/hash.h"

const struct bytes ADDRESS_AUTHORITY = BYTES_INIT("secret10d07y265gmmuvt4z0w9aw880jnsr700jc88vt0");

void address_of_module(struct bytes name, uint8_t address[ADDRESS_BYTES])
{
    uint8_t hash[32];
    crypto_sha256(name, hash);
    memcpy(address, hash, ADDRESS_BYTES);
}

struct bytes address_key(struct arena *arena, struct bytes address)
{
    ASSERT(address.len <= ADDRESS_BYTES_MAX);
    uint8_t *key = arena_alloc(arena, 1 + address.len);
    key[0] = (uint8_t)address.len;
    if (address.len > 0)
        memcpy(key + 1, address.data, address.len);
    return bytes_make(key, 1 + address.len);
}
