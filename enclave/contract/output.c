#include "enclave/contract/output.h"

#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/tx/address.h"
#include "enclave/contract/errors.h"
#include "enclave/contract/output_internal.h"
#include "enclave/contract/serde.h"

struct bytes output_funds(struct arena *arena, const struct cosmos_base_v1beta1_coin_list *funds)
{
    struct writer out = writer_new(arena, 64);
    writer_byte(&out, '[');
    for (size_t i = 0; i < funds->count; i++) {
        writer_text(&out, i == 0 ? "{\"denom\":" : ",{\"denom\":");
        serde_write_string(&out, funds->items[i].denom);
        writer_text(&out, ",\"amount\":");
        serde_write_string(&out, funds->items[i].amount);
        writer_byte(&out, '}');
    }
    writer_byte(&out, ']');
    return writer_done(&out);
}

/* The base64 of `text`, sealed; when a contract waits for the reply, its code hash and, if asked
 * for, the headers of those that wait behind it stand in front. */
static struct bytes seal_for_caller(struct arena *arena, const struct output_context *context,
                                    enum suite_kind kind, struct bytes text, bool all_headers)
{
    const struct message *message = context->message;
    struct writer out = writer_new(arena, text.len + MESSAGE_HASH);
    if (message->reply_count != 0) {
        writer_bytes(&out, message->replies[0].code_hash);
        if (all_headers)
            message_headers(&out, message->replies + 1, message->reply_count - 1);
    }
    writer_bytes(&out, text);
    return message->suite->seal(message, arena, kind, writer_done(&out));
}

/* The texts of errors lose all quotes at either end, also those that belong to them. */
static struct bytes trim_quotes(struct bytes text)
{
    while (text.len > 0 && text.data[0] == '"')
        text = bytes_from(text, 1);
    while (text.len > 0 && text.data[text.len - 1] == '"')
        text.len--;
    return text;
}

static struct bytes error_text(struct arena *arena, const struct result *result)
{
    struct writer out = writer_new(arena, 256);
    serde_write_value(&out, result->error);
    return writer_done(&out);
}

struct bytes output_hash(struct arena *arena, struct bytes digits)
{
    struct bytes hash;
    return digits.len == MESSAGE_HASH && hex_decode(arena, digits, &hash) ? hash
                                                                          : (struct bytes){0};
}

struct bytes output_address(struct arena *arena, struct bytes text)
{
    struct bytes address;
    return text.len != 0 && address_parse(arena, ADDRESS_ACCOUNT, text, &address) == NULL
               ? address
               : (struct bytes){0};
}

struct bytes output_sign(struct arena *arena, const struct output_context *context,
                         const struct suite *suite, const struct suite_link *link)
{
    uint8_t *made = arena_alloc(arena, 32);
    suite->sign(context->message, arena, context->keys, link, made);
    if (context->token_made != NULL) {
        uint8_t token[32];
        suite_link_token(link, made, token);
        context->token_made(context->context, token);
    }
    return bytes_make(made, 32);
}

/* ---- attributes, events, data ---- */

static struct bytes seal_text(struct arena *arena, const struct output_context *context,
                              enum suite_kind kind, struct bytes text)
{
    const struct message *message = context->message;
    return base64_encode(arena, message->suite->seal(message, arena, kind, text));
}

static struct secretd_contract_attribute_list
finish_attributes(struct arena *arena, const struct output_context *context,
                  struct result_attributes from)
{
    struct secretd_contract_attribute_list list = {
        ARENA_ARRAY(arena, struct secretd_contract_attribute, from.count), from.count};
    for (size_t i = 0; i < from.count; i++) {
        const struct result_attribute *attribute = &from.items[i];
        bool seal = context->seal && attribute->encrypted;
        list.items[i] = (struct secretd_contract_attribute){
            .key = attribute->key,
            .value = attribute->value,
        };
        if (!seal)
            continue;
        /* The key first: what is sealed is numbered. */
        list.items[i].key = seal_text(arena, context, SUITE_ATTRIBUTE_KEY, attribute->key);
        list.items[i].value = seal_text(arena, context, SUITE_ATTRIBUTE_VALUE, attribute->value);
    }
    return list;
}

static void finish_events(struct arena *arena, const struct output_context *context,
                          const struct result *result, struct secretd_contract_answer *answer)
{
    answer->events.items = ARENA_ARRAY(arena, struct secretd_contract_event, result->event_count);
    answer->events.count = result->event_count;
    for (size_t i = 0; i < result->event_count; i++) {
        answer->events.items[i].type = result->events[i].type;
        answer->events.items[i].attributes =
            finish_attributes(arena, context, result->events[i].attributes);
    }
}

/* ---- replies ---- */

