#ifndef ENCLAVE_KEYS_KEYS_INTERNAL_H
#define ENCLAVE_KEYS_KEYS_INTERNAL_H

#include "common/crypto/hash.h"
#include "enclave/keys/keys.h"
#include "enclave/keys/locked.h"

/* What one seed gives, by the order of enclave-protocol 1.3. */
enum keys_order {
    KEYS_EXCHANGE = 1,
    KEYS_IO,
    KEYS_STATE,
    KEYS_CALLBACK,
    KEYS_RANDOM_SEAL,
    KEYS_RANDOM_SEED,
    KEYS_ADMIN,
    KEYS_MIGRATION,
    KEYS_ORDER_END,
};

struct keys_chain {
    struct keys_region region;
    size_t count;
    struct keys_secret seed[KEYS_SEEDS_MAX];
    struct keys_secret derived[KEYS_SEEDS_MAX][KEYS_ORDER_END];
};

/* keys_of gives what seed `id` derives at `order`. */
static inline const struct keys_secret *keys_of(const struct keys_chain *chain, size_t id,
                                                enum keys_order order)
{
    return &chain->derived[id - 1][order];
}

static inline const struct keys_secret *keys_of_last(const struct keys_chain *chain,
                                                     enum keys_order order)
{
    return keys_of(chain, chain->count, order);
}

static inline struct bytes keys_bytes(const struct keys_secret *secret)
{
    return bytes_make(secret->bytes, sizeof secret->bytes);
}

/* keys_derive is HKDF with the network's salt over the joined parts. */
void keys_derive(const struct bytes *parts, size_t count, struct bytes info,
                 struct keys_secret *key);
#define KEYS_DERIVE(key, info, ...)                                                                \
    keys_derive((const struct bytes[]){__VA_ARGS__},                                               \
                sizeof((const struct bytes[]){__VA_ARGS__}) / sizeof(struct bytes), (info), (key))

#endif
