#include "enclave/contract/call.h"

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/hash.h"
#include "common/crypto/secret.h"
#include "common/encoding/hex.h"
#include "common/tx/address.h"
#include "enclave/contract/authorize.h"
#include "enclave/contract/call_internal.h"
#include "enclave/contract/errors.h"
#include "enclave/contract/output.h"

enum { ANSWER = 4, FAILURE = 5 }; /* members of CallReply.outcome */

/* ---- desks ---- */

static struct level *level_new(const struct keys_chain *keys)
{
    static const uint8_t no_key[32];
    struct level *level = heap_zalloc(1, sizeof *level);
    level->memory = keys_region_map(CALL_ARENA_BYTES, KEYS_PAGEABLE);
    level->scratch_memory = keys_region_map(CALL_ARENA_BYTES, KEYS_PAGEABLE);
    level->arena = arena_new_fixed(level->memory.memory, level->memory.bytes);
    level->scratch = arena_new_fixed(level->scratch_memory.memory, level->scratch_memory.bytes);
    level->siv = crypto_siv_new(no_key);
    level->sealing = sealing_new(keys);
    return level;
}

static void level_free(struct level *level)
{
    if (level == NULL)
        return;
    keys_region_unmap(&level->memory);
    keys_region_unmap(&level->scratch_memory);
    crypto_siv_free(level->siv);
    sealing_free(level->sealing);
    heap_free(level);
}

struct desk *desk_new(const struct desk_options *options)
{
    struct desk *desk = heap_zalloc(1, sizeof *desk);
    desk->options = *options;
    desk->io = keys_io_new(options->keys);
    desk->levels[0] = level_new(options->keys);
    return desk;
}

void desk_free(struct desk *desk)
{
    if (desk == NULL)
        return;
    for (size_t i = 0; i < CALL_LEVELS; i++)
        level_free(desk->levels[i]);
    keys_io_free(desk->io);
    heap_free(desk);
}

static void clear(struct arena *arena, struct keys_region *region)
{
    bool large = arena_bytes_used(arena) > CALL_ARENA_KEEP;
    arena_reset(arena);
    if (large)
        keys_region_trim(region, CALL_ARENA_KEEP);
}

/* Takes the next level; the calls under way keep theirs. */
static bool begin(struct desk *desk, struct running *running)
{
    if (desk->depth == CALL_LEVELS)
        return false;
    if (desk->levels[desk->depth] == NULL)
        desk->levels[desk->depth] = level_new(desk->options.keys);
    struct level *level = desk->levels[desk->depth++];
    clear(level->arena, &level->memory);
    clear(level->scratch, &level->scratch_memory);
    *running = (struct running){.desk = desk, .level = level};
    return true;
}

const struct secretd_boundary_failure *call_failure(struct arena *arena, status failure)
{
    struct secretd_boundary_failure *message = ARENA_NEW(arena, struct secretd_boundary_failure);
    message->code = failure->code;
    message->text = failure->text;
    message->out_of_gas = failure == &VM_OUT_OF_GAS || failure == &CONTRACT_OUT_OF_CHAIN_GAS;
    return message;
}

/* Only a node that lies about the depth of a query gets here. */
static void refuse_depth(struct secretd_boundary_call_reply *reply)
{
    static const struct secretd_boundary_failure too_deep = {
        .code = 115, .text = BYTES_INIT("depth of nested contract calls exceeded")};
    reply->outcome_case = FAILURE;
    reply->failure = &too_deep;
}

static void end(struct running *running, status failure,
                const struct secretd_contract_answer *answer,
                struct secretd_boundary_call_reply *reply)
{
    if (running->state != NULL)
        reply->accesses = state_take(running->state);
    reply->chain_gas_consumed = running->gas.consumed;
    if (failure != NULL) {
        reply->outcome_case = FAILURE;
        reply->failure = call_failure(running->level->arena, failure);
    } else {
        reply->outcome_case = ANSWER;
        reply->answer = answer;
    }
    running->desk->depth--;
}

/* ---- parts of a call ---- */

/* Every operation on a contract, whatever request it came in. */
struct job {
    enum vm_entry entry;
    struct bytes contract;
    struct bytes code_hash;
    uint8_t og[KEYS_CONTRACT];
    const uint8_t *random_key; /* latest contract key; NULL in a query */
    struct vm_environment environment;
    uint64_t wasm_gas_limit;
    uint64_t external_scale;
};

