/* Runs random contracts with both engines, every entry point of each, and compares everything:
 * whether they are valid, status, answer, gas, and what was asked of the host, in order.
 *
 *   random FILE...     modules; one TAP line each
 *   random - [FOLDER]  a stream of the generator in smith/: each module with its seed in front. A
 *                      module that the engines disagree on is written to FOLDER/SEED.wasm, and
 *                      FOLDER/running says which seed a crash is about
 *
 * What a module meets (gas, answers of the host) hangs on its own bytes, so that a file shows what
 * the stream did. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/crypto/secp256k1.h"
#include "enclave/contract/vm.h"
#include "enclave/contract/vm_shelf.h"

enum { ENGINES = 2, MODULE_BYTES_MAX = 1 << 21, REPORT_EACH = 1000 };
static const char *const engine_names[ENGINES] = {"wasmtime", "wasmi"};

/* What a contract asked of the host so far, as a hash, and the state that it left. */
struct world {
    uint64_t seed; /* of the answers */
    struct arena *arena;
    struct writer log;
    struct bytes keys[64], values[64];
    size_t count;
};

/* How one run of an entry point ended. */
struct ending {
    status failure;
    struct vm_outcome outcome;
    uint8_t log[32];
};

struct bench {
    struct arena *arena;
    struct vm *machines[ENGINES];
    struct crypto_secp256k1 *curve;
    struct {
        uint64_t modules, accepted, loaded, runs, answered, out_of_gas, host_calls;
    } counts;
};

static void note(struct world *world, char what, struct bytes first, struct bytes second)
{
    writer_format(&world->log, "%c %zu %zu ", what, first.len, second.len);
    writer_bytes(&world->log, first);
    writer_bytes(&world->log, second);
}

static size_t find(const struct world *world, struct bytes key)
{
    size_t i = 0;
    while (i < world->count && !bytes_equal(world->keys[i], key))
        i++;
    return i;
}

/* Some keys are refused, as a host may refuse anything. */
static status admit(struct bytes key)
{
    return key.len > 0 && key.data[0] == 0xff ? &VM_DESERIALIZE : NULL;
}

static status host_read(void *context, struct bytes key, struct bytes *value, uint64_t *external)
{
    struct world *world = context;
    note(world, 'r', key, (struct bytes){0});
    size_t at = find(world, key);
    *value = at < world->count ? world->values[at] : (struct bytes){0};
    if (at == world->count && key.len == 1)
        *value = BYTES("found without being written");
    *external = 100 + key.len;
    return admit(key);
}

static status host_write(void *context, struct bytes key, struct bytes value)
{
    struct world *world = context;
    note(world, 'w', key, value);
    TRY(admit(key));
    size_t at = find(world, key);
    if (at == ARRAY_COUNT(world->keys))
        return &VM_UNKNOWN;
    world->keys[at] = arena_copy(world->arena, key);
    world->values[at] = arena_copy(world->arena, value);
    world->count += at == world->count;
    return NULL;
}

static status host_remove(void *context, struct bytes key, uint64_t *external)
{
    struct world *world = context;
    note(world, 'd', key, (struct bytes){0});
    size_t at = find(world, key);
    if (at < world->count)
        world->values[at] = (struct bytes){0};
    *external = 100;
    return admit(key);
}

static status host_query(void *context, struct bytes request, uint64_t gas_left,
                         struct bytes *answer, uint64_t *external)
{
    struct world *world = context;
    note(world, 'q', request, bytes_make(&gas_left, sizeof gas_left));
    *answer = BYTES("{\"Ok\":{\"Ok\":\"e30=\"}}");
    *external = 500;
    return (world->seed & 15) == 0 ? &VM_DESERIALIZE : NULL;
}

static void host_debug(void *context, struct bytes text)
{
    note(context, 'p', text, (struct bytes){0});
}

static const enum vm_entry entries[] = {VM_INSTANTIATE, VM_EXECUTE, VM_QUERY,
                                        VM_MIGRATE,     VM_REPLY,   VM_SUDO};

