#ifndef COMMON_TX_ADDRESS_H
#define COMMON_TX_ADDRESS_H

#include "common/base/status.h"

/* Addresses are raw bytes inside the chain and bech32 text outside. */
enum address_kind {
    ADDRESS_ACCOUNT,   /* secret1... */
    ADDRESS_VALIDATOR, /* secretvaloper1... */
    ADDRESS_CONSENSUS, /* secretvalcons1... */
};

/* address_parse decodes as the original's address codec, with its texts:
 *   "empty address string is not allowed", "decoding bech32 failed: ..." (no code of their own),
 *   "hrp does not match bech32 prefix: expected 'secret' got 'cosmos': internal logic error" (sdk
 *   35), "address length must be 20 or 32 bytes, got 5: unknown address" (sdk 9; 45 bytes pass
 *   too). */
MUST_CHECK status address_parse(struct arena *arena, enum address_kind kind, struct bytes text,
                                struct bytes *address);

/* address_parse_plain is address_parse with the text of AccAddressFromBech32 for a foreign prefix:
 * "invalid Bech32 prefix; expected secret, got cosmos", without a code. */
MUST_CHECK status address_parse_plain(struct arena *arena, enum address_kind kind,
                                      struct bytes text, struct bytes *address);

/* address_text encodes; no bytes give no text. At most 255 bytes. */
struct bytes address_text(struct arena *arena, enum address_kind kind, struct bytes address);

#endif
