#include "enclave/keys/sealing.h"

#include "common/base/memory.h"
#include "common/crypto/gcm.h"
#include "common/crypto/secret.h"
#include "enclave/keys/keys_internal.h"

enum { MARK = 32, SALT = 32 };

static const uint8_t SIMULATION_MARK[MARK] = "secretd simulation, not secret\n\1";

/* A fresh salt gives each blob a key of its own, so key and iv never repeat. */
static void sealing_key(const uint8_t salt[SALT], struct keys_secret *key)
{
    KEYS_DERIVE(key, BYTES("secretd/simulation/sealing"), BYTES_OF(SIMULATION_MARK),
                bytes_make(salt, SALT));
}

static const uint8_t IV[CRYPTO_GCM_IV];

struct bytes sealing_seal(struct arena *arena, struct bytes payload)
{
    uint8_t *blob = arena_alloc(arena, SEALING_OVERHEAD + payload.len);
    memcpy(blob, SIMULATION_MARK, MARK);
    crypto_random(blob + MARK, SALT);
    struct keys_secret key;
    sealing_key(blob + MARK, &key);
    struct crypto_gcm *gcm = crypto_gcm_new();
    crypto_gcm_seal(gcm, key.bytes, IV, bytes_make(blob, MARK + SALT), payload, blob + MARK + SALT);
    crypto_gcm_free(gcm);
    keys_wipe(&key);
    return bytes_make(blob, SEALING_OVERHEAD + payload.len);
}

bool sealing_open(struct arena *arena, struct bytes blob, struct bytes *payload)
{
    if (blob.len < SEALING_OVERHEAD || blob.len > SEALING_BYTES_MAX ||
        memcmp(blob.data, SIMULATION_MARK, MARK) != 0)
        return false;
    struct bytes sealed = bytes_from(blob, MARK + SALT);
    uint8_t *out = arena_alloc(arena, sealed.len - CRYPTO_GCM_TAG);
    struct keys_secret key;
    sealing_key(blob.data + MARK, &key);
    struct crypto_gcm *gcm = crypto_gcm_new();
    bool opened =
        crypto_gcm_open(gcm, key.bytes, IV, bytes_slice(blob, 0, MARK + SALT), sealed, out);
    crypto_gcm_free(gcm);
    keys_wipe(&key);
    *payload = bytes_make(out, opened ? sealed.len - CRYPTO_GCM_TAG : 0);
    return opened;
}
