/* What calls cost in the enclave with everything around the contract: the signature of the sender,
 * the sealed message, state and answer. The node is a table of values in the same process.
 *
 *   enclave_bench CONTRACTS [wasmtime|wasmi]   microseconds of CPU, median of the blocks
 *
 * Each block holds one transaction of each sender. "New clients": every message comes from a client
 * key that the enclave has not seen; "known": from the sender's own. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/crypto/x25519.h"
#include "common/tx/address.h"
#include "enclave/contract/call_internal.h"
#include "tests/support/sealed_chain.h"
#include "tests/support/test.h"

enum { SENDERS = 100, BLOCKS = 9, PLACES = 1 << 16, GAS = 1000000000, CODE_ID = 3 };

struct stored {
    struct bytes key, value;
};

struct bench {
    const char *folder;
    bool compiles;
    struct arena *arena; /* as long as the program */
    struct crypto_secp256k1 *curve;
    struct keys_chain *keys;
    uint8_t io_key[32];
    struct vm *vm, *restarted;
    struct block *block;
    struct desk *desk;
    struct test_validator *validator;
    struct test_user *users[SENDERS];
    /* The contract in use. */
    struct bytes wasm;
    uint8_t code_hash[32];
    struct bytes contract;
    struct secretd_boundary_contract_key key;
    struct stored *store; /* PLACES of them, by the hash of the key */
};

static void row(const char *name, const char *what, double us)
{
    printf("%-20s %-34s %9.1f us\n", name, what, us);
}

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e6 + (double)at.tv_nsec / 1e3;
}

/* ---- the node ---- */

static struct stored *place_of(struct bench *bench, struct bytes key)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ key.data[i]) * 0x100000001b3;
    for (size_t at = hash % PLACES;; at = (at + 1) % PLACES)
        if (bench->store[at].key.data == NULL || bytes_equal(bench->store[at].key, key))
            return &bench->store[at];
}

static status node_read(void *context, struct arena *arena, struct bytes key, struct bytes fallback,
                        struct bytes *value, bool *by_fallback)
{
    *value = place_of(context, key)->value;
    *by_fallback = false;
    return NULL;
}

static status node_code(void *context, struct arena *arena, const uint8_t code_hash[32],
                        struct bytes *wasm)
{
    *wasm = ((struct bench *)context)->wasm;
    return NULL;
}

static status node_query(void *context, struct arena *arena,
                         const struct secretd_boundary_chain_query *request,
                         const struct secretd_boundary_chain_query_reply **reply)
{
    halt("no contract here asks the chain");
}

static void node_debug(void *context, struct bytes text)
{
}

static void apply(struct bench *bench, const struct secretd_contract_access_list *accesses)
{
    for (size_t i = 0; i < accesses->count; i++) {
        const struct secretd_contract_access *access = &accesses->items[i];
        if (access->kind == SECRETD_CONTRACT_ACCESS_READ)
            continue;
        struct stored *place = place_of(bench, access->key);
        if (place->key.data == NULL)
            place->key = arena_copy(bench->arena, access->key);
        place->value = (struct bytes){0};
        if (access->kind == SECRETD_CONTRACT_ACCESS_WRITE)
            place->value = arena_copy(bench->arena, access->value);
    }
}

/* ---- set-up ---- */

static struct bench *bench_new(const char *folder, enum vm_engine engine)
{
    static const uint8_t seed[32] = {1};
    struct keys_secret seeds[2];
    struct arena *arena = arena_new(1 << 20);
    struct bench *bench = ARENA_NEW(arena, struct bench);
    memset(seeds, 0x17, sizeof seeds);
    *bench = (struct bench){.folder = folder, .arena = arena};
    bench->store = calloc(PLACES, sizeof *bench->store);
    bench->curve = crypto_secp256k1_new(seed);
    bench->keys = keys_chain_new();
    keys_chain_load(bench->keys, seeds, 2);
    keys_io_public(bench->keys, bench->io_key);
    const struct vm_options machine = {
        .engine = engine,
        .instances_max = CALL_LEVELS,
        .codes_max = 16,
        .curve = bench->curve,
        .compiles_later = true,
    };
    bench->vm = vm_new(&machine);
    bench->restarted = vm_new(&machine);
    const struct secretd_sealed_sealed first = {
        .chain_id = BYTES(TEST_CHAIN_ID), .state_suite = 1, .initial_height = 1};
    bench->block = block_new(bench->keys, &first);
    const struct desk_options options = {
        .keys = bench->keys,
        .curve = bench->curve,
        .sealer = sealer_find(1),
        .chain_id = BYTES(TEST_CHAIN_ID),
        .vm = bench->vm,
        .block = bench->block,
        .host = {bench, node_read, node_code, node_query, node_debug},
    };
    bench->desk = desk_new(&options);
    bench->validator = test_validator_new(arena);
    for (unsigned i = 0; i < SENDERS; i++)
        bench->users[i] = test_user_new(arena, bench->curve, (uint8_t)(i + 1));
    return bench;
}

