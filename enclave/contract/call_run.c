#include "common/crypto/hash.h"
#include "common/encoding/hex.h"
#include "enclave/contract/call_internal.h"
#include "enclave/contract/errors.h"
#include "enclave/contract/inspect.h"

/* What calls and queries have in common: whose contract it is, its code, and the run itself. */

status call_authenticate(const struct keys_chain *keys,
                         const struct secretd_boundary_contract_key *key, struct job *job)
{
    const uint8_t *hash = job->code_hash.data, *contract = job->contract.data;
    if (!call_has_len(key->og, KEYS_CONTRACT))
        return &CONTRACT_AUTHENTICATION;
    memcpy(job->og, key->og.data, KEYS_CONTRACT);
    job->random_key = job->og;
    if (key->current.len == 0 || key->proof.len == 0)
        return keys_contract_check(keys, job->og, hash, contract, NULL) ? NULL
                                                                        : &CONTRACT_AUTHENTICATION;
    if (!call_has_len(key->current, KEYS_CONTRACT) || !call_has_len(key->proof, 32) ||
        !keys_contract_check(keys, key->current.data, hash, contract, job->og))
        return &CONTRACT_AUTHENTICATION;
    job->random_key = key->current.data;
    return keys_migration_check(keys, contract, hash, job->og, key->current.data, key->proof.data)
               ? NULL
               : &CONTRACT_VALIDATION;
}

status call_find_code(struct running *running, struct bytes code_hash, const struct vm_code **code)
{
    const struct desk_options *options = &running->desk->options;
    *code = vm_find(options->vm, code_hash.data);
    if (*code != NULL)
        return NULL;
    struct bytes wasm = {0}, native = {0};
    uint8_t hash[32];
    struct arena *arena = running->level->scratch;
    if (options->host.native != NULL)
        TRY(options->host.native(options->host.context, arena, code_hash.data, &native));
    if (native.data != NULL)
        *code = vm_restore(options->vm, code_hash.data, native);
    if (*code != NULL)
        return NULL;
    TRY(options->host.code(options->host.context, arena, code_hash.data, &wasm));
    if (wasm.data == NULL)
        return &CONTRACT_NO_CODE;
    crypto_sha256(wasm, hash);
    if (!bytes_equal(BYTES_OF(hash), code_hash))
        return &CONTRACT_NO_CODE;
    return vm_load(options->vm, code_hash.data, wasm, code);
}

static bool find_seen(const struct running *running, struct bytes key, struct bytes fallback,
                      struct bytes *value, bool *by_fallback)
{
    struct seen *seen = call_seen(running->desk);
    *by_fallback = false;
    if (seen == NULL || !seen_find(seen, running->contract, key, value))
        return false;
    if (value->data != NULL || fallback.len == 0)
        return true;
    if (!seen_find(seen, running->contract, fallback, value))
        return false;
    *by_fallback = value->data != NULL;
    return true;
}

static status read_stored(void *context, struct arena *arena, struct bytes key,
                          struct bytes fallback, struct bytes *value, bool *by_fallback)
{
    const struct running *running = context;
    const struct call_host *host = &running->desk->options.host;
    if (find_seen(running, key, fallback, value, by_fallback))
        return NULL;
    TRY(host->read(host->context, arena, key, fallback, value, by_fallback));
    struct seen *seen = call_seen(running->desk);
    if (seen == NULL)
        return NULL;
    seen_put(seen, running->contract, key, *by_fallback ? (struct bytes){0} : *value);
    if (fallback.len != 0 && (*by_fallback || value->data == NULL))
        seen_put(seen, running->contract, fallback, *value);
    return NULL;
}

static void changed(void *context, struct bytes key, struct bytes value)
{
    const struct running *running = context;
    struct seen *seen = call_seen(running->desk);
    if (seen != NULL)
        seen_put(seen, running->contract, key, value);
}

static status read_name(void *context, struct bytes name, struct bytes *value, uint64_t *external)
{
    struct running *running = context;
    uint64_t before = running->gas.consumed;
    status refused = state_read(running->state, name, value, external);
    inspect_access(running->inspection, name, *value, running->gas.consumed - before);
    return refused;
}

