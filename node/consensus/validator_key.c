#include "node/consensus/validator_key.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/base/memory.h"
#include "common/crypto/ed25519.h"
#include "common/crypto/hash.h"
#include "common/crypto/secret.h"
#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/encoding/json.h"

const struct error VALIDATOR_KEY_INVALID = {"key", 1, false, BYTES_INIT("validator key")};

enum { FILE_BYTES_MAX = 4096, ADDRESS_BYTES = 20 };

struct bytes validator_key_encode(struct arena *arena, const uint8_t seed[32])
{
    uint8_t key[64], hash[32];
    memcpy(key, seed, 32);
    crypto_ed25519_pubkey(seed, key + 32);
    crypto_sha256(bytes_make(key + 32, 32), hash);
    struct bytes address = hex_upper(arena, bytes_make(hash, ADDRESS_BYTES));
    struct bytes public_key = base64_encode(arena, bytes_make(key + 32, 32));
    struct bytes private_key = base64_encode(arena, BYTES_OF(key));
    wipe(key, sizeof key);
    return arena_format(arena,
                        "{\n"
                        "  \"address\": \"%.*s\",\n"
                        "  \"pub_key\": {\n"
                        "    \"type\": \"tendermint/PubKeyEd25519\",\n"
                        "    \"value\": \"%.*s\"\n"
                        "  },\n"
                        "  \"priv_key\": {\n"
                        "    \"type\": \"tendermint/PrivKeyEd25519\",\n"
                        "    \"value\": \"%.*s\"\n"
                        "  }\n"
                        "}\n",
                        BYTES_ARG(address), BYTES_ARG(public_key), BYTES_ARG(private_key));
}

status validator_key_decode(struct arena *arena, struct bytes text, uint8_t seed[32])
{
    struct json_value file;
    struct bytes key;
    TRY(json_parse(arena, text, 0, &file));
    const struct json_value *private_key = json_member(&file, "priv_key");
    const struct json_value *value = private_key == NULL ? NULL : json_member(private_key, "value");
    if (value == NULL || !base64_decode(arena, value->text, &key) || key.len != 64)
        return error_wrap(arena, &VALIDATOR_KEY_INVALID, "no ed25519 private key");
    uint8_t public_key[32];
    crypto_ed25519_pubkey(key.data, public_key);
    if (memcmp(public_key, key.data + 32, sizeof public_key) != 0)
        return error_wrap(arena, &VALIDATOR_KEY_INVALID, "private and public key do not fit");
    memcpy(seed, key.data, 32);
    return NULL;
}

static status failed(struct arena *arena, const char *path)
{
    return error_wrap(arena, &VALIDATOR_KEY_INVALID, "%s: %s", path, strerror(errno));
}

static status write_file(struct arena *arena, const char *path, struct bytes text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return failed(arena, path);
    bool written = write(fd, text.data, text.len) == (ssize_t)text.len && fsync(fd) == 0;
    status refused = written ? NULL : failed(arena, path);
    close(fd);
    if (!written)
        unlink(path);
    return refused;
}

status validator_key_load(struct arena *arena, const char *path, const uint8_t *fallback,
                          uint8_t seed[32])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno != ENOENT)
        return failed(arena, path);
    if (fd < 0) {
        if (fallback != NULL)
            memcpy(seed, fallback, 32);
        else
            crypto_random(seed, 32);
        return write_file(arena, path, validator_key_encode(arena, seed));
    }
    uint8_t *text = arena_alloc(arena, FILE_BYTES_MAX);
    ssize_t len = read(fd, text, FILE_BYTES_MAX);
    status refused = len < 0 ? failed(arena, path)
                             : validator_key_decode(arena, bytes_make(text, (size_t)len), seed);
    close(fd);
    return refused == NULL ? NULL : error_wrap(arena, refused, "%s", path);
}
