#include "common/encoding/base64.h"
#include "node/chain/errors.h"
#include "node/modules/compute/keys.h"
#include "node/modules/compute/trace_json.h"

status trace_malformed(struct arena *arena, const char *what)
{
    return chain_error(arena, "the recorded result of a contract call is malformed: %s", what);
}

static bool is_absent(const struct json_value *value)
{
    return value == NULL || value->kind == JSON_NULL;
}

static status read_text(struct arena *arena, const struct json_value *value, struct bytes *text)
{
    if (value == NULL || value->kind != JSON_STRING)
        return trace_malformed(arena, "a text");
    *text = value->text;
    return NULL;
}

status trace_read_bytes(struct arena *arena, const struct json_value *value, struct bytes *out)
{
    if (is_absent(value))
        return NULL;
    if (value->kind == JSON_STRING)
        return base64_decode(arena, value->text, out) ? NULL : trace_malformed(arena, "base64");
    if (value->kind != JSON_ARRAY)
        return trace_malformed(arena, "bytes");
    uint8_t *bytes = arena_alloc(arena, value->count);
    for (size_t i = 0; i < value->count; i++) {
        uint64_t number;
        if (value->items[i].kind != JSON_NUMBER || !json_u64(value->items[i].text, &number) ||
            number > UINT8_MAX)
            return trace_malformed(arena, "bytes as numbers");
        bytes[i] = (uint8_t)number;
    }
    *out = bytes_make(bytes, value->count);
    return NULL;
}

static status read_attributes(struct arena *arena, const struct json_value *list,
                              struct secretd_contract_attribute_list *attributes)
{
    if (is_absent(list))
        return NULL;
    if (list->kind != JSON_ARRAY)
        return trace_malformed(arena, "attributes");
    attributes->items = ARENA_ARRAY(arena, struct secretd_contract_attribute, list->count);
    attributes->count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        TRY(read_text(arena, json_member(&list->items[i], "key"), &attributes->items[i].key));
        TRY(read_text(arena, json_member(&list->items[i], "value"), &attributes->items[i].value));
    }
    return NULL;
}

static status read_events(struct arena *arena, const struct json_value *list,
                          struct secretd_contract_event_list *events)
{
    if (is_absent(list))
        return NULL;
    if (list->kind != JSON_ARRAY)
        return trace_malformed(arena, "events");
    events->items = ARENA_ARRAY(arena, struct secretd_contract_event, list->count);
    events->count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        TRY(read_text(arena, json_member(&list->items[i], "type"), &events->items[i].type));
        TRY(read_attributes(arena, json_member(&list->items[i], "attributes"),
                            &events->items[i].attributes));
    }
    return NULL;
}

/* Only generic_err comes out of an enclave; of another kind the JSON itself has to do. */
static status read_error(struct arena *arena, const struct json_value *error,
                         struct secretd_contract_answer *answer)
{
    const struct json_value *generic = json_member(error, "generic_err");
    const struct json_value *text = generic == NULL ? NULL : json_member(generic, "msg");
    answer->failed = true;
    if (text == NULL || text->kind != JSON_STRING)
        answer->error = error->source;
    else
        answer->error = ARENA_CONCAT(arena, BYTES("encrypted: "), text->text);
    return NULL;
}

static status read_response(struct arena *arena, const struct json_value *response,
                            struct secretd_contract_answer *answer)
{
    bool first = answer->generation == SECRETD_CONTRACT_GENERATION_V010;
    TRY(trace_read_messages(arena, first, json_member(response, "messages"), &answer->messages));
    TRY(read_attributes(arena, json_member(response, first ? "log" : "attributes"),
                        &answer->attributes));
    if (!first)
        TRY(read_events(arena, json_member(response, "events"), &answer->events));
    return trace_read_bytes(arena, json_member(response, "data"), &answer->data);
}

static status read_answer(struct arena *arena, struct bytes text,
                          struct secretd_contract_answer *answer)
{
    struct json_value root;
    TRY(json_parse(arena, text, JSON_UTF8, &root));
    const struct json_value *outcome = json_member(&root, "v1");
    answer->generation = SECRETD_CONTRACT_GENERATION_V1;
    if (is_absent(outcome)) {
        outcome = json_member(&root, "v010");
        answer->generation = SECRETD_CONTRACT_GENERATION_V010;
    }
    if (is_absent(outcome))
        return trace_malformed(arena, "no answer of either generation");
    TRY(trace_read_bytes(arena, json_member(&root, "internal_reply_enclave_sig"),
                         &answer->reply_signature));
    TRY(trace_read_bytes(arena, json_member(&root, "internal_msg_id"), &answer->reply_message_id));
    const struct json_value *error = json_member(outcome, "Err");
    if (!is_absent(error))
        return read_error(arena, error, answer);
    const struct json_value *response = json_member(outcome, "Ok");
    if (is_absent(response))
        return trace_malformed(arena, "neither Ok nor Err");
    return read_response(arena, response, answer);
}

static status take_fixed(struct arena *arena, struct bytes *rest, size_t size, struct bytes *value)
{
    if (rest->len < size)
        return trace_malformed(arena, "too short for its keys");
    *value = bytes_slice(*rest, 0, size);
    *rest = bytes_from(*rest, size);
    return NULL;
}

status trace_result_read(struct arena *arena, enum trace_shape shape, struct bytes result,
                         struct secretd_contract_answer *answer)
{
    *answer = (struct secretd_contract_answer){0};
    if (shape == TRACE_INSTANTIATE || shape == TRACE_MIGRATE)
        TRY(take_fixed(arena, &result, CONTRACT_KEY_BYTES, &answer->contract_key));
    if (shape == TRACE_INSTANTIATE || shape == TRACE_ADMIN)
        TRY(take_fixed(arena, &result, ADMIN_PROOF_BYTES, &answer->admin_proof));
    if (shape == TRACE_MIGRATE)
        TRY(take_fixed(arena, &result, ADMIN_PROOF_BYTES, &answer->contract_key_proof));
    return shape == TRACE_ADMIN ? NULL : read_answer(arena, result, answer);
}
