#include "enclave/contract/vm_shelf.h"

#include <pthread.h>

#include "tests/support/machine.h"

enum { THREADS = 4, ROUNDS = 60, CODES = 40 };

/* What one thread of the test has. */
struct worker {
    struct vm *vm;
    struct bytes wasm;
    unsigned number;
    unsigned failures;
};

/* Hashes are names to the shelf: one module under many of them. */
static void name_code(uint8_t hash[32], unsigned number)
{
    memset(hash, 0, 32);
    hash[0] = (uint8_t)number;
}

static status no_read(void *context, struct bytes key, struct bytes *value, uint64_t *external)
{
    return NULL;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct arena *arena = arena_new(1 << 16);
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint8_t hash[32];
        const struct vm_code *code;
        name_code(hash, (round * 7 + worker->number * 3) % CODES);
        code = vm_find(worker->vm, hash);
        if (code == NULL && vm_load(worker->vm, hash, worker->wasm, &code) != NULL) {
            worker->failures++;
            continue;
        }
        struct vm_call call = {.code = code,
                               .entry = VM_EXECUTE,
                               .environment = &machine_environment,
                               .message = BYTES("m"),
                               .gas_limit = MACHINE_GAS,
                               .host = {.read = no_read}};
        struct vm_outcome outcome;
        if (vm_run(worker->vm, arena, &call, &outcome) != NULL || !bytes_is(outcome.answer, "m"))
            worker->failures++;
        arena_reset(arena);
    }
    arena_drop(arena);
    return NULL;
}

static void threads_load_and_run_over_one_shelf(void **state)
{
    struct machine machine = machine_new(VM_WASMI);
    struct worker workers[THREADS];
    struct vm_options options = {
        .engine = VM_WASMI,
        .instances_max = 1,
        .codes_max = 4 * THREADS,
        .machines_max = THREADS,
        .curve = machine.curve,
    };
    struct bytes wasm = test_file(machine.arena, "tests/vectors/wasm/probe.wasm");
    pthread_t threads[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        options.beside = i == 0 ? NULL : workers[0].vm;
        workers[i] = (struct worker){vm_new(&options), wasm, i, 0};
    }
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(workers[i].failures, 0);
    }
    for (unsigned i = 0; i < THREADS; i++)
        vm_drop(workers[i].vm);
    machine_drop(&machine);
}

static void a_module_is_compiled_once_for_all_machines(void **state)
{
    struct machine machine = machine_new(VM_WASMI);
    struct vm_options options = {
        .engine = VM_WASMI, .instances_max = 1, .codes_max = 8, .curve = machine.curve};
    options.machines_max = 2;
    struct vm *one = vm_new(&options);
    options.beside = one;
    struct vm *two = vm_new(&options);
    uint8_t hash[32];
    name_code(hash, 1);
    const struct vm_code *code;
    struct bytes wasm = test_file(machine.arena, "tests/vectors/wasm/probe.wasm");
    assert_null(vm_find(two, hash));
    ASSERT_OK(vm_load(one, hash, wasm, &code));
    assert_ptr_equal(vm_find(two, hash), code);
    /* Who loads it again gets the one that is there. */
    const struct vm_code *again;
    ASSERT_OK(vm_load(two, hash, wasm, &again));
    assert_ptr_equal(again, code);
    vm_drop(one);
    assert_ptr_equal(vm_find(two, hash), code);
    vm_drop(two);
    machine_drop(&machine);
}

static struct machine machine_that_compiles_later(void)
{
    struct machine machine = machine_new(VM_WASMTIME);
    vm_drop(machine.vm);
    const struct vm_options options = {.engine = VM_WASMTIME,
                                       .instances_max = 3,
                                       .codes_max = 6,
                                       .curve = machine.curve,
                                       .compiles_later = true};
    machine.vm = vm_new(&options);
    engine_case_signals();
    return machine;
}

static void a_module_runs_before_and_after_it_is_compiled(void **state)
{
    struct machine machine = machine_that_compiles_later();
    const struct vm_code *code = machine_load(&machine, "probe");
    struct vm_outcome before, after;
    assert_null(code->compiled);
    ASSERT_OK(machine_run(&machine, code, VM_EXECUTE, BYTES("m"), MACHINE_GAS, &before));
    vm_work(machine.vm);
    assert_non_null(code->compiled);
    ASSERT_OK(machine_run(&machine, code, VM_EXECUTE, BYTES("m"), MACHINE_GAS, &after));
    ASSERT_BYTES(after.answer, before.answer);
    assert_int_equal(after.gas_used, before.gas_used);
    /* Out of gas at the same place, on either. */
    uint64_t limit = before.gas_metered - 1;
    assert_ptr_equal(machine_run(&machine, code, VM_EXECUTE, BYTES("m"), limit, &after),
                     &VM_OUT_OF_GAS);
    machine_drop(&machine);
}

