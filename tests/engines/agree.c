/* Runs the calls of a list on the example contracts with both engines and compares everything:
 * status, answer, gas, state.
 *
 *   agree CALLS CONTRACTS         one TAP line a call
 *   agree CALLS CONTRACTS bench   a table: CPU microseconds of a warm call on each engine, with its
 *                                 fresh instance, for calls marked `*`
 *
 * CALLS has a call a line: contract, entry point, sender (one letter), message. State lasts from
 * call to call. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/crypto/secp256k1.h"
#include "common/encoding/hex.h"
#include "enclave/contract/vm.h"

enum { ENTRIES_MAX = 4096, CONTRACTS_MAX = 16, GAS_LIMIT = 1000000000, BENCH_RUNS = 2000 };

struct contract {
    char name[64];
    uint8_t hash[32];
    struct bytes keys[ENTRIES_MAX], values[ENTRIES_MAX];
    size_t count;
};

/* One engine with the state that its runs left. */
struct side {
    struct vm *vm;
    struct arena *kept; /* keys and values */
    struct contract *contracts;
    size_t contracts_count;
    struct contract *running;
    bool is_frozen; /* writes go nowhere, so that a call can be repeated */
};

struct call_line {
    bool is_marked;
    char contract[64], entry[32], sender;
    struct bytes message;
};

/* CPU time, so that other work on the machine counts little; microseconds. */
static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e6 + (double)at.tv_nsec / 1e3;
}

static struct bytes read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        halt("cannot read %s", path);
    struct writer out = writer_new(arena, 1 << 20);
    for (size_t got = 1; got > 0; out.len += got)
        got = fread(writer_reserve(&out, 1 << 16), 1, 1 << 16, file);
    fclose(file);
    return writer_done(&out);
}

static size_t find(const struct contract *contract, struct bytes key)
{
    size_t i = 0;
    while (i < contract->count && !bytes_equal(contract->keys[i], key))
        i++;
    return i;
}

static status host_read(void *context, struct bytes key, struct bytes *value, uint64_t *external)
{
    const struct contract *contract = ((struct side *)context)->running;
    size_t at = find(contract, key);
    *value = at < contract->count ? contract->values[at] : (struct bytes){0};
    return NULL;
}

static status host_write(void *context, struct bytes key, struct bytes value)
{
    struct side *side = context;
    struct contract *contract = side->running;
    size_t at = find(contract, key);
    if (side->is_frozen)
        return NULL;
    if (at == ENTRIES_MAX)
        halt("%s writes too many keys", contract->name);
    contract->keys[at] = arena_copy(side->kept, key);
    contract->values[at] = arena_copy(side->kept, value);
    contract->count += at == contract->count;
    return NULL;
}

static status host_remove(void *context, struct bytes key, uint64_t *external)
{
    struct side *side = context;
    size_t at = find(side->running, key);
    if (at < side->running->count && !side->is_frozen)
        side->running->values[at] = (struct bytes){0};
    return NULL;
}

static status host_query(void *context, struct bytes request, uint64_t gas_left,
                         struct bytes *answer, uint64_t *external)
{
    *answer = BYTES("{\"Err\":{\"unsupported_request\":{\"kind\":\"no chain here\"}}}");
    return NULL;
}

static void host_debug(void *context, struct bytes text)
{
}

/* Takes the next call off the list; false at its end. */
static bool next_call(struct bytes *list, struct call_line *call)
{
    while (list->len > 0) {
        size_t end = bytes_find(*list, '\n');
        struct bytes line = bytes_slice(*list, 0, end);
        *list = bytes_from(*list, end < list->len ? end + 1 : end);
        if (line.len == 0 || line.data[0] == '#')
            continue;
        char text[256];
        snprintf(text, sizeof text, "%.*s", BYTES_ARG(line));
        int used = 0;
        call->is_marked = text[0] == '*';
        if (sscanf(text + call->is_marked, "%63s %31s %c %n", call->contract, call->entry,
                   &call->sender, &used) != 3)
            halt("not a call: %s", text);
        call->message = bytes_from(line, (size_t)used + call->is_marked);
        return true;
    }
    return false;
}