static struct secretd_boundary_call call_of(struct bench *bench, struct test_user *user,
                                            int32_t kind, struct bytes text)
{
    return (struct secretd_boundary_call){
        .kind = kind,
        .contract = bench->contract,
        .sender = BYTES_OF(user->address),
        .code_hash = BYTES_OF(bench->code_hash),
        .key = bench->key,
        .message = test_encrypt(user, BYTES_OF(bench->io_key), bench->code_hash, text),
        .account_number = 7,
        .wasm_gas_limit = GAS,
        .chain_gas = {.limit = GAS},
        .code_id = CODE_ID,
        .instance_id = 1,
        .in_transaction = true,
    };
}

/* A block of these calls, each a transaction of its own; gives the CPU time of one call, without
 * that of the block. */
static double run_block(struct bench *bench, const struct secretd_boundary_call *calls,
                        size_t count, struct secretd_boundary_call_reply *reply)
{
    struct bytes txs[SENDERS];
    for (size_t i = 0; i < count; i++) {
        struct google_protobuf_any message =
            calls[i].kind == SECRETD_BOUNDARY_CALL_KIND_EXECUTE
                ? test_execute_message(bench->arena, &calls[i])
                : test_instantiate_message(bench->arena, &calls[i]);
        txs[i] = test_sign(bench->users[i], &message, 1, 7, 0);
    }
    struct secretd_boundary_begin_block request =
        test_block(bench->validator, (struct bytes_list){txs, count});
    status failure = block_begin(bench->block, bench->arena, &request);
    double spent = 0;
    for (size_t i = 0; i < count && failure == NULL; i++) {
        ASSERT(block_tx_begin(bench->block, (uint32_t)i, (uint32_t)i));
        ASSERT(block_message_begin(bench->block, 0));
        double start = now();
        call_contract(bench->desk, &calls[i], reply);
        spent += now() - start;
        if (reply->failure != NULL || reply->answer->failed)
            halt("a call failed: %.*s", BYTES_ARG(reply->failure->text));
        apply(bench, &reply->accesses);
        ASSERT(block_tx_end(bench->block, true));
    }
    ASSERT(failure == NULL && block_end(bench->block) == NULL);
    return spent / (double)count;
}

/* Loading without a call: for the interpreter, compiling, and from what was compiled. */
static void measure_load(struct bench *bench, const char *name)
{
    const struct vm_code *code;
    uint8_t hash[32];
    struct bytes native;
    struct arena *arena = arena_new(1 << 20);
    double start = now();
    ASSERT(vm_load(bench->vm, bench->code_hash, bench->wasm, &code) == NULL);
    row(name, "load, first use", now() - start);
    if (!bench->compiles)
        return;
    start = now();
    vm_work(bench->vm);
    row(name, "compile", now() - start);
    ASSERT(vm_native_take(bench->vm, arena, hash, &native));
    start = now();
    ASSERT(vm_restore(bench->restarted, hash, native) != NULL);
    row(name, "load, compiled before a restart", now() - start);
    arena_drop(arena);
}

static void start_contract(struct bench *bench, const char *name, struct bytes text)
{
    struct arena *arena = bench->arena;
    memset(bench->store, 0, PLACES * sizeof *bench->store);
    bench->key = (struct secretd_boundary_contract_key){0};
    bench->wasm =
        test_file(arena, arena_text(arena, arena_format(arena, "%s/%s.wasm", bench->folder, name)));
    crypto_sha256(bench->wasm, bench->code_hash);
    bench->contract = test_contract_address(arena, CODE_ID, 1, BYTES_OF(bench->users[0]->address));
    measure_load(bench, name);
    struct secretd_boundary_call call =
        call_of(bench, bench->users[0], SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, text);
    struct secretd_boundary_call_reply reply;
    run_block(bench, &call, 1, &reply);
    bench->key.og = arena_copy(arena, reply.answer->contract_key);
}

/* ---- figures ---- */

