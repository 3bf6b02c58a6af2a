#include "common/crypto/hash.h"
#include "common/crypto/secret.h"
#include "enclave/keys/keys_internal.h"

bool keys_state(const struct keys_chain *chain, size_t seed_id,
                const uint8_t og_contract_key[KEYS_CONTRACT], struct keys_secret *key)
{
    if (seed_id < KEYS_SEED_FIRST || seed_id > chain->count)
        return false;
    KEYS_DERIVE(key, BYTES(""), keys_bytes(keys_of(chain, seed_id, KEYS_STATE)),
                bytes_make(og_contract_key, KEYS_CONTRACT));
    return true;
}

void keys_state_old(const struct keys_chain *chain, const uint8_t stored_key[32],
                    const uint8_t og_contract_key[KEYS_CONTRACT], struct keys_secret *key)
{
    KEYS_DERIVE(key, BYTES(""), keys_bytes(keys_of(chain, KEYS_SEED_FIRST, KEYS_STATE)),
                bytes_make(stored_key, 32), bytes_make(og_contract_key, KEYS_CONTRACT));
}

/* The second half of a contract key, which only an enclave of the network can make. */
static void authenticate(const struct keys_chain *chain, const uint8_t sender_id[32],
                         const uint8_t code_hash[32], const uint8_t contract[KEYS_ADDRESS],
                         const uint8_t *og, uint8_t tag[32])
{
    struct keys_secret key;
    KEYS_DERIVE(&key, BYTES(""), keys_bytes(keys_of(chain, KEYS_SEED_FIRST, KEYS_STATE)),
                bytes_make(sender_id, 32));
    CRYPTO_HMAC(tag, keys_bytes(&key), bytes_make(sender_id, 32), bytes_make(code_hash, 32),
                bytes_make(contract, KEYS_ADDRESS), bytes_make(og, og == NULL ? 0 : KEYS_CONTRACT));
    keys_wipe(&key);
}

void keys_contract_make(const struct keys_chain *chain, const uint8_t sender[KEYS_ADDRESS],
                        uint64_t height, const uint8_t code_hash[32],
                        const uint8_t contract[KEYS_ADDRESS], const uint8_t *og,
                        uint8_t key[KEYS_CONTRACT])
{
    uint8_t number[8];
    store_be64(number, height);
    CRYPTO_SHA256(key, bytes_make(sender, KEYS_ADDRESS), BYTES_OF(number));
    authenticate(chain, key, code_hash, contract, og, key + 32);
}

bool keys_contract_check(const struct keys_chain *chain, const uint8_t key[KEYS_CONTRACT],
                         const uint8_t code_hash[32], const uint8_t contract[KEYS_ADDRESS],
                         const uint8_t *og)
{
    uint8_t tag[32];
    authenticate(chain, key, code_hash, contract, og, tag);
    return crypto_equal(BYTES_OF(tag), bytes_make(key + 32, 32));
}

static void migration_tag(const struct keys_secret *secret, const uint8_t *contract,
                          const uint8_t *code_hash, const uint8_t *og, const uint8_t *current,
                          uint8_t proof[32])
{
    CRYPTO_HMAC(proof, keys_bytes(secret), bytes_make(contract, KEYS_ADDRESS),
                bytes_make(code_hash, 32), bytes_make(og, KEYS_CONTRACT),
                bytes_make(current, KEYS_CONTRACT));
}

void keys_migration_make(const struct keys_chain *chain, const uint8_t contract[KEYS_ADDRESS],
                         const uint8_t code_hash[32], const uint8_t og[KEYS_CONTRACT],
                         const uint8_t current[KEYS_CONTRACT], uint8_t proof[32])
{
    migration_tag(keys_of_last(chain, KEYS_MIGRATION), contract, code_hash, og, current, proof);
}

/* Proofs were made with the seed that was the last one then, never with the genesis seed. */
bool keys_migration_check(const struct keys_chain *chain, const uint8_t contract[KEYS_ADDRESS],
                          const uint8_t code_hash[32], const uint8_t og[KEYS_CONTRACT],
                          const uint8_t current[KEYS_CONTRACT], const uint8_t proof[32])
{
    for (size_t id = chain->count; id > KEYS_SEED_FIRST; id--) {
        uint8_t tag[32];
        migration_tag(keys_of(chain, id, KEYS_MIGRATION), contract, code_hash, og, current, tag);
        if (crypto_equal(BYTES_OF(tag), bytes_make(proof, 32)))
            return true;
    }
    return false;
}

void keys_admin_make(const struct keys_chain *chain, struct bytes admin,
                     const uint8_t og[KEYS_CONTRACT], uint8_t proof[32])
{
    CRYPTO_HMAC(proof, keys_bytes(keys_of_last(chain, KEYS_ADMIN)), admin,
                bytes_make(og, KEYS_CONTRACT));
}

bool keys_admin_check(const struct keys_chain *chain, struct bytes admin,
                      const uint8_t og[KEYS_CONTRACT], const uint8_t proof[32])
{
    for (size_t id = chain->count; id > KEYS_SEED_FIRST; id--) {
        uint8_t tag[32];
        CRYPTO_HMAC(tag, keys_bytes(keys_of(chain, id, KEYS_ADMIN)), admin,
                    bytes_make(og, KEYS_CONTRACT));
        if (crypto_equal(BYTES_OF(tag), bytes_make(proof, 32)))
            return true;
    }
    return false;
}

void keys_callback(const struct keys_chain *chain, struct bytes message, struct bytes funds,
                   uint8_t signature[32])
{
    CRYPTO_SHA256(signature, keys_bytes(keys_of_last(chain, KEYS_CALLBACK)), message, funds);
}

void keys_beacon(const struct keys_chain *chain, const uint8_t block_hash[32],
                 struct keys_secret *beacon)
{
    crypto_hmac_sha256(keys_bytes(keys_of_last(chain, KEYS_RANDOM_SEED)),
                       bytes_make(block_hash, 32), beacon->bytes);
}

void keys_message_random(const struct keys_secret *beacon, uint64_t height,
                         const uint8_t contract_key[KEYS_CONTRACT], uint64_t counter,
                         uint8_t random[32])
{
    uint8_t info[8 + KEYS_CONTRACT + 8];
    store_be64(info, height);
    memcpy(info + 8, contract_key, KEYS_CONTRACT);
    store_be64(info + 8 + KEYS_CONTRACT, counter);
    struct keys_secret derived;
    KEYS_DERIVE(&derived, BYTES_OF(info), keys_bytes(beacon));
    memcpy(random, derived.bytes, 32);
    keys_wipe(&derived);
}
