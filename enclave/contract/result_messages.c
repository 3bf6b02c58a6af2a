#include "enclave/contract/errors.h"
#include "enclave/contract/result.h"

/* An externally tagged enum of the contract's JSON: one member, whose name is the variant. */
static status variant_of(const struct json_value *value, struct bytes *name,
                         const struct json_value **content)
{
    if (value == NULL || value->kind != JSON_OBJECT || value->count != 1)
        return &CONTRACT_DESERIALIZE;
    *name = value->members[0].name;
    *content = &value->members[0].value;
    return NULL;
}

/* Uint128: decimal digits in a text, brought to the plain form. */
static status parse_amount(const struct json_value *member, struct bytes *amount)
{
    struct bytes text;
    TRY(result_text(member, &text));
    if (text.len == 0)
        return &CONTRACT_DESERIALIZE;
    unsigned __int128 value = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned __int128 wider;
        if (text.data[i] < '0' || text.data[i] > '9' ||
            __builtin_mul_overflow(value, (unsigned __int128)10, &wider) ||
            __builtin_add_overflow(wider, (unsigned __int128)(text.data[i] - '0'), &value))
            return &CONTRACT_DESERIALIZE;
    }
    while (text.len > 1 && text.data[0] == '0')
        text = bytes_from(text, 1);
    *amount = text;
    return NULL;
}

static status parse_coins(struct arena *arena, const struct json_value *list,
                          struct cosmos_base_v1beta1_coin_list *coins)
{
    if (list == NULL || list->kind != JSON_ARRAY)
        return &CONTRACT_DESERIALIZE;
    coins->items = ARENA_ARRAY(arena, struct cosmos_base_v1beta1_coin, list->count);
    coins->count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct json_value *coin = &list->items[i];
        if (coin->kind != JSON_OBJECT)
            return &CONTRACT_DESERIALIZE;
        TRY(result_text(json_member(coin, "denom"), &coins->items[i].denom));
        TRY(parse_amount(json_member(coin, "amount"), &coins->items[i].amount));
    }
    return NULL;
}

static status parse_optional_text(const struct json_value *member, struct bytes *text)
{
    if (member == NULL || member->kind == JSON_NULL)
        return NULL;
    return result_text(member, text);
}

static status parse_execute(struct arena *arena, const struct json_value *content, bool first,
                            struct secretd_contract_sub_message *message)
{
    struct secretd_contract_wasm_execute *execute =
        ARENA_NEW(arena, struct secretd_contract_wasm_execute);
    TRY(result_text(json_member(content, "contract_addr"), &execute->contract_address));
    TRY(result_text(json_member(content, first ? "callback_code_hash" : "code_hash"),
                    &execute->code_hash));
    TRY(result_binary(arena, json_member(content, "msg"), &execute->msg));
    TRY(parse_coins(arena, json_member(content, "send"), &execute->funds));
    message->body_case = 11;
    message->wasm_execute = execute;
    return NULL;
}

static status parse_instantiate(struct arena *arena, const struct json_value *content, bool first,
                                struct secretd_contract_sub_message *message)
{
    struct secretd_contract_wasm_instantiate *instantiate =
        ARENA_NEW(arena, struct secretd_contract_wasm_instantiate);
    if (!first)
        TRY(parse_optional_text(json_member(content, "admin"), &instantiate->admin));
    TRY(result_number(json_member(content, "code_id"), &instantiate->code_id));
    TRY(result_text(json_member(content, first ? "callback_code_hash" : "code_hash"),
                    &instantiate->code_hash));
    TRY(result_binary(arena, json_member(content, "msg"), &instantiate->msg));
    TRY(parse_coins(arena, json_member(content, "send"), &instantiate->funds));
    const struct json_value *label = json_member(content, "label");
    if (label != NULL || !first)
        TRY(result_text(label, &instantiate->label));
    message->body_case = 12;
    message->wasm_instantiate = instantiate;
    return NULL;
}

static status parse_send(struct arena *arena, const struct json_value *content, bool first,
                         struct secretd_contract_sub_message *message)
{
    struct secretd_contract_bank_send *send = ARENA_NEW(arena, struct secretd_contract_bank_send);
    if (first)
        TRY(result_text(json_member(content, "from_address"), &send->from_address));
    TRY(result_text(json_member(content, "to_address"), &send->to_address));
    TRY(parse_coins(arena, json_member(content, "amount"), &send->amount));
    message->body_case = 10;
    message->bank_send = send;
    return NULL;
}

