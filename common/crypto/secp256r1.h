#ifndef COMMON_CRYPTO_SECP256R1_H
#define COMMON_CRYPTO_SECP256R1_H

#include "common/base/bytes.h"

/* crypto_secp256r1_verify checks a 64-byte r || s signature on NIST P-256 over a 32-byte hash. As
 * the SDK's key type, it refuses an s above half the group order.
 *   pubkey  33 bytes compressed or 65 uncompressed */
bool crypto_secp256r1_verify(struct bytes pubkey, const uint8_t hash[32], struct bytes signature);

#endif