/* Signs the reply that the node will hand to the waiting contract (3.7): `outcome` is its JSON. */
static void sign_reply(struct arena *arena, const struct output_context *context,
                       struct bytes outcome, bool all_headers,
                       struct secretd_contract_answer *answer)
{
    const struct message *message = context->message;
    struct bytes id = arena_format(arena, "%llu", (unsigned long long)message->replies[0].id);
    answer->reply_message_id = seal_for_caller(arena, context, SUITE_REPLY, id, all_headers);
    struct writer reply = writer_new(arena, 256 + outcome.len);
    writer_text(&reply, "{\"id\":\"");
    base64_write(&reply, answer->reply_message_id);
    writer_text(&reply, "\",\"result\":");
    writer_bytes(&reply, outcome);
    writer_text(&reply, ",\"was_orig_msg_encrypted\":true,\"is_encrypted\":true}");
    struct bytes text = writer_done(&reply);
    const struct suite_link link = {
        .code_hash = output_hash(arena, message->replies[0].code_hash),
        .message = text,
        .body = text,
        .funds_json = BYTES("[]"),
        .purpose = SUITE_TO_REPLY,
    };
    answer->reply_signature = output_sign(arena, context, message->suite, &link);
}

static void sign_reply_error(struct arena *arena, const struct output_context *context,
                             struct bytes text, struct secretd_contract_answer *answer)
{
    struct bytes outcome = arena_format(arena, "{\"error\":\"%.*s\"}", BYTES_ARG(text));
    sign_reply(arena, context, outcome, true, answer);
}

static void sign_reply_data(struct arena *arena, const struct output_context *context,
                            const struct result *result, struct secretd_contract_answer *answer)
{
    struct writer outcome = writer_new(arena, 64 + answer->data.len * 2);
    writer_text(&outcome, "{\"ok\":{\"events\":[],\"data\":");
    if (result->data.data == NULL) {
        writer_text(&outcome, "null");
    } else {
        writer_byte(&outcome, '"');
        base64_write(&outcome, answer->data);
        writer_byte(&outcome, '"');
    }
    writer_text(&outcome, "}}");
    sign_reply(arena, context, writer_done(&outcome),
               result->generation == SECRETD_CONTRACT_GENERATION_V1, answer);
}

/* ---- answers ---- */

/* The words in front stand there for plaintext errors too: clients know the text so. */
static void finish_error(struct arena *arena, const struct output_context *context,
                         const struct result *result, struct secretd_contract_answer *answer)
{
    struct bytes text = error_text(arena, result);
    answer->failed = true;
    if (!context->seal) {
        struct bytes plain = result->error->kind == JSON_STRING ? result->error->text : text;
        answer->error = ARENA_CONCAT(arena, BYTES("encrypted: "), plain);
        return;
    }
    text = base64_encode(arena,
                         seal_for_caller(arena, context, SUITE_ERROR, trim_quotes(text), false));
    answer->error = ARENA_CONCAT(arena, BYTES("encrypted: "), text);
    if (context->message->reply_count != 0)
        sign_reply_error(arena, context, text, answer);
}

status output_answer(struct arena *arena, const struct output_context *context,
                     const struct result *result, struct secretd_contract_answer *answer)
{
    *answer = (struct secretd_contract_answer){.generation = result->generation};
    if (result->kind == RESULT_ERROR) {
        finish_error(arena, context, result, answer);
        return NULL;
    }
    if (result->kind != RESULT_RESPONSE)
        return &CONTRACT_DESERIALIZE;
    output_messages(arena, context, result, answer);
    answer->attributes = finish_attributes(arena, context, result->attributes);
    finish_events(arena, context, result, answer);
    answer->data = result->data;
    if (!context->seal)
        return NULL;
    if (result->data.data != NULL)
        answer->data =
            seal_for_caller(arena, context, SUITE_DATA, base64_encode(arena, result->data), false);
    if (context->message->reply_count != 0)
        sign_reply_data(arena, context, result, answer);
    return NULL;
}

status output_query(struct arena *arena, const struct output_context *context,
                    const struct result *result, struct secretd_contract_answer *answer)
{
    *answer = (struct secretd_contract_answer){0};
    if (result->kind == RESULT_RESPONSE)
        return &CONTRACT_DESERIALIZE;
    struct writer text = writer_new(arena, 256);
    if (result->kind == RESULT_ERROR)
        serde_write_value(&text, result->error);
    else
        serde_write_string(&text, result->query);
    enum suite_kind kind = result->kind == RESULT_ERROR ? SUITE_QUERY_ERROR : SUITE_QUERY;
    struct bytes sealed = context->message->suite->seal(context->message, arena, kind,
                                                        trim_quotes(writer_done(&text)));
    if (result->kind == RESULT_QUERY) {
        answer->data = sealed;
        return NULL;
    }
    answer->failed = true;
    answer->error = ARENA_CONCAT(arena, BYTES("encrypted: "), base64_encode(arena, sealed));
    return NULL;
}
