#ifndef TESTS_SUPPORT_MACHINE_H
#define TESTS_SUPPORT_MACHINE_H

/* A machine of either engine with a small host, for the tests of contract runs. */
#include "enclave/contract/vm.h"

#include "common/crypto/hash.h"
#include "common/crypto/secp256k1.h"
#include "tests/support/engine_case.h"
#include "tests/support/test.h"

enum { MACHINE_ENTRIES_MAX = 16, MACHINE_GAS = 100000000 };

static const char *const machine_engines[] = {"wasmtime", "wasmi"};

struct machine {
    struct arena *arena;
    struct vm *vm;
    struct crypto_secp256k1 *curve;
    struct bytes keys[MACHINE_ENTRIES_MAX], values[MACHINE_ENTRIES_MAX];
    size_t count;
    uint64_t external; /* what each access reports */
    struct bytes request, query_answer, printed;
    uint64_t query_gas_left;
    status refusal; /* what every callback answers with */
};

static inline status machine_read(void *context, struct bytes key, struct bytes *value,
                                  uint64_t *external)
{
    struct machine *machine = context;
    *external = machine->external;
    for (size_t i = 0; i < machine->count; i++)
        if (bytes_equal(machine->keys[i], key))
            *value = machine->values[i];
    return machine->refusal;
}

static inline status machine_write(void *context, struct bytes key, struct bytes value)
{
    struct machine *machine = context;
    size_t at = 0;
    while (at < machine->count && !bytes_equal(machine->keys[at], key))
        at++;
    assert_true(at < MACHINE_ENTRIES_MAX);
    machine->keys[at] = arena_copy(machine->arena, key);
    machine->values[at] = arena_copy(machine->arena, value);
    machine->count += at == machine->count;
    return machine->refusal;
}

static inline status machine_remove(void *context, struct bytes key, uint64_t *external)
{
    struct machine *machine = context;
    *external = machine->external;
    for (size_t i = 0; i < machine->count; i++)
        if (bytes_equal(machine->keys[i], key))
            machine->values[i] = (struct bytes){0};
    return machine->refusal;
}

static inline status machine_query(void *context, struct bytes request, uint64_t gas_left,
                                   struct bytes *answer, uint64_t *external)
{
    struct machine *machine = context;
    machine->request = arena_copy(machine->arena, request);
    machine->query_gas_left = gas_left;
    *external = machine->external;
    *answer = machine->query_answer;
    return machine->refusal;
}

static inline void machine_debug(void *context, struct bytes text)
{
    struct machine *machine = context;
    machine->printed = arena_copy(machine->arena, text);
}

static inline struct machine machine_new(enum vm_engine engine)
{
    struct machine machine = {.arena = arena_new(1 << 16)};
    static const uint8_t seed[32] = {7};
    machine.curve = crypto_secp256k1_new(seed);
    struct vm_options options = {
        .engine = engine,
        .instances_max = 3,
        .codes_max = 6,
        .curve = machine.curve,
        .debug_print = true,
    };
    machine.vm = vm_new(&options);
    if (engine == VM_WASMTIME)
        engine_case_signals();
    return machine;
}

static inline void machine_drop(struct machine *machine)
{
    vm_drop(machine->vm);
    crypto_secp256k1_free(machine->curve);
    arena_drop(machine->arena);
}

/* Loads tests/vectors/wasm/NAME.wasm. */
static inline const struct vm_code *machine_load(struct machine *machine, const char *name)
{
    struct bytes path = arena_format(machine->arena, "tests/vectors/wasm/%s.wasm", name);
    struct bytes wasm = test_file(machine->arena, arena_text(machine->arena, path));
    uint8_t hash[32];
    crypto_sha256(wasm, hash);
    const struct vm_code *code = vm_find(machine->vm, hash);
    if (code == NULL)
        ASSERT_OK(vm_load(machine->vm, hash, wasm, &code));
    return code;
}

static const struct vm_coin machine_funds[] = {{BYTES_INIT("uscrt"), BYTES_INIT("5")}};
static const uint8_t machine_random[32] = {1, 2, 3};
static const struct vm_environment machine_environment = {
    .height = 1234,
    .time_ns = 1700000000123456789,
    .chain_id = BYTES_INIT("secret-1"),
    .random = {machine_random, sizeof machine_random},
    .sender = BYTES_INIT("secret1sender"),
    .funds = machine_funds,
    .funds_count = 1,
    .contract = BYTES_INIT("secret1contract"),
    .code_hash = BYTES_INIT("ab"),
    .has_transaction = true,
    .transaction_index = 3,
    .transaction_hash = BYTES_INIT("FF"),
};

static inline status machine_run(struct machine *machine, const struct vm_code *code,
                                 enum vm_entry entry, struct bytes message, uint64_t gas,
                                 struct vm_outcome *outcome)
{
    struct vm_call call = {
        code,
        entry,
        &machine_environment,
        message,
        gas,
        {machine, machine_read, machine_write, machine_remove, machine_query, machine_debug}};
    return vm_run(machine->vm, machine->arena, &call, outcome);
}

/* A message that makes probe.wat call an import.
 *   which  its letter, `add` what to add to the answer (see the source) */
static inline struct bytes machine_import(struct machine *machine, char which, uint8_t add,
                                          const struct bytes *arguments, size_t count)
{
    struct writer writer = writer_new(machine->arena, 64);
    writer_byte(&writer, 'c');
    writer_byte(&writer, (uint8_t)which);
    writer_byte(&writer, add);
    for (size_t i = 0; i < count; i++) {
        writer_byte(&writer, (uint8_t)arguments[i].len);
        writer_byte(&writer, (uint8_t)(arguments[i].len >> 8));
        writer_bytes(&writer, arguments[i]);
    }
    return writer_done(&writer);
}
#define MACHINE_IMPORT(machine, which, add, ...)                                                   \
    machine_import((machine), (which), (add), (const struct bytes[]){__VA_ARGS__},                 \
                   sizeof((const struct bytes[]){__VA_ARGS__}) / sizeof(struct bytes))

/* Runs an import through `execute` and gives its result; what was added to the answer goes to
 * `more`. */
static inline uint64_t machine_call(struct machine *machine, struct bytes message,
                                    struct bytes *more)
{
    struct vm_outcome outcome;
    status failure = machine_run(machine, machine_load(machine, "probe"), VM_EXECUTE, message,
                                 MACHINE_GAS, &outcome);
    if (failure != NULL)
        print_error("%.*s\n", BYTES_ARG(failure->text));
    ASSERT_OK(failure);
    assert_true(outcome.answer.len >= 8);
    *more = bytes_from(outcome.answer, 8);
    return load_le64(outcome.answer.data);
}

/* Runs `check` on both engines. */
static inline void machine_on_both(void (*check)(struct machine *machine))
{
    for (unsigned engine = 0; engine < ARRAY_COUNT(machine_engines); engine++) {
        print_message("# %s\n", machine_engines[engine]);
        struct machine machine = machine_new(engine == 0 ? VM_WASMTIME : VM_WASMI);
        check(&machine);
        machine_drop(&machine);
    }
}

#endif
