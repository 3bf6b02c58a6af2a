#include "enclave/contract/imports.h"

#include "enclave/contract/imports_internal.h"

/* Runs a body on behalf of the engine. A contract's `allocate` may not call the host: the
 * original's host functions have no context there and panic. */
static bool run_import(import_body body, void *host, const uint64_t *arguments, uint64_t *result)
{
    struct run *run = host;
    run->stopped = run->is_allocating ? &VM_UNEXPECTED : body(run, arguments, result);
    return run->stopped == NULL;
}

/* name, parameters, result (quoted; empty for none), body */
#define IMPORTS(X)                                                                                 \
    X(db_read, "i", 'i', imports_db_read)                                                          \
    X(db_write, "ii", 0, imports_db_write)                                                         \
    X(db_remove, "i", 0, imports_db_remove)                                                        \
    X(query_chain, "i", 'i', imports_query_chain)                                                  \
    X(canonicalize_address, "ii", 'i', imports_canonicalize_address)                               \
    X(humanize_address, "ii", 'i', imports_humanize_address)                                       \
    X(addr_canonicalize, "ii", 'i', imports_addr_canonicalize)                                     \
    X(addr_humanize, "ii", 'i', imports_humanize_address)                                          \
    X(addr_validate, "i", 'i', imports_addr_validate)                                              \
    X(debug_print, "i", 0, imports_debug_print)                                                    \
    X(debug, "i", 0, imports_debug_print)                                                          \
    X(secp256k1_verify, "iii", 'i', imports_secp256k1_verify)                                      \
    X(secp256k1_recover_pubkey, "iii", 'I', imports_secp256k1_recover)                             \
    X(secp256k1_sign, "ii", 'I', imports_secp256k1_sign)                                           \
    X(ed25519_verify, "iii", 'i', imports_ed25519_verify)                                          \
    X(ed25519_batch_verify, "iii", 'i', imports_ed25519_batch_verify)                              \
    X(ed25519_sign, "ii", 'I', imports_ed25519_sign)                                               \
    X(dcap_quote_verify, "ii", 'I', imports_dcap_quote_verify)                                     \
    X(check_gas, "", 'I', imports_check_gas)                                                       \
    X(gas_evaporate, "i", 'i', imports_gas_evaporate)

#define DEFINE_CALL(name, params, result, body)                                                    \
    static bool call_##name(void *host, const uint64_t *arguments, uint64_t *answer)               \
    {                                                                                              \
        return run_import(body, host, arguments, answer);                                          \
    }
IMPORTS(DEFINE_CALL)

#define TABLE_ROW(name, params, result, body) {#name, params, result, call_##name},
const struct engine_import imports_table[IMPORTS_COUNT] = {IMPORTS(TABLE_ROW)};

/* What the check at upload lets each generation import; `debug_print` besides, on chains that
 * print. */
static const char *const only_v010[] = {"canonicalize_address", "humanize_address", "debug_print"};
static const char *const only_v1[] = {
    "addr_validate",     "addr_canonicalize", "addr_humanize", "debug",
    "dcap_quote_verify", "gas_evaporate",     "check_gas",
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
