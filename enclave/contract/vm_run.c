#include "enclave/contract/vm.h"

#include "enclave/contract/instrument.h"
#include "enclave/contract/region.h"
#include "enclave/contract/vanilla.h"
#include "enclave/contract/vm_internal.h"

/* One run: regions for the arguments, the call, the answer, and what it cost. */

/* What v1 queries carry as random: the original's host passes one zero byte in its place. */
static const uint8_t query_random[1];

static status trap_status(const struct run *run, enum engine_trap trap)
{
    switch (trap) {
    case ENGINE_RETURNED:
        return NULL;
    case ENGINE_HOST:
        return run->stopped;
    case ENGINE_UNREACHABLE:
        if (engine_global(run->instance, ENGINE_EXHAUSTED) != 0)
            return &VM_OUT_OF_GAS;
        if (engine_global(run->instance, ENGINE_DEPTH) == INSTRUMENT_TOO_DEEP)
            return &VM_STACK_EXHAUSTED;
        return &VM_PANICKED;
    case ENGINE_INTEGER_OVERFLOW:
        return &VM_PANICKED;
    case ENGINE_MEMORY_OUT_OF_BOUNDS:
        return &VM_MEMORY_OUT_OF_BOUNDS;
    case ENGINE_TABLE_OUT_OF_BOUNDS:
        return &VM_NONEXISTENT_RESOURCE;
    case ENGINE_WRONG_SIGNATURE:
        return &VM_WRONG_SIGNATURE;
    case ENGINE_DIVISION_BY_ZERO:
        return &VM_DIVIDED_BY_ZERO;
    case ENGINE_STACK_EXHAUSTED:
        return &VM_STACK_EXHAUSTED;
    case ENGINE_FAILED:
        break;
    }
    return &VM_CALL_FAILED;
}

/* The texts an entry point is told; absent when it has no such argument. */
struct inputs {
    struct bytes env;
    struct bytes info;
    struct bytes message;
};

static struct inputs make_inputs(struct run *run)
{
    const struct vm_call *call = run->call;
    const struct vm_environment *environment = call->environment;
    const struct vm_entry_point *point = &vm_entry_points[call->entry];
    struct inputs inputs = {.message = call->message};
    if (inputs.message.data == NULL)
        inputs.message = BYTES("");
    if (call->code->generation == VM_GENERATION_V010) {
        if (!point->message_only_v010)
            inputs.env = environment_v010(run->arena, environment);
        return inputs;
    }
    struct bytes random = {0};
    if (call->entry == VM_QUERY)
        random = BYTES_OF(query_random);
    else if (call->code->requires_random)
        random = environment->random;
    inputs.env = environment_v1(run->arena, environment, random);
    if (point->has_info_v1)
        inputs.info = environment_v1_info(run->arena, environment);
    return inputs;
}

/* Top-level calls start at depth zero; what an earlier one left there is of no interest. */
static status make_region(struct run *run, struct bytes content, uint32_t *pointer)
{
    if (content.data == NULL)
        return NULL;
    engine_global_set(run->instance, ENGINE_DEPTH, 0);
    return region_new(run, content, pointer);
}

static status run_entry(struct run *run, struct bytes *answer)
{
    const struct vm_call *call = run->call;
    enum vm_generation generation = call->code->generation;
    const char *name = vm_entry_name(call->entry, generation);
    struct inputs inputs = make_inputs(run);
    uint32_t env = 0, info = 0, message = 0;
    if (vm_entry_points[call->entry].message_first)
        TRY(make_region(run, inputs.message, &message));
    TRY(make_region(run, inputs.env, &env));
    if (!vm_entry_points[call->entry].message_first)
        TRY(make_region(run, inputs.message, &message));
    TRY(make_region(run, inputs.info, &info));
    if (!call->code->has_entry[call->entry])
        return &VM_CALL_FAILED;

    size_t count = vm_entry_arguments(call->entry, generation);
    uint32_t arguments[ENGINE_ARGUMENTS_MAX] = {env, info, message};
    if (count == 2)
        arguments[1] = message;
    else if (count == 1)
        arguments[0] = message;
    engine_global_set(run->instance, ENGINE_DEPTH, 0);
    uint32_t pointer;
    TRY(trap_status(run, engine_call(run->instance, bytes_text(name), arguments, count, &pointer)));
    TRY(region_read(run, pointer, answer));
    *answer = arena_copy(run->arena, *answer);
    if (generation == VM_GENERATION_V1)
        *answer = vanilla_answer(run->arena, *answer);
    return NULL;
}

static uint64_t subtract(uint64_t from, uint64_t amount)
{
    return amount > from ? 0 : from - amount;
}

/* enclave-protocol.md 5.8, "Reported gas". */
static void account(const struct run *run, status failure, struct vm_outcome *outcome)
{
    const struct vm_call *call = run->call;
    uint64_t left = engine_global(run->instance, ENGINE_GAS);
    uint64_t exhausted = engine_global(run->instance, ENGINE_EXHAUSTED);
    outcome->gas_metered = subtract(call->gas_limit, left);
    if (failure == &VM_UNEXPECTED) {
        outcome->gas_used = call->gas_limit / 2;
        return;
    }
    uint64_t used = subtract(outcome->gas_metered, run->external);
    if (__builtin_add_overflow(used, exhausted, &used))
        used = UINT64_MAX;
    bool refunds = call->entry != VM_INSTANTIATE && call->entry != VM_MIGRATE;
    outcome->gas_used = failure == NULL && refunds ? subtract(used, run->refund) : used;
}

/* Only an inspected run wants to know. */
static size_t memory_bytes(const struct run *run)
{
    size_t size = 0;
    if (run->call->inspection == NULL)
        return size;
    engine_memory(run->instance, &size);
    return size;
}

status vm_run(struct vm *vm, struct arena *arena, const struct vm_call *call,
              struct vm_outcome *outcome)
{
    *outcome = (struct vm_outcome){0};
    struct vm_code *code = (struct vm_code *)call->code;
    struct run run = {.vm = vm, .arena = arena, .call = call};
    vm_shelf_hold(vm->shelf, code);
    run.instance = engine_instantiate(vm_shelf_module(code), &run);
    engine_global_set(run.instance, ENGINE_GAS, call->gas_limit);
    size_t memory_before = memory_bytes(&run);
    status failure = run_entry(&run, &outcome->answer);
    outcome->gas_memory =
        (memory_bytes(&run) - memory_before) / WASM_PAGE_BYTES * INSTRUMENT_GROW_COST;
    account(&run, failure, outcome);
    engine_instance_drop(run.instance);
    vm_shelf_release(vm->shelf, code);
    return failure;
}
