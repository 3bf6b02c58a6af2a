#ifndef SECRET_CONTRACT_H
#define SECRET_CONTRACT_H

/* A secret contract in C: include this, write three handlers, end with SECRET_CONTRACT.
 *
 *     static const char *on_execute(struct call *call)
 *     {
 *         struct text body;
 *         if (json_variant(call->message, TEXT("ping"), &body)) {
 *             response_attribute(call, TEXT("answer"), TEXT("pong"));
 *             return NULL;
 *         }
 *         return "no such message";
 *     }
 *     SECRET_CONTRACT(on_instantiate, on_execute, on_query)
 *
 * A handler gives NULL, or the text of an error, which undoes the whole transaction; the sender
 * alone can read it. */
#include "secret/host.h"
#include "secret/json.h"

/* One call of the contract. Texts live until it ends. */
struct call {
    /* The block. In a query these are a claim of the node that answers it. */
    uint64_t height, time_ns;
    struct text chain_id;
    /* The contract itself. */
    struct text address, code_hash;
    /* 32 bytes as base64 that nobody knew before; empty unless the contract says
     * SECRET_CONTRACT_RANDOM, and in a query. */
    struct text random;
    /* Who calls; empty in a query, where nobody is known: ask for a viewing key. */
    struct text sender;
    /* Coins that came along, as JSON: see call_funds. */
    struct text funds;
    /* What is asked for: valid JSON. */
    struct text message;

    /* What the handler leaves behind. */
    struct builder messages, attributes;
    /* Answer of a query, or data for the caller. */
    struct builder answer;
};

typedef const char *call_handler(struct call *call);

/* The amount of `denom` that came with the call; 0 when none did. False when other coins came,
 * which would be lost. */
static inline bool call_funds(const struct call *call, struct text denom, uint64_t *amount)
{
    struct text rest = call->funds, name, coin;
    *amount = 0;
    while (json_next(&rest, &name, &coin)) {
        struct text coin_denom;
        if (*amount != 0 || !json_member_text(coin, TEXT("denom"), &coin_denom) ||
            !text_equal(coin_denom, denom) || !json_member_number(coin, TEXT("amount"), amount))
            return false;
    }
    return true;
}

static inline void response_begin_(struct builder *list)
{
    if (list->len > 0)
        builder_add(list, TEXT(","));
}

/* Adds an attribute that the sender alone can read. */
static inline void response_attribute(struct call *call, struct text key, struct text value)
{
    struct builder *out = &call->attributes;
    response_begin_(out);
    builder_add(out, TEXT("{\"key\":"));
    json_add_text(out, key);
    builder_add(out, TEXT(",\"value\":"));
    json_add_text(out, value);
    builder_add(out, TEXT(",\"encrypted\":true}"));
}

static inline void response_begin_message_(struct call *call)
{
    response_begin_(&call->messages);
    builder_add(&call->messages, TEXT("{\"id\":0,\"msg\":"));
}

static inline void response_end_message_(struct call *call)
{
    builder_add(&call->messages, TEXT(",\"gas_limit\":null,\"reply_on\":\"never\"}"));
}

static inline void response_add_coin_(struct builder *out, uint64_t amount, struct text denom)
{
    builder_add(out, TEXT("{\"denom\":"));
    json_add_text(out, denom);
    builder_add(out, TEXT(",\"amount\":"));
    json_add_amount(out, amount);
    builder_add(out, TEXT("}"));
}

/* Sends coins of the contract when the handler is done. Everybody sees them. */
static inline void response_send(struct call *call, struct text to, uint64_t amount,
                                 struct text denom)
{
    struct builder *out = &call->messages;
    response_begin_message_(call);
    builder_add(out, TEXT("{\"bank\":{\"send\":{\"to_address\":"));
    json_add_text(out, to);
    builder_add(out, TEXT(",\"amount\":["));
    response_add_coin_(out, amount, denom);
    builder_add(out, TEXT("]}}}"));
    response_end_message_(call);
}

/* Calls another contract when the handler is done, without coins. `message` is its JSON, which is
 * encrypted on the way. */
static inline void response_execute(struct call *call, struct text contract, struct text code_hash,
                                    struct text message)
{
    struct builder *out = &call->messages;
    response_begin_message_(call);
    builder_add(out, TEXT("{\"wasm\":{\"execute\":{\"contract_addr\":"));
    json_add_text(out, contract);
    builder_add(out, TEXT(",\"code_hash\":"));
    json_add_text(out, code_hash);
    builder_add(out, TEXT(",\"msg\":"));
    json_add_base64(out, message);
    builder_add(out, TEXT(",\"send\":[]}}}"));
    response_end_message_(call);
}

/* Reads what the host says about the call. `info` is empty in a query. False when it is not what a
 * host says, or when the sender's message is no JSON. */
