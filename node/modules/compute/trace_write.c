#include <inttypes.h>

#include "common/base/halt.h"
#include "common/encoding/base64.h"
#include "node/modules/compute/keys.h"
#include "node/modules/compute/trace_json.h"

static void write_text(struct writer *out, struct bytes text)
{
    json_write_string(out, text, false);
}

static void write_name(struct writer *out, const char *before, const char *name)
{
    writer_text(out, before);
    write_text(out, bytes_text(name));
    writer_byte(out, ':');
}

void trace_write_base64(struct writer *out, struct bytes value)
{
    if (value.data == NULL) {
        writer_text(out, "null");
        return;
    }
    writer_byte(out, '"');
    base64_write(out, value);
    writer_byte(out, '"');
}

static void write_numbers(struct writer *out, struct bytes value)
{
    writer_byte(out, '[');
    for (size_t i = 0; i < value.len; i++)
        writer_format(out, "%s%u", i == 0 ? "" : ",", (unsigned)value.data[i]);
    writer_byte(out, ']');
}

static void write_coin(struct writer *out, const struct cosmos_base_v1beta1_coin *coin)
{
    writer_text(out, "{\"denom\":");
    write_text(out, coin->denom);
    writer_text(out, ",\"amount\":");
    write_text(out, coin->amount);
    writer_byte(out, '}');
}

static void write_coins(struct writer *out, const struct cosmos_base_v1beta1_coin_list *coins)
{
    writer_byte(out, '[');
    for (size_t i = 0; i < coins->count; i++) {
        if (i != 0)
            writer_byte(out, ',');
        write_coin(out, &coins->items[i]);
    }
    writer_byte(out, ']');
}

static void write_timeout(struct writer *out, const struct secretd_contract_ibc_timeout *timeout)
{
    writer_text(out, "{\"block\":");
    if (timeout->revision == 0 && timeout->height == 0)
        writer_text(out, "null");
    else
        writer_format(out, "{\"revision\":%" PRIu64 ",\"height\":%" PRIu64 "}", timeout->revision,
                      timeout->height);
    writer_text(out, ",\"timestamp\":");
    if (timeout->timestamp_ns == 0)
        writer_text(out, "null");
    else
        writer_format(out, "\"%" PRIu64 "\"", timeout->timestamp_ns);
    writer_byte(out, '}');
}

static void write_vote(struct writer *out, const char *const names[5], int32_t option)
{
    write_text(out, bytes_text(option >= 0 && option < 5 ? names[option] : ""));
}

static void write_field(struct writer *out, enum trace_form form, const void *value)
{
    const struct bytes *text = value;
    switch (form) {
    case TRACE_OPTIONAL_TEXT:
        if (text->len == 0) {
            writer_text(out, "null");
            return;
        }
        __attribute__((fallthrough));
    case TRACE_TEXT:
        write_text(out, *text);
        return;
    case TRACE_NUMBER:
        writer_format(out, "%" PRIu64, *(const uint64_t *)value);
        return;
    case TRACE_BASE64:
        trace_write_base64(out, text->data == NULL ? BYTES("") : *text);
        return;
    case TRACE_NUMBERS:
        write_numbers(out, *text);
        return;
    case TRACE_COIN:
        write_coin(out, value);
        return;
    case TRACE_COINS:
        write_coins(out, value);
        return;
    case TRACE_TIMEOUT:
        write_timeout(out, value);
        return;
    case TRACE_VOTE_CAPITAL:
        write_vote(out, TRACE_VOTES_CAPITAL, *(const int32_t *)value);
        return;
    case TRACE_VOTE:
        write_vote(out, TRACE_VOTES, *(const int32_t *)value);
        return;
    }
}

static void write_body(struct writer *out, const struct trace_message *shape,
                       const struct secretd_contract_sub_message *message)
{
    const struct field_type *member =
        message_field(&secretd_contract_sub_message_type, shape->body);
    const char *body = *(const char *const *)(const void *)((const char *)message + member->offset);
    write_name(out, "{", shape->module);
    if (shape->variant != NULL)
        write_name(out, "{", shape->variant);
    writer_byte(out, '{');
    for (const struct trace_field *field = shape->fields; field->name != NULL; field++) {
        const struct field_type *type = message_field(member->message, field->number);
        write_name(out, field == shape->fields ? "" : ",", field->name);
        write_field(out, field->form, body + type->offset);
    }
    writer_text(out, shape->variant != NULL ? "}}}" : "}}");
}

/* "bank.burn": what a contract asked for and nobody carries out has lost its content. */
static void write_unrouted(struct writer *out, struct bytes variant)
{
    size_t dot = bytes_find(variant, '.');
    writer_byte(out, '{');
    write_text(out, bytes_slice(variant, 0, dot));
    writer_text(out, ":{");
    if (dot < variant.len) {
        write_text(out, bytes_from(variant, dot + 1));
        writer_text(out, ":{}");
    }
    writer_text(out, "}}");
}

static void write_message(struct writer *out, const struct secretd_contract_sub_message *message)
{
    for (size_t i = 0; i < TRACE_MESSAGE_COUNT; i++)
        if (TRACE_MESSAGES[i].body == message->body_case) {
            write_body(out, &TRACE_MESSAGES[i], message);
            return;
        }
    write_unrouted(out, message->unrouted == NULL ? BYTES("none") : message->unrouted->variant);
}

