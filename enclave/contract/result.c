#include "enclave/contract/result.h"

#include "common/encoding/base64.h"
#include "enclave/contract/errors.h"

status result_text(const struct json_value *member, struct bytes *text)
{
    if (member == NULL || member->kind != JSON_STRING)
        return &CONTRACT_DESERIALIZE;
    *text = member->text;
    return NULL;
}

status result_number(const struct json_value *member, uint64_t *number)
{
    if (member == NULL || member->kind != JSON_NUMBER || !json_u64(member->text, number))
        return &CONTRACT_DESERIALIZE;
    return NULL;
}

status result_binary(struct arena *arena, const struct json_value *member, struct bytes *binary)
{
    struct bytes text;
    TRY(result_text(member, &text));
    return base64_decode(arena, text, binary) ? NULL : &CONTRACT_DESERIALIZE;
}

static status parse_attribute(const struct json_value *value, struct result_attribute *attribute)
{
    if (value->kind != JSON_OBJECT)
        return &CONTRACT_DESERIALIZE;
    TRY(result_text(json_member(value, "key"), &attribute->key));
    TRY(result_text(json_member(value, "value"), &attribute->value));
    const struct json_value *encrypted = json_member(value, "encrypted");
    attribute->encrypted = true;
    if (encrypted == NULL)
        return NULL;
    if (encrypted->kind != JSON_BOOL)
        return &CONTRACT_DESERIALIZE;
    attribute->encrypted = encrypted->boolean;
    return NULL;
}

static status parse_attributes(struct arena *arena, const struct json_value *list,
                               struct result_attributes *attributes)
{
    if (list == NULL || list->kind != JSON_ARRAY)
        return &CONTRACT_DESERIALIZE;
    attributes->items = ARENA_ARRAY(arena, struct result_attribute, list->count);
    attributes->count = list->count;
    for (size_t i = 0; i < list->count; i++)
        TRY(parse_attribute(&list->items[i], &attributes->items[i]));
    return NULL;
}

static status parse_events(struct arena *arena, const struct json_value *list,
                           struct result *result)
{
    if (list == NULL || list->kind != JSON_ARRAY)
        return &CONTRACT_DESERIALIZE;
    result->events = ARENA_ARRAY(arena, struct result_event, list->count);
    result->event_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct json_value *event = &list->items[i];
        if (event->kind != JSON_OBJECT)
            return &CONTRACT_DESERIALIZE;
        TRY(result_text(json_member(event, "type"), &result->events[i].type));
        TRY(parse_attributes(arena, json_member(event, "attributes"),
                             &result->events[i].attributes));
    }
    return NULL;
}

static bool only_members(const struct json_value *object, const char *const *names, size_t count)
{
    for (size_t i = 0; i < object->count; i++) {
        bool known = false;
        for (size_t k = 0; k < count; k++)
            known = known || bytes_is(object->members[i].name, names[k]);
        if (!known)
            return false;
    }
    return true;
}

static status parse_response(struct arena *arena, const struct json_value *response,
                             struct result *result)
{
    static const char *const members_v010[] = {"messages", "log", "data"};
    static const char *const members_v1[] = {"messages", "attributes", "events", "data"};
    bool first = json_member(response, "log") != NULL;
    const char *const *names = first ? members_v010 : members_v1;
    size_t name_count = first ? ARRAY_COUNT(members_v010) : ARRAY_COUNT(members_v1);
    if (response->kind != JSON_OBJECT || !only_members(response, names, name_count))
        return &CONTRACT_DESERIALIZE;
    result->kind = RESULT_RESPONSE;
    result->generation = first ? SECRETD_CONTRACT_GENERATION_V010 : SECRETD_CONTRACT_GENERATION_V1;
    TRY(result_messages(arena, json_member(response, "messages"), result->generation,
                        &result->messages));
    TRY(parse_attributes(arena, json_member(response, first ? "log" : "attributes"),
                         &result->attributes));
    if (!first)
        TRY(parse_events(arena, json_member(response, "events"), result));
    const struct json_value *data = json_member(response, "data");
    if (data == NULL || data->kind == JSON_NULL)
        return NULL;
    return result_binary(arena, data, &result->data);
}

status result_parse(struct arena *arena, struct bytes answer, struct result *result)
{
    *result = (struct result){0};
    struct json_value *root = ARENA_NEW(arena, struct json_value);
    if (answer.len > RESULT_BYTES_MAX || json_parse(arena, answer, JSON_UTF8, root) != NULL ||
        root->kind != JSON_OBJECT)
        return &CONTRACT_DESERIALIZE;
    result->error = json_member(root, "Err");
    if (result->error != NULL) {
        result->kind = RESULT_ERROR;
        return NULL;
    }
    const struct json_value *ok = json_member(root, "Ok");
    if (ok != NULL && ok->kind != JSON_STRING)
        return parse_response(arena, ok, result);
    result->kind = RESULT_QUERY;
    return result_text(ok != NULL ? ok : json_member(root, "ok"), &result->query);
}
