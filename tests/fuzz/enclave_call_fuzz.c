/* The enclave beside a node that lies. The input is
 *     way (1 byte), lie (1 byte), length of the frame (2 bytes), frame, reply of the chain
 * The way is a query, an execution in a block that holds its transaction, or the beginning of a
 * block. In a frame, what is left out is filled in rightly, and a message that begins with 'E' is
 * encrypted: so that one lie at a time gets past what comes before it. The lie is what the node
 * does with stored values. Whatever it says, each request is answered, by an answer or a failure.
 */
#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/encoding/protobuf.h"
#include "enclave/contract/call.h"
#include "tests/support/hex.h"
#include "tests/support/sealed_chain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Pointers in locked memory are out of the leak checker's sight. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

enum { GAS = 1000000000, CHAIN_GAS = 1000000, LEVELS = CALL_QUERY_DEPTH_MAX + 1, STORED_MAX = 4 };
enum { HEAD_BYTES = 4, ACCOUNT_NUMBER = 7, CODE_ID = 3, INSTANCE_ID = 5 };

enum lie { LIE_NONE, LIE_ABSENT, LIE_FLIPPED, LIE_CUT, LIE_EMPTY, LIE_FALLBACK, LIE_LONG, LIES };

/* What lasts: keys, machine and the contract as it was made once. */
static struct {
    struct arena *arena;
    struct crypto_secp256k1 *curve;
    struct keys_chain *keys;
    struct vm *vm;
    struct test_user *user;
    struct bytes wasm;
    uint8_t code_hash[32];
    uint8_t io_key[32];
    struct bytes contract;
    struct secretd_boundary_contract_key key;
    struct bytes store_keys[STORED_MAX], store_values[STORED_MAX];
    size_t stored;
    /* One chain for all inputs: a desk maps more memory than can be had anew for each. */
    struct block *block;
    struct desk *desk;
    struct test_validator *validator;
    uint8_t last_hash[32];
    const struct trial *trial; /* the running one */
} world;

/* One input. */
struct trial {
    struct arena *arena;
    uint8_t lie;
    struct bytes chain_reply;
};

static struct bytes distort(struct arena *arena, uint8_t lie, struct bytes value)
{
    uint8_t *copy = arena_alloc(arena, value.len + 64);
    memset(copy, 0x55, value.len + 64);
    memcpy(copy, value.data, value.len);
    switch ((enum lie)(lie % LIES)) {
    case LIE_ABSENT:
        return (struct bytes){0};
    case LIE_FLIPPED:
        copy[(lie / LIES) % value.len] ^= 1;
        break;
    case LIE_CUT:
        return bytes_make(copy, (lie / LIES) % value.len);
    case LIE_EMPTY:
        return BYTES("");
    case LIE_LONG:
        return bytes_make(copy, value.len + 64);
    default:
        break;
    }
    return bytes_make(copy, value.len);
}

static status host_read(void *context, struct arena *arena, struct bytes key, struct bytes fallback,
                        struct bytes *value, bool *by_fallback)
{
    const struct trial *trial = world.trial;
    *value = (struct bytes){0};
    *by_fallback = trial->lie % LIES == LIE_FALLBACK;
    for (size_t i = 0; i < world.stored; i++)
        if (bytes_equal(world.store_keys[i], key))
            *value = distort(arena, trial->lie, world.store_values[i]);
    return NULL;
}

static status host_code(void *context, struct arena *arena, const uint8_t code_hash[32],
                        struct bytes *wasm)
{
    *wasm = world.wasm;
    return NULL;
}

static status host_query(void *context, struct arena *arena,
                         const struct secretd_boundary_chain_query *request,
                         const struct secretd_boundary_chain_query_reply **reply)
{
    const struct trial *trial = world.trial;
    struct secretd_boundary_chain_query_reply *made =
        ARENA_NEW(arena, struct secretd_boundary_chain_query_reply);
    if (protobuf_decode(arena, &secretd_boundary_chain_query_reply_type, trial->chain_reply,
                        made) != NULL)
        *made = (struct secretd_boundary_chain_query_reply){.outcome_case = 4, .ok = BYTES("{}")};
    *reply = made;
    return NULL;
}

