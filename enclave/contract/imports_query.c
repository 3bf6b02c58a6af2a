#include "enclave/contract/imports_query.h"

#include "common/encoding/base64.h"
#include "enclave/contract/serde.h"
#include "enclave/contract/vm.h"

#define TEXT_FIELD(field)                                                                          \
    {                                                                                              \
        .name = (field), .kind = SERDE_STRING                                                      \
    }
#define BINARY_FIELD(field)                                                                        \
    {                                                                                              \
        .name = (field), .kind = SERDE_BINARY                                                      \
    }
#define OPTIONAL_TEXT(field)                                                                       \
    {                                                                                              \
        .name = (field), .kind = SERDE_STRING, .is_optional = true                                 \
    }

/* Fills in the boundary's message from the fields that were found, in the order of the type. */
typedef void (*query_builder)(struct arena *arena, const struct json_value *const *found,
                              struct imports_query *query);

static struct bytes text_of(const struct json_value *value)
{
    return value == NULL ? (struct bytes){0} : value->text;
}

/* Was checked when it was read. */
static struct bytes binary_of(struct arena *arena, const struct json_value *value)
{
    struct bytes content = {0};
    return serde_base64(arena, value->text, &content) ? content : (struct bytes){0};
}

#define BUILD_NOTHING(member)                                                                      \
    static void build_##member(struct arena *arena, const struct json_value *const *found,         \
                               struct imports_query *query)                                        \
    {                                                                                              \
        query->chain.member = ARENA_NEW(arena, struct secretd_boundary_query_nothing);             \
    }
#define BUILD_ADDRESS(member)                                                                      \
    static void build_##member(struct arena *arena, const struct json_value *const *found,         \
                               struct imports_query *query)                                        \
    {                                                                                              \
        struct secretd_boundary_query_address *built =                                             \
            ARENA_NEW(arena, struct secretd_boundary_query_address);                               \
        built->address = text_of(found[0]);                                                        \
        query->chain.member = built;                                                               \
    }
#define BUILD_IBC(member, channel, port)                                                           \
    static void build_##member(struct arena *arena, const struct json_value *const *found,         \
                               struct imports_query *query)                                        \
    {                                                                                              \
        struct secretd_boundary_query_ibc_channel *built =                                         \
            ARENA_NEW(arena, struct secretd_boundary_query_ibc_channel);                           \
        built->channel_id = text_of(channel);                                                      \
        built->port_id = text_of(port);                                                            \
        query->chain.member = built;                                                               \
    }

BUILD_ADDRESS(bank_all_balances)
BUILD_NOTHING(staking_bonded_denom)
BUILD_ADDRESS(staking_all_delegations)
BUILD_NOTHING(staking_validators)
BUILD_ADDRESS(staking_unbonding_delegations)
BUILD_NOTHING(staking_all_validators)
BUILD_ADDRESS(staking_validator)
BUILD_ADDRESS(wasm_contract_info)
BUILD_ADDRESS(distribution_rewards)
BUILD_NOTHING(mint_inflation)
BUILD_NOTHING(mint_bonded_ratio)
BUILD_NOTHING(gov_proposals)
BUILD_NOTHING(ibc_port_id)
BUILD_NOTHING(custom)
BUILD_IBC(ibc_list_channels, NULL, found[0])
BUILD_IBC(ibc_channel, found[0], found[1])

static void build_bank_balance(struct arena *arena, const struct json_value *const *found,
                               struct imports_query *query)
{
    struct secretd_boundary_query_balance *built =
        ARENA_NEW(arena, struct secretd_boundary_query_balance);
    built->address = text_of(found[0]);
    built->denom = text_of(found[1]);
    query->chain.bank_balance = built;
}

static void build_staking_delegation(struct arena *arena, const struct json_value *const *found,
                                     struct imports_query *query)
{
    struct secretd_boundary_query_delegation *built =
        ARENA_NEW(arena, struct secretd_boundary_query_delegation);
    built->delegator = text_of(found[0]);
    built->validator = text_of(found[1]);
    query->chain.staking_delegation = built;
}

static void build_wasm_smart(struct arena *arena, const struct json_value *const *found,
                             struct imports_query *query)
{
    struct secretd_boundary_query_smart *built =
        ARENA_NEW(arena, struct secretd_boundary_query_smart);
    built->contract = text_of(found[0]);
    query->code_hash = text_of(found[1]);
    built->message = binary_of(arena, found[2]);
    query->chain.wasm_smart = built;
}

