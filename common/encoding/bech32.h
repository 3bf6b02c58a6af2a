#ifndef COMMON_ENCODING_BECH32_H
#define COMMON_ENCODING_BECH32_H

#include "common/base/status.h"

/* Addresses as text (BIP-173, lower or upper case, as btcutil reads them: up to 1023 characters).
 */

enum { BECH32_TEXT_BYTES_MAX = 1023, BECH32_DATA_BYTES_MAX = 255 };

#define BECH32_ACCOUNT   "secret"
#define BECH32_VALIDATOR "secretvaloper"
#define BECH32_CONSENSUS "secretvalcons"

/* bech32_encode gives lower-case text. The prefix is short ASCII of ours and the data at most
 * BECH32_DATA_BYTES_MAX bytes: anything else is a broken promise. */
struct bytes bech32_encode(struct arena *arena, const char *prefix, struct bytes data);
void bech32_write(struct writer *writer, const char *prefix, struct bytes data);

/* bech32_decode splits a text into its prefix (lower case) and data. Refused with the original's
 * texts, codespace "undefined", code 1: "decoding bech32 failed: invalid checksum (expected ... got
 * ...)". */
MUST_CHECK status bech32_decode(struct arena *arena, struct bytes text, struct bytes *prefix,
                                struct bytes *data);

#endif
