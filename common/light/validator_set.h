#ifndef COMMON_LIGHT_VALIDATOR_SET_H
#define COMMON_LIGHT_VALIDATOR_SET_H

#include "common/base/status.h"
#include "schema/core/tendermint_abci.h"
#include "schema/core/tendermint_types.h"

/* Who signs blocks: CometBFT 0.38's validator set with its order (power descending, then address),
 * hash, proposer priorities and updates. Source: chain-surface 6.5 and CometBFT's
 * types/validator_set.go. */

enum { LIGHT_ADDRESS_BYTES = 20, LIGHT_VALIDATORS_MAX = 10000 };

/* The total power of a set may not pass this, so that priorities never overflow. */
#define LIGHT_POWER_MAX (INT64_MAX / 8)

/* Field numbers of tendermint.crypto.PublicKey. Only ed25519 keys can sign blocks here. */
enum light_key_kind { LIGHT_KEY_NONE = 0, LIGHT_KEY_ED25519 = 1, LIGHT_KEY_SECP256K1 = 2 };

struct light_validator {
    uint8_t address[LIGHT_ADDRESS_BYTES];
    uint8_t key_kind; /* enum light_key_kind */
    uint8_t key_len;
    uint8_t key[33];
    int64_t power;
    int64_t priority;
};

struct light_validator_set {
    struct light_validator *items; /* in set order */
    size_t count;
    int64_t total_power;
    uint8_t proposer[LIGHT_ADDRESS_BYTES]; /* chosen by the last rotation; zero before the first */
};

/* Why a set or a change of it is refused; codespace "light". */
extern const struct error LIGHT_BAD_VALIDATORS;

/* light_validator_make fills address and key. Refused: a key of unknown kind or length. */
MUST_CHECK status light_validator_make(struct arena *arena,
                                       const struct tendermint_crypto_public_key *key,
                                       int64_t power, struct light_validator *validator);

/* light_validators_new makes the first set of a chain and chooses its proposer.
 *   arena    owns the set
 *   updates  as InitChain answers them; no power may be 0 */
MUST_CHECK status light_validators_new(struct arena *arena,
                                       const struct tendermint_abci_validator_update *updates,
                                       size_t count, struct light_validator_set *set);

/* light_validators_update applies a block's validator updates (power 0 removes). Priorities are
 * kept, rescaled and centred; the caller rotates afterwards. On refusal `set` is unchanged. */
MUST_CHECK status light_validators_update(struct arena *arena, struct light_validator_set *set,
                                          const struct tendermint_abci_validator_update *updates,
                                          size_t count);

/* light_validators_rotate moves the proposer on `times` (at least 1) turns. The set must not be
 * empty. */
void light_validators_rotate(struct light_validator_set *set, uint32_t times);

/* light_validators_copy duplicates a set into the arena. */
struct light_validator_set light_validators_copy(struct arena *arena,
                                                 const struct light_validator_set *set);

/* light_validators_hash is the header's validators_hash. */
void light_validators_hash(struct arena *arena, const struct light_validator_set *set,
                           uint8_t hash[32]);

/* light_validators_find gives the index of an address, or count when it is not in the set. */
size_t light_validators_find(const struct light_validator_set *set, struct bytes address);

/* light_validators_encode and _decode speak protobuf tendermint.types.ValidatorSet. Decoding keeps
 * the order given and refuses wrong addresses, keys, powers, double entries and more than
 * LIGHT_VALIDATORS_MAX. */
struct bytes light_validators_encode(struct arena *arena, const struct light_validator_set *set);
MUST_CHECK status light_validators_decode(struct arena *arena, struct bytes encoded,
                                          struct light_validator_set *set);

/* light_validators_message is the set as a schema struct; it borrows from `set`. */
struct tendermint_types_validator_set
light_validators_message(struct arena *arena, const struct light_validator_set *set);
MUST_CHECK status light_validators_from_message(
    struct arena *arena, const struct tendermint_types_validator_set *message,
    struct light_validator_set *set);

#endif