static void the_interpreted_module_goes_when_nobody_holds_it(void **state)
{
    struct machine machine = machine_that_compiles_later();
    struct vm_code *code = (struct vm_code *)machine_load(&machine, "probe");
    vm_work(machine.vm);
    assert_non_null(code->interpreted);
    machine_load(&machine, "../enclave/keeper");
    struct bytes wasm = test_file(machine.arena, "tests/vectors/wasm/probe.wasm");
    const struct vm_code *other;
    uint8_t hash[32];
    name_code(hash, 1);
    ASSERT_OK(vm_load(machine.vm, hash, wasm, &other));
    assert_null(code->interpreted);
    machine_drop(&machine);
}

static void what_was_compiled_is_given_once_and_loads_again(void **state)
{
    struct machine machine = machine_that_compiles_later();
    const struct vm_code *code = machine_load(&machine, "probe");
    uint8_t hash[32];
    struct bytes native;
    assert_false(vm_native_take(machine.vm, machine.arena, hash, &native));
    vm_work(machine.vm);
    assert_true(vm_native_take(machine.vm, machine.arena, hash, &native));
    ASSERT_BYTES(BYTES_OF(hash), BYTES_OF(code->hash));
    struct machine next = machine_that_compiles_later();
    const struct vm_code *again = vm_restore(next.vm, hash, native);
    assert_non_null(again);
    assert_null(again->interpreted);
    assert_memory_equal(again->has_entry, code->has_entry, sizeof code->has_entry);
    assert_int_equal(again->generation, code->generation);
    assert_int_equal(again->has_allocate, code->has_allocate);
    assert_ptr_equal(vm_find(next.vm, hash), again);
    struct vm_outcome outcome;
    ASSERT_OK(machine_run(&next, again, VM_EXECUTE, BYTES("m"), MACHINE_GAS, &outcome));
    ASSERT_TEXT(outcome.answer, "m");
    assert_false(vm_native_take(machine.vm, machine.arena, hash, &native));
    assert_null(vm_restore(next.vm, hash, BYTES("of another engine")));
    assert_null(vm_restore(next.vm, hash, BYTES("")));
    machine_drop(&next);
    machine_drop(&machine);
}

static void an_interpreter_restores_nothing(void **state)
{
    struct machine machine = machine_new(VM_WASMI);
    uint8_t hash[32] = {0};
    assert_null(vm_restore(machine.vm, hash, BYTES("12345native code")));
    machine_drop(&machine);
}

static void an_upload_is_loaded_before_anybody_asks(void **state)
{
    struct machine machine = machine_that_compiles_later();
    struct bytes wasm = test_file(machine.arena, "tests/vectors/wasm/probe.wasm");
    uint8_t good[32], bad[32];
    name_code(good, 1);
    name_code(bad, 2);
    vm_load_soon(machine.vm, bad, BYTES("no module"));
    vm_load_soon(machine.vm, good, wasm);
    vm_load_soon(machine.vm, good, wasm);
    vm_work(machine.vm);
    vm_work(machine.vm);
    const struct vm_code *code = vm_find(machine.vm, good);
    assert_non_null(code);
    assert_null(code->compiled);
    assert_null(vm_find(machine.vm, bad));
    vm_work(machine.vm);
    assert_non_null(code->compiled);
    /* Who comes first loads it himself; then the upload is forgotten. */
    name_code(good, 3);
    vm_load_soon(machine.vm, good, wasm);
    assert_null(vm_find(machine.vm, good));
    machine_drop(&machine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_load_and_run_over_one_shelf),
        cmocka_unit_test(a_module_is_compiled_once_for_all_machines),
        cmocka_unit_test(a_module_runs_before_and_after_it_is_compiled),
        cmocka_unit_test(the_interpreted_module_goes_when_nobody_holds_it),
        cmocka_unit_test(what_was_compiled_is_given_once_and_loads_again),
        cmocka_unit_test(an_interpreter_restores_nothing),
        cmocka_unit_test(an_upload_is_loaded_before_anybody_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
