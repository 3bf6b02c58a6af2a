#ifndef ENCLAVE_CONTRACT_MESSAGE_H
#define ENCLAVE_CONTRACT_MESSAGE_H

#include "common/base/status.h"
#include "common/crypto/siv.h"
#include "enclave/keys/keys.h"

/* A message as it travels: 32 bytes nonce, 32 bytes user key, then sealed text. Its plaintext
 * begins with the code hash of the contract it is for and the headers of replies that are owed for
 * it. Everything that answers it is sealed with the same key. Source: enclave-protocol 2.1 to
 * 2.4. */

enum {
    MESSAGE_HEAD = 64,      /* nonce and key */
    MESSAGE_BYTES_MIN = 82, /* shorter ones are no sealed message */
    MESSAGE_HASH = 64,      /* code hash as hex digits */
    MESSAGE_REPLY_HEADER = 7 + 8 + MESSAGE_HASH,
    MESSAGE_REPLIES_MAX = 128, /* above the depth of calls that the chain allows */
};

/* To whom a reply goes: what stands behind "REPLY01", or, with the address, behind "REPLY02". */
struct message_reply {
    uint64_t id;
    struct bytes code_hash; /* 64 hex digits, of the contract that waits for it */
    struct bytes contract;  /* its address; none in suite 1 */
};

struct suite;
struct suite2;

struct message {
    bool encrypted;
    uint8_t head[MESSAGE_HEAD]; /* zero in a plaintext message */
    struct bytes body;          /* what follows the head; the whole of a plaintext message */
    struct bytes text;          /* for the contract: plaintext without hash and headers */
    const struct message_reply *replies; /* innermost caller first */
    size_t reply_count;
    const struct suite *suite; /* how its answers are sealed: suite.h */
    struct crypto_siv *siv;    /* with the message's key, in suite 1 */
    struct suite2 *second;     /* the same in suite 2; else NULL */
    bool addressed;            /* authenticated to be for this code: no hash in front */
};

/* message_open decrypts when it can: at least MESSAGE_BYTES_MIN bytes that open under the key of
 * their head. Otherwise the message is plaintext with a zero head. Either way `siv` then has the
 * key for the answers.
 *   input  borrowed
 *   arena  owns the plaintext */
void message_open(struct arena *arena, struct keys_io *io, struct crypto_siv *siv,
                  struct bytes input, struct message *message);

/* message_key gives `siv` the key of all that travels under this head. */
void message_key(struct keys_io *io, struct crypto_siv *siv, const uint8_t head[MESSAGE_HEAD]);

/* message_replies takes reply headers off the front of a text.
 * Refused with CONTRACT_VALIDATION: one is cut off, or there are too many. */
MUST_CHECK status message_replies(struct arena *arena, struct bytes *text, struct message *message);

/* message_is_for tells whether 64 hex digits in either case are this code hash. */
bool message_is_for(struct arena *arena, struct bytes digits, const uint8_t code_hash[32]);

/* message_address takes code hash and reply headers off the text; nothing when the message is
 * addressed otherwise.
 *   code_hash  of the contract that is called
 * Refused with CONTRACT_VALIDATION: another hash, or none. */
MUST_CHECK status message_address(struct arena *arena, const uint8_t code_hash[32],
                                  struct message *message);

/* message_seal seals a text as an answer to the message; message_seal_text gives it as base64. */
struct bytes message_seal(struct arena *arena, struct crypto_siv *siv, struct bytes text);
struct bytes message_seal_text(struct arena *arena, struct crypto_siv *siv, struct bytes text);

/* message_unseal opens such an answer; false: it is none. */
bool message_unseal(struct arena *arena, struct crypto_siv *siv, struct bytes sealed,
                    struct bytes *text);

/* message_headers writes reply headers as they stand in a plaintext. */
void message_headers(struct writer *writer, const struct message_reply *replies, size_t count);

#endif
