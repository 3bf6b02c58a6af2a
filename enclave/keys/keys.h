#ifndef ENCLAVE_KEYS_KEYS_H
#define ENCLAVE_KEYS_KEYS_H

#include "common/base/arena.h"

/* The seeds of the network and everything that is derived from them (enclave-protocol 1). A key
 * never leaves this folder except as a struct keys_secret on its way into a cipher; who receives
 * one wipes it. */

enum {
    KEYS_SEEDS_MAX = 5,
    KEYS_SEED_FIRST = 1, /* seed ids count from 1: the genesis seed */
    KEYS_SEED_NAMES = 2, /* the seed under which names of fields are sealed, for ever */
    KEYS_CONTRACT = 64,  /* bytes of a contract key */
    KEYS_ADDRESS = 20,
};

struct keys_secret {
    uint8_t bytes[32];
};
void keys_wipe(struct keys_secret *secret);

/* The seeds in locked memory, oldest first. Constant once filled: any thread may derive from it. */
struct keys_chain;
struct keys_chain *keys_chain_new(void);
/* keys_chain_free wipes; NULL is allowed. */
void keys_chain_free(struct keys_chain *chain);
/* keys_chain_locked tells whether the kernel keeps this memory out of swap. */
bool keys_chain_locked(const struct keys_chain *chain);

/* keys_chain_create makes the two seeds of a new network from the kernel's generator. */
void keys_chain_create(struct keys_chain *chain);
/* keys_chain_load takes `count` seeds, 2 to KEYS_SEEDS_MAX. */
void keys_chain_load(struct keys_chain *chain, const struct keys_secret *seeds, size_t count);
size_t keys_chain_count(const struct keys_chain *chain);
/* keys_chain_seed copies seed `id` out, for sealing. */
void keys_chain_seed(const struct keys_chain *chain, size_t id, struct keys_secret *seed);

/* What clients encrypt to, and what seeds for new nodes are encrypted from: keys of the last seed.
 */
void keys_io_public(const struct keys_chain *chain, uint8_t public_key[32]);
void keys_exchange_public(const struct keys_chain *chain, uint8_t public_key[32]);

/* ---- messages (enclave-protocol 1.4) ---- */

/* The private io key, ready for exchanges. One thread at a time. */
struct keys_io;
struct keys_io *keys_io_new(const struct keys_chain *chain);
void keys_io_free(struct keys_io *io);
/* keys_message derives the key of a message and all answers to it from the first 64 bytes of its
 * wire form. */
void keys_message(struct keys_io *io, const uint8_t nonce[32], const uint8_t user_public[32],
                  struct keys_secret *key);

/* ---- contract state (4.2, 4.4) ---- */

/* keys_state is the key of a contract's names (seed id KEYS_SEED_NAMES) or values. False: no such
 * seed. */
bool keys_state(const struct keys_chain *chain, size_t seed_id,
                const uint8_t og_contract_key[KEYS_CONTRACT], struct keys_secret *key);
/* keys_state_old is the key of one value in the oldest format. */
void keys_state_old(const struct keys_chain *chain, const uint8_t stored_key[32],
                    const uint8_t og_contract_key[KEYS_CONTRACT], struct keys_secret *key);

/* ---- contract keys and proofs (4.1) ---- */

/* keys_contract_make makes the key of a contract.
 *   og  NULL at instantiate, the original key at a migration */
void keys_contract_make(const struct keys_chain *chain, const uint8_t sender[KEYS_ADDRESS],
                        uint64_t height, const uint8_t code_hash[32],
                        const uint8_t contract[KEYS_ADDRESS], const uint8_t *og,
                        uint8_t key[KEYS_CONTRACT]);
/* keys_contract_check tells whether this enclave's network made `key` for this code at this
 * address. */
bool keys_contract_check(const struct keys_chain *chain, const uint8_t key[KEYS_CONTRACT],
                         const uint8_t code_hash[32], const uint8_t contract[KEYS_ADDRESS],
                         const uint8_t *og);

/* The proof that a migration made `current` out of `og`. */
void keys_migration_make(const struct keys_chain *chain, const uint8_t contract[KEYS_ADDRESS],
                         const uint8_t code_hash[32], const uint8_t og[KEYS_CONTRACT],
                         const uint8_t current[KEYS_CONTRACT], uint8_t proof[32]);
bool keys_migration_check(const struct keys_chain *chain, const uint8_t contract[KEYS_ADDRESS],
                          const uint8_t code_hash[32], const uint8_t og[KEYS_CONTRACT],
                          const uint8_t current[KEYS_CONTRACT], const uint8_t proof[32]);

/* The proof of who may migrate a contract; `admin` is empty when nobody may. */
void keys_admin_make(const struct keys_chain *chain, struct bytes admin,
                     const uint8_t og[KEYS_CONTRACT], uint8_t proof[32]);
bool keys_admin_check(const struct keys_chain *chain, struct bytes admin,
                      const uint8_t og[KEYS_CONTRACT], const uint8_t proof[32]);

/* ---- between contracts, and random (3.6, 6) ---- */

/* keys_callback signs a message that one contract sends another.
 *   message  the ciphertext without nonce and key, or the plaintext of a plaintext call
 *   funds    compact JSON list of coins */
void keys_callback(const struct keys_chain *chain, struct bytes message, struct bytes funds,
                   uint8_t signature[32]);

/* keys_beacon is the random of a block. Only for a block whose commit was verified.
 *   block_hash  32 bytes */
void keys_beacon(const struct keys_chain *chain, const uint8_t block_hash[32],
                 struct keys_secret *beacon);
/* keys_message_random is what one call of a contract gets of it (6.6). */
void keys_message_random(const struct keys_secret *beacon, uint64_t height,
                         const uint8_t contract_key[KEYS_CONTRACT], uint64_t counter,
                         uint8_t random[32]);

#endif
