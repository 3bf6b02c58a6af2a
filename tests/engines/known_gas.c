/* The known answers of enclave-protocol.md 10.8: gas of calls on the test contracts of the existing
 * network, which are not part of this repository.
 *
 *   known_gas FOLDER    with contract.wasm, evaporate.wasm, migrate_contract_v2.wasm,
 * v1-contract.wasm
 *
 * One TAP line an engine and call. */
#include <stdio.h>
#include <string.h>

#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/crypto/secp256k1.h"
#include "common/encoding/hex.h"
#include "enclave/contract/vm.h"

enum { ENTRIES_MAX = 64 };
static const uint64_t gas_limit = 10000000000;

static const struct {
    const char *file, *hash_prefix;
    enum vm_entry entry;
    const char *message;
    uint64_t gas;
    bool continues; /* on the state that the call before left */
} answers[] = {
    {"evaporate", "f16cd84b", VM_EXECUTE, "{\"evaporate\":{\"amount\":0}}", 157390, false},
    {"evaporate", "f16cd84b", VM_EXECUTE, "{\"evaporate\":{\"amount\": 2}}", 157500, false},
    {"evaporate", "f16cd84b", VM_EXECUTE, "{\"evaporate\":{\"amount\": 9}}", 158500, false},
    {"evaporate", "f16cd84b", VM_EXECUTE, "{\"evaporate\":{\"amount\": 1200}}", 1350046, false},
    {"evaporate", "f16cd84b", VM_EXECUTE, "{\"evaporate\":{\"amount\": 400000}}", 400150410, false},
    {"evaporate", "f16cd84b", VM_EXECUTE, "{\"check_gas\":{}}", 171710, false},
    {"evaporate", "f16cd84b", VM_EXECUTE, "{\"use_exact\":{\"amount\": 1000}}", 1015744, false},
    {"evaporate", "f16cd84b", VM_EXECUTE, "{\"use_exact\":{\"amount\": 399999}}", 400014108, false},
    {"evaporate", "f16cd84b", VM_INSTANTIATE, "{\"Nop\":{}}", 143556, false},
    {"v1-contract", "4b5e4ac6", VM_INSTANTIATE, "{\"nop\":{}}", 187436, false},
    {"v1-contract", "4b5e4ac6", VM_INSTANTIATE, "{\"counter\":{\"counter\":10,\"expires\":100}}",
     311838, false},
    {"v1-contract", "4b5e4ac6", VM_EXECUTE, "{\"increment\":{\"addition\":5}}", 244450, true},
    {"v1-contract", "4b5e4ac6", VM_QUERY, "{\"get\":{}}", 173298, true},
    {"v1-contract", "4b5e4ac6", VM_EXECUTE, "{\"add_attributes\":{}}", 225170, false},
    {"v1-contract", "4b5e4ac6", VM_EXECUTE, "{\"contract_error\":{\"error_type\":\"generic_err\"}}",
     232506, false},
    {"contract", "d1a2b0aa", VM_INSTANTIATE, "{\"nop\":{}}", 162428, false},
    {"contract", "d1a2b0aa", VM_EXECUTE, "{\"add_attributes\":{}}", 190442, false},
    {"contract", "d1a2b0aa", VM_EXECUTE, "{\"set_state\":{\"key\":\"banana\",\"value\":\"apple\"}}",
     213146, false},
    {"contract", "d1a2b0aa", VM_EXECUTE, "{\"get_state\":{\"key\":\"banana\"}}", 193022, true},
    {"contract", "d1a2b0aa", VM_QUERY, "{\"receive_external_query\":{\"num\":3}}", 44506, false},
    {"migrate_contract_v2", "1910e139", VM_MIGRATE, "{\"migrate\":{}}", 127596, false},
};

struct state {
    struct arena *arena;
    struct bytes keys[ENTRIES_MAX], values[ENTRIES_MAX];
    size_t count;
};

static status host_read(void *context, struct bytes key, struct bytes *value, uint64_t *external)
{
    const struct state *state = context;
    for (size_t i = 0; i < state->count; i++)
        if (bytes_equal(state->keys[i], key))
            *value = state->values[i];
    return NULL;
}

static status host_write(void *context, struct bytes key, struct bytes value)
{
    struct state *state = context;
    size_t at = 0;
    while (at < state->count && !bytes_equal(state->keys[at], key))
        at++;
    if (at == ENTRIES_MAX)
        halt("too many keys");
    state->keys[at] = arena_copy(state->arena, key);
    state->values[at] = arena_copy(state->arena, value);
    state->count += at == state->count;
    return NULL;
}

