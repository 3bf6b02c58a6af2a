#include "enclave/contract/suite.h"

#include "common/crypto/hash.h"
#include "enclave/contract/errors.h"
#include "enclave/contract/suite2.h"

/* Suite 1 as a table, and the choice between the two. */

static struct bytes seal(const struct message *message, struct arena *arena, enum suite_kind kind,
                         struct bytes text)
{
    return message_seal(arena, message->siv, text);
}

static struct bytes seal_call(const struct message *message, struct arena *arena,
                              enum suite_kind kind, struct bytes target, struct bytes text)
{
    return ARENA_CONCAT(arena, BYTES_OF(message->head), message_seal(arena, message->siv, text));
}

static bool unseal(const struct message *message, struct arena *arena, enum suite_kind kind,
                   struct bytes sealed, struct bytes *text)
{
    return message_unseal(arena, message->siv, sealed, text);
}

static void sign(const struct message *message, struct arena *arena, const struct keys_chain *keys,
                 const struct suite_link *link, uint8_t signature[32])
{
    keys_callback(keys, link->body, link->funds_json, signature);
}

const struct suite SUITE_FIRST = {
    .number = 1,
    .seal = seal,
    .seal_call = seal_call,
    .unseal = unseal,
    .sign = sign,
};

void suite_link_token(const struct suite_link *link, const uint8_t signature[32], uint8_t token[32])
{
    enum { LENGTH = 4 };
    const struct bytes parts[] = {link->sender, link->target, link->admin};
    uint8_t purpose = (uint8_t)link->purpose, lengths[ARRAY_COUNT(parts)][LENGTH];
    for (size_t i = 0; i < ARRAY_COUNT(parts); i++)
        store_be32(lengths[i], (uint32_t)parts[i].len);
    CRYPTO_SHA256(token, bytes_make(signature, 32), bytes_make(&purpose, 1),
                  bytes_make(lengths, sizeof lengths), link->sender, link->target, link->admin);
}

status suite_open(struct arena *arena, const struct suite_keys *keys,
                  const struct suite_origin *origin, struct bytes input, struct message *message)
{
    struct bytes text;
    enum suite2_opened opened = SUITE2_OTHER;
    if (keys->second != NULL)
        opened = suite2_open(keys->second, arena, origin, input, &text);
    if (opened == SUITE2_DAMAGED)
        return &CONTRACT_DECRYPT;
    if (opened == SUITE2_OTHER) {
        message_open(arena, keys->io, keys->siv, input, message);
        return NULL;
    }
    *message = (struct message){
        .encrypted = true,
        .body = input,
        .text = text,
        .suite = &SUITE_SECOND,
        .second = keys->second,
        .addressed = opened == SUITE2_OPENED,
    };
    suite2_head(keys->second, message->head);
    return NULL;
}

status suite_resume(const struct suite_keys *keys, const struct suite_origin *origin,
                    const uint8_t head[MESSAGE_HEAD], bool is_second, struct message *message)
{
    *message = (struct message){.suite = &SUITE_FIRST, .siv = keys->siv};
    memcpy(message->head, head, MESSAGE_HEAD);
    if (!is_second) {
        message_key(keys->io, keys->siv, head);
        return NULL;
    }
    message->suite = &SUITE_SECOND;
    message->second = keys->second;
    return suite2_resume(keys->second, head, origin->contract, &origin->place) ? NULL
                                                                               : &CONTRACT_DECRYPT;
}
