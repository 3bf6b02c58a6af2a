#include "enclave/contract/imports.h"
#include "enclave/contract/inspect.h"

#include "enclave/contract/imports_internal.h"

static status call_body(struct run *run, import_body body, const uint64_t *arguments,
                        uint64_t *result)
{
    /* The original's host functions have no context while a contract allocates, and panic. */
    if (run->is_allocating)
        return &VM_UNEXPECTED;
    TRY(imports_work(run, IMPORTS_WORK_CALL));
    return body(run, arguments, result);
}

/* Runs a body on behalf of the engine. What bodies of their own put into the arena dies with the
 * call, or a contract could fill it; those that call the host put nothing there, while the host
 * does. */
static bool run_import(const char *name, import_body body, bool calls_host, void *host,
                       const uint64_t *arguments, uint64_t *result)
{
    struct run *run = host;
    struct inspection *inspection = run->is_allocating ? NULL : run->call->inspection;
    if (inspection != NULL)
        inspect_import_begin(inspection, name, engine_global(run->instance, ENGINE_GAS));
    uint64_t writes = run->refund;
    struct arena_mark mark = arena_mark(run->arena);
    run->stopped = call_body(run, body, arguments, result);
    if (!calls_host)
        arena_rewind(run->arena, mark);
    if (inspection != NULL)
        inspect_import_end(inspection, engine_global(run->instance, ENGINE_GAS),
                           run->refund - writes);
    return run->stopped == NULL;
}

/* name, parameters, result (0 for none), body, whether that calls the host */
#define IMPORTS(X)                                                                                 \
    X(db_read, "i", 'i', imports_db_read, true)                                                    \
    X(db_write, "ii", 0, imports_db_write, true)                                                   \
    X(db_remove, "i", 0, imports_db_remove, true)                                                  \
    X(query_chain, "i", 'i', imports_query_chain, true)                                            \
    X(canonicalize_address, "ii", 'i', imports_canonicalize_address, false)                        \
    X(humanize_address, "ii", 'i', imports_humanize_address, false)                                \
    X(addr_canonicalize, "ii", 'i', imports_addr_canonicalize, false)                              \
    X(addr_humanize, "ii", 'i', imports_humanize_address, false)                                   \
    X(addr_validate, "i", 'i', imports_addr_validate, false)                                       \
    X(debug_print, "i", 0, imports_debug_print, true)                                              \
    X(debug, "i", 0, imports_debug_print, true)                                                    \
    X(secp256k1_verify, "iii", 'i', imports_secp256k1_verify, false)                               \
    X(secp256k1_recover_pubkey, "iii", 'I', imports_secp256k1_recover, false)                      \
    X(secp256k1_sign, "ii", 'I', imports_secp256k1_sign, false)                                    \
    X(ed25519_verify, "iii", 'i', imports_ed25519_verify, false)                                   \
    X(ed25519_batch_verify, "iii", 'i', imports_ed25519_batch_verify, false)                       \
    X(ed25519_sign, "ii", 'I', imports_ed25519_sign, false)                                        \
    X(dcap_quote_verify, "ii", 'I', imports_dcap_quote_verify, false)                              \
    X(check_gas, "", 'I', imports_check_gas, false)                                                \
    X(gas_evaporate, "i", 'i', imports_gas_evaporate, false)                                       \
    X(abort, "i", 0, imports_abort, true)

#define DEFINE_CALL(name, params, result, body, calls_host)                                        \
    static bool call_##name(void *host, const uint64_t *arguments, uint64_t *answer)               \
    {                                                                                              \
        return run_import(#name, body, calls_host, host, arguments, answer);                       \
    }
IMPORTS(DEFINE_CALL)

#define TABLE_ROW(name, params, result, body, calls_host) {#name, params, result, call_##name},
const struct engine_import imports_table[IMPORTS_COUNT] = {IMPORTS(TABLE_ROW)};

/* What the check at upload lets each generation import; `debug_print` besides, on chains that
 * print. */
static const char *const only_v010[] = {"canonicalize_address", "humanize_address", "debug_print"};
static const char *const only_v1[] = {
    "addr_validate",     "addr_canonicalize", "addr_humanize", "debug",
    "dcap_quote_verify", "gas_evaporate",     "check_gas",     "abort",
};

static bool is_listed(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}

const struct engine_import *imports_find(struct bytes name)
{
    for (size_t i = 0; i < IMPORTS_COUNT; i++)
        if (bytes_is(name, imports_table[i].name))
            return &imports_table[i];
    return NULL;
}

bool imports_allows(const struct engine_import *import, enum vm_generation generation,
                    bool debug_print)
{
    if (strcmp(import->name, "debug_print") == 0 && !debug_print)
        return false;
    return generation == VM_GENERATION_V010
               ? !is_listed(import->name, only_v1, ARRAY_COUNT(only_v1))
               : !is_listed(import->name, only_v010, ARRAY_COUNT(only_v010));
}

bool imports_matches(const struct engine_import *import, const struct wasm_type *type)
{
    if (type->params.len != strlen(import->params) || type->results.len != (import->result != 0))
        return false;
    for (size_t i = 0; i < type->params.len; i++)
        if (type->params.data[i] != (import->params[i] == 'i' ? WASM_I32 : WASM_I64))
            return false;
    return import->result == 0 ||
           type->results.data[0] == (import->result == 'i' ? WASM_I32 : WASM_I64);
}

status imports_work(struct run *run, uint64_t amount)
{
    run->work += amount;
    return run->work > IMPORTS_WORK_MAX ? &VM_OUT_OF_GAS : NULL;
}

status imports_charge(struct run *run, uint64_t amount)
{
    uint64_t left = engine_global(run->instance, ENGINE_GAS);
    if (left < amount) {
        engine_global_set(run->instance, ENGINE_EXHAUSTED, amount);
        return &VM_OUT_OF_GAS;
    }
    engine_global_set(run->instance, ENGINE_GAS, left - amount);
    return NULL;
}

status imports_answer(struct run *run, struct bytes content, uint64_t *result)
{
    uint32_t pointer;
    TRY(region_new(run, content, &pointer));
    *result = pointer;
    return NULL;
}
