#include "common/encoding/json.h"
#include "common/tx/address.h"
#include "enclave/contract/call_internal.h"
#include "enclave/contract/errors.h"
#include "enclave/contract/imports_query.h"
#include "enclave/contract/serde.h"
#include "enclave/contract/inspect.h"

/* query_chain: what a contract asks the chain, sealed on the way out and opened on the way back
 * when it asks another contract (enclave-protocol 5.9). */

enum { UNPARSED_GAS = 500 };

static const struct bytes ERROR_PREFIX = BYTES_INIT("encrypted: ");
static const struct bytes ERROR_SUFFIX = BYTES_INIT(": query contract failed");

static void seal_request(struct running *running, struct imports_query *query,
                         struct secretd_boundary_query_smart *smart)
{
    struct arena *arena = running->level->scratch;
    struct bytes text = ARENA_CONCAT(arena, query->code_hash, query->chain.wasm_smart->message);
    struct bytes target = {0};
    *smart = *query->chain.wasm_smart;
    /* A name that is no address: the node will say so. */
    if (address_parse(arena, ADDRESS_ACCOUNT, smart->contract, &target) != NULL)
        target = (struct bytes){0};
    smart->message =
        running->message.suite->seal_call(&running->message, arena, SUITE_ASK, target, text);
    query->chain.wasm_smart = smart;
}

/* The msg of {"generic_err":{"msg":...}} between the words that stand around a sealed error;
 * absent: another error. */
static struct bytes sealed_error(struct arena *arena, struct bytes json)
{
    struct json_value error;
    if (json_parse(arena, json, JSON_UTF8, &error) != NULL)
        return (struct bytes){0};
    const struct json_value *generic = json_member(&error, "generic_err");
    const struct json_value *text = generic == NULL ? NULL : json_member(generic, "msg");
    if (text == NULL || text->kind != JSON_STRING ||
        text->text.len < ERROR_PREFIX.len + ERROR_SUFFIX.len ||
        !bytes_starts_with(text->text, ERROR_PREFIX) ||
        !bytes_equal(bytes_from(text->text, text->text.len - ERROR_SUFFIX.len), ERROR_SUFFIX))
        return (struct bytes){0};
    return bytes_slice(text->text, ERROR_PREFIX.len,
                       text->text.len - ERROR_PREFIX.len - ERROR_SUFFIX.len);
}

/* What a contract said no with: an error of the first generation, or nothing the asker understands.
 */
static status open_error(struct running *running, struct bytes json, struct bytes *answer)
{
    struct arena *arena = running->level->scratch;
    struct bytes text = sealed_error(arena, json), sealed, plain, error;
    if (text.data == NULL) {
        *answer = imports_query_contract_error(arena, json);
        return NULL;
    }
    if (!serde_base64(arena, text, &sealed))
        return &CONTRACT_DESERIALIZE;
    if (!running->message.suite->unseal(&running->message, arena, SUITE_QUERY_ERROR, sealed,
                                        &plain))
        return &CONTRACT_DECRYPT;
    status refused = imports_query_std_error(arena, plain, &error);
    *answer = refused == NULL ? imports_query_contract_error(arena, error)
                              : imports_query_invalid_response(arena, refused->text, plain);
    return NULL;
}

static status open_answer(struct running *running, struct bytes sealed, struct bytes *answer)
{
    struct arena *arena = running->level->scratch;
    struct bytes text, content;
    if (!running->message.suite->unseal(&running->message, arena, SUITE_QUERY, sealed, &text))
        return &CONTRACT_DECRYPT;
    if (!serde_base64(arena, text, &content))
        return &CONTRACT_DESERIALIZE;
    *answer = imports_query_ok(arena, content);
    return NULL;
}

static status finish(struct running *running, bool smart,
                     const struct secretd_boundary_chain_query_reply *reply, struct bytes *answer)
{
    enum { OK = 4, CONTRACT_ERROR = 5, SYSTEM_ERROR = 6 };
    struct arena *arena = running->level->scratch;
    switch (reply->outcome_case) {
    case OK:
        if (smart)
            return open_answer(running, reply->ok, answer);
        *answer = imports_query_ok(arena, reply->ok);
        return NULL;
    case CONTRACT_ERROR:
        if (smart)
            return open_error(running, reply->contract_error, answer);
        *answer = imports_query_contract_error(arena, reply->contract_error);
        return NULL;
    case SYSTEM_ERROR:
        *answer = imports_query_system_error(arena, reply->system_error);
        return NULL;
    default:
        return &CONTRACT_HOST;
    }
}

status call_ask_chain(struct running *running, struct bytes request, uint64_t gas_left,
                      struct bytes *answer, uint64_t *external)
{
    struct arena *arena = running->level->scratch;
    const struct call_host *host = &running->desk->options.host;
    arena_reset(arena);
    *external = 0;
    if (running->query_depth >= CALL_QUERY_DEPTH_MAX) {
        *answer = imports_query_too_deep();
        return NULL;
    }
    struct imports_query query;
    struct secretd_boundary_query_smart smart;
    status refused = imports_query_parse(arena, request, &query);
    if (refused != NULL) {
        *external = UNPARSED_GAS;
        *answer = imports_query_invalid_request(arena, refused->text, request);
        return NULL;
    }
    bool is_smart = query.chain.wasm_smart != NULL;
    if (is_smart) {
        inspect_asked(running->inspection);
        seal_request(running, &query, &smart);
    }
    query.chain.accesses = state_take(running->state);
    query.chain.gas_limit = gas_left / CALL_GAS_MULTIPLIER;
    query.chain.depth = running->query_depth + 1;
    const struct secretd_boundary_chain_query_reply *reply;
    TRY(host->query(host->context, arena, &query.chain, &reply));
    running->gas.consumed = reply->chain_gas_consumed;
    *external = reply->gas_used;
    if (reply->out_of_gas)
        return &CONTRACT_OUT_OF_CHAIN_GAS;
    return finish(running, is_smart, reply, answer);
}
