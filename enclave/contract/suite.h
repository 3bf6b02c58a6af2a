#ifndef ENCLAVE_CONTRACT_SUITE_H
#define ENCLAVE_CONTRACT_SUITE_H

#include "enclave/contract/message.h"
#include "enclave/keys/epoch.h"
#include "schema/core/cosmos_base_v1beta1.h"

/* How messages are sealed: one table per suite, chosen by the message itself; what answers a
 * message is sealed in its suite. Suite 1 (enclave-protocol 2 and 3, AES-128-SIV) has one key for a
 * message and everything that follows from it, and hides content alone. Suite 2
 * (trust-and-attestation 6.3 to 6.7, AES-256-GCM) has a key for each text, binds it to its place
 * and purpose, and pads it. */

/* What a sealed text is for. */
enum suite_kind {
    SUITE_DATA,
    SUITE_ERROR,
    SUITE_ATTRIBUTE_KEY,
    SUITE_ATTRIBUTE_VALUE,
    SUITE_REPLY,       /* the id of a reply: who waits for it */
    SUITE_QUERY,       /* answer to a query */
    SUITE_QUERY_ERROR, /* the contract's error in a query */
    SUITE_CALL,        /* message of a contract to a contract */
    SUITE_ASK,         /* query of a contract to a contract */
    SUITE_KINDS,
};

/* A message between contracts: what is signed of it, and what is remembered. */
enum suite_purpose {
    SUITE_TO_EXECUTE,
    SUITE_TO_INSTANTIATE,
    SUITE_TO_MIGRATE,
    SUITE_TO_CHANGE_ADMIN,
    SUITE_TO_REPLY,
};
struct suite_link {
    enum suite_purpose purpose;
    struct bytes sender;    /* address; not needed in a reply */
    struct bytes target;    /* address; empty at instantiate, not needed in a reply */
    struct bytes admin;     /* address that the message makes admin; empty: none */
    struct bytes code_hash; /* 32 bytes, of the target */
    struct bytes message;   /* as it travels */
    struct bytes body;      /* the part of it that suite 1 signs */
    const struct cosmos_base_v1beta1_coin_list *funds; /* NULL: none */
    struct bytes funds_json;                           /* the same, for suite 1 */
    bool received; /* signed by the contract that the open message came from */
};

struct suite {
    uint32_t number;
    /* seal gives a text of the answer to `message`. */
    struct bytes (*seal)(const struct message *message, struct arena *arena, enum suite_kind kind,
                         struct bytes text);
    /* seal_call gives a message or query to another contract as it travels.
     *   kind    SUITE_CALL or SUITE_ASK
     *   target  address of the contract that is asked; unused for SUITE_CALL
     *   text    begins with code hash and reply headers */
    struct bytes (*seal_call)(const struct message *message, struct arena *arena,
                              enum suite_kind kind, struct bytes target, struct bytes text);
    /* unseal opens what answered a message that seal_call made; false: it is none. Of a reply the
     * id comes first, since it says who answered. */
    bool (*unseal)(const struct message *message, struct arena *arena, enum suite_kind kind,
                   struct bytes sealed, struct bytes *text);
    /* sign authenticates a message between contracts.
     *   arena  for scratch */
    void (*sign)(const struct message *message, struct arena *arena, const struct keys_chain *keys,
                 const struct suite_link *link, uint8_t signature[32]);
};
extern const struct suite SUITE_FIRST;
extern const struct suite SUITE_SECOND;

/* suite_link_token is what the enclave remembers of a message that it signed, and asks for when the
 * message comes in. The signature of suite 1 says neither who sends the message, nor to whom, nor
 * what for, and that of neither suite says whom it makes admin: a node could turn it into another
 * one. */
void suite_link_token(const struct suite_link *link, const uint8_t signature[32],
                      uint8_t token[32]);

/* What a message says it is, as far as it is known before it is opened. */
enum suite_type {
    SUITE_INSTANTIATE = 1,
    SUITE_EXECUTE = 2,
    SUITE_ASKED = 3,
    SUITE_MIGRATE = 4,
};

struct suite_origin {
    enum suite_type type;
    struct bytes sender;   /* address; empty in a query */
    struct bytes contract; /* address of the one that is called */
    struct bytes code_hash;
    bool from_contract;      /* it carries a callback signature */
    struct keys_place place; /* of this call */
};

/* What opens messages; one for each level of calls. */
struct suite_keys {
    struct keys_io *io;
    struct crypto_siv *siv;
    struct suite2 *second; /* NULL: suite 2 is not spoken */
};

/* suite_open decides the suite (trust-and-attestation 6.1) and opens the message as message_open
 * does. Refused with CONTRACT_DECRYPT: a message of suite 2 that is damaged, or not for this call.
 */
MUST_CHECK status suite_open(struct arena *arena, const struct suite_keys *keys,
                             const struct suite_origin *origin, struct bytes input,
                             struct message *message);

/* suite_resume prepares a message for a reply, which is sealed as the message that led to it.
 *   head      in suite 1: what the node says it is; in suite 2: what suite_head gave
 *   is_second which of the two
 *   message   out: nothing but what answers are sealed with
 * Refused with CONTRACT_DECRYPT: no epoch that is open. */
MUST_CHECK status suite_resume(const struct suite_keys *keys, const struct suite_origin *origin,
                               const uint8_t head[MESSAGE_HEAD], bool is_second,
                               struct message *message);

#endif
