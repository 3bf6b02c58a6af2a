#ifndef COMMON_CRYPTO_SECRET_H
#define COMMON_CRYPTO_SECRET_H

#include "common/base/bytes.h"

/* crypto_random fills `out` from the kernel's generator; it waits for it to be seeded and never
 * gives less. For key creation and blinding only: nothing that two nodes must agree on may depend
 * on it. */
void crypto_random(uint8_t *out, size_t len);

/* crypto_equal compares in time that depends on the lengths only. */
bool crypto_equal(struct bytes left, struct bytes right);

/* crypto_is_zero tells in constant time whether every byte is 0. */
bool crypto_is_zero(struct bytes data);

#endif