static inline bool call_parse_(struct call *call, struct text env, struct text info,
                               struct text message)
{
    struct text block, contract;
    *call = (struct call){.message = message};
    if (!json_valid(env) || !json_member(env, TEXT("block"), &block) ||
        !json_member(env, TEXT("contract"), &contract) ||
        !json_member_number(block, TEXT("height"), &call->height) ||
        !json_member_number(block, TEXT("time"), &call->time_ns) ||
        !json_member_text(block, TEXT("chain_id"), &call->chain_id) ||
        !json_member_text(contract, TEXT("address"), &call->address) ||
        !json_member_text(contract, TEXT("code_hash"), &call->code_hash))
        return false;
    if (!json_member_text(block, TEXT("random"), &call->random))
        call->random = (struct text){0};
    return info.len == 0 ||
           (json_valid(info) && json_member_text(info, TEXT("sender"), &call->sender) &&
            json_member(info, TEXT("funds"), &call->funds));
}

static inline struct text call_failure_(const char *text)
{
    struct builder out = {0};
    uint32_t len = 0;
    while (text[len] != 0)
        len++;
    builder_add(&out, TEXT("{\"Err\":"));
    json_add_text(&out, text_join(TEXT("Generic error: "), (struct text){text, len}));
    builder_add(&out, TEXT("}"));
    return builder_done(&out);
}

/* Runs a handler; gives what the host expects back. */
static inline struct text call_run_(call_handler *handler, struct text env, struct text info,
                                    struct text message)
{
    struct call call;
    if (!call_parse_(&call, env, info, message))
        memory_abort();
    const char *error = json_valid(message) ? handler(&call) : "the message is not JSON";
    if (error != NULL)
        return call_failure_(error);
    struct builder out = {0};
    builder_add(&out, TEXT("{\"Ok\":"));
    if (info.len == 0) {
        json_add_base64(&out, builder_done(&call.answer));
    } else {
        builder_add(&out, TEXT("{\"messages\":["));
        builder_add(&out, builder_done(&call.messages));
        builder_add(&out, TEXT("],\"attributes\":["));
        builder_add(&out, builder_done(&call.attributes));
        builder_add(&out, TEXT("],\"events\":[],\"data\":"));
        if (call.answer.len == 0)
            builder_add(&out, TEXT("null"));
        else
            json_add_base64(&out, builder_done(&call.answer));
        builder_add(&out, TEXT("}"));
    }
    builder_add(&out, TEXT("}"));
    return builder_done(&out);
}

#ifdef __wasm__

static inline uint32_t call_enter_(call_handler *handler, uint32_t env, struct text info,
                                   uint32_t message)
{
    struct text result = call_run_(handler, region_text(env), info, region_text(message));
    return region_new(result.data, result.len, result.len);
}

#define CONTRACT_EXPORT(name) __attribute__((export_name(name)))

/* The functions that make a module a contract of interface v1. */
#define SECRET_CONTRACT(on_instantiate, on_execute, on_query)                                      \
    CONTRACT_EXPORT("interface_version_8") void contract_interface(void)                           \
    {                                                                                              \
    }                                                                                              \
    CONTRACT_EXPORT("allocate") uint32_t contract_allocate(uint32_t bytes)                         \
    {                                                                                              \
        return region_new(memory_new(bytes), bytes, 0);                                            \
    }                                                                                              \
    CONTRACT_EXPORT("deallocate") void contract_deallocate(uint32_t region)                        \
    {                                                                                              \
        (void)region;                                                                              \
    }                                                                                              \
    CONTRACT_EXPORT("instantiate")                                                                 \
    uint32_t contract_instantiate(uint32_t env, uint32_t info, uint32_t message)                   \
    {                                                                                              \
        return call_enter_(on_instantiate, env, region_text(info), message);                       \
    }                                                                                              \
    CONTRACT_EXPORT("execute")                                                                     \
    uint32_t contract_execute(uint32_t env, uint32_t info, uint32_t message)                       \
    {                                                                                              \
        return call_enter_(on_execute, env, region_text(info), message);                           \
    }                                                                                              \
    CONTRACT_EXPORT("query") uint32_t contract_query(uint32_t env, uint32_t message)               \
    {                                                                                              \
        return call_enter_(on_query, env, (struct text){0}, message);                              \
    }

/* Beside SECRET_CONTRACT in a contract that wants call->random. */
#define SECRET_CONTRACT_RANDOM                                                                     \
    CONTRACT_EXPORT("requires_random") void contract_requires_random(void)                         \
    {                                                                                              \
    }

#else

/* In tests the entry points are functions of texts. */
#define SECRET_CONTRACT(on_instantiate, on_execute, on_query)                                      \
    static inline struct text test_instantiate(struct text env, struct text info,                  \
                                               struct text message)                                \
    {                                                                                              \
        return call_run_(on_instantiate, env, info, message);                                      \
    }                                                                                              \
    static inline struct text test_execute(struct text env, struct text info, struct text message) \
    {                                                                                              \
        return call_run_(on_execute, env, info, message);                                          \
    }                                                                                              \
    static inline struct text test_query(struct text env, struct text message)                     \
    {                                                                                              \
        return call_run_(on_query, env, (struct text){0}, message);                                \
    }
#define SECRET_CONTRACT_RANDOM

#endif
#endif
