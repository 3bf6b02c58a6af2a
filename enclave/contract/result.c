#include "enclave/contract/result.h"

#include "enclave/contract/errors.h"
#include "enclave/contract/serde.h"

static const struct serde_type ATTRIBUTE = {{
    {.name = "key", .kind = SERDE_STRING},
    {.name = "value", .kind = SERDE_STRING},
    {.name = "encrypted", .kind = SERDE_BOOL, .is_optional = true},
}};
static const struct serde_type EVENT = {{
    {.name = "type", .kind = SERDE_STRING},
    {.name = "attributes", .kind = SERDE_STRUCTS, .type = &ATTRIBUTE},
}};

/* What a response of each generation holds, and nothing else. */
enum { MESSAGES, ATTRIBUTES, DATA, EVENTS };
static const struct serde_type RESPONSE_V010 = {
    {
        {.name = "messages", .kind = SERDE_ANY},
        {.name = "log", .kind = SERDE_STRUCTS, .type = &ATTRIBUTE},
        {.name = "data", .kind = SERDE_BINARY, .is_optional = true},
    },
    .is_closed = true,
};
static const struct serde_type RESPONSE_V1 = {
    {
        {.name = "messages", .kind = SERDE_ANY},
        {.name = "attributes", .kind = SERDE_STRUCTS, .type = &ATTRIBUTE},
        {.name = "data", .kind = SERDE_BINARY, .is_optional = true},
        {.name = "events", .kind = SERDE_STRUCTS, .type = &EVENT},
    },
    .is_closed = true,
};

static const struct serde_type ERROR_SHAPE = {{{.name = "Err", .kind = SERDE_ANY}}};
static const struct serde_type QUERY_SHAPE = {{{.name = "Ok", .kind = SERDE_STRING}}};
static const struct serde_type QUERY_SMALL_SHAPE = {{{.name = "ok", .kind = SERDE_STRING}}};
static const struct serde_type RESPONSE_SHAPE = {{{.name = "Ok", .kind = SERDE_ANY}}};

/* Of a list that was checked. */
static struct result_attributes attributes_of(struct serde *serde, const struct json_value *list)
{
    struct result_attributes attributes = {
        ARENA_ARRAY(serde->arena, struct result_attribute, list->count), list->count};
    for (size_t i = 0; i < list->count; i++) {
        const struct json_value *found[SERDE_FIELDS_MAX];
        if (!serde_read(serde, &list->items[i], &ATTRIBUTE, found))
            continue;
        attributes.items[i] = (struct result_attribute){
            .key = found[0]->text,
            .value = found[1]->text,
            .encrypted = found[2] == NULL || found[2]->boolean,
        };
    }
    return attributes;
}

static void read_events(struct serde *serde, const struct json_value *list, struct result *result)
{
    result->events = ARENA_ARRAY(serde->arena, struct result_event, list->count);
    result->event_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct json_value *found[SERDE_FIELDS_MAX];
        if (!serde_read(serde, &list->items[i], &EVENT, found))
            continue;
        result->events[i].type = found[0]->text;
        result->events[i].attributes = attributes_of(serde, found[1]);
    }
}

static status read_response(struct serde *serde, const struct json_value *response,
                            struct result *result)
{
    const struct json_value *found[SERDE_FIELDS_MAX];
    bool first =
        json_member(response, "log") != NULL && serde_read(serde, response, &RESPONSE_V010, found);
    if (!first && !serde_read(serde, response, &RESPONSE_V1, found))
        return &CONTRACT_DESERIALIZE;
    result->kind = RESULT_RESPONSE;
    result->generation = first ? SECRETD_CONTRACT_GENERATION_V010 : SECRETD_CONTRACT_GENERATION_V1;
    TRY(result_messages(serde->arena, found[MESSAGES], result->generation, &result->messages));
    result->attributes = attributes_of(serde, found[ATTRIBUTES]);
    if (!first)
        read_events(serde, found[EVENTS], result);
    if (found[DATA] != NULL && !serde_base64(serde->arena, found[DATA]->text, &result->data))
        return &CONTRACT_DESERIALIZE;
    return NULL;
}

/* serde_read for a shape of one field, which most documents do not have: it is not put into words
 * what they lack. */
static bool has_shape(struct serde *serde, const struct json_value *root,
                      const struct serde_type *shape, const struct json_value **found)
{
    const struct serde_field *field = &shape->fields[0];
    const struct json_value *value = json_member(root, field->name);
    if (value == NULL || (field->kind == SERDE_STRING && value->kind != JSON_STRING))
        return false;
    return serde_read(serde, root, shape, found);
}

status result_parse(struct arena *arena, struct bytes answer, struct result *result)
{
    *result = (struct result){0};
    struct json_value *root = ARENA_NEW(arena, struct json_value);
    struct serde serde = {.arena = arena, .input = answer};
    const struct json_value *found[SERDE_FIELDS_MAX];
    if (answer.len > RESULT_BYTES_MAX || !serde_parse(&serde, root))
        return &CONTRACT_DESERIALIZE;
    serde.input = (struct bytes){0}; /* nobody sees where it went wrong */
    if (has_shape(&serde, root, &ERROR_SHAPE, found)) {
        result->kind = RESULT_ERROR;
        result->error = found[0];
        return NULL;
    }
    if (has_shape(&serde, root, &QUERY_SHAPE, found) ||
        has_shape(&serde, root, &QUERY_SMALL_SHAPE, found)) {
        result->kind = RESULT_QUERY;
        result->query = found[0]->text;
        return NULL;
    }
    if (!serde_read(&serde, root, &RESPONSE_SHAPE, found))
        return &CONTRACT_DESERIALIZE;
    return read_response(&serde, found[0], result);
}
