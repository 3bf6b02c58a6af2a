#ifndef ENCLAVE_CONTRACT_IMPORTS_BECH32_H
#define ENCLAVE_CONTRACT_IMPORTS_BECH32_H

#include "common/base/arena.h"

/* Bech32 (BIP 173) as contracts see it: without the limit of 90 characters, and with the error
 * texts of the original's library, which contracts receive and may act upon. Not for the chain's
 * own addresses; those follow other rules (common/tx/address.h). */

/* imports_bech32_decode splits a text into prefix and data.
 *   prefix  out: lower case
 *   data    out: one byte for each five bits, checksum removed
 * Returns absent bytes on success, otherwise what is wrong. */
struct bytes imports_bech32_decode(struct arena *arena, struct bytes text, struct bytes *prefix,
                                   struct bytes *data);

/* imports_bech32_encode writes prefix and five-bit data with their checksum. */
struct bytes imports_bech32_encode(struct arena *arena, struct bytes prefix, struct bytes data);

/* imports_bech32_to_bytes joins five-bit groups; false when the padding is not zero or too long. */
bool imports_bech32_to_bytes(struct arena *arena, struct bytes data, struct bytes *content);

/* imports_bech32_from_bytes splits bytes into five-bit groups, padded with zeros. */
struct bytes imports_bech32_from_bytes(struct arena *arena, struct bytes content);

#endif
