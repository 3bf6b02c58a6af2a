#ifndef TESTS_SUPPORT_KNOWN_MESSAGE_H
#define TESTS_SUPPORT_KNOWN_MESSAGE_H

#include "enclave/contract/message.h"
#include "enclave/contract/suite.h"
#include "tests/support/hex.h"
#include "tests/support/test.h"

/* The network, user and code of enclave-protocol 10, and what opens the message of 10.3. */

static const char KNOWN_HEAD[] = "5555555555555555555555555555555555555555555555555555555555555555"
                                 "ff2ee45601ec1b67310c7790404585ae697331eee1c1f8cf2419731c1fff3e6b";
/* SHA-256 of "code" and of "caller". */
static const char KNOWN_CODE[] = "5694d08a2e53ffcae0c3103e5ad6f6076abd960eb1f8a56577040bc1028f702b";
static const char KNOWN_CALLER[] =
    "61de55ba3388aec4fdf6ecfc6eef846fb0f1b13e28cc8381270c27ffa313aee5";

struct known_message {
    struct arena *arena;
    struct keys_chain *keys;
    struct keys_io *io;
    struct crypto_siv *siv;
    struct message message; /* nothing but what answers to it are sealed with */
};

static inline void known_message_start(struct known_message *known)
{
    static const uint8_t no_key[32];
    struct keys_secret seeds[2];
    memset(seeds[0].bytes, 0x11, 32);
    memset(seeds[1].bytes, 0x22, 32);
    *known = (struct known_message){.arena = arena_new(1 << 16), .keys = keys_chain_new()};
    keys_chain_load(known->keys, seeds, 2);
    known->io = keys_io_new(known->keys);
    known->siv = crypto_siv_new(no_key);
    known->message = (struct message){.encrypted = true, .suite = &SUITE_FIRST, .siv = known->siv};
    memcpy(known->message.head, test_unhex(known->arena, KNOWN_HEAD).data, MESSAGE_HEAD);
    message_key(known->io, known->siv, known->message.head);
}

static inline void known_message_stop(struct known_message *known)
{
    crypto_siv_free(known->siv);
    keys_io_free(known->io);
    keys_chain_free(known->keys);
    arena_drop(known->arena);
}

/* What was sealed with the message's key; what does not open fails the test. */
static inline struct bytes known_message_open(struct known_message *known, struct bytes sealed)
{
    struct bytes text;
    assert_true(message_unseal(known->arena, known->siv, sealed, &text));
    return text;
}

#endif
