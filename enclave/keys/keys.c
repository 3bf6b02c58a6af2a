#include "enclave/keys/keys.h"

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/secret.h"
#include "common/crypto/x25519.h"
#include "enclave/keys/keys_internal.h"

enum { SEEDS_AT_BOOTSTRAP = 2 };

void keys_wipe(struct keys_secret *secret)
{
    wipe(secret->bytes, sizeof secret->bytes);
}

void keys_derive(const struct bytes *parts, size_t count, struct bytes info,
                 struct keys_secret *key)
{
    uint8_t prk[32];
    crypto_hkdf_extract(BYTES_OF(crypto_hkdf_salt), parts, count, prk);
    crypto_hkdf_expand(prk, info, key->bytes, sizeof key->bytes);
    wipe(prk, sizeof prk);
}

struct keys_chain *keys_chain_new(void)
{
    struct keys_region region = keys_region_map(sizeof(struct keys_chain), KEYS_LOCKED);
    struct keys_chain *chain = region.memory;
    chain->region = region;
    return chain;
}

void keys_chain_free(struct keys_chain *chain)
{
    if (chain == NULL)
        return;
    struct keys_region region = chain->region;
    keys_region_unmap(&region);
}

bool keys_chain_locked(const struct keys_chain *chain)
{
    return chain->region.locked;
}

void keys_chain_create(struct keys_chain *chain)
{
    struct keys_secret seeds[SEEDS_AT_BOOTSTRAP];
    crypto_random(seeds[0].bytes, sizeof seeds);
    keys_chain_load(chain, seeds, SEEDS_AT_BOOTSTRAP);
    wipe(seeds, sizeof seeds);
}

void keys_chain_load(struct keys_chain *chain, const struct keys_secret *seeds, size_t count)
{
    ASSERT(count >= SEEDS_AT_BOOTSTRAP && count <= KEYS_SEEDS_MAX);
    chain->count = count;
    for (size_t i = 0; i < count; i++) {
        chain->seed[i] = seeds[i];
        for (uint32_t order = KEYS_EXCHANGE; order < KEYS_ORDER_END; order++) {
            uint8_t number[4];
            store_be32(number, order);
            KEYS_DERIVE(&chain->derived[i][order], BYTES("seed"), keys_bytes(&seeds[i]),
                        BYTES_OF(number));
        }
    }
}

size_t keys_chain_count(const struct keys_chain *chain)
{
    return chain->count;
}

void keys_chain_seed(const struct keys_chain *chain, size_t id, struct keys_secret *seed)
{
    ASSERT(id >= KEYS_SEED_FIRST && id <= chain->count);
    *seed = chain->seed[id - 1];
}

static void public_of(const struct keys_secret *secret, uint8_t public_key[32])
{
    struct crypto_x25519 *key = crypto_x25519_new(secret->bytes);
    crypto_x25519_pubkey(key, public_key);
    crypto_x25519_free(key);
}

void keys_io_public(const struct keys_chain *chain, uint8_t public_key[32])
{
    public_of(keys_of_last(chain, KEYS_IO), public_key);
}

void keys_exchange_public(const struct keys_chain *chain, uint8_t public_key[32])
{
    public_of(keys_of_last(chain, KEYS_EXCHANGE), public_key);
}

/* The exchange is the dearest step of a call. A client keeps its key for all its messages and makes
 * them different by the nonce, so the secrets shared with the last clients are kept: four of each
 * row, which the client's key chooses, so that two clients seldom drive each other out. */
enum { CLIENT_ROWS = 256, CLIENTS_IN_ROW = 4 };

struct client_row {
    unsigned next; /* that makes room */
    struct {
        bool filled;
        uint8_t user_public[32];
        struct keys_secret shared;
    } clients[CLIENTS_IN_ROW];
};

struct keys_io {
    struct keys_region region; /* that holds this struct */
    struct crypto_x25519 *key;
    struct client_row rows[CLIENT_ROWS];
};

struct keys_io *keys_io_new(const struct keys_chain *chain)
{
    struct keys_region region = keys_region_map(sizeof(struct keys_io), KEYS_LOCKED);
    struct keys_io *io = region.memory;
    io->region = region;
    io->key = crypto_x25519_new(keys_of_last(chain, KEYS_IO)->bytes);
    return io;
}

void keys_io_free(struct keys_io *io)
{
    if (io == NULL)
        return;
    crypto_x25519_free(io->key);
    struct keys_region region = io->region;
    keys_region_unmap(&region);
}

/* The secret shared with a client. */
static const struct keys_secret *share(struct keys_io *io, const uint8_t user_public[32])
{
    struct client_row *row = &io->rows[load_le64(user_public) % CLIENT_ROWS];
    for (unsigned i = 0; i < CLIENTS_IN_ROW; i++)
        if (row->clients[i].filled && memcmp(row->clients[i].user_public, user_public, 32) == 0)
            return &row->clients[i].shared;
    unsigned at = row->next++ % CLIENTS_IN_ROW;
    struct keys_secret *shared = &row->clients[at].shared;
    crypto_x25519_exchange(io->key, user_public, shared->bytes);
    memcpy(row->clients[at].user_public, user_public, 32);
    row->clients[at].filled = true;
    return shared;
}

void keys_message(struct keys_io *io, const uint8_t nonce[32], const uint8_t user_public[32],
                  struct keys_secret *key)
{
    KEYS_DERIVE(key, BYTES(""), keys_bytes(share(io, user_public)), bytes_make(nonce, 32));
}
