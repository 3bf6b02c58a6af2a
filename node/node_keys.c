#include "node/node_keys.h"

#include "common/base/memory.h"
#include "common/crypto/ed25519.h"
#include "common/crypto/hash.h"
#include "common/crypto/secret.h"
#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/encoding/json.h"
#include "node/consensus/validator_key.h"

#define VALIDATOR_FILE "config/priv_validator_key.json"
#define NODE_FILE      "config/node_key.json"
#define PRIVATE_TYPE   "tendermint/PrivKeyEd25519"

static status bad_file(struct arena *arena)
{
    return error_replace(arena, &HOME_UNUSABLE,
                         arena_format(arena,
                                      "%s is no ed25519 key file: restore it, or remove it "
                                      "to have a new key made",
                                      NODE_FILE));
}

/* {"priv_key": {"type": "tendermint/PrivKeyEd25519", "value": base64 of seed and public key}, ...}
 */
static status parse_key(struct arena *arena, struct bytes text, uint8_t seed[32])
{
    struct json_value document;
    if (json_parse(arena, text, JSON_UNIQUE_NAMES, &document) != NULL)
        return bad_file(arena);
    const struct json_value *key = json_member(&document, "priv_key");
    const struct json_value *type = key == NULL ? NULL : json_member(key, "type");
    const struct json_value *value = key == NULL ? NULL : json_member(key, "value");
    struct bytes raw;
    if (type == NULL || value == NULL || !bytes_is(type->text, PRIVATE_TYPE) ||
        !base64_decode(arena, value->text, &raw) || raw.len != 64)
        return bad_file(arena);
    memcpy(seed, raw.data, 32);
    uint8_t public_key[32];
    crypto_ed25519_pubkey(seed, public_key);
    return memcmp(public_key, raw.data + 32, 32) == 0 ? NULL : bad_file(arena);
}

static struct bytes private_text(struct arena *arena, const uint8_t seed[32],
                                 const uint8_t public_key[32])
{
    struct bytes both = ARENA_CONCAT(arena, bytes_make(seed, 32), bytes_make(public_key, 32));
    return arena_format(arena, "{\"type\": \"" PRIVATE_TYPE "\", \"value\": \"%.*s\"}",
                        BYTES_ARG(base64_encode(arena, both)));
}

static struct bytes address_of(struct arena *arena, const uint8_t public_key[32])
{
    uint8_t hash[32];
    crypto_sha256(bytes_make(public_key, 32), hash);
    return arena_copy(arena, bytes_make(hash, 20));
}

static struct bytes node_text(struct arena *arena, const uint8_t seed[32],
                              const uint8_t public_key[32])
{
    return arena_format(arena, "{\"priv_key\": %.*s}\n",
                        BYTES_ARG(private_text(arena, seed, public_key)));
}

static status load_node_key(struct arena *arena, const struct home *home, uint8_t seed[32])
{
    struct bytes text;
    TRY(home_read(arena, home, NODE_FILE, &text));
    if (text.data != NULL)
        return parse_key(arena, text, seed);
    uint8_t public_key[32];
    crypto_random(seed, 32);
    crypto_ed25519_pubkey(seed, public_key);
    return home_write(arena, home, NODE_FILE, node_text(arena, seed, public_key), true);
}

status node_keys_load(struct arena *arena, const struct home *home, struct node_keys *keys)
{
    uint8_t node_seed[32], node_key[32];
    TRY(validator_key_load(arena, home_path(arena, home, VALIDATOR_FILE), NULL,
                           keys->validator_seed));
    crypto_ed25519_pubkey(keys->validator_seed, keys->validator_key);
    TRY(load_node_key(arena, home, node_seed));
    crypto_ed25519_pubkey(node_seed, node_key);
    wipe(node_seed, sizeof node_seed);
    keys->node_id = hex_lower(arena, address_of(arena, node_key));
    return NULL;
}