static struct contract *find_contract(struct side *side, struct arena *arena, const char *folder,
                                      const char *name)
{
    for (size_t i = 0; i < side->contracts_count; i++)
        if (strcmp(side->contracts[i].name, name) == 0)
            return &side->contracts[i];
    if (side->contracts_count == CONTRACTS_MAX)
        halt("too many contracts");
    struct contract *contract = &side->contracts[side->contracts_count++];
    snprintf(contract->name, sizeof contract->name, "%s", name);
    struct bytes path = arena_format(arena, "%s/%s.wasm", folder, name);
    struct bytes wasm = read_file(arena, arena_text(arena, path));
    crypto_sha256(wasm, contract->hash);
    struct vm_code_info info;
    const struct vm_code *code;
    status failure = vm_check_code(arena, wasm, true, &info);
    if (failure == NULL)
        failure = vm_load(side->vm, contract->hash, wasm, &code);
    if (failure != NULL)
        halt("%s: %.*s", name, BYTES_ARG(failure->text));
    return contract;
}

static enum vm_entry entry_of(const char *name)
{
    if (strcmp(name, "instantiate") == 0)
        return VM_INSTANTIATE;
    return strcmp(name, "query") == 0 ? VM_QUERY : VM_EXECUTE;
}

static status run_call(struct side *side, struct arena *arena, const char *folder,
                       const struct call_line *line, struct vm_outcome *outcome)
{
    side->running = find_contract(side, arena, folder, line->contract);
    static const uint8_t random[32] = {1, 2, 3};
    struct vm_environment environment = {
        .height = 1234567,
        .time_ns = 1587556800000000000,
        .chain_id = BYTES("secretdev-1"),
        .random = BYTES_OF(random),
        .sender = line->sender == 'a' ? BYTES("secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq")
                                      : BYTES("secret1qgpqyqszqgpqyqszqgpqyqszqgpqyqszpjnjmk"),
        .contract = BYTES("secret1qgpqyqszqgpqyqszqgpqyqszqgpqyqszpjnjmk"),
        .code_hash = hex_lower(arena, BYTES_OF(side->running->hash)),
        .has_transaction = true,
        .transaction_hash =
            BYTES("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    };
    struct vm_call call = {
        vm_find(side->vm, side->running->hash),
        entry_of(line->entry),
        &environment,
        line->message,
        GAS_LIMIT,
        {side, host_read, host_write, host_remove, host_query, host_debug},
    };
    return vm_run(side->vm, arena, &call, outcome);
}

static bool same_state(const struct contract *left, const struct contract *right)
{
    bool same = left->count == right->count;
    for (size_t i = 0; i < left->count && same; i++)
        same = bytes_equal(left->keys[i], right->keys[i]) &&
               bytes_equal(left->values[i], right->values[i]);
    return same;
}

static struct bytes text_of(status failure, const struct vm_outcome *outcome)
{
    return failure == NULL ? outcome->answer : failure->text;
}

/* Both engines, once; prints a TAP line. */
static bool compare(struct side sides[2], struct arena *arena, const char *folder,
                    const struct call_line *line, unsigned number)
{
    struct vm_outcome outcomes[2];
    status failures[2];
    for (unsigned i = 0; i < 2; i++)
        failures[i] = run_call(&sides[i], arena, folder, line, &outcomes[i]);
    bool same =
        failures[0] == failures[1] && outcomes[0].gas_used == outcomes[1].gas_used &&
        outcomes[0].gas_metered == outcomes[1].gas_metered &&
        bytes_equal(text_of(failures[0], &outcomes[0]), text_of(failures[1], &outcomes[1])) &&
        same_state(sides[0].running, sides[1].running);
    printf("%s %u - %s %s %.60s\n", same ? "ok" : "not ok", number, line->contract, line->entry,
           (const char *)arena_text(arena, line->message));
    for (unsigned i = 0; i < 2; i++) {
        struct bytes text = text_of(failures[i], &outcomes[i]);
        printf("#   gas %lu of %lu: %.*s\n", outcomes[i].gas_used, outcomes[i].gas_metered,
               text.len > 200 ? 200 : (int)text.len, (const char *)text.data);
        if (same)
            break;
    }
    return same;
}

/* Mean of many repetitions of a call whose writes go nowhere. */
static double measure(struct side *side, struct arena *arena, const char *folder,
                      const struct call_line *line)
{
    struct vm_outcome outcome;
    side->is_frozen = true;
    double start = 0;
    for (int i = -BENCH_RUNS / 10; i < BENCH_RUNS; i++) {
        if (i == 0)
            start = now();
        struct arena_mark mark = arena_mark(arena);
        status failure = run_call(side, arena, folder, line, &outcome);
        arena_rewind(arena, mark);
        if (failure != NULL)
            halt("%s %s fails", line->contract, line->entry);
    }
    side->is_frozen = false;
    return (now() - start) / BENCH_RUNS;
}

int main(int count, char **arguments)
{
    if (count < 3)
        halt("usage: agree CALLS CONTRACTS [bench]");
    bool is_bench = count > 3;
    struct arena *arena = arena_new(1 << 20);
    static const uint8_t seed[32] = {1};
    struct crypto_secp256k1 *curve = crypto_secp256k1_new(seed);
    struct side sides[2] = {{0}};
    for (unsigned i = 0; i < 2; i++) {
        struct vm_options options = {
            .engine = i == 0 ? VM_WASMTIME : VM_WASMI,
            .instances_max = 2,
            .codes_max = 2 * CONTRACTS_MAX,
            .curve = curve,
        };
        sides[i].vm = vm_new(&options);
        sides[i].kept = arena_new(1 << 16);
        sides[i].contracts = calloc(CONTRACTS_MAX, sizeof(struct contract));
        if (sides[i].contracts == NULL)
            halt("no memory");
    }
    struct bytes list = arena_copy(arena, read_file(arena, arguments[1]));
    struct call_line line;
    unsigned number = 0, failed = 0;
    if (is_bench)
        printf("%-14s %-12s %10s %10s %12s\n", "contract", "call", "wasmtime", "wasmi", "gas");
    while (next_call(&list, &line)) {
        struct arena_mark mark = arena_mark(arena);
        struct vm_outcome outcome;
        if (!is_bench) {
            failed += !compare(sides, arena, arguments[2], &line, ++number);
        } else if (line.is_marked) {
            double wasmtime = measure(&sides[0], arena, arguments[2], &line);
            double wasmi = measure(&sides[1], arena, arguments[2], &line);
            status failure = run_call(&sides[0], arena, arguments[2], &line, &outcome);
            if (failure == NULL)
                failure = run_call(&sides[1], arena, arguments[2], &line, &outcome);
            printf("%-14s %-12s %7.1f us %7.1f us %12lu\n", line.contract, line.entry, wasmtime,
                   wasmi, outcome.gas_metered);
        } else {
            for (unsigned i = 0; i < 2; i++)
                if (run_call(&sides[i], arena, arguments[2], &line, &outcome) == NULL)
                    continue;
        }
        arena_rewind(arena, mark);
    }
    if (!is_bench)
        printf("1..%u\n", number);
    for (unsigned i = 0; i < 2; i++) {
        vm_drop(sides[i].vm);
        arena_drop(sides[i].kept);
        free(sides[i].contracts);
    }
    crypto_secp256k1_free(curve);
    arena_drop(arena);
    return failed != 0;
}