static void build_wasm_raw(struct arena *arena, const struct json_value *const *found,
                           struct imports_query *query)
{
    struct secretd_boundary_query_raw *built = ARENA_NEW(arena, struct secretd_boundary_query_raw);
    built->contract = text_of(found[0]);
    built->key = binary_of(arena, found[2]);
    query->chain.wasm_raw = built;
}

static void build_stargate(struct arena *arena, const struct json_value *const *found,
                           struct imports_query *query)
{
    struct secretd_boundary_query_stargate *built =
        ARENA_NEW(arena, struct secretd_boundary_query_stargate);
    built->path = text_of(found[0]);
    built->data = binary_of(arena, found[1]);
    query->chain.stargate = built;
}

/* The requests of one module, with the field number in the boundary's oneof. */
struct request {
    struct serde_variant variant;
    uint32_t request_case;
    query_builder build;
};

enum { REQUESTS_MAX = 8 };
struct module_requests {
    const char *name;
    struct request requests[REQUESTS_MAX];
};

static const struct module_requests modules[] = {
    {"bank",
     {{{"balance", {{TEXT_FIELD("address"), TEXT_FIELD("denom")}}}, 4, build_bank_balance},
      {{"all_balances", {{TEXT_FIELD("address")}}}, 5, build_bank_all_balances}}},
    {"custom", {{{NULL}}}},
    {"staking",
     {{{"bonded_denom"}, 6, build_staking_bonded_denom},
      {{"all_delegations", {{TEXT_FIELD("delegator")}}}, 7, build_staking_all_delegations},
      {{"delegation", {{TEXT_FIELD("delegator"), TEXT_FIELD("validator")}}},
       8,
       build_staking_delegation},
      {{"validators"}, 9, build_staking_validators},
      {{"unbonding_delegations", {{TEXT_FIELD("delegator")}}},
       10,
       build_staking_unbonding_delegations},
      {{"all_validators"}, 11, build_staking_all_validators},
      {{"validator", {{TEXT_FIELD("address")}}}, 12, build_staking_validator}}},
    {"wasm",
     {{{"smart",
        {{TEXT_FIELD("contract_addr"), TEXT_FIELD("callback_code_hash"), BINARY_FIELD("msg")}}},
       13,
       build_wasm_smart},
      {{"raw",
        {{TEXT_FIELD("contract_addr"), TEXT_FIELD("callback_code_hash"), BINARY_FIELD("key")}}},
       14,
       build_wasm_raw},
      {{"contract_info", {{TEXT_FIELD("contract_addr")}}}, 15, build_wasm_contract_info}}},
    {"dist", {{{"rewards", {{TEXT_FIELD("delegator")}}}, 16, build_distribution_rewards}}},
    {"mint",
     {{{"inflation"}, 17, build_mint_inflation}, {{"bonded_ratio"}, 18, build_mint_bonded_ratio}}},
    {"gov", {{{"proposals"}, 19, build_gov_proposals}}},
    {"ibc",
     {{{"port_id"}, 20, build_ibc_port_id},
      {{"list_channels", {{OPTIONAL_TEXT("port_id")}}}, 21, build_ibc_list_channels},
      {{"channel", {{TEXT_FIELD("channel_id"), OPTIONAL_TEXT("port_id")}}},
       22,
       build_ibc_channel}}},
    {"stargate", {{{NULL}}}},
};

/* The two requests that are no enum of their own. */
static const struct request custom_request = {{"custom"}, 24, build_custom};
static const struct request stargate_request = {
    {"stargate", {{TEXT_FIELD("path"), BINARY_FIELD("data")}}}, 23, build_stargate};

static bool parse_request(struct serde *serde, const struct json_value *document,
                          struct imports_query *query)
{
    const char *names[ARRAY_COUNT(modules) + 1] = {NULL};
    for (size_t i = 0; i < ARRAY_COUNT(modules); i++)
        names[i] = modules[i].name;
    size_t which;
    const struct json_value *body;
    const struct json_value *found[SERDE_FIELDS_MAX] = {NULL};
    if (!serde_choose(serde, document, names, &which, &body))
        return false;
    const struct request *request = NULL;
    if (strcmp(names[which], "custom") == 0) {
        request = &custom_request;
    } else if (strcmp(names[which], "stargate") == 0) {
        request = &stargate_request;
        if (!serde_read(serde, body, &request->variant.type, found))
            return false;
    } else {
        struct serde_variant variants[REQUESTS_MAX];
        size_t count = 0;
        const struct request *requests = modules[which].requests;
        for (; count < REQUESTS_MAX && requests[count].variant.name != NULL; count++)
            variants[count] = requests[count].variant;
        size_t chosen;
        if (!serde_choose_variant(serde, body, variants, count, &chosen, found))
            return false;
        request = &requests[chosen];
    }
    query->chain.request_case = request->request_case;
    request->build(serde->arena, found, query);
    return true;
}