static status host_remove(void *context, struct bytes key, uint64_t *external)
{
    return NULL;
}

static status host_query(void *context, struct bytes request, uint64_t gas_left,
                         struct bytes *answer, uint64_t *external)
{
    *answer = BYTES("{\"Err\":{\"unknown\":{}}}");
    return NULL;
}

static struct bytes read_file(struct arena *arena, const char *folder, const char *name)
{
    struct bytes path = arena_format(arena, "%s/%s.wasm", folder, name);
    FILE *file = fopen(arena_text(arena, path), "rb");
    if (file == NULL)
        halt("cannot read %.*s", BYTES_ARG(path));
    struct writer out = writer_new(arena, 1 << 21);
    for (size_t got = 1; got > 0; out.len += got)
        got = fread(writer_reserve(&out, 1 << 16), 1, 1 << 16, file);
    fclose(file);
    return writer_done(&out);
}

static const struct vm_code *load(struct vm *vm, struct arena *arena, const char *folder, size_t i,
                                  uint8_t hash[32])
{
    struct bytes wasm = read_file(arena, folder, answers[i].file);
    crypto_sha256(wasm, hash);
    if (!bytes_starts_with(hex_lower(arena, bytes_make(hash, 32)),
                           bytes_text(answers[i].hash_prefix)))
        halt("%s.wasm is another contract", answers[i].file);
    const struct vm_code *code = vm_find(vm, hash);
    status failure = code == NULL ? vm_load(vm, hash, wasm, &code) : NULL;
    if (failure != NULL)
        halt("%s: %.*s", answers[i].file, BYTES_ARG(failure->text));
    return code;
}

static bool check(struct vm *vm, struct arena *arena, struct state *state, const char *folder,
                  size_t i, struct vm_outcome *outcome)
{
    uint8_t hash[32];
    const struct vm_code *code = load(vm, arena, folder, i, hash);
    struct vm_environment environment = {
        .height = 1234567,
        .time_ns = 1587556800000000000,
        .chain_id = BYTES("test-secret-X"),
        .sender = BYTES("secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq"),
        .contract = BYTES("secret1qgpqyqszqgpqyqszqgpqyqszqgpqyqszpjnjmk"),
        .code_hash = hex_lower(arena, BYTES_OF(hash)),
        .has_transaction =
            answers[i].entry != VM_QUERY && vm_code_generation(code) == VM_GENERATION_V1,
        .transaction_index = 1,
        .transaction_hash =
            BYTES("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    };
    struct vm_call call = {
        code,         answers[i].entry,
        &environment, bytes_text(answers[i].message),
        gas_limit,    {state, host_read, host_write, host_remove, host_query, NULL},
    };
    return vm_run(vm, arena, &call, outcome) == NULL && outcome->gas_metered == answers[i].gas;
}

int main(int count, char **arguments)
{
    if (count != 2)
        halt("usage: known_gas FOLDER");
    static const uint8_t seed[32] = {1};
    struct crypto_secp256k1 *curve = crypto_secp256k1_new(seed);
    unsigned number = 0, failed = 0;
    for (unsigned engine = 0; engine < 2; engine++) {
        struct vm_options options = {
            .engine = engine == 0 ? VM_WASMTIME : VM_WASMI,
            .instances_max = 2,
            .codes_max = 8,
            .curve = curve,
        };
        struct vm *vm = vm_new(&options);
        struct arena *arena = arena_new(1 << 22);
        struct state state = {.arena = arena_new(4096)};
        for (size_t i = 0; i < ARRAY_COUNT(answers); i++) {
            struct vm_outcome outcome = {0};
            if (!answers[i].continues)
                state.count = 0;
            bool right = check(vm, arena, &state, arguments[1], i, &outcome);
            printf("%s %u - %s: %s %s costs %lu (seen %lu)\n", right ? "ok" : "not ok", ++number,
                   engine == 0 ? "wasmtime" : "wasmi", answers[i].file, answers[i].message,
                   answers[i].gas, outcome.gas_metered);
            failed += !right;
            arena_reset(arena);
        }
        arena_drop(state.arena);
        arena_drop(arena);
        vm_drop(vm);
    }
    crypto_secp256k1_free(curve);
    printf("1..%u\n", number);
    return failed != 0;
}