static bool has_len(struct bytes value, size_t len)
{
    return value.len == len;
}

/* The key that the node keeps for the contract must be one of ours, for this code (4.1). */
static status authenticate(const struct keys_chain *keys,
                           const struct secretd_boundary_contract_key *key, struct job *job)
{
    const uint8_t *hash = job->code_hash.data, *contract = job->contract.data;
    if (!has_len(key->og, KEYS_CONTRACT))
        return &CONTRACT_AUTHENTICATION;
    memcpy(job->og, key->og.data, KEYS_CONTRACT);
    job->random_key = job->og;
    if (key->current.len == 0 || key->proof.len == 0)
        return keys_contract_check(keys, job->og, hash, contract, NULL) ? NULL
                                                                        : &CONTRACT_AUTHENTICATION;
    if (!has_len(key->current, KEYS_CONTRACT) || !has_len(key->proof, 32) ||
        !keys_contract_check(keys, key->current.data, hash, contract, job->og))
        return &CONTRACT_AUTHENTICATION;
    job->random_key = key->current.data;
    return keys_migration_check(keys, contract, hash, job->og, key->current.data, key->proof.data)
               ? NULL
               : &CONTRACT_VALIDATION;
}

/* The compiled module of the job's code hash; asked of the node when it is not there yet. */
static status find_code(struct running *running, struct bytes code_hash,
                        const struct vm_code **code)
{
    const struct desk_options *options = &running->desk->options;
    *code = vm_find(options->vm, code_hash.data);
    if (*code != NULL)
        return NULL;
    struct bytes wasm = {0};
    uint8_t hash[32];
    struct arena *arena = running->level->scratch;
    TRY(options->host.code(options->host.context, arena, code_hash.data, &wasm));
    if (wasm.data == NULL)
        return &CONTRACT_NO_CODE;
    crypto_sha256(wasm, hash);
    if (!bytes_equal(BYTES_OF(hash), code_hash))
        return &CONTRACT_NO_CODE;
    return vm_load(options->vm, code_hash.data, wasm, code);
}

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

static status read_name(void *context, struct bytes name, struct bytes *value, uint64_t *external)
{
    struct running *running = context;
    return state_read(running->state, name, value, external);
}

static status write_name(void *context, struct bytes name, struct bytes value)
{
    struct running *running = context;
    return state_write(running->state, name, value);
}

static status remove_name(void *context, struct bytes name, uint64_t *external)
{
    struct running *running = context;
    return state_remove(running->state, name, external);
}

static void debug(void *context, struct bytes text)
{
    const struct running *running = context;
    const struct call_host *host = &running->desk->options.host;
    host->debug(host->context, text);
}

/* Runs the contract on sealed state and reads what it returned. `counter` is what its writes are
 * salted with. */
static status run(struct running *running, const struct job *job, const struct vm_code *code,
                  struct block_counter counter, uint64_t *gas_used, struct result *result)
{
    const struct desk_options *options = &running->desk->options;
    struct level *level = running->level;
    options->sealer->begin(
        level->sealing, job->og,
        (struct sealing_coordinates){job->environment.time_ns, counter.height, counter.value});
    const struct state_store store = {options->host.context, options->host.read};
    running->state = state_new(level->arena, options->sealer, level->sealing, &store, &running->gas,
                               job->external_scale, job->entry != VM_QUERY);
    const struct vm_call call = {
        .code = code,
        .entry = job->entry,
        .environment = &job->environment,
        .message = running->message.text,
        .gas_limit = job->wasm_gas_limit,
        .host = {running, read_name, write_name, remove_name, call_ask_chain, debug},
    };
    struct vm_outcome outcome;
    status failure = vm_run(options->vm, level->arena, &call, &outcome);
    *gas_used = outcome.gas_used;
    if (failure != NULL)
        return failure;
    if (job->entry != VM_QUERY)
        TRY(state_flush(running->state));
    return result_parse(level->arena, outcome.answer, result);
}