static status write_name(void *context, struct bytes name, struct bytes value)
{
    struct running *running = context;
    inspect_access(running->inspection, name, value, 0);
    return state_write(running->state, name, value);
}

static status remove_name(void *context, struct bytes name, uint64_t *external)
{
    struct running *running = context;
    uint64_t before = running->gas.consumed;
    status refused = state_remove(running->state, name, external);
    inspect_access(running->inspection, name, (struct bytes){0}, running->gas.consumed - before);
    return refused;
}

static status ask_chain(void *context, struct bytes request, uint64_t gas_left,
                        struct bytes *answer, uint64_t *external)
{
    struct running *running = context;
    uint64_t before = running->gas.consumed;
    status refused = call_ask_chain(running, request, gas_left, answer, external);
    inspect_access(running->inspection, request, refused == NULL ? *answer : (struct bytes){0},
                   running->gas.consumed - before);
    return refused;
}

static void debug(void *context, struct bytes text)
{
    const struct running *running = context;
    const struct call_host *host = &running->desk->options.host;
    inspect_access(running->inspection, text, (struct bytes){0}, 0);
    host->debug(host->context, text);
}

static struct inspection *inspect(const struct running *running, const struct job *job,
                                  const struct vm_code *code)
{
    const struct vm_environment *environment = &job->environment;
    const struct inspect_start start = {
        .entry = vm_entry_text(job->entry, vm_code_generation(code)),
        .contract = environment->contract,
        .sender = environment->sender,
        .code_hash = job->code_hash,
        .message = running->message.text,
        .funds = environment->funds,
        .funds_count = environment->funds_count,
    };
    return inspect_begin(running->level->arena, &start);
}

/* Runs the contract on sealed state and reads what it returned. `counter` is what its writes are
 * salted with. */
status call_run(struct running *running, const struct job *job, const struct vm_code *code,
                struct block_counter counter, uint64_t *gas_used, struct result *result)
{
    const struct desk_options *options = &running->desk->options;
    struct level *level = running->level;
    options->sealer->begin(
        level->sealing, job->og,
        (struct sealing_coordinates){job->environment.time_ns, counter.height, counter.value});
    running->contract = job->contract;
    const struct state_store store = {running, read_stored, changed};
    running->state = state_new(level->arena, options->sealer, level->sealing, &store, &running->gas,
                               job->external_scale, job->entry != VM_QUERY);
    if (options->inspect)
        running->inspection = inspect(running, job, code);
    const struct vm_call call = {
        .code = code,
        .entry = job->entry,
        .environment = &job->environment,
        .message = running->message.text,
        .gas_limit = job->wasm_gas_limit,
        .host = {running, read_name, write_name, remove_name, ask_chain, debug},
        .inspection = running->inspection,
    };
    struct vm_outcome outcome;
    uint64_t chain_gas = running->gas.consumed;
    status failure = vm_run(options->vm, level->arena, &call, &outcome);
    uint64_t ran = running->gas.consumed;
    status unpaid = NULL;
    if (failure == NULL && job->entry != VM_QUERY)
        unpaid = state_flush(running->state);
    running->inspected =
        inspect_finish(running->inspection, &(struct inspect_end){
                                                .answer = outcome.answer,
                                                .failure = failure,
                                                .gas_metered = outcome.gas_metered,
                                                .gas_reported = outcome.gas_used,
                                                .gas_memory = outcome.gas_memory,
                                                .chain_gas = ran - chain_gas,
                                                .flush_gas = running->gas.consumed - ran,
                                            });
    *gas_used = outcome.gas_used;
    TRY(failure);
    TRY(unpaid);
    return result_parse(level->arena, outcome.answer, result);
}

struct output_context call_output(const struct running *running, const struct job *job)
{
    const struct desk_options *options = &running->desk->options;
    return (struct output_context){
        .keys = options->keys,
        .message = &running->message,
        .contract = job->contract,
        .code_hash = hex_lower(running->level->arena, job->code_hash),
        .seal = job->seal,
        .token_made = options->block == NULL ? NULL : block_token_made,
        .context = options->block,
    };
}