static void host_debug(void *context, struct bytes text)
{
}

/* What is made during a trial dies with it, but the hash of the last block. */
static void trial_start(struct trial *trial)
{
    world.trial = trial;
    world.validator->arena = trial->arena;
    world.user->arena = trial->arena;
    memset(world.user->nonce, 0, sizeof world.user->nonce);
}

static void trial_end(struct trial *trial)
{
    struct tendermint_types_block_id *last = &world.validator->last_id;
    if (last->hash.len != 0) {
        memcpy(world.last_hash, last->hash.data, sizeof world.last_hash);
        last->hash = last->part_set_header.hash = BYTES_OF(world.last_hash);
    }
    arena_drop(trial->arena);
}

static struct bytes finish_message(struct bytes message)
{
    if (message.len == 0 || message.data[0] != 'E')
        return message;
    return test_encrypt(world.user, BYTES_OF(world.io_key), world.code_hash,
                        bytes_from(message, 1));
}

static void finish_call(struct secretd_boundary_call *call)
{
    if (call->contract.len == 0)
        call->contract = world.contract;
    if (call->sender.len == 0)
        call->sender = BYTES_OF(world.user->address);
    if (call->code_hash.len == 0)
        call->code_hash = BYTES_OF(world.code_hash);
    if (call->key.og.len == 0)
        call->key = world.key;
    call->account_number = ACCOUNT_NUMBER;
    call->wasm_gas_limit = GAS;
    call->chain_gas.limit = CHAIN_GAS;
    call->chain_gas.consumed %= CHAIN_GAS;
    call->in_transaction = true;
    call->message = finish_message(call->message);
}

/* Opens a block that holds the call's transaction, and makes the call. */
static void run_call(struct trial *trial, const struct secretd_boundary_call *call,
                     struct secretd_boundary_call_reply *reply)
{
    struct google_protobuf_any message = call->kind == SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE
                                             ? test_instantiate_message(trial->arena, call)
                                             : test_execute_message(trial->arena, call);
    struct bytes tx = test_sign(world.user, &message, 1, ACCOUNT_NUMBER, 0);
    struct secretd_boundary_begin_block request =
        test_block(world.validator, (struct bytes_list){&tx, 1});
    ASSERT(block_begin(world.block, trial->arena, &request) == NULL);
    ASSERT(block_tx_begin(world.block, 0, 4) && block_message_begin(world.block, 0));
    call_contract(world.desk, call, reply);
    ASSERT(block_tx_end(world.block) && block_end(world.block) == NULL);
}

static void check_reply(const struct secretd_boundary_call_reply *reply)
{
    ASSERT((reply->outcome_case == 4) == (reply->answer != NULL && reply->failure == NULL));
    ASSERT((reply->outcome_case == 5) == (reply->failure != NULL && reply->answer == NULL));
    ASSERT(reply->outcome_case == 4 || reply->outcome_case == 5);
}

static void try_call(struct trial *trial, struct bytes frame)
{
    struct secretd_boundary_call call;
    struct secretd_boundary_call_reply reply;
    if (protobuf_decode(trial->arena, &secretd_boundary_call_type, frame, &call) != NULL)
        return;
    finish_call(&call);
    run_call(trial, &call, &reply);
    check_reply(&reply);
}

static void try_query(struct trial *trial, struct bytes frame)
{
    struct secretd_boundary_query query;
    struct secretd_boundary_call_reply reply;
    if (protobuf_decode(trial->arena, &secretd_boundary_query_type, frame, &query) != NULL)
        return;
    if (query.contract.len == 0)
        query.contract = world.contract;
    if (query.code_hash.len == 0)
        query.code_hash = BYTES_OF(world.code_hash);
    if (query.key.og.len == 0)
        query.key = world.key;
    query.wasm_gas_limit = GAS;
    query.chain_gas.limit = CHAIN_GAS;
    query.message = finish_message(query.message);
    call_query(world.desk, &query, &reply);
    check_reply(&reply);
}

