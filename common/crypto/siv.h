#ifndef COMMON_CRYPTO_SIV_H
#define COMMON_CRYPTO_SIV_H

#include "common/base/bytes.h"

/* AES-128-SIV (RFC 5297) over libcrypto's AES. Deterministic: the same key, items and plaintext
 * give the same bytes. In-tree because libcrypto's own mode ignores empty associated data in some
 * versions and fails on empty plaintexts in others (trust-and-attestation 6.8).
 *
 * No items and one empty item are different inputs with different results. */

enum { CRYPTO_SIV_KEY = 32, CRYPTO_SIV_TAG = 16, CRYPTO_SIV_ITEMS_MAX = 8 };

/* A key with its expanded schedules. One thread at a time. */
struct crypto_siv;
/* crypto_siv_new: bytes 0..15 are the MAC half, 16..31 the encryption half. */
struct crypto_siv *crypto_siv_new(const uint8_t key[32]);
/* crypto_siv_rekey gives the object another key, cheaper than a new one. */
void crypto_siv_rekey(struct crypto_siv *siv, const uint8_t key[32]);
/* crypto_siv_free wipes and frees; NULL is allowed. */
void crypto_siv_free(struct crypto_siv *siv);

/* crypto_siv_seal writes tag || ciphertext, plaintext.len + 16 bytes; `out` must not overlap the
 * plaintext. */
void crypto_siv_seal(struct crypto_siv *siv, const struct bytes *items, size_t count,
                     struct bytes plaintext, uint8_t *out);

/* crypto_siv_open writes sealed.len - 16 bytes and tells whether the tag fits; when it does not,
 * `out` is wiped. `out` must not overlap the input. */
bool crypto_siv_open(struct crypto_siv *siv, const struct bytes *items, size_t count,
                     struct bytes sealed, uint8_t *out);

#endif
