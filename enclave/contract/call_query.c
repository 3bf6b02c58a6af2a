#include "common/crypto/secret.h"
#include "common/encoding/hex.h"
#include "common/tx/address.h"
#include "enclave/contract/call_internal.h"
#include "enclave/contract/errors.h"

/* Queries: from outside, or from another contract in the middle of its own call. */

static struct vm_environment query_environment(struct running *running,
                                               const struct secretd_boundary_query *query)
{
    struct arena *arena = running->level->arena;
    struct vm_environment environment = {
        .height = (uint64_t)query->height,
        .time_ns = query->time_ns,
        .chain_id = running->desk->options.chain_id,
        .contract = address_text(arena, ADDRESS_ACCOUNT, query->contract),
        .code_hash = hex_lower(arena, query->code_hash),
    };
    if (query->in_transaction) {
        environment.has_transaction = true;
        environment.transaction_index = query->tx_counter;
        environment.transaction_hash = hex_upper(arena, query->tx_hash);
    }
    return environment;
}

/* A query from outside stands nowhere on the chain: random bytes take the part of the transaction's
 * hash, so that no two answers are sealed alike. */
static status open_query(struct running *running, const struct secretd_boundary_query *query)
{
    struct block *block = running->desk->options.block;
    const struct suite_keys keys = call_keys(running);
    struct suite_origin origin = {
        .type = SUITE_ASKED,
        .contract = query->contract,
        .code_hash = query->code_hash,
        .place = {.height = (uint64_t)query->height},
    };
    if (block != NULL && block_tx(block) != NULL)
        origin.place = block_call(block);
    else
        crypto_random(origin.place.tx_hash, sizeof origin.place.tx_hash);
    return suite_open(running->level->arena, &keys, &origin, query->message, &running->message);
}

static status query_run(struct running *running, const struct secretd_boundary_query *query,
                        struct secretd_boundary_call_reply *reply,
                        struct secretd_contract_answer *answer)
{
    struct level *level = running->level;
    struct job job = {
        .entry = VM_QUERY,
        .contract = query->contract,
        .code_hash = query->code_hash,
        .wasm_gas_limit = query->wasm_gas_limit,
        .external_scale = CALL_GAS_MULTIPLIER,
        .seal = true,
    };
    TRY(call_check_message(query->message));
    if (!call_has_len(query->contract, KEYS_ADDRESS) || !call_has_len(query->code_hash, 32))
        return &CONTRACT_DESERIALIZE;
    TRY(call_authenticate(running->desk->options.keys, &query->key, &job));
    TRY(open_query(running, query));
    if (!running->message.encrypted)
        return &CONTRACT_DECRYPT;
    TRY(call_address(running, &job));
    const struct vm_code *code;
    TRY(call_find_code(running, query->code_hash, &code));
    job.environment = query_environment(running, query);
    struct result result;
    TRY(call_run(running, &job, code, (struct block_counter){0}, &reply->wasm_gas_used, &result));
    struct output_context output = call_output(running, &job);
    return output_query(level->arena, &output, &result, answer);
}

void call_query(struct desk *desk, const struct secretd_boundary_query *query,
                struct secretd_boundary_call_reply *reply)
{
    struct running running;
    *reply = (struct secretd_boundary_call_reply){0};
    if (!call_begin(desk, &running)) {
        call_refuse_depth(reply);
        return;
    }
    running.gas = (struct state_gas){query->chain_gas.limit, query->chain_gas.consumed};
    running.query_depth = query->depth;
    struct secretd_contract_answer *answer =
        ARENA_NEW(running.level->arena, struct secretd_contract_answer);
    status failure = query_run(&running, query, reply, answer);
    call_end(&running, failure, answer, reply);
}