static struct output_context output_of(const struct running *running, struct bytes code_hash)
{
    const struct desk_options *options = &running->desk->options;
    return (struct output_context){
        .keys = options->keys,
        .siv = running->level->siv,
        .message = &running->message,
        .code_hash = hex_lower(running->level->arena, code_hash),
        .seal = true,
        .signature_made = options->block == NULL ? NULL : block_signature_made,
        .context = options->block,
    };
}

/* ---- instantiate and execute ---- */

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
    if (!has_len(call->contract, KEYS_ADDRESS) || !has_len(call->sender, KEYS_ADDRESS) ||
        !has_len(call->code_hash, 32))
        return &CONTRACT_DESERIALIZE;
    job->contract = call->contract;
    job->code_hash = call->code_hash;
    job->wasm_gas_limit = call->wasm_gas_limit;
    if (call->kind == SECRETD_BOUNDARY_CALL_KIND_EXECUTE) {
        job->entry = VM_EXECUTE;
        job->external_scale = CALL_GAS_MULTIPLIER;
        return authenticate(options->keys, &call->key, job);
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

static status call_run(struct running *running, const struct secretd_boundary_call *call,
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
    TRY(find_code(running, call->code_hash, &code));
    job.environment = environment_of(running, call);
    uint8_t random[32];
    bool wants_random =
        vm_code_generation(code) == VM_GENERATION_V1 && vm_code_requires_random(code);
    struct block_counter counter;
    block_count(desk->options.block, wants_random ? job.random_key : NULL, random, &counter);
    if (wants_random)
        job.environment.random = BYTES_OF(random);
    struct result result;
    TRY(run(running, &job, code, counter, &reply->wasm_gas_used, &result));
    struct output_context output = output_of(running, call->code_hash);
    output.seal = running->message.encrypted || init;
    TRY(output_answer(level->arena, &output, &result, answer));
    return init ? prove_admin(running, call, &job, answer) : NULL;
}

void call_contract(struct desk *desk, const struct secretd_boundary_call *call,
                   struct secretd_boundary_call_reply *reply)
{
    struct running running;
    *reply = (struct secretd_boundary_call_reply){0};
    if (!begin(desk, &running)) {
        refuse_depth(reply);
        return;
    }
    running.gas = (struct state_gas){call->chain_gas.limit, call->chain_gas.consumed};
    running.query_depth = 1;
    struct secretd_contract_answer *answer =
        ARENA_NEW(running.level->arena, struct secretd_contract_answer);
    status failure = call_run(&running, call, reply, answer);
    end(&running, failure, answer, reply);
}

void call_update_admin(struct desk *desk, const struct secretd_boundary_update_admin *request,
                       struct secretd_boundary_call_reply *reply)
{
    struct running running;
    *reply = (struct secretd_boundary_call_reply){0};
    if (!begin(desk, &running)) {
        refuse_depth(reply);
        return;
    }
    end(&running, &CONTRACT_NOT_IMPLEMENTED, NULL, reply);
}

/* ---- queries ---- */

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
    };
    if (!has_len(query->contract, KEYS_ADDRESS) || !has_len(query->code_hash, 32))
        return &CONTRACT_DESERIALIZE;
    TRY(authenticate(running->desk->options.keys, &query->key, &job));
    message_open(level->arena, running->desk->io, level->siv, query->message, &running->message);
    if (!running->message.encrypted)
        return &CONTRACT_DECRYPT;
    TRY(message_address(level->arena, query->code_hash.data, &running->message));
    const struct vm_code *code;
    TRY(find_code(running, query->code_hash, &code));
    job.environment = query_environment(running, query);
    struct result result;
    TRY(run(running, &job, code, (struct block_counter){0}, &reply->wasm_gas_used, &result));
    struct output_context output = output_of(running, query->code_hash);
    return output_query(level->arena, &output, &result, answer);
}

void call_query(struct desk *desk, const struct secretd_boundary_query *query,
                struct secretd_boundary_call_reply *reply)
{
    struct running running;
    *reply = (struct secretd_boundary_call_reply){0};
    if (!begin(desk, &running)) {
        refuse_depth(reply);
        return;
    }
    running.gas = (struct state_gas){query->chain_gas.limit, query->chain_gas.consumed};
    running.query_depth = query->depth;
    struct secretd_contract_answer *answer =
        ARENA_NEW(running.level->arena, struct secretd_contract_answer);
    status failure = query_run(&running, query, reply, answer);
    end(&running, failure, answer, reply);
}