/* A block that its validators did not sign is never begun. */
static void try_block(struct trial *trial, struct bytes frame)
{
    struct secretd_boundary_begin_block begin;
    if (protobuf_decode(trial->arena, &secretd_boundary_begin_block_type, frame, &begin) == NULL)
        ASSERT(block_begin(world.block, trial->arena, &begin) != NULL);
}

static struct secretd_boundary_call first_call(void)
{
    struct secretd_boundary_call call = {
        .kind = SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE,
        .code_id = CODE_ID,
        .instance_id = INSTANCE_ID,
        .message = BYTES("E{}"),
    };
    finish_call(&call);
    return call;
}

static void make_contract(void)
{
    struct trial trial = {.arena = arena_new(1 << 16)};
    struct secretd_boundary_call_reply reply;
    trial_start(&trial);
    struct secretd_boundary_call call = first_call();
    run_call(&trial, &call, &reply);
    ASSERT(reply.failure == NULL);
    world.key.og = arena_copy(world.arena, reply.answer->contract_key);
    for (size_t i = 0; i < reply.accesses.count && world.stored < STORED_MAX; i++) {
        const struct secretd_contract_access *access = &reply.accesses.items[i];
        if (access->kind != SECRETD_CONTRACT_ACCESS_WRITE)
            continue;
        world.store_keys[world.stored] = arena_copy(world.arena, access->key);
        world.store_values[world.stored++] = arena_copy(world.arena, access->value);
    }
    trial_end(&trial);
}

static void world_start(void)
{
    struct keys_secret seeds[2];
    memset(seeds, 0x17, sizeof seeds);
    world.arena = arena_new(1 << 16);
    world.curve = crypto_secp256k1_new((const uint8_t[32]){1});
    world.keys = keys_chain_new();
    keys_chain_load(world.keys, seeds, 2);
    keys_io_public(world.keys, world.io_key);
    const struct vm_options machine = {
        .engine = VM_WASMI, .instances_max = LEVELS, .codes_max = 16, .curve = world.curve};
    world.vm = vm_new(&machine);
    world.user = test_user_new(world.arena, world.curve, 0x31);
    world.wasm = test_file(world.arena, "tests/vectors/enclave/keeper.wasm");
    crypto_sha256(world.wasm, world.code_hash);
    world.contract =
        test_contract_address(world.arena, CODE_ID, INSTANCE_ID, BYTES_OF(world.user->address));
    const struct secretd_sealed_sealed first = {
        .chain_id = BYTES(TEST_CHAIN_ID), .state_suite = 1, .initial_height = 1};
    world.block = block_new(world.keys, &first);
    world.validator = test_validator_new(world.arena);
    const struct desk_options options = {
        .keys = world.keys,
        .curve = world.curve,
        .sealer = sealer_find(1),
        .chain_id = BYTES(TEST_CHAIN_ID),
        .vm = world.vm,
        .block = world.block,
        .host = {NULL, host_read, host_code, host_query, host_debug},
    };
    world.desk = desk_new(&options);
    make_contract();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const WAYS[])(struct trial *, struct bytes) = {try_query, try_call, try_block};
    if (world.arena == NULL)
        world_start();
    if (size < HEAD_BYTES)
        return 0;
    struct bytes rest = bytes_make(data + HEAD_BYTES, size - HEAD_BYTES);
    size_t len = (size_t)data[2] << 8 | data[3];
    len = len < rest.len ? len : rest.len;
    struct trial trial = {
        .arena = arena_new(1 << 16), .lie = data[1], .chain_reply = bytes_from(rest, len)};
    trial_start(&trial);
    WAYS[data[0] % ARRAY_COUNT(WAYS)](&trial, bytes_slice(rest, 0, len));
    trial_end(&trial);
    return 0;
}
