#ifndef NODE_CONSENSUS_VALIDATOR_KEY_H
#define NODE_CONSENSUS_VALIDATOR_KEY_H

#include "common/base/status.h"

/* The validator's signing key as a file of CometBFT's form (priv_validator_key.json), readable by
 * its owner only. */

/* Refused files and places; codespace "key". */
extern const struct error VALIDATOR_KEY_INVALID;

/* validator_key_encode writes the file's text for an ed25519 seed. */
struct bytes validator_key_encode(struct arena *arena, const uint8_t seed[32]);

/* validator_key_decode reads it back; refused when key, public key and address do not belong
 * together. */
MUST_CHECK status validator_key_decode(struct arena *arena, struct bytes text, uint8_t seed[32]);

/* validator_key_load reads the file at `path`; when there is none it makes a key, writes it durably
 * and uses that.
 *   fallback  the seed to write instead of a random one, or NULL */
MUST_CHECK status validator_key_load(struct arena *arena, const char *path, const uint8_t *fallback,
                                     uint8_t seed[32]);

#endif
