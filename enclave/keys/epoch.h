#ifndef ENCLAVE_KEYS_EPOCH_H
#define ENCLAVE_KEYS_EPOCH_H

#include "enclave/keys/keys.h"

/* Keys of suite 2 (trust-and-attestation 6.3, 6.4, 6.6). They share nothing with those of suite 1
 * but the seeds: other labels, other salts, another X25519 key. The epoch of a seed is its id; the
 * genesis seed has none, since no client ever encrypts to it. */

enum {
    KEYS_EPOCH_FIRST = 2,
    KEYS_CHAIN_ID_MAX = 64,
    KEYS_NONCE = 32, /* u32 epoch, then 28 bytes of the client's */
    KEYS_SYN = 16,
    KEYS_KIND_MAX = 32, /* bytes of the name of a kind */
    KEYS_PLACE = 24,    /* bytes of a struct keys_place without the hash */
};

/* keys_epoch_derive gives the key of one purpose.
 *   label     without the prefix "scn2/"
 *   chain_id  at most KEYS_CHAIN_ID_MAX bytes */
void keys_epoch_derive(const struct keys_secret *seed, struct bytes label, struct bytes chain_id,
                       uint32_t epoch, struct keys_secret *key);

/* The epochs that messages may be sealed for: the current one and the one before, when there is
 * one. One thread at a time. */
struct keys_epochs;
struct keys_epochs *keys_epochs_new(const struct keys_chain *chain, struct bytes chain_id);
/* keys_epochs_free wipes; NULL is allowed. */
void keys_epochs_free(struct keys_epochs *epochs);

/* keys_epochs_current gives the number of the current epoch and what clients encrypt to in it. */
uint32_t keys_epochs_current(const struct keys_epochs *epochs, uint8_t io_public[32]);

/* ---- one message and everything that answers it ---- */

struct keys_session {
    uint8_t context[4 + KEYS_CHAIN_ID_MAX + KEYS_NONCE + 2 * 32]; /* ctx of 6.4 */
    size_t context_len;
    struct keys_secret input;      /* PRK of the message */
    struct keys_secret output;     /* PRK of the answers */
    struct keys_secret output_syn; /* key of their synthetic parts */
    uint32_t epoch;
};

/* A key and iv that seal one text only. Who receives one wipes it. */
struct keys_aead {
    uint8_t key[32];
    uint8_t iv[12];
};

/* keys_session_begin derives what a message's nonce and client key lead to. False: another epoch,
 * or a client key that shares nothing but zeros. The session is a secret: wipe it. */
bool keys_session_begin(const struct keys_epochs *epochs, const uint8_t nonce[KEYS_NONCE],
                        const uint8_t user_public[32], struct keys_session *session);
/* keys_session_derive is the same from a shared secret that is known already. */
void keys_session_derive(const struct keys_secret *shared, struct bytes chain_id,
                         const uint8_t nonce[KEYS_NONCE], const uint8_t user_public[32],
                         const uint8_t io_public[32], struct keys_session *session);

/* keys_session_input gives the message's own key and the commitment to it. */
void keys_session_input(const struct keys_session *session, struct keys_aead *aead,
                        uint8_t commitment[32]);

/* Where on the chain something was sealed. */
struct keys_place {
    uint64_t height;
    uint32_t tx; /* index in the block */
    uint32_t message;
    uint32_t call;  /* of the message, from 1 */
    uint32_t field; /* of the call, from 0 */
    uint8_t tx_hash[32];
};

void keys_place_write(const struct keys_place *place, uint8_t bytes[KEYS_PLACE]);
/* keys_place_read fills all but the hash. */
void keys_place_read(const uint8_t bytes[KEYS_PLACE], struct keys_place *place);

/* keys_session_syn is the keyed hash of place, kind and padded text that makes the key of one text
 * unlike that of any other, whatever happens to the chain (6.7).
 *   kind  at most KEYS_KIND_MAX bytes */
void keys_session_syn(const struct keys_session *session, const struct keys_place *place,
                      struct bytes kind, struct bytes padded, uint8_t syn[KEYS_SYN]);
void keys_session_output(const struct keys_session *session, const struct keys_place *place,
                         const uint8_t syn[KEYS_SYN], struct keys_aead *aead);

/* ---- between contracts (6.6) ---- */

/* A message of one contract to another, or a reply. */
struct keys_link {
    struct bytes sender;    /* address of the calling contract */
    struct bytes target;    /* address; empty at instantiate */
    struct bytes code_hash; /* 32 bytes */
    struct bytes message;   /* as it travels */
    struct bytes funds; /* LP(denomination) || LP(amount) of each coin, in the message's order */
};

/* keys_epochs_callback authenticates a link under the current epoch.
 *   place  of the calling contract's call; field and hash do not enter
 *   sender, target, code_hash  at most 64 bytes each */
void keys_epochs_callback(const struct keys_epochs *epochs, const struct keys_place *place,
                          const struct keys_link *link, uint8_t mac[32]);

#endif
