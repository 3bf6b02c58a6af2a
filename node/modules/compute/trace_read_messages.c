#include "common/encoding/base64.h"
#include "node/modules/compute/trace_json.h"

enum { VOTE_YES = 1, BODY_UNROUTED = 30 };

static status read_text(struct arena *arena, const struct json_value *value, struct bytes *text)
{
    if (value->kind != JSON_STRING)
        return trace_malformed(arena, "a text of a message");
    *text = value->text;
    return NULL;
}

static status read_number(struct arena *arena, const struct json_value *value, uint64_t *number)
{
    bool fits = value != NULL && (value->kind == JSON_NUMBER || value->kind == JSON_STRING) &&
                json_u64(value->text, number);
    return fits ? NULL : trace_malformed(arena, "a number of a message");
}

static status read_coin(struct arena *arena, const struct json_value *value,
                        struct cosmos_base_v1beta1_coin *coin)
{
    const struct json_value *denom = json_member(value, "denom");
    const struct json_value *amount = json_member(value, "amount");
    if (denom == NULL || amount == NULL)
        return trace_malformed(arena, "a coin");
    TRY(read_text(arena, denom, &coin->denom));
    return read_text(arena, amount, &coin->amount);
}

static status read_coins(struct arena *arena, const struct json_value *list,
                         struct cosmos_base_v1beta1_coin_list *coins)
{
    if (list->kind != JSON_ARRAY)
        return trace_malformed(arena, "coins");
    coins->items = ARENA_ARRAY(arena, struct cosmos_base_v1beta1_coin, list->count);
    coins->count = list->count;
    for (size_t i = 0; i < list->count; i++)
        TRY(read_coin(arena, &list->items[i], &coins->items[i]));
    return NULL;
}

static status read_timeout(struct arena *arena, const struct json_value *value,
                           struct secretd_contract_ibc_timeout *timeout)
{
    const struct json_value *block = json_member(value, "block");
    const struct json_value *timestamp = json_member(value, "timestamp");
    if (block != NULL && block->kind == JSON_OBJECT) {
        TRY(read_number(arena, json_member(block, "revision"), &timeout->revision));
        TRY(read_number(arena, json_member(block, "height"), &timeout->height));
    }
    if (timestamp == NULL || timestamp->kind == JSON_NULL)
        return NULL;
    return read_number(arena, timestamp, &timeout->timestamp_ns);
}

static void read_vote(struct bytes name, int32_t *option)
{
    for (int32_t i = 1; i < 5; i++)
        if (bytes_is(name, TRACE_VOTES[i]))
            *option = i;
}

static status read_field(struct arena *arena, enum trace_form form, const struct json_value *value,
                         void *out)
{
    switch (form) {
    case TRACE_TEXT:
    case TRACE_OPTIONAL_TEXT:
        return read_text(arena, value, out);
    case TRACE_NUMBER:
        return read_number(arena, value, out);
    case TRACE_BASE64:
    case TRACE_NUMBERS:
        return trace_read_bytes(arena, value, out);
    case TRACE_COIN:
        return read_coin(arena, value, out);
    case TRACE_COINS:
        return read_coins(arena, value, out);
    case TRACE_TIMEOUT:
        return read_timeout(arena, value, out);
    case TRACE_VOTE_CAPITAL:
        *(int32_t *)out = VOTE_YES;
        return NULL;
    case TRACE_VOTE:
        read_vote(value->text, out);
        return NULL;
    }
    return trace_malformed(arena, "a field");
}

/* Whether `value` is {"module":{...}} or {"module":{"variant":{...}}} of this message. */
static const struct json_value *content_of(const struct json_value *value,
                                           const struct trace_message *shape)
{
    const struct json_value *content = json_member(value, shape->module);
    return content == NULL || shape->variant == NULL ? content
                                                     : json_member(content, shape->variant);
}

static status read_body(struct arena *arena, const struct trace_message *shape,
                        const struct json_value *content,
                        struct secretd_contract_sub_message *message)
{
    const struct field_type *member =
        message_field(&secretd_contract_sub_message_type, shape->body);
    char *body = arena_zalloc(arena, member->message->size);
    for (const struct trace_field *field = shape->fields; field->name != NULL; field++) {
        const struct json_value *value = json_member(content, field->name);
        if (value == NULL || value->kind == JSON_NULL)
            continue;
        const struct field_type *type = message_field(member->message, field->number);
        TRY(read_field(arena, field->form, value, body + type->offset));
    }
    *(const void **)(void *)((char *)message + member->offset) = body;
    message->body_case = shape->body;
    return NULL;
}

static status read_unrouted(struct arena *arena, const struct json_value *value,
                            struct secretd_contract_sub_message *message)
{
    if (value == NULL || value->kind != JSON_OBJECT || value->count != 1)
        return trace_malformed(arena, "a message");
    struct secretd_contract_unrouted *unrouted = ARENA_NEW(arena, struct secretd_contract_unrouted);
    const struct json_member *module = &value->members[0];
    unrouted->variant = module->name;
    if (module->value.kind == JSON_OBJECT && module->value.count == 1)
        unrouted->variant =
            ARENA_CONCAT(arena, module->name, BYTES("."), module->value.members[0].name);
    message->unrouted = unrouted;
    message->body_case = BODY_UNROUTED;
    return NULL;
}

static status read_message(struct arena *arena, const struct json_value *value,
                           struct secretd_contract_sub_message *message)
{
    for (size_t i = 0; value != NULL && i < TRACE_MESSAGE_COUNT; i++) {
        const struct json_value *content = content_of(value, &TRACE_MESSAGES[i]);
        if (content != NULL)
            return read_body(arena, &TRACE_MESSAGES[i], content, message);
    }
    return read_unrouted(arena, value, message);
}

static status read_sub_message(struct arena *arena, const struct json_value *value,
                               struct secretd_contract_sub_message *message)
{
    const struct json_value *reply_on = json_member(value, "reply_on");
    const struct json_value *limit = json_member(value, "gas_limit");
    const struct json_value *encrypted = json_member(value, "was_msg_encrypted");
    TRY(read_number(arena, json_member(value, "id"), &message->id));
    TRY(read_message(arena, json_member(value, "msg"), message));
    message->reply_on = -1;
    for (int32_t i = 0; reply_on != NULL && i < 4; i++)
        if (bytes_is(reply_on->text, TRACE_REPLY_ON[i]))
            message->reply_on = i;
    if (message->reply_on < 0)
        return trace_malformed(arena, "when to reply");
    message->was_encrypted = encrypted != NULL && encrypted->boolean;
    message->has_gas_limit = limit != NULL && limit->kind != JSON_NULL;
    return message->has_gas_limit ? read_number(arena, limit, &message->gas_limit) : NULL;
}

status trace_read_messages(struct arena *arena, bool first, const struct json_value *list,
                           struct secretd_contract_sub_message_list *messages)
{
    if (list == NULL || list->kind == JSON_NULL)
        return NULL;
    if (list->kind != JSON_ARRAY)
        return trace_malformed(arena, "messages");
    messages->items = ARENA_ARRAY(arena, struct secretd_contract_sub_message, list->count);
    messages->count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        if (first)
            TRY(read_message(arena, &list->items[i], &messages->items[i]));
        else
            TRY(read_sub_message(arena, &list->items[i], &messages->items[i]));
    }
    return NULL;
}
