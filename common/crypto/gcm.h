#ifndef COMMON_CRYPTO_GCM_H
#define COMMON_CRYPTO_GCM_H

#include "common/base/bytes.h"

/* AES-256-GCM over libcrypto, 12-byte iv, 16-byte tag. A key and iv must never seal two plaintexts.
 */

enum { CRYPTO_GCM_KEY = 32, CRYPTO_GCM_IV = 12, CRYPTO_GCM_TAG = 16 };

/* The cipher's working memory; keys change per call. One thread at a time. */
struct crypto_gcm;
struct crypto_gcm *crypto_gcm_new(void);
/* crypto_gcm_free wipes and frees; NULL is allowed. */
void crypto_gcm_free(struct crypto_gcm *gcm);

/* crypto_gcm_seal writes ciphertext || tag, plaintext.len + 16 bytes. */
void crypto_gcm_seal(struct crypto_gcm *gcm, const uint8_t key[32], const uint8_t iv[12],
                     struct bytes aad, struct bytes plaintext, uint8_t *out);

/* crypto_gcm_open writes sealed.len - 16 bytes and tells whether the tag fits; when it does not,
 * `out` is wiped. */
bool crypto_gcm_open(struct crypto_gcm *gcm, const uint8_t key[32], const uint8_t iv[12],
                     struct bytes aad, struct bytes sealed, uint8_t *out);

#endif