static int by_size(const void *left, const void *right)
{
    double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

static double median(double *numbers, size_t count)
{
    qsort(numbers, count, sizeof *numbers, by_size);
    return numbers[count / 2];
}

static void measure(struct bench *bench, const char *name, const char *what, const char *text,
                    bool new_clients)
{
    static uint8_t fresh;
    double times[BLOCKS];
    struct secretd_boundary_call_reply reply;
    for (unsigned round = 0; round < BLOCKS; round++) {
        struct secretd_boundary_call calls[SENDERS];
        fresh++;
        for (unsigned i = 0; i < SENDERS; i++) {
            struct test_user user = *bench->users[i];
            if (new_clients) {
                user.io_private[1] = fresh;
                struct crypto_x25519 *io = crypto_x25519_new(user.io_private);
                crypto_x25519_pubkey(io, user.io_public);
                crypto_x25519_free(io);
            }
            calls[i] = call_of(bench, &user, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, bytes_text(text));
            calls[i].sender = BYTES_OF(bench->users[i]->address);
            bench->users[i]->nonce[0] = user.nonce[0];
        }
        times[round] = run_block(bench, calls, SENDERS, &reply);
    }
    row(name, what, median(times, BLOCKS));
}

static void measure_query(struct bench *bench, const char *name, struct bytes text)
{
    double times[BLOCKS];
    for (unsigned round = 0; round < BLOCKS; round++) {
        times[round] = 0;
        for (unsigned i = 0; i < SENDERS; i++) {
            struct test_user *user = bench->users[i];
            const struct secretd_boundary_query query = {
                .contract = bench->contract,
                .code_hash = BYTES_OF(bench->code_hash),
                .key = bench->key,
                .message = test_encrypt(user, BYTES_OF(bench->io_key), bench->code_hash, text),
                .wasm_gas_limit = GAS,
                .chain_gas = {.limit = GAS},
                .height = 1,
                .time_ns = 1,
                .depth = 1,
            };
            struct secretd_boundary_call_reply reply;
            double start = now();
            call_query(bench->desk, &query, &reply);
            times[round] += (now() - start) / SENDERS;
            if (reply.failure != NULL || reply.answer->failed)
                halt("a query failed");
        }
    }
    row(name, "query", median(times, BLOCKS));
}

static struct bytes token_start(struct bench *bench)
{
    struct writer out = writer_new(bench->arena, 1 << 14);
    writer_text(&out, "{\"name\":\"Silver\",\"symbol\":\"SLV\",\"decimals\":6,\"config\":"
                      "{\"public_total_supply\":true},\"initial_balances\":[");
    for (unsigned i = 0; i < SENDERS; i++)
        writer_format(&out, "%s{\"address\":\"%.*s\",\"amount\":\"1000000\"}", i == 0 ? "" : ",",
                      BYTES_ARG(address_text(bench->arena, ADDRESS_ACCOUNT,
                                             BYTES_OF(bench->users[i]->address))));
    writer_text(&out, "]}");
    return writer_done(&out);
}

/* Contracts of every kind: v1, v0.10, C, and a token. SENDER is the first sender. */
static const struct {
    const char *name, *start, *execute, *query;
} CONTRACTS[] = {
    {"counter", "{\"count\":17}", "{\"increment\":{}}", "{\"get_count\":{}}"},
    {"counter-v010", "{\"count\":17}", "{\"increment\":{}}", "{\"get_count\":{}}"},
    {"conformance-vanilla", "{\"count\":17}", "{\"increment\":{}}", "{\"get_count\":{}}"},
    {"piggy-bank", "{}", "{\"set_viewing_key\":{\"key\":\"a key of sixteen or more bytes\"}}",
     "{\"balance\":{\"address\":\"SENDER\",\"key\":\"a key of sixteen or more bytes\"}}"},
    {"token", NULL,
     "{\"transfer\":{\"recipient\":\"secret1qgpqyqszqgpqyqszqgpqyqszqgpqyqszpjnjmk\","
     "\"amount\":\"5\"}}",
     "{\"token_info\":{}}"},
};

static struct bytes replace_sender(struct bench *bench, const char *text)
{
    struct bytes whole = bytes_text(text);
    size_t at = 0;
    while (at < whole.len && !bytes_starts_with(bytes_from(whole, at), BYTES("SENDER")))
        at++;
    if (at == whole.len)
        return whole;
    struct bytes sender =
        address_text(bench->arena, ADDRESS_ACCOUNT, BYTES_OF(bench->users[0]->address));
    return ARENA_CONCAT(bench->arena, bytes_slice(whole, 0, at), sender, bytes_from(whole, at + 6));
}

int main(int count, char **arguments)
{
    if (count < 2)
        halt("usage: enclave_bench CONTRACTS [wasmtime|wasmi]");
    bool wasmi = count > 2 && strcmp(arguments[2], "wasmi") == 0;
    struct bench *bench = bench_new(arguments[1], wasmi ? VM_WASMI : VM_WASMTIME);
    bench->compiles = !wasmi;
    printf("%s: microseconds of CPU, %u senders\n", wasmi ? "wasmi" : "wasmtime, with wasmi first",
           SENDERS);
    for (size_t i = 0; i < ARRAY_COUNT(CONTRACTS); i++) {
        const char *name = CONTRACTS[i].name;
        start_contract(bench, name,
                       CONTRACTS[i].start == NULL ? token_start(bench)
                                                  : bytes_text(CONTRACTS[i].start));
        measure(bench, name, "execute, new clients", CONTRACTS[i].execute, true);
        measure(bench, name, "execute, known clients", CONTRACTS[i].execute, false);
        struct bytes text = replace_sender(bench, CONTRACTS[i].query);
        measure_query(bench, name, text);
    }
    return 0;
}
