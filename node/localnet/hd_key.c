#include "node/localnet/hd_key.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <secp256k1.h>

#include "common/base/halt.h"
#include "common/base/memory.h"

enum { HARDENED = 0x80000000u, BIP39_ROUNDS = 2048 };

static const uint32_t account_path[] = {HARDENED | 44, HARDENED | 529, HARDENED | 0, 0, 0};

struct hd_node {
    uint8_t secret[32];
    uint8_t chain_code[32];
};

static void hmac_sha512(struct bytes key, struct bytes data, uint8_t mac[64])
{
    unsigned int len = 64;
    if (HMAC(EVP_sha512(), key.data, (int)key.len, data.data, data.len, mac, &len) == NULL)
        halt("libcrypto has no HMAC-SHA512");
}

static struct hd_node node_from_mac(const uint8_t mac[64])
{
    struct hd_node node;
    memcpy(node.secret, mac, 32);
    memcpy(node.chain_code, mac + 32, 32);
    return node;
}

static void compress_public(const secp256k1_context *context, const uint8_t secret[32],
                            uint8_t public_key[33])
{
    secp256k1_pubkey point;
    size_t len = 33;
    ASSERT(secp256k1_ec_pubkey_create(context, &point, secret));
    secp256k1_ec_pubkey_serialize(context, public_key, &len, &point, SECP256K1_EC_COMPRESSED);
}

/* One step of BIP-32: a hardened child hashes the secret, a plain one the public key. */
static struct hd_node derive_child(const secp256k1_context *context, const struct hd_node *parent,
                                   uint32_t index)
{
    uint8_t data[37] = {0};
    if ((index & HARDENED) != 0)
        memcpy(data + 1, parent->secret, 32);
    else
        compress_public(context, parent->secret, data);
    store_be32(data + 33, index);
    uint8_t mac[64];
    hmac_sha512(BYTES_OF(parent->chain_code), BYTES_OF(data), mac);
    struct hd_node child = node_from_mac(mac);
    ASSERT(secp256k1_ec_seckey_tweak_add(context, child.secret, parent->secret));
    wipe(data, sizeof data);
    wipe(mac, sizeof mac);
    return child;
}

void hd_key_derive(struct bytes mnemonic, uint8_t secret[32])
{
    uint8_t seed[64], mac[64];
    if (PKCS5_PBKDF2_HMAC((const char *)mnemonic.data, (int)mnemonic.len,
                          (const uint8_t *)"mnemonic", 8, BIP39_ROUNDS, EVP_sha512(), sizeof seed,
                          seed) != 1)
        halt("libcrypto has no PBKDF2");
    hmac_sha512(BYTES("Bitcoin seed"), BYTES_OF(seed), mac);
    secp256k1_context *context = secp256k1_context_create(SECP256K1_CONTEXT_SIGN);
    struct hd_node node = node_from_mac(mac);
    for (size_t i = 0; i < ARRAY_COUNT(account_path); i++)
        node = derive_child(context, &node, account_path[i]);
    secp256k1_context_destroy(context);
    memcpy(secret, node.secret, 32);
    wipe(&node, sizeof node);
    wipe(seed, sizeof seed);
    wipe(mac, sizeof mac);
}
