#include "enclave/contract/imports_internal.h"
#include "enclave/contract/vanilla.h"

/* db_read, db_write, db_remove, query_chain, and what contracts can do about their own gas. Each
 * charges and checks in the order of the original, since gas and errors show it. */

enum {
    READ_COST = 1000,
    WRITE_COST = 2000,
    WRITE_COST_BYTE = 5000, /* of the value; given back at the end of a successful run */
    CHECK_GAS_COST = 8192,
    EVAPORATE_COST_MIN = 8000,
    GAS_MULTIPLIER = 1000, /* wasm units in one SDK gas */
    /* Reading a request is free of gas, so that a longer one ends the run as the end of gas would.
     */
    REQUEST_BYTES_MAX = 1 << 20,
};

static void add_external(struct run *run, uint64_t amount)
{
    if (__builtin_add_overflow(run->external, amount, &run->external))
        run->external = UINT64_MAX;
}

static bool is_query(const struct run *run)
{
    return run->call->entry == VM_QUERY;
}

status imports_db_read(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    const struct vm_host *host = &run->call->host;
    TRY(imports_charge(run, READ_COST));
    struct bytes key;
    TRY(region_read(run, (uint32_t)arguments[0], &key));
    struct bytes value = {0};
    uint64_t external = 0;
    TRY(host->read(host->context, key, &value, &external));
    add_external(run, external);
    *result = 0;
    return value.data == NULL ? NULL : imports_answer(run, value, result);
}

status imports_db_write(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    const struct vm_host *host = &run->call->host;
    if (is_query(run))
        return &VM_WRITE_IN_QUERY;
    TRY(imports_charge(run, WRITE_COST));
    struct bytes key, value;
    TRY(region_read(run, (uint32_t)arguments[0], &key));
    TRY(region_read(run, (uint32_t)arguments[1], &value));
    uint64_t cost = (uint64_t)value.len * WRITE_COST_BYTE;
    run->refund += cost;
    TRY(host->write(host->context, key, value));
    return imports_charge(run, cost);
}

status imports_db_remove(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    const struct vm_host *host = &run->call->host;
    if (is_query(run))
        return &VM_WRITE_IN_QUERY;
    struct bytes key;
    TRY(region_read(run, (uint32_t)arguments[0], &key));
    uint64_t external = 0;
    TRY(host->remove(host->context, key, &external));
    add_external(run, external);
    return NULL;
}

status imports_query_chain(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    const struct vm_host *host = &run->call->host;
    struct bytes request;
    TRY(region_read(run, (uint32_t)arguments[0], &request));
    if (request.len > REQUEST_BYTES_MAX)
        return &VM_OUT_OF_GAS;
    TRY(imports_work(run, (uint64_t)request.len * IMPORTS_WORK_PARSE));
    struct bytes answer = {0};
    uint64_t external = 0;
    uint64_t left = engine_global(run->instance, ENGINE_GAS);
    TRY(host->query(host->context, request, left, &answer, &external));
    add_external(run, external);
    if (run->call->code->is_vanilla)
        answer = vanilla_told(run->arena, answer);
    return imports_answer(run, answer, result);
}

status imports_debug_print(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    const struct vm_host *host = &run->call->host;
    if (!run->vm->options.debug_print)
        return NULL;
    struct bytes text;
    TRY(region_read(run, (uint32_t)arguments[0], &text));
    host->debug(host->context, text);
    return NULL;
}

/* Ends the run as the trap does that would follow. */
status imports_abort(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    TRY(imports_debug_print(run, arguments, result));
    return &VM_PANICKED;
}

status imports_check_gas(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    TRY(imports_charge(run, CHECK_GAS_COST));
    uint64_t left = engine_global(run->instance, ENGINE_GAS);
    uint64_t limit = run->call->gas_limit;
    *result = left > limit ? 0 : (limit - left) / GAS_MULTIPLIER;
    return NULL;
}

status imports_gas_evaporate(struct run *run, const uint64_t *arguments, uint64_t *result)
{
    /* A negative number becomes a huge one, and the product wraps, as in the original. */
    uint64_t amount = (uint64_t)(int64_t)(int32_t)arguments[0] * GAS_MULTIPLIER;
    TRY(imports_charge(run, amount < EVAPORATE_COST_MIN ? EVAPORATE_COST_MIN : amount));
    *result = 0;
    return NULL;
}