void trace_write_messages(struct writer *out, bool first,
                          const struct secretd_contract_sub_message_list *messages)
{
    writer_byte(out, '[');
    for (size_t i = 0; i < messages->count; i++) {
        const struct secretd_contract_sub_message *message = &messages->items[i];
        if (i != 0)
            writer_byte(out, ',');
        if (first) {
            write_message(out, message);
            continue;
        }
        ASSERT(message->reply_on >= 0 && message->reply_on < 4);
        writer_format(out, "{\"id\":%" PRIu64 ",\"msg\":", message->id);
        write_message(out, message);
        if (message->has_gas_limit)
            writer_format(out, ",\"gas_limit\":%" PRIu64, message->gas_limit);
        else
            writer_text(out, ",\"gas_limit\":null");
        writer_format(out, ",\"reply_on\":\"%s\",\"was_msg_encrypted\":%s}",
                      TRACE_REPLY_ON[message->reply_on], message->was_encrypted ? "true" : "false");
    }
    writer_byte(out, ']');
}

static void write_attributes(struct writer *out,
                             const struct secretd_contract_attribute_list *attributes)
{
    writer_byte(out, '[');
    for (size_t i = 0; i < attributes->count; i++) {
        writer_text(out, i == 0 ? "{\"key\":" : ",{\"key\":");
        write_text(out, attributes->items[i].key);
        writer_text(out, ",\"value\":");
        write_text(out, attributes->items[i].value);
        writer_byte(out, '}');
    }
    writer_byte(out, ']');
}

static void write_events(struct writer *out, const struct secretd_contract_event_list *events)
{
    writer_byte(out, '[');
    for (size_t i = 0; i < events->count; i++) {
        writer_text(out, i == 0 ? "{\"type\":" : ",{\"type\":");
        write_text(out, events->items[i].type);
        writer_text(out, ",\"attributes\":");
        write_attributes(out, &events->items[i].attributes);
        writer_byte(out, '}');
    }
    writer_byte(out, ']');
}

static void write_response(struct writer *out, const struct secretd_contract_answer *answer)
{
    bool first = answer->generation == SECRETD_CONTRACT_GENERATION_V010;
    writer_text(out, "{\"messages\":");
    trace_write_messages(out, first, &answer->messages);
    writer_text(out, first ? ",\"log\":" : ",\"attributes\":");
    write_attributes(out, &answer->attributes);
    if (!first) {
        writer_text(out, ",\"events\":");
        write_events(out, &answer->events);
    }
    writer_text(out, ",\"data\":");
    trace_write_base64(out, answer->data);
    writer_byte(out, '}');
}

/* The host of the original puts these words before the text itself. */
static struct bytes bare_error(struct bytes error)
{
    static const struct bytes words = BYTES_INIT("encrypted: ");
    return bytes_starts_with(error, words) ? bytes_from(error, words.len) : error;
}

static void write_answer(struct writer *out, const struct secretd_contract_answer *answer)
{
    bool first = answer->generation == SECRETD_CONTRACT_GENERATION_V010;
    if (answer->failed) {
        writer_text(out, "{\"v010\":{\"Ok\":null,\"Err\":{\"generic_err\":{\"msg\":");
        write_text(out, bare_error(answer->error));
        writer_text(out, "}}},\"v1\":null");
    } else {
        writer_text(out, first ? "{\"v010\":{\"Ok\":" : "{\"v010\":null,\"v1\":{\"Ok\":");
        write_response(out, answer);
        writer_text(out, first ? ",\"Err\":null},\"v1\":null" : ",\"Err\":null}");
    }
    writer_text(out, ",\"ibc_basic\":null,\"ibc_packet_receive\":null,\"ibc_open_channel\":null,"
                     "\"query\":null,\"internal_reply_enclave_sig\":");
    trace_write_base64(out, answer->reply_signature.len == 0 ? (struct bytes){0}
                                                             : answer->reply_signature);
    writer_text(out, ",\"internal_msg_id\":");
    trace_write_base64(out, answer->reply_message_id.len == 0 ? (struct bytes){0}
                                                              : answer->reply_message_id);
    writer_byte(out, '}');
}

/* A failed call has no keys, but they keep their place. */
static void write_fixed(struct writer *out, struct bytes value, size_t size)
{
    uint8_t *place = writer_reserve(out, size);
    memset(place, 0, size);
    if (value.len == size)
        memcpy(place, value.data, size);
    out->len += size;
}

struct bytes trace_result_write(struct arena *arena, enum trace_shape shape,
                                const struct secretd_contract_answer *answer)
{
    struct writer out = writer_new(arena, 1024);
    if (shape == TRACE_INSTANTIATE || shape == TRACE_MIGRATE)
        write_fixed(&out, answer->contract_key, CONTRACT_KEY_BYTES);
    if (shape == TRACE_INSTANTIATE || shape == TRACE_ADMIN)
        write_fixed(&out, answer->admin_proof, ADMIN_PROOF_BYTES);
    if (shape == TRACE_MIGRATE)
        write_fixed(&out, answer->contract_key_proof, ADMIN_PROOF_BYTES);
    if (shape != TRACE_ADMIN)
        write_answer(&out, answer);
    return writer_done(&out);
}
