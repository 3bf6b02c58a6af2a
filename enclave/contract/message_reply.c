#include "enclave/contract/message_reply.h"

#include "common/base/halt.h"
#include "common/encoding/base64.h"
#include "common/encoding/text.h"
#include "enclave/contract/errors.h"
#include "enclave/contract/serde.h"
#include "enclave/contract/suite.h"

/* ---- the node's JSON ---- */

enum { ID, RESULT, WAS_ENCRYPTED, IS_ENCRYPTED };
static const struct serde_type REPLY = {{
    {.name = "id", .kind = SERDE_BINARY},
    {.name = "result", .kind = SERDE_ANY},
    {.name = "was_orig_msg_encrypted", .kind = SERDE_BOOL},
    {.name = "is_encrypted", .kind = SERDE_BOOL},
}};

static const struct serde_type ATTRIBUTE = {{
    {.name = "key", .kind = SERDE_STRING},
    {.name = "value", .kind = SERDE_STRING},
    {.name = "encrypted", .kind = SERDE_BOOL, .is_optional = true},
}};
static const struct serde_type EVENT = {{
    {.name = "type", .kind = SERDE_STRING},
    {.name = "attributes", .kind = SERDE_STRUCTS, .type = &ATTRIBUTE},
}};
enum { EVENTS, DATA };
static const struct serde_type OK = {{
    {.name = "events", .kind = SERDE_STRUCTS, .type = &EVENT},
    {.name = "data", .kind = SERDE_BINARY, .is_optional = true},
}};

/* A reply as the node brings it. */
struct brought {
    struct serde serde;
    struct bytes id;
    bool was_encrypted;
    bool is_encrypted;
    bool failed;
    struct bytes error;              /* if it failed */
    const struct json_value *events; /* otherwise */
    struct bytes data;               /* data == NULL: there is none */
};

static bool read_result(struct brought *brought, const struct json_value *value)
{
    static const char *const names[] = {"ok", "error", NULL};
    const struct json_value *body, *found[SERDE_FIELDS_MAX];
    struct serde *serde = &brought->serde;
    size_t which;
    if (!serde_choose(serde, value, names, &which, &body))
        return false;
    brought->failed = which == 1;
    if (brought->failed) {
        brought->error = body->text;
        return body->kind == JSON_STRING;
    }
    if (!serde_read(serde, body, &OK, found))
        return false;
    brought->events = found[EVENTS];
    return found[DATA] == NULL || serde_base64(serde->arena, found[DATA]->text, &brought->data);
}

static bool read_reply(struct brought *brought)
{
    struct json_value document;
    const struct json_value *found[SERDE_FIELDS_MAX];
    struct serde *serde = &brought->serde;
    if (!serde_parse(serde, &document) || !serde_read(serde, &document, &REPLY, found) ||
        !serde_base64(serde->arena, found[ID]->text, &brought->id))
        return false;
    brought->was_encrypted = found[WAS_ENCRYPTED]->boolean;
    brought->is_encrypted = found[IS_ENCRYPTED]->boolean;
    return read_result(brought, found[RESULT]);
}

/* ---- the JSON for the contract, and that which was signed ---- */

/* Of a list that was checked. */
static void write_attributes(struct brought *brought, struct writer *out,
                             const struct json_value *list)
{
    const struct json_value *found[SERDE_FIELDS_MAX];
    for (size_t i = 0; i < list->count; i++) {
        if (!serde_read(&brought->serde, &list->items[i], &ATTRIBUTE, found))
            continue;
        writer_text(out, i == 0 ? "{\"key\":" : ",{\"key\":");
        serde_write_string(out, found[0]->text);
        writer_text(out, ",\"value\":");
        serde_write_string(out, found[1]->text);
        writer_byte(out, '}');
    }
}

static void write_events(struct brought *brought, struct writer *out)
{
    const struct json_value *found[SERDE_FIELDS_MAX];
    for (size_t i = 0; i < brought->events->count; i++) {
        if (!serde_read(&brought->serde, &brought->events->items[i], &EVENT, found))
            continue;
        writer_text(out, i == 0 ? "{\"type\":" : ",{\"type\":");
        serde_write_string(out, found[0]->text);
        writer_text(out, ",\"attributes\":[");
        write_attributes(brought, out, found[1]);
        writer_text(out, "]}");
    }
}

/* {"ok":{...}} or {"error":"..."} */
static void write_result(struct brought *brought, struct writer *out, bool with_events)
{
    if (brought->failed) {
        writer_text(out, "{\"error\":");
        serde_write_string(out, brought->error);
        writer_byte(out, '}');
        return;
    }
    writer_text(out, "{\"ok\":{\"events\":[");
    if (with_events)
        write_events(brought, out);
    writer_text(out, "],\"data\":");
    if (brought->data.data == NULL) {
        writer_text(out, "null}}");
        return;
    }
    writer_byte(out, '"');
    base64_write(out, brought->data);
    writer_text(out, "\"}}");
}

static const char *truth(bool value)
{
    return value ? "true" : "false";
}

