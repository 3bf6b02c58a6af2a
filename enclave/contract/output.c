#include "enclave/contract/output.h"

#include "common/encoding/base64.h"
#include "enclave/contract/errors.h"
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
                                    struct bytes text, bool all_headers)
{
    const struct message *message = context->message;
    struct writer out = writer_new(arena, text.len + MESSAGE_HASH);
    if (message->reply_count != 0) {
        writer_bytes(&out, message->replies[0].code_hash);
        if (all_headers)
            message_headers(&out, message->replies + 1, message->reply_count - 1);
    }
    writer_bytes(&out, text);
    return message_seal(arena, context->siv, writer_done(&out));
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

static void sign(struct arena *arena, const struct output_context *context, struct bytes message,
                 struct bytes funds, struct bytes *signature)
{
    uint8_t *made = arena_alloc(arena, 32);
    keys_callback(context->keys, message, funds, made);
    if (context->signature_made != NULL)
        context->signature_made(context->context, made);
    *signature = bytes_make(made, 32);
}

/* ---- messages to other contracts ---- */

/* code hash, headers, text; sealed under the message's key, whose head stands in front. */
static struct bytes seal_message(struct arena *arena, const struct output_context *context,
                                 const struct secretd_contract_sub_message *owner,
                                 int32_t generation, struct bytes code_hash, struct bytes text)
{
    const struct message *message = context->message;
    struct writer plain = writer_new(arena, code_hash.len + text.len + MESSAGE_REPLY_HEADER);
    writer_bytes(&plain, code_hash);
    if (generation == SECRETD_CONTRACT_GENERATION_V1) {
        const struct message_reply own = {owner->id, context->code_hash};
        if (owner->reply_on != SECRETD_CONTRACT_REPLY_ON_NEVER)
            message_headers(&plain, &own, 1);
        message_headers(&plain, message->replies, message->reply_count);
    }
    writer_bytes(&plain, text);
    struct bytes sealed = message_seal(arena, context->siv, writer_done(&plain));
    return ARENA_CONCAT(arena, BYTES_OF(message->head), sealed);
}

/* The part of a message that its callback signature covers. */
static struct bytes signed_part(const struct output_context *context, struct bytes message)
{
    return context->seal ? bytes_from(message, MESSAGE_HEAD) : message;
}

static const struct secretd_contract_wasm_execute *
finish_execute(struct arena *arena, const struct output_context *context,
               const struct secretd_contract_sub_message *owner, int32_t generation)
{
    struct secretd_contract_wasm_execute *execute =
        ARENA_NEW(arena, struct secretd_contract_wasm_execute);
    *execute = *owner->wasm_execute;
    if (context->seal)
        execute->msg =
            seal_message(arena, context, owner, generation, execute->code_hash, execute->msg);
    sign(arena, context, signed_part(context, execute->msg), output_funds(arena, &execute->funds),
         &execute->callback_signature);
    return execute;
}

static const struct secretd_contract_wasm_instantiate *
finish_instantiate(struct arena *arena, const struct output_context *context,
                   const struct secretd_contract_sub_message *owner, int32_t generation)
{
    struct secretd_contract_wasm_instantiate *instantiate =
        ARENA_NEW(arena, struct secretd_contract_wasm_instantiate);
    *instantiate = *owner->wasm_instantiate;
    if (context->seal)
        instantiate->msg = seal_message(arena, context, owner, generation, instantiate->code_hash,
                                        instantiate->msg);
    sign(arena, context, signed_part(context, instantiate->msg),
         output_funds(arena, &instantiate->funds), &instantiate->callback_signature);
    return instantiate;
}

static void finish_messages(struct arena *arena, const struct output_context *context,
                            const struct result *result, struct secretd_contract_answer *answer)
{
    bool first = result->generation == SECRETD_CONTRACT_GENERATION_V010;
    answer->messages = result->messages;
    /* A v0.10 contract's plaintext messages get no signature: the original's omission. */
    if (!context->seal && first)
        return;
    for (size_t i = 0; i < answer->messages.count; i++) {
        struct secretd_contract_sub_message *message = &answer->messages.items[i];
        if (message->wasm_execute != NULL)
            message->wasm_execute = finish_execute(arena, context, message, result->generation);
        if (message->wasm_instantiate != NULL)
            message->wasm_instantiate =
                finish_instantiate(arena, context, message, result->generation);
        if (first || !context->seal)
            continue;
        message->was_encrypted = true;
        /* The id stands in the sealed headers. */
        if (message->wasm_execute != NULL || message->wasm_instantiate != NULL)
            message->id = 0;
    }
}

/* ---- attributes, events, data ---- */

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
            .key = seal ? message_seal_text(arena, context->siv, attribute->key) : attribute->key,
            .value =
                seal ? message_seal_text(arena, context->siv, attribute->value) : attribute->value,
        };
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
    answer->reply_message_id = seal_for_caller(arena, context, id, all_headers);
    struct writer reply = writer_new(arena, 256 + outcome.len);
    writer_text(&reply, "{\"id\":\"");
    base64_write(&reply, answer->reply_message_id);
    writer_text(&reply, "\",\"result\":");
    writer_bytes(&reply, outcome);
    writer_text(&reply, ",\"was_orig_msg_encrypted\":true,\"is_encrypted\":true}");
    sign(arena, context, writer_done(&reply), BYTES("[]"), &answer->reply_signature);
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
    text = base64_encode(arena, seal_for_caller(arena, context, trim_quotes(text), false));
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
    finish_messages(arena, context, result, answer);
    answer->attributes = finish_attributes(arena, context, result->attributes);
    finish_events(arena, context, result, answer);
    answer->data = result->data;
    if (!context->seal)
        return NULL;
    if (result->data.data != NULL)
        answer->data = seal_for_caller(arena, context, base64_encode(arena, result->data), false);
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
    struct bytes text = result->kind == RESULT_ERROR ? error_text(arena, result) : result->query;
    struct bytes sealed = message_seal(arena, context->siv, trim_quotes(text));
    if (result->kind == RESULT_QUERY) {
        answer->data = sealed;
        return NULL;
    }
    answer->failed = true;
    answer->error = ARENA_CONCAT(arena, BYTES("encrypted: "), base64_encode(arena, sealed));
    return NULL;
}
