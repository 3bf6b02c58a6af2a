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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_load_and_run_over_one_shelf),
        cmocka_unit_test(a_module_is_compiled_once_for_all_machines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