static void run(struct bench *bench, struct vm *vm, const struct vm_code *code, struct world *world,
                enum vm_entry entry, struct ending *ending)
{
    static const struct vm_environment environment = {
        .height = 1234567,
        .time_ns = 1587556800000000000,
        .chain_id = BYTES_INIT("secretdev-1"),
        .sender = BYTES_INIT("secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq"),
        .contract = BYTES_INIT("secret1qgpqyqszqgpqyqszqgpqyqszqgpqyqszpjnjmk"),
        .code_hash = BYTES_INIT("ab"),
    };
    world->log = writer_new(world->arena, 256);
    struct vm_call call = {
        .code = code,
        .entry = entry,
        .environment = &environment,
        .message = BYTES("{\"go\":{}}"),
        .gas_limit = UINT64_C(2000) << (world->seed % 12),
        .host = {world, host_read, host_write, host_remove, host_query, host_debug},
    };
    ending->failure = vm_run(vm, bench->arena, &call, &ending->outcome);
    bench->counts.host_calls += world->log.len > 0;
    crypto_sha256(writer_done(&world->log), ending->log);
    bench->counts.runs++;
    bench->counts.answered += ending->failure == NULL;
    bench->counts.out_of_gas += ending->failure == &VM_OUT_OF_GAS;
}

static bool same_ending(const struct ending *left, const struct ending *right)
{
    const struct vm_outcome *a = &left->outcome, *b = &right->outcome;
    return left->failure == right->failure && a->gas_used == b->gas_used &&
           a->gas_metered == b->gas_metered &&
           memcmp(left->log, right->log, sizeof left->log) == 0 &&
           (left->failure != NULL || bytes_equal(a->answer, b->answer));
}

static void report(struct arena *arena, const struct ending *ending, unsigned engine)
{
    struct bytes text = ending->failure == NULL ? ending->outcome.answer : ending->failure->text;
    printf("#   %s: gas %lu of %lu, %s %.*s\n", engine_names[engine], ending->outcome.gas_used,
           ending->outcome.gas_metered,
           ending->failure == NULL ? "answers" : "fails:", text.len > 100 ? 100 : (int)text.len,
           (const char *)text.data);
}

/* All entry points of a module that both engines hold, on one state. */
static bool compare_runs(struct bench *bench, const struct vm_code *const codes[ENGINES],
                         uint64_t seed)
{
    struct world worlds[ENGINES];
    for (unsigned engine = 0; engine < ENGINES; engine++)
        worlds[engine] = (struct world){.seed = seed, .arena = bench->arena};
    for (size_t i = 0; i < ARRAY_COUNT(entries); i++) {
        struct ending endings[ENGINES];
        for (unsigned engine = 0; engine < ENGINES; engine++)
            run(bench, bench->machines[engine], codes[engine], &worlds[engine], entries[i],
                &endings[engine]);
        if (same_ending(&endings[0], &endings[1]))
            continue;
        printf("# they disagree on entry point %u\n", (unsigned)entries[i]);
        for (unsigned engine = 0; engine < ENGINES; engine++)
            report(bench->arena, &endings[engine], engine);
        return false;
    }
    return true;
}

/* Whether both engines say and do the same. */
static bool compare(struct bench *bench, struct bytes wasm)
{
    bench->counts.modules++;
    struct vm_code_info info;
    if (vm_check_code(bench->arena, wasm, true, &info) != NULL)
        return true;
    bench->counts.accepted++;
    uint8_t hash[32];
    crypto_sha256(wasm, hash);
    status failures[ENGINES];
    const struct vm_code *codes[ENGINES];
    for (unsigned engine = 0; engine < ENGINES; engine++)
        failures[engine] = vm_load(bench->machines[engine], hash, wasm, &codes[engine]);
    if (failures[0] != failures[1]) {
        printf("# they disagree on the module\n");
        return false;
    }
    if (failures[0] != NULL)
        return true;
    bench->counts.loaded++;
    /* What wasmtime does not compile would silently be run by wasmi. */
    if (codes[0]->compiled == NULL) {
        printf("# wasmtime does not compile it\n");
        return false;
    }
    return compare_runs(bench, codes, load_le64(hash));
}

