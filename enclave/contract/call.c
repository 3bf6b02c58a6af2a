#include "enclave/contract/call.h"

#include "common/crypto/hash.h"
#include "common/encoding/hex.h"
#include "common/tx/address.h"
#include "enclave/contract/call_internal.h"
#include "enclave/contract/errors.h"

/* The calls of a transaction. */

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
        .sender = call->kind == SECRETD_BOUNDARY_CALL_KIND_REPLY
                      ? BYTES("") /* nobody sends a reply */
                      : address_text(arena, ADDRESS_ACCOUNT, call->sender),
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

struct suite_keys call_keys(const struct running *running)
{
    return (struct suite_keys){running->desk->io, running->level->siv, running->level->second};
}

status call_open(struct running *running, const struct secretd_boundary_call *call,
                 enum suite_type type)
{
    const struct suite_keys keys = call_keys(running);
    const struct suite_origin origin = {
        .type = type,
        .sender = call->sender,
        .contract = call->contract,
        .code_hash = call->code_hash,
        .from_contract = call->callback_sig.len != 0,
        .place = block_call(running->desk->options.block),
    };
    return suite_open(running->level->arena, &keys, &origin, call->message, &running->message);
}

static status prepare_execute(struct running *running, const struct secretd_boundary_call *call,
                              struct job *job)
{
    TRY(call_authenticate(running->desk->options.keys, &call->key, job));
    TRY(call_open(running, call, SUITE_EXECUTE));
    TRY(call_authorize(running, call));
    job->seal = running->message.encrypted;
    return job->seal ? call_address(running, job) : NULL;
}

static status prepare_instantiate(struct running *running, const struct secretd_boundary_call *call,
                                  struct job *job)
{
    const struct desk *desk = running->desk;
    if (!is_address_of(call))
        return &CONTRACT_VALIDATION;
    keys_contract_make(desk->options.keys, call->sender.data, block_height(desk->options.block),
                       call->code_hash.data, call->contract.data, NULL, job->og);
    job->random_key = job->og;
    TRY(call_open(running, call, SUITE_INSTANTIATE));
    TRY(call_authorize(running, call));
    job->seal = true;
    return call_address(running, job);
}

/* The calls that there are. External gas is in wasm units for some, in SDK gas for others (5.8). */
static const struct {
    int32_t kind;
    enum vm_entry entry;
    uint64_t external_scale;
    status (*prepare)(struct running *running, const struct secretd_boundary_call *call,
                      struct job *job);
} KINDS[] = {
    {SECRETD_BOUNDARY_CALL_KIND_EXECUTE, VM_EXECUTE, CALL_GAS_MULTIPLIER, prepare_execute},
    {SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, VM_INSTANTIATE, 1, prepare_instantiate},
    {SECRETD_BOUNDARY_CALL_KIND_MIGRATE, VM_MIGRATE, CALL_GAS_MULTIPLIER, call_migrate},
    {SECRETD_BOUNDARY_CALL_KIND_REPLY, VM_REPLY, 1, call_reply},
};

/* Opens the message and checks that it was meant; fills the job's keys. */
static status prepare(struct running *running, const struct secretd_boundary_call *call,
                      struct job *job)
{
    const struct block *block = running->desk->options.block;
    if (block == NULL || !block_is_open(block))
        return &CONTRACT_VALIDATION;
    bool has_sender = call->kind != SECRETD_BOUNDARY_CALL_KIND_REPLY;
    if (!call_has_len(call->contract, KEYS_ADDRESS) || !call_has_len(call->code_hash, 32) ||
        (has_sender && !call_has_len(call->sender, KEYS_ADDRESS)))
        return &CONTRACT_DESERIALIZE;
    job->contract = call->contract;
    job->code_hash = call->code_hash;
    job->wasm_gas_limit = call->wasm_gas_limit;
    for (size_t i = 0; i < ARRAY_COUNT(KINDS); i++) {
        if (KINDS[i].kind != call->kind)
            continue;
        job->entry = KINDS[i].entry;
        job->external_scale = KINDS[i].external_scale;
        TRY(call_check_message(call->message));
        return KINDS[i].prepare(running, call, job);
    }
    return &CONTRACT_NOT_IMPLEMENTED;
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

/* The proof that ties the new key to the first one. */
static void prove_migration(struct running *running, const struct job *job,
                            struct secretd_contract_answer *answer)
{
    struct arena *arena = running->level->arena;
    uint8_t proof[32];
    keys_migration_make(running->desk->options.keys, job->contract.data, job->code_hash.data,
                        job->og, job->current, proof);
    answer->contract_key = arena_copy(arena, BYTES_OF(job->current));
    answer->contract_key_proof = arena_copy(arena, BYTES_OF(proof));
}

static status run_call(struct running *running, const struct secretd_boundary_call *call,
                       struct secretd_boundary_call_reply *reply,
                       struct secretd_contract_answer *answer)
{
    struct desk *desk = running->desk;
    struct job job = {0};
    TRY(prepare(running, call, &job));
    const struct vm_code *code;
    TRY(call_find_code(running, call->code_hash, &code));
    job.environment = environment_of(running, call);
    uint8_t *random = arena_alloc(running->level->arena, 32); /* which is wiped */
    bool wants_random =
        vm_code_generation(code) == VM_GENERATION_V1 && vm_code_requires_random(code);
    struct block_counter counter;
    block_count(desk->options.block, wants_random ? job.random_key : NULL, random, &counter);
    if (wants_random)
        job.environment.random = bytes_make(random, 32);
    struct result result;
    TRY(call_run(running, &job, code, counter, &reply->wasm_gas_used, &result));
    struct output_context output = call_output(running, &job);
    TRY(output_answer(running->level->arena, &output, &result, answer));
    if (job.entry == VM_MIGRATE)
        prove_migration(running, &job, answer);
    return job.entry == VM_INSTANTIATE ? prove_admin(running, call, &job, answer) : NULL;
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
    if (desk->seen != NULL && (failure != NULL || answer->failed || call_seen(desk) == NULL))
        seen_forget(desk->seen);
    call_end(&running, failure, answer, reply);
}
