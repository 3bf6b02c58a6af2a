#include "enclave/keys/sealing.h"

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/gcm.h"
#include "common/crypto/secret.h"
#include "enclave/keys/keys_internal.h"

enum { MARK = 32, SALT = 32 };

static const uint8_t SIMULATION_MARK[MARK] = "secretd simulation, not secret\n\1";

static const uint8_t IV[CRYPTO_GCM_IV];

/* mark, salt, sealed payload. A fresh salt gives each blob a key of its own, so key and iv never
 * repeat. `secret` and `about` go into the key. */
struct purpose {
    struct bytes name, secret, about;
};

static const struct purpose CHECKPOINT = {
    .name = BYTES_INIT("secretd/simulation/sealing"),
    .secret = BYTES_INIT(""),
    .about = BYTES_INIT(""),
};

static void sealing_key(const struct purpose *purpose, const uint8_t salt[SALT],
                        struct keys_secret *key)
{
    KEYS_DERIVE(key, purpose->name, BYTES_OF(SIMULATION_MARK), bytes_make(salt, SALT),
                purpose->secret, purpose->about);
}

static struct bytes seal(struct arena *arena, const struct purpose *purpose, struct bytes payload)
{
    uint8_t *blob = arena_alloc(arena, SEALING_OVERHEAD + payload.len);
    memcpy(blob, SIMULATION_MARK, MARK);
    crypto_random(blob + MARK, SALT);
    struct keys_secret key;
    sealing_key(purpose, blob + MARK, &key);
    struct crypto_gcm *gcm = crypto_gcm_new();
    crypto_gcm_seal(gcm, key.bytes, IV, bytes_make(blob, MARK + SALT), payload, blob + MARK + SALT);
    crypto_gcm_free(gcm);
    keys_wipe(&key);
    return bytes_make(blob, SEALING_OVERHEAD + payload.len);
}

static bool open_sealed(struct arena *arena, const struct purpose *purpose, struct bytes blob,
                        size_t bytes_max, struct bytes *payload)
{
    if (blob.len < SEALING_OVERHEAD || blob.len > bytes_max ||
        memcmp(blob.data, SIMULATION_MARK, MARK) != 0)
        return false;
    struct bytes sealed = bytes_from(blob, MARK + SALT);
    uint8_t *out = arena_alloc(arena, sealed.len - CRYPTO_GCM_TAG);
    struct keys_secret key;
    sealing_key(purpose, blob.data + MARK, &key);
    struct crypto_gcm *gcm = crypto_gcm_new();
    bool opened =
        crypto_gcm_open(gcm, key.bytes, IV, bytes_slice(blob, 0, MARK + SALT), sealed, out);
    crypto_gcm_free(gcm);
    keys_wipe(&key);
    *payload = bytes_make(out, opened ? sealed.len - CRYPTO_GCM_TAG : 0);
    return opened;
}

struct bytes sealing_seal(struct arena *arena, struct bytes payload)
{
    return seal(arena, &CHECKPOINT, payload);
}

bool sealing_open(struct arena *arena, struct bytes blob, struct bytes *payload)
{
    return open_sealed(arena, &CHECKPOINT, blob, SEALING_BYTES_MAX, payload);
}

static struct purpose native_purpose(const struct keys_chain *keys, struct bytes about)
{
    ASSERT(about.len <= SEALING_ABOUT_MAX);
    return (struct purpose){
        .name = BYTES("secretd/simulation/native"),
        .secret = keys_bytes(&keys->seed[keys->count - 1]),
        .about = about,
    };
}

struct bytes sealing_seal_native(struct arena *arena, const struct keys_chain *keys,
                                 struct bytes about, struct bytes payload)
{
    struct purpose purpose = native_purpose(keys, about);
    return seal(arena, &purpose, payload);
}

bool sealing_open_native(struct arena *arena, const struct keys_chain *keys, struct bytes about,
                         struct bytes blob, struct bytes *payload)
{
    struct purpose purpose = native_purpose(keys, about);
    return open_sealed(arena, &purpose, blob, SEALING_NATIVE_MAX + SEALING_OVERHEAD, payload);
}