/* What the contract that made the reply signed: it knew nothing of events. */
static struct bytes signed_text(struct brought *brought)
{
    struct writer out = writer_new(brought->serde.arena, 256 + brought->data.len * 2);
    writer_text(&out, "{\"id\":\"");
    base64_write(&out, brought->id);
    writer_text(&out, "\",\"result\":");
    write_result(brought, &out, false);
    writer_format(&out, ",\"was_orig_msg_encrypted\":%s,\"is_encrypted\":%s}",
                  truth(brought->was_encrypted), truth(brought->is_encrypted));
    return writer_done(&out);
}

static struct bytes contract_text(struct brought *brought, uint64_t id)
{
    struct writer out = writer_new(brought->serde.arena, 256 + brought->data.len * 2);
    writer_format(&out, "{\"id\":%lu,\"result\":", id);
    write_result(brought, &out, true);
    writer_byte(&out, '}');
    return writer_done(&out);
}

/* ---- opening ---- */

static status read_id(struct bytes text, uint64_t *id)
{
    bool is_number = text.len > 0;
    for (size_t i = 0; i < text.len; i++)
        is_number = is_number && text.data[i] >= '0' && text.data[i] <= '9';
    return is_number && json_u64(serde_number_text(text), id) ? NULL : &CONTRACT_DESERIALIZE;
}

/* The hash of the waiting contract's code, the headers of those that wait behind it, the id. */
static status open_id(struct arena *arena, struct bytes sealed, const uint8_t code_hash[32],
                      struct message *message, uint64_t *id)
{
    struct bytes text;
    if (!message->suite->unseal(message, arena, SUITE_REPLY, sealed, &text))
        return &CONTRACT_DECRYPT;
    if (text.len < MESSAGE_HASH)
        return &CONTRACT_DESERIALIZE;
    struct bytes rest = bytes_from(text, MESSAGE_HASH);
    TRY(message_replies(arena, &rest, message));
    TRY(read_id(rest, id));
    return message_is_for(arena, bytes_slice(text, 0, MESSAGE_HASH), code_hash)
               ? NULL
               : &CONTRACT_VALIDATION;
}

static status open_behind_hash(struct arena *arena, const struct message *message,
                               enum suite_kind kind, struct bytes sealed, struct bytes *text)
{
    if (!message->suite->unseal(message, arena, kind, sealed, text))
        return &CONTRACT_DECRYPT;
    if (text->len < MESSAGE_HASH)
        return &CONTRACT_DESERIALIZE;
    *text = bytes_from(*text, MESSAGE_HASH);
    return NULL;
}

/* Puts plaintext in the place of what was sealed. */
static status open_outcome(struct arena *arena, const struct message *message,
                           struct brought *brought)
{
    struct bytes sealed, text;
    if (brought->failed) {
        if (!serde_base64(arena, brought->error, &sealed))
            return &CONTRACT_SERIALIZE;
        TRY(open_behind_hash(arena, message, SUITE_ERROR, sealed, &brought->error));
        return text_is_utf8(brought->error) ? NULL : &CONTRACT_DESERIALIZE;
    }
    if (brought->data.data == NULL)
        return NULL;
    TRY(open_behind_hash(arena, message, SUITE_DATA, brought->data, &text));
    return serde_base64(arena, text, &brought->data) ? NULL : &CONTRACT_DESERIALIZE;
}

status message_reply_open(struct arena *arena, struct bytes input, const uint8_t code_hash[32],
                          struct message *message, struct message_reply_input *reply)
{
    if (input.len < MESSAGE_BYTES_MIN)
        return &CONTRACT_DECRYPT;
    struct brought brought = {.serde = {.arena = arena, .input = bytes_from(input, MESSAGE_HEAD)}};
    if (!read_reply(&brought))
        return &CONTRACT_DESERIALIZE;
    brought.serde.input = (struct bytes){0};
    message->encrypted = brought.is_encrypted;
    message->body = signed_text(&brought);
    if (brought.is_encrypted) {
        TRY(open_id(arena, brought.id, code_hash, message, &reply->id));
        TRY(open_outcome(arena, message, &brought));
    } else {
        TRY(read_id(brought.id, &reply->id));
    }
    reply->was_encrypted = brought.was_encrypted;
    message->text = contract_text(&brought, reply->id);
    return NULL;
}

void message_reply_token(const struct keys_chain *keys, struct bytes contract, uint64_t id,
                         const uint8_t *head, bool is_sealed, uint8_t token[32])
{
    uint8_t bytes[KEYS_ADDRESS + 8 + MESSAGE_HEAD];
    ASSERT(contract.len == KEYS_ADDRESS);
    memcpy(bytes, contract.data, KEYS_ADDRESS);
    store_be64(bytes + KEYS_ADDRESS, id);
    size_t len = KEYS_ADDRESS + 8;
    if (head != NULL) {
        memcpy(bytes + len, head, MESSAGE_HEAD);
        len += MESSAGE_HEAD;
    }
    /* Signatures of messages end in a list of coins: none can be taken for this. */
    keys_callback(keys, bytes_make(bytes, len),
                  is_sealed ? BYTES("sealed reply") : BYTES("plaintext reply"), token);
}