status imports_query_parse(struct arena *arena, struct bytes request, struct imports_query *query)
{
    *query = (struct imports_query){0};
    struct serde serde = {.arena = arena, .input = request};
    struct json_value document;
    if (serde_parse(&serde, &document) && parse_request(&serde, &document, query))
        return NULL;
    return error_replace(arena, &VM_DESERIALIZE, serde.problem);
}

static struct bytes with_base64(struct arena *arena, const char *before, struct bytes content,
                                const char *after)
{
    struct writer writer = writer_new(arena, content.len * 4 / 3 + 64);
    writer_text(&writer, before);
    base64_write(&writer, content);
    writer_text(&writer, after);
    return writer_done(&writer);
}

struct bytes imports_query_ok(struct arena *arena, struct bytes data)
{
    return with_base64(arena, "{\"Ok\":{\"Ok\":\"", data, "\"}}");
}

struct bytes imports_query_contract_error(struct arena *arena, struct bytes json)
{
    return ARENA_CONCAT(arena, BYTES("{\"Ok\":{\"Err\":"), json, BYTES("}}"));
}

struct bytes imports_query_system_error(struct arena *arena, struct bytes json)
{
    return ARENA_CONCAT(arena, BYTES("{\"Err\":"), json, BYTES("}"));
}

static struct bytes invalid(struct arena *arena, const char *kind, const char *member,
                            struct bytes text, struct bytes content)
{
    struct writer writer = writer_new(arena, content.len * 4 / 3 + text.len + 64);
    writer_format(&writer, "{\"Err\":{\"%s\":{\"error\":", kind);
    serde_write_string(&writer, text);
    writer_format(&writer, ",\"%s\":\"", member);
    base64_write(&writer, content);
    writer_text(&writer, "\"}}}");
    return writer_done(&writer);
}

struct bytes imports_query_invalid_request(struct arena *arena, struct bytes text,
                                           struct bytes request)
{
    return invalid(arena, "invalid_request", "request", text, request);
}

struct bytes imports_query_invalid_response(struct arena *arena, struct bytes text,
                                            struct bytes response)
{
    return invalid(arena, "invalid_response", "response", text, response);
}

struct bytes imports_query_too_deep(void)
{
    return BYTES("{\"Err\":{\"exceeded_recursion_limit\":{}}}");
}

static const struct serde_variant std_errors[] = {
    {"generic_err", {{TEXT_FIELD("msg")}}},
    {"invalid_base64", {{TEXT_FIELD("msg")}}},
    {"invalid_utf8", {{TEXT_FIELD("msg")}}},
    {"not_found", {{TEXT_FIELD("kind")}}},
    {"null_pointer"},
    {"parse_err", {{TEXT_FIELD("target"), TEXT_FIELD("msg")}}},
    {"serialize_err", {{TEXT_FIELD("source"), TEXT_FIELD("msg")}}},
    {"unauthorized"},
    {"underflow", {{TEXT_FIELD("minuend"), TEXT_FIELD("subtrahend")}}},
};

status imports_query_std_error(struct arena *arena, struct bytes text, struct bytes *json)
{
    struct serde serde = {.arena = arena, .input = text};
    struct json_value document;
    const struct json_value *found[SERDE_FIELDS_MAX];
    size_t which;
    if (!serde_parse(&serde, &document) ||
        !serde_choose_variant(&serde, &document, std_errors, ARRAY_COUNT(std_errors), &which,
                              found))
        return error_replace(arena, &VM_DESERIALIZE, serde.problem);
    const struct serde_variant *variant = &std_errors[which];
    struct writer writer = writer_new(arena, text.len + 16);
    writer_format(&writer, "{\"%s\":{", variant->name);
    for (size_t i = 0; i < SERDE_FIELDS_MAX && variant->type.fields[i].name != NULL; i++) {
        writer_format(&writer, "%s\"%s\":", i == 0 ? "" : ",", variant->type.fields[i].name);
        serde_write_string(&writer, found[i]->text);
    }
    writer_text(&writer, "}}");
    *json = writer_done(&writer);
    return NULL;
}