/* What contracts can say and the chain routes, or not yet. */
static const struct {
    const char *module;
    const char *variant; /* NULL: the content is not looked at */
    bool v010, v1;
    status (*parse)(struct arena *arena, const struct json_value *content, bool first,
                    struct secretd_contract_sub_message *message);
} VARIANTS[] = {
    {"bank", "send", true, true, parse_send},
    {"bank", "burn", false, true, NULL},
    {"wasm", "execute", true, true, parse_execute},
    {"wasm", "instantiate", true, true, parse_instantiate},
    {"wasm", "migrate", true, true, NULL},
    {"wasm", "update_admin", true, true, NULL},
    {"wasm", "clear_admin", true, true, NULL},
    {"staking", "delegate", true, true, NULL},
    {"staking", "undelegate", true, true, NULL},
    {"staking", "redelegate", true, true, NULL},
    {"staking", "withdraw", true, false, NULL},
    {"distribution", "set_withdraw_address", false, true, NULL},
    {"distribution", "withdraw_delegator_reward", false, true, NULL},
    {"ibc", "transfer", false, true, NULL},
    {"ibc", "send_packet", false, true, NULL},
    {"ibc", "close_channel", false, true, NULL},
    {"gov", "vote", true, true, NULL},
    {"stargate", NULL, false, true, NULL},
    {"custom", NULL, true, true, NULL},
    {"finalize_tx", NULL, false, true, NULL},
};

static status parse_unrouted(struct arena *arena, struct bytes module, const char *variant,
                             struct secretd_contract_sub_message *message)
{
    struct secretd_contract_unrouted *unrouted = ARENA_NEW(arena, struct secretd_contract_unrouted);
    unrouted->variant =
        variant == NULL ? module : arena_format(arena, "%.*s.%s", BYTES_ARG(module), variant);
    message->body_case = 30;
    message->unrouted = unrouted;
    return NULL;
}

static status parse_message(struct arena *arena, const struct json_value *value, bool first,
                            struct secretd_contract_sub_message *message)
{
    struct bytes module, variant = {0};
    const struct json_value *content;
    TRY(variant_of(value, &module, &content));
    for (size_t i = 0; i < ARRAY_COUNT(VARIANTS); i++) {
        if (!bytes_is(module, VARIANTS[i].module) || !(first ? VARIANTS[i].v010 : VARIANTS[i].v1))
            continue;
        if (VARIANTS[i].variant != NULL && variant.data == NULL)
            TRY(variant_of(content, &variant, &content));
        if (VARIANTS[i].variant != NULL && !bytes_is(variant, VARIANTS[i].variant))
            continue;
        if (VARIANTS[i].parse == NULL)
            return parse_unrouted(arena, module, VARIANTS[i].variant, message);
        return VARIANTS[i].parse(arena, content, first, message);
    }
    return &CONTRACT_DESERIALIZE;
}

static status parse_reply_on(const struct json_value *member, int32_t *reply_on)
{
    static const struct {
        const char *name;
        int32_t value;
    } names[] = {
        {"always", SECRETD_CONTRACT_REPLY_ON_ALWAYS},
        {"error", SECRETD_CONTRACT_REPLY_ON_ERROR},
        {"success", SECRETD_CONTRACT_REPLY_ON_SUCCESS},
        {"never", SECRETD_CONTRACT_REPLY_ON_NEVER},
    };
    struct bytes text;
    TRY(result_text(member, &text));
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (bytes_is(text, names[i].name)) {
            *reply_on = names[i].value;
            return NULL;
        }
    }
    return &CONTRACT_DESERIALIZE;
}

static status parse_sub_message(struct arena *arena, const struct json_value *value,
                                struct secretd_contract_sub_message *message)
{
    if (value->kind != JSON_OBJECT)
        return &CONTRACT_DESERIALIZE;
    TRY(result_number(json_member(value, "id"), &message->id));
    TRY(parse_message(arena, json_member(value, "msg"), false, message));
    TRY(parse_reply_on(json_member(value, "reply_on"), &message->reply_on));
    const struct json_value *encrypted = json_member(value, "was_msg_encrypted");
    if (encrypted != NULL && encrypted->kind != JSON_BOOL)
        return &CONTRACT_DESERIALIZE;
    message->was_encrypted = encrypted != NULL && encrypted->boolean;
    const struct json_value *limit = json_member(value, "gas_limit");
    if (limit == NULL || limit->kind == JSON_NULL)
        return NULL;
    message->has_gas_limit = true;
    return result_number(limit, &message->gas_limit);
}

status result_messages(struct arena *arena, const struct json_value *list, int32_t generation,
                       struct secretd_contract_sub_message_list *messages)
{
    if (list == NULL || list->kind != JSON_ARRAY)
        return &CONTRACT_DESERIALIZE;
    bool first = generation == SECRETD_CONTRACT_GENERATION_V010;
    messages->items = ARENA_ARRAY(arena, struct secretd_contract_sub_message, list->count);
    messages->count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        struct secretd_contract_sub_message *message = &messages->items[i];
        if (!first) {
            TRY(parse_sub_message(arena, &list->items[i], message));
            continue;
        }
        message->reply_on = SECRETD_CONTRACT_REPLY_ON_NEVER;
        TRY(parse_message(arena, &list->items[i], true, message));
    }
    return NULL;
}
