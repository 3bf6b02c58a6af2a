#include "enclave/contract/call.h"

#include "common/crypto/hash.h"
#include "common/encoding/hex.h"
#include "common/tx/address.h"
#include "enclave/contract/authorize.h"
#include "enclave/contract/call_internal.h"
#include "enclave/contract/errors.h"

/* Instantiations and executions: the calls of a transaction. */

static void environment_funds_from(struct arena *arena,
                                   const struct cosmos_base_v1beta1_coin_list *funds,
                                   struct vm_environment *environment)
{
    struct vm_coin *coins = ARENA_ARRAY(arena, struct vm_coin, funds->count);
    for (size_t i = 0; i < funds->count; i++)
        coins[i] = (struct vm_coin){funds->items[i].denom, funds->items[i].amount};
    environment->funds = coins;
    environment->funds_count = funds->count;
}

static struct vm_environment environment_of(struct running *running,
                                            const struct secretd_boundary_call *call)
{
    struct arena *arena = running->level->arena;
    struct block *block = running->desk->options.block;
    struct vm_environment environment = {
        .height = block_height(block),
        .time_ns = block_time_ns(block),
        .chain_id = running->desk->options.chain_id,
        .sender = address_text(arena, ADDRESS_ACCOUNT, call->sender),
        .contract = address_text(arena, ADDRESS_ACCOUNT, call->contract),
        .code_hash = hex_lower(arena, call->code_hash),
    };
    const struct block_tx *tx = block_tx(block);
    if (call->in_transaction && tx != NULL) {
        environment.has_transaction = true;
        environment.transaction_index = tx->counter;
        environment.transaction_hash = hex_upper(arena, BYTES_OF(tx->hash));
    }
    environment_funds_from(arena, &call->funds, &environment);
    return environment;
}

/* contract = RIPEMD160(SHA256(BE64((code << 32) + instance) || creator)) (5.10) */
static bool is_address_of(const struct secretd_boundary_call *call)
{
    uint8_t number[8], hash[32], address[KEYS_ADDRESS];
    store_be64(number, (call->code_id << 32) + call->instance_id);
    CRYPTO_SHA256(hash, BYTES_OF(number), call->sender);
    crypto_ripemd160(BYTES_OF(hash), address);
    return bytes_equal(BYTES_OF(address), call->contract);
}

/* What differs between the two before the message is opened. */
static status prepare(struct running *running, const struct secretd_boundary_call *call,
                      struct job *job)
{
    const struct desk_options *options = &running->desk->options;
    if (options->block == NULL || !block_is_open(options->block))
        return &CONTRACT_VALIDATION;
    if (!call_has_len(call->contract, KEYS_ADDRESS) || !call_has_len(call->sender, KEYS_ADDRESS) ||
        !call_has_len(call->code_hash, 32))
        return &CONTRACT_DESERIALIZE;
    job->contract = call->contract;
    job->code_hash = call->code_hash;
    job->wasm_gas_limit = call->wasm_gas_limit;
    if (call->kind == SECRETD_BOUNDARY_CALL_KIND_EXECUTE) {
        job->entry = VM_EXECUTE;
        job->external_scale = CALL_GAS_MULTIPLIER;
        return call_authenticate(options->keys, &call->key, job);
    }
    if (call->kind != SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE)
        return &CONTRACT_NOT_IMPLEMENTED;
    if (!is_address_of(call))
        return &CONTRACT_VALIDATION;
    job->entry = VM_INSTANTIATE;
    job->external_scale = 1;
    keys_contract_make(options->keys, call->sender.data, block_height(options->block),
                       call->code_hash.data, call->contract.data, NULL, job->og);
    job->random_key = job->og;
    return NULL;
}

static status authorize(struct running *running, const struct secretd_boundary_call *call)
{
    const struct desk_options *options = &running->desk->options;
    struct arena *arena = running->level->arena;
    if (call->callback_sig.len != 0)
        return authorize_callback(options->block, options->keys, &running->message,
                                  output_funds(arena, &call->funds), call->callback_sig);
    return authorize_signer(options->block, options->curve, arena, call, &running->message);
}

/* The proof that lets the admin migrate the contract later. */
static status prove_admin(struct running *running, const struct secretd_boundary_call *call,
                          const struct job *job, struct secretd_contract_answer *answer)
{
    struct arena *arena = running->level->arena;
    struct bytes admin = {0};
    if (call->admin.len != 0 && address_parse(arena, ADDRESS_ACCOUNT, call->admin, &admin) != NULL)
        return &CONTRACT_DESERIALIZE;
    uint8_t proof[32];
    keys_admin_make(running->desk->options.keys, admin, job->og, proof);
    answer->contract_key = arena_copy(arena, BYTES_OF(job->og));
    answer->admin_proof = arena_copy(arena, BYTES_OF(proof));
    return NULL;
}

static status run_call(struct running *running, const struct secretd_boundary_call *call,
                       struct secretd_boundary_call_reply *reply,
                       struct secretd_contract_answer *answer)
{
    struct desk *desk = running->desk;
    struct level *level = running->level;
    struct job job = {0};
    TRY(prepare(running, call, &job));
    message_open(level->arena, desk->io, level->siv, call->message, &running->message);
    TRY(authorize(running, call));
    bool init = job.entry == VM_INSTANTIATE;
    if (running->message.encrypted || init)
        TRY(message_address(level->arena, call->code_hash.data, &running->message));
    const struct vm_code *code;
    TRY(call_find_code(running, call->code_hash, &code));
    job.environment = environment_of(running, call);
    uint8_t random[32];
    bool wants_random =
        vm_code_generation(code) == VM_GENERATION_V1 && vm_code_requires_random(code);
    struct block_counter counter;
    block_count(desk->options.block, wants_random ? job.random_key : NULL, random, &counter);
    if (wants_random)
        job.environment.random = BYTES_OF(random);
    struct result result;
    TRY(call_run(running, &job, code, counter, &reply->wasm_gas_used, &result));
    struct output_context output = call_output(running, call->code_hash);
    output.seal = running->message.encrypted || init;
    TRY(output_answer(level->arena, &output, &result, answer));
    return init ? prove_admin(running, call, &job, answer) : NULL;
}

void call_contract(struct desk *desk, const struct secretd_boundary_call *call,
                   struct secretd_boundary_call_reply *reply)
{
    struct running running;
    *reply = (struct secretd_boundary_call_reply){0};
    if (!call_begin(desk, &running)) {
        call_refuse_depth(reply);
        return;
    }
    running.gas = (struct state_gas){call->chain_gas.limit, call->chain_gas.consumed};
    running.query_depth = 1;
    struct secretd_contract_answer *answer =
        ARENA_NEW(running.level->arena, struct secretd_contract_answer);
    status failure = run_call(&running, call, reply, answer);
    call_end(&running, failure, answer, reply);
}

void call_update_admin(struct desk *desk, const struct secretd_boundary_update_admin *request,
                       struct secretd_boundary_call_reply *reply)
{
    struct running running;
    *reply = (struct secretd_boundary_call_reply){0};
    if (!call_begin(desk, &running)) {
        call_refuse_depth(reply);
        return;
    }
    call_end(&running, &CONTRACT_NOT_IMPLEMENTED, NULL, reply);
}
