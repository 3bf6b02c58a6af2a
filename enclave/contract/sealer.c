#include "enclave/contract/sealer.h"

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/hash.h"
#include "common/crypto/siv.h"

/* Stored key: LE64 6, "secret", LE16 2, LE32 3, LE64 length, sealed name.
 * Stored value: LE64 24, salt, LE64 length, sealed value, and LE16 seed id once there are more than
 * two seeds. */
enum {
    KEY_HEADER = 28,
    VALUE_HEADER = 8 + SEALER_SALT + 8,
    SEED_ID = 2,
    SEEDS_WITHOUT_ID = 2,
    OLD_ITEM = 32,
};

static const uint8_t KEY_MAGIC[KEY_HEADER - 8] = {6,   0,   0,   0,   0, 0, 0, 0, 's', 'e',
                                                  'c', 'r', 'e', 't', 2, 0, 3, 0, 0,   0};

struct sealing {
    const struct keys_chain *keys;
    struct crypto_siv *name;  /* seed 2 */
    struct crypto_siv *value; /* last seed */
    struct crypto_siv *other; /* an earlier seed, or the old format */
    size_t seed_count; /* that `name` and `value` have the keys of, those of `og`; 0: none yet */
    uint8_t og[KEYS_CONTRACT];
    uint8_t salt[SEALER_SALT];
};

struct sealing *sealing_new(const struct keys_chain *keys)
{
    static const uint8_t no_key[32];
    struct sealing *sealing = heap_zalloc(1, sizeof *sealing);
    sealing->keys = keys;
    sealing->name = crypto_siv_new(no_key);
    sealing->value = crypto_siv_new(no_key);
    sealing->other = crypto_siv_new(no_key);
    return sealing;
}

void sealing_free(struct sealing *sealing)
{
    if (sealing == NULL)
        return;
    crypto_siv_free(sealing->name);
    crypto_siv_free(sealing->value);
    crypto_siv_free(sealing->other);
    heap_free(sealing);
}

/* A contract that runs again finds its keys in place. */
static void take_keys(struct sealing *sealing, const uint8_t og_contract_key[KEYS_CONTRACT])
{
    size_t last = keys_chain_count(sealing->keys);
    if (sealing->seed_count == last && memcmp(sealing->og, og_contract_key, KEYS_CONTRACT) == 0)
        return;
    struct keys_secret key;
    memcpy(sealing->og, og_contract_key, KEYS_CONTRACT);
    ASSERT(keys_state(sealing->keys, KEYS_SEED_NAMES, sealing->og, &key));
    crypto_siv_rekey(sealing->name, key.bytes);
    ASSERT(keys_state(sealing->keys, last, sealing->og, &key));
    crypto_siv_rekey(sealing->value, key.bytes);
    keys_wipe(&key);
    sealing->seed_count = last;
}

static void begin(struct sealing *sealing, const uint8_t og_contract_key[KEYS_CONTRACT],
                  struct sealing_coordinates coordinates)
{
    store_be64(sealing->salt, coordinates.time_ns);
    store_be64(sealing->salt + 8, coordinates.counter_height);
    store_be64(sealing->salt + 16, coordinates.counter);
    take_keys(sealing, og_contract_key);
}

static struct bytes seal_key(struct sealing *sealing, struct arena *arena, struct bytes name)
{
    size_t sealed = name.len + CRYPTO_SIV_TAG;
    uint8_t *key = arena_alloc(arena, KEY_HEADER + sealed);
    memcpy(key, KEY_MAGIC, sizeof KEY_MAGIC);
    store_le64(key + sizeof KEY_MAGIC, sealed);
    /* No item at all: not the same as an empty one. */
    crypto_siv_seal(sealing->name, NULL, 0, name, key + KEY_HEADER);
    return bytes_make(key, KEY_HEADER + sealed);
}

