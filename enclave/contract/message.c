#include "enclave/contract/message.h"

#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "enclave/contract/errors.h"
#include "enclave/contract/suite.h"

static const struct bytes REPLY_MAGIC = BYTES_INIT("REPLY01");
static const struct bytes REPLY_MAGIC_SECOND = BYTES_INIT("REPLY02");

/* Messages and their answers have exactly one associated item, of length zero. */
static const struct bytes EMPTY_ITEM = BYTES_INIT("");

void message_key(struct keys_io *io, struct crypto_siv *siv, const uint8_t head[MESSAGE_HEAD])
{
    struct keys_secret key;
    keys_message(io, head, head + 32, &key);
    crypto_siv_rekey(siv, key.bytes);
    keys_wipe(&key);
}

void message_open(struct arena *arena, struct keys_io *io, struct crypto_siv *siv,
                  struct bytes input, struct message *message)
{
    *message = (struct message){.body = input, .text = input, .suite = &SUITE_FIRST, .siv = siv};
    if (input.len >= MESSAGE_BYTES_MIN) {
        message_key(io, siv, input.data);
        struct bytes sealed = bytes_from(input, MESSAGE_HEAD);
        if (message_unseal(arena, siv, sealed, &message->text)) {
            message->encrypted = true;
            message->body = sealed;
            memcpy(message->head, input.data, MESSAGE_HEAD);
            return;
        }
        message->text = input;
    }
    message_key(io, siv, message->head);
}

static bool take_reply(bool is_second, struct bytes *text, struct message_reply *reply)
{
    if (text->len < MESSAGE_REPLY_HEADER + (is_second ? KEYS_ADDRESS : 0))
        return false;
    reply->id = load_be64(text->data + REPLY_MAGIC.len);
    reply->code_hash = bytes_slice(*text, REPLY_MAGIC.len + 8, MESSAGE_HASH);
    *text = bytes_from(*text, MESSAGE_REPLY_HEADER);
    if (is_second) {
        reply->contract = bytes_slice(*text, 0, KEYS_ADDRESS);
        *text = bytes_from(*text, KEYS_ADDRESS);
    }
    return true;
}

status message_replies(struct arena *arena, struct bytes *text, struct message *message)
{
    struct message_reply *replies = NULL;
    size_t count = 0;
    bool is_second = message->suite == &SUITE_SECOND;
    while (bytes_starts_with(*text, is_second ? REPLY_MAGIC_SECOND : REPLY_MAGIC)) {
        if (replies == NULL)
            replies = ARENA_ARRAY(arena, struct message_reply, MESSAGE_REPLIES_MAX);
        if (count == MESSAGE_REPLIES_MAX || !take_reply(is_second, text, &replies[count]))
            return &CONTRACT_VALIDATION;
        count++;
    }
    message->replies = replies;
    message->reply_count = count;
    return NULL;
}

bool message_is_for(struct arena *arena, struct bytes digits, const uint8_t code_hash[32])
{
    struct bytes hash;
    return digits.len == MESSAGE_HASH && hex_decode(arena, digits, &hash) &&
           bytes_equal(hash, bytes_make(code_hash, 32));
}

status message_address(struct arena *arena, const uint8_t code_hash[32], struct message *message)
{
    struct bytes text = message->text;
    if (message->addressed)
        return NULL;
    if (text.len < MESSAGE_HASH ||
        !message_is_for(arena, bytes_slice(text, 0, MESSAGE_HASH), code_hash))
        return &CONTRACT_VALIDATION;
    text = bytes_from(text, MESSAGE_HASH);
    TRY(message_replies(arena, &text, message));
    message->text = text;
    return NULL;
}

struct bytes message_seal(struct arena *arena, struct crypto_siv *siv, struct bytes text)
{
    uint8_t *out = arena_alloc(arena, text.len + CRYPTO_SIV_TAG);
    crypto_siv_seal(siv, &EMPTY_ITEM, 1, text, out);
    return bytes_make(out, text.len + CRYPTO_SIV_TAG);
}

struct bytes message_seal_text(struct arena *arena, struct crypto_siv *siv, struct bytes text)
{
    return base64_encode(arena, message_seal(arena, siv, text));
}

bool message_unseal(struct arena *arena, struct crypto_siv *siv, struct bytes sealed,
                    struct bytes *text)
{
    if (sealed.len < CRYPTO_SIV_TAG)
        return false;
    uint8_t *out = arena_alloc(arena, sealed.len - CRYPTO_SIV_TAG);
    *text = bytes_make(out, sealed.len - CRYPTO_SIV_TAG);
    return crypto_siv_open(siv, &EMPTY_ITEM, 1, sealed, out);
}

void message_headers(struct writer *writer, const struct message_reply *replies, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t id[8];
        store_be64(id, replies[i].id);
        bool is_second = replies[i].contract.len != 0;
        writer_bytes(writer, is_second ? REPLY_MAGIC_SECOND : REPLY_MAGIC);
        writer_bytes(writer, BYTES_OF(id));
        writer_bytes(writer, replies[i].code_hash);
        writer_bytes(writer, replies[i].contract);
    }
}
