#ifndef TESTS_SUPPORT_SUITE2_CLIENT_H
#define TESTS_SUPPORT_SUITE2_CLIENT_H

#include "common/crypto/gcm.h"
#include "common/crypto/secret.h"
#include "common/crypto/x25519.h"
#include "enclave/contract/suite2.h"
#include "enclave/keys/transcript.h"
#include "tests/support/test.h"

/* A client of suite 2, written from the specification beside the enclave's own code: it makes
 * messages and opens answers. */

struct suite2_client {
    struct arena *arena;
    struct keys_session session; /* of the last message */
    uint8_t nonce[KEYS_NONCE];
    uint8_t public_key[32];
    uint8_t private_key[32];
    struct bytes chain_id;
    uint8_t io_public[32];
    uint32_t epoch;
};

static inline struct suite2_client
suite2_client_new(struct arena *arena, const struct keys_epochs *epochs, struct bytes chain_id)
{
    struct suite2_client client = {.arena = arena, .chain_id = chain_id};
    client.epoch = keys_epochs_current(epochs, client.io_public);
    return client;
}

static inline struct bytes suite2_client_pad(struct suite2_client *client, struct bytes text)
{
    size_t len = (4 + text.len + 255) / 256 * 256;
    uint8_t *padded = arena_zalloc(client->arena, len);
    store_be32(padded, (uint32_t)text.len);
    memcpy(padded + 4, text.data, text.len);
    return bytes_make(padded, len);
}

/* suite2_client_begin takes a fresh key and nonce. */
static inline void suite2_client_begin(struct suite2_client *client)
{
    struct keys_secret shared;
    crypto_random(client->private_key, 32);
    crypto_random(client->nonce, sizeof client->nonce);
    store_be32(client->nonce, client->epoch);
    struct crypto_x25519 *key = crypto_x25519_new(client->private_key);
    crypto_x25519_pubkey(key, client->public_key);
    crypto_x25519_exchange(key, client->io_public, shared.bytes);
    crypto_x25519_free(key);
    keys_session_derive(&shared, client->chain_id, client->nonce, client->public_key,
                        client->io_public, &client->session);
}

/* suite2_client_wire seals an already padded text. */
static inline struct bytes suite2_client_wire(struct suite2_client *client,
                                              const struct suite_origin *origin,
                                              struct bytes padded)
{
    uint8_t *wire = arena_alloc(client->arena, 112 + padded.len);
    const uint8_t type = (uint8_t)origin->type;
    struct keys_transcript aad = {0};
    struct keys_aead aead;
    keys_transcript_lp(&aad, BYTES("scn2/input/aad"));
    keys_transcript_put(&aad, bytes_make(&type, 1));
    keys_transcript_lp(&aad, origin->sender);
    keys_transcript_lp(&aad, origin->type == SUITE_INSTANTIATE ? BYTES("") : origin->contract);
    keys_transcript_lp(&aad, origin->code_hash);
    memcpy(wire, client->nonce, 32);
    memcpy(wire + 32, client->public_key, 32);
    keys_session_input(&client->session, &aead, wire + 64);
    struct crypto_gcm *gcm = crypto_gcm_new();
    crypto_gcm_seal(gcm, aead.key, aead.iv, keys_transcript_bytes(&aad), padded, wire + 96);
    crypto_gcm_free(gcm);
    return bytes_make(wire, 112 + padded.len);
}

static inline struct bytes suite2_client_seal(struct suite2_client *client,
                                              const struct suite_origin *origin, struct bytes text)
{
    suite2_client_begin(client);
    return suite2_client_wire(client, origin, suite2_client_pad(client, text));
}

/* suite2_client_open opens an answer to the last message.
 *   tx_hash  NULL: the answer is one to a query and brings its own */
static inline bool suite2_client_open(struct suite2_client *client, const char *kind,
                                      struct bytes contract, const uint8_t *tx_hash,
                                      struct bytes wire, struct bytes *text)
{
    size_t front = 1 + KEYS_PLACE + (tx_hash == NULL ? 32 : 0) + KEYS_SYN;
    if (wire.len <= front + 16 || (wire.len - front - 16) % 256 != 0 || wire.data[0] != 2)
        return false;
    struct keys_place place;
    keys_place_read(wire.data + 1, &place);
    memcpy(place.tx_hash, tx_hash == NULL ? wire.data + 1 + KEYS_PLACE : tx_hash, 32);
    const uint8_t *syn = wire.data + front - KEYS_SYN;
    uint8_t again[KEYS_SYN];
    struct keys_transcript aad = {0};
    struct keys_aead aead;
    keys_transcript_lp(&aad, BYTES("scn2/output/aad"));
    keys_transcript_put(&aad, bytes_slice(wire, 1, KEYS_PLACE));
    keys_transcript_put(&aad, BYTES_OF(place.tx_hash));
    keys_transcript_lp(&aad, bytes_text(kind));
    keys_transcript_lp(&aad, contract);
    keys_session_output(&client->session, &place, syn, &aead);
    size_t len = wire.len - front - 16;
    uint8_t *padded = arena_alloc(client->arena, len);
    struct crypto_gcm *gcm = crypto_gcm_new();
    bool opened = crypto_gcm_open(gcm, aead.key, aead.iv, keys_transcript_bytes(&aad),
                                  bytes_from(wire, front), padded);
    crypto_gcm_free(gcm);
    if (!opened)
        return false;
    keys_session_syn(&client->session, &place, bytes_text(kind), bytes_make(padded, len), again);
    assert_memory_equal(again, syn, KEYS_SYN);
    *text = bytes_make(padded + 4, load_be32(padded));
    return true;
}

#endif