static struct bytes read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        halt("cannot read %s", path);
    struct writer out = writer_new(arena, 1 << 16);
    for (size_t got = 1; got > 0; out.len += got)
        got = fread(writer_reserve(&out, 1 << 16), 1, 1 << 16, file);
    fclose(file);
    return writer_done(&out);
}

static void write_file(struct arena *arena, const char *folder, const char *name,
                       struct bytes content)
{
    struct bytes path = arena_format(arena, "%s/%s", folder, name);
    FILE *file = fopen(arena_text(arena, path), "wb");
    if (file == NULL || fwrite(content.data, 1, content.len, file) != content.len)
        halt("cannot write %.*s", BYTES_ARG(path));
    fclose(file);
}

static unsigned check_files(struct bench *bench, char **paths, int count)
{
    unsigned failed = 0;
    for (int i = 0; i < count; i++) {
        bool same = compare(bench, read_file(bench->arena, paths[i]));
        printf("%s %d - %s\n", same ? "ok" : "not ok", i + 1, paths[i]);
        failed += !same;
        arena_reset(bench->arena);
    }
    printf("1..%d\n", count);
    return failed;
}

static void print_counts(const struct bench *bench, uint64_t seed)
{
    printf("%lu modules up to seed %lu: %lu accepted, %lu loaded; %lu runs, %lu answered, "
           "%lu out of gas, %lu asked the host\n",
           bench->counts.modules, seed, bench->counts.accepted, bench->counts.loaded,
           bench->counts.runs, bench->counts.answered, bench->counts.out_of_gas,
           bench->counts.host_calls);
    fflush(stdout);
}

/* Until the stream ends or the engines disagree. */
static unsigned check_stream(struct bench *bench, const char *folder)
{
    static uint8_t module[MODULE_BYTES_MAX];
    uint8_t head[12];
    uint64_t seed = 0;
    while (fread(head, sizeof head, 1, stdin) == 1) {
        seed = load_le64(head);
        uint32_t len;
        memcpy(&len, head + sizeof seed, sizeof len);
        if (len > sizeof module)
            halt("not a stream of modules");
        if (fread(module, 1, len, stdin) != len)
            break; /* the generator was stopped */
        write_file(bench->arena, folder, "running", arena_format(bench->arena, "%lu", seed));
        if (!compare(bench, bytes_make(module, len))) {
            char name[32];
            snprintf(name, sizeof name, "%lu.wasm", seed);
            write_file(bench->arena, folder, name, bytes_make(module, len));
            printf("not ok - seed %lu, kept as %s/%s\n", seed, folder, name);
            return 1;
        }
        if (bench->counts.modules % REPORT_EACH == 0)
            print_counts(bench, seed);
        arena_reset(bench->arena);
    }
    print_counts(bench, seed);
    return 0;
}

int main(int count, char **arguments)
{
    if (count < 2)
        halt("usage: random FILE... | random - [FOLDER]");
    static const uint8_t seed[32] = {1};
    struct bench bench = {.arena = arena_new(1 << 20), .curve = crypto_secp256k1_new(seed)};
    for (unsigned engine = 0; engine < ENGINES; engine++) {
        struct vm_options options = {
            .engine = engine == 0 ? VM_WASMTIME : VM_WASMI,
            .instances_max = 2,
            .codes_max = 8,
            .curve = bench.curve,
            .debug_print = true,
        };
        bench.machines[engine] = vm_new(&options);
    }
    unsigned failed = strcmp(arguments[1], "-") == 0
                          ? check_stream(&bench, count > 2 ? arguments[2] : ".")
                          : check_files(&bench, arguments + 1, count - 1);
    for (unsigned engine = 0; engine < ENGINES; engine++)
        vm_drop(bench.machines[engine]);
    crypto_secp256k1_free(bench.curve);
    arena_drop(bench.arena);
    return failed != 0;
}
