#ifndef COMMON_CRYPTO_SECP256R1_H
#define COMMON_CRYPTO_SECP256R1_H

#include "common/base/bytes.h"

/* crypto_secp256r1_verify checks a 64-byte r || s signature on NIST P-256 over a 32-byte hash. As
 * the SDK's key type, it refuses an s above half the group order.
 *   pubkey  33 bytes compressed or 65 uncompressed */
bool crypto_secp256r1_verify(struct bytes pubkey, const uint8_t hash[32], struct bytes signature);

/* crypto_secp256r1_parse tells whether 33 bytes are a point of the curve (02 or 03 and an x below
 * the field's prime that has a y). */
bool crypto_secp256r1_parse(struct bytes pubkey);

#endif