static struct bytes seal_value(struct sealing *sealing, struct arena *arena,
                               struct bytes stored_key, struct bytes value)
{
    size_t count = keys_chain_count(sealing->keys), sealed = value.len + CRYPTO_SIV_TAG;
    size_t len = VALUE_HEADER + sealed + (count > SEEDS_WITHOUT_ID ? SEED_ID : 0);
    uint8_t *stored = arena_alloc(arena, len);
    const struct bytes items[] = {bytes_from(stored_key, KEY_HEADER), BYTES_OF(sealing->salt)};
    store_le64(stored, SEALER_SALT);
    memcpy(stored + 8, sealing->salt, SEALER_SALT);
    store_le64(stored + 8 + SEALER_SALT, sealed);
    crypto_siv_seal(sealing->value, items, ARRAY_COUNT(items), value, stored + VALUE_HEADER);
    if (count > SEEDS_WITHOUT_ID) {
        stored[len - 2] = (uint8_t)count;
        stored[len - 1] = 0;
    }
    return bytes_make(stored, len);
}

/* Takes the parts of a stored value; the salt may have any length, as in the original. */
static bool split(struct bytes stored, struct bytes *salt, struct bytes *sealed, size_t *seed_id)
{
    if (stored.len < 8)
        return false;
    uint64_t salt_len = load_le64(stored.data);
    stored = bytes_from(stored, 8);
    if (salt_len > stored.len || stored.len - salt_len < 8)
        return false;
    *salt = bytes_slice(stored, 0, salt_len);
    stored = bytes_from(stored, salt_len);
    uint64_t sealed_len = load_le64(stored.data);
    stored = bytes_from(stored, 8);
    if (sealed_len > stored.len)
        return false;
    *sealed = bytes_slice(stored, 0, sealed_len);
    stored = bytes_from(stored, sealed_len);
    *seed_id = SEEDS_WITHOUT_ID;
    if (stored.len == 0)
        return true;
    if (stored.len < SEED_ID)
        return false;
    *seed_id = (size_t)(stored.data[0] | stored.data[1] << 8);
    return true;
}

static bool open_sealed(struct crypto_siv *siv, struct arena *arena, const struct bytes *items,
                        size_t count, struct bytes sealed, struct bytes *value)
{
    if (sealed.len < CRYPTO_SIV_TAG)
        return false;
    uint8_t *out = arena_alloc(arena, sealed.len - CRYPTO_SIV_TAG);
    *value = bytes_make(out, sealed.len - CRYPTO_SIV_TAG);
    return crypto_siv_open(siv, items, count, sealed, out);
}

static bool open_value(struct sealing *sealing, struct arena *arena, struct bytes stored_key,
                       struct bytes stored, struct bytes *value)
{
    struct bytes salt, sealed;
    size_t seed_id;
    if (!split(stored, &salt, &sealed, &seed_id))
        return false;
    struct crypto_siv *siv = sealing->value;
    if (seed_id != keys_chain_count(sealing->keys)) {
        struct keys_secret key;
        if (!keys_state(sealing->keys, seed_id, sealing->og, &key))
            return false;
        siv = sealing->other;
        crypto_siv_rekey(siv, key.bytes);
        keys_wipe(&key);
    }
    const struct bytes items[] = {bytes_from(stored_key, KEY_HEADER), salt};
    return open_sealed(siv, arena, items, ARRAY_COUNT(items), sealed, value);
}

static struct bytes old_key(struct sealing *sealing, struct arena *arena, struct bytes name)
{
    uint8_t *key = arena_alloc(arena, 32);
    CRYPTO_SHA256(key, name, BYTES_OF(sealing->og));
    return bytes_make(key, 32);
}

static bool open_old(struct sealing *sealing, struct arena *arena, struct bytes key,
                     struct bytes stored, struct bytes *value)
{
    if (stored.len < OLD_ITEM)
        return false;
    struct keys_secret secret;
    keys_state_old(sealing->keys, key.data, sealing->og, &secret);
    crypto_siv_rekey(sealing->other, secret.bytes);
    keys_wipe(&secret);
    const struct bytes item = bytes_slice(stored, 0, OLD_ITEM);
    return open_sealed(sealing->other, arena, &item, 1, bytes_from(stored, OLD_ITEM), value);
}

static const struct sealer ORIGINAL = {
    .suite = SEALER_SUITE_ORIGINAL,
    .begin = begin,
    .seal_key = seal_key,
    .seal_value = seal_value,
    .open_value = open_value,
    .old_key = old_key,
    .open_old = open_old,
};

const struct sealer *sealer_find(uint32_t suite)
{
    return suite == ORIGINAL.suite ? &ORIGINAL : NULL;
}
