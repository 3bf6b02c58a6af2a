/* The enclave beside a node that lies. The input is
 *     way (1 byte), lie (1 byte), length of the frame (2 bytes), frame, reply of the chain
 * The way is a query, an execution in a block that holds its transaction, or the beginning of a block. In
 * a frame, what is left out is filled in rightly, and a message that begins with 'E' is encrypted: so
 * that one lie at a time gets past what comes before it. The lie is what the node does with stored
 * values. Whatever it says, each request is answered, by an answer or a failure. */
#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/encoding/protobuf.h"
#include "enclave/contract/call.h"
#include "tests/support/hex.h"
#include "tests/support/sealed_chain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
} world;

/* One input. */
struct trial {
    struct arena *arena;
    uint8_t lie;
    struct bytes chain_reply;
    struct block *block;
    struct test_validator *validator;
    struct desk *desk;
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
    const struct trial *trial = context;
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
    const struct trial *trial = context;
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

static void trial_start(struct trial *trial)
{
    const struct secretd_sealed_sealed first = {
        .chain_id = BYTES(TEST_CHAIN_ID), .state_suite = 1, .initial_height = 1};
    trial->block = block_new(world.keys, &first);
    trial->validator = test_validator_new(trial->arena);
    const struct desk_options options = {
        .keys = world.keys,
        .curve = world.curve,
        .sealer = sealer_find(1),
        .chain_id = BYTES(TEST_CHAIN_ID),
        .vm = world.vm,
        .block = trial->block,
        .host = {trial, host_read, host_code, host_query, host_debug},
    };
    trial->desk = desk_new(&options);
}

static void trial_end(struct trial *trial)
{
    desk_free(trial->desk);
    block_free(trial->block);
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
        test_block(trial->validator, (struct bytes_list){&tx, 1});
    ASSERT(block_begin(trial->block, trial->arena, &request) == NULL);
    ASSERT(block_tx_begin(trial->block, 0, 4) && block_message_begin(trial->block, 0));
    call_contract(trial->desk, call, reply);
    ASSERT(block_tx_end(trial->block) && block_end(trial->block) == NULL);
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
    call_query(trial->desk, &query, &reply);
    check_reply(&reply);
}

/* A block that its validators did not sign is never begun; the first one's are believed. */
static void try_block(struct trial *trial, struct bytes frame)
{
    struct secretd_boundary_begin_block begin;
    struct secretd_boundary_begin_block first =
        test_block(trial->validator, (struct bytes_list){0});
    ASSERT(block_begin(trial->block, trial->arena, &first) == NULL);
    ASSERT(block_end(trial->block) == NULL);
    if (protobuf_decode(trial->arena, &secretd_boundary_begin_block_type, frame, &begin) == NULL &&
        block_begin(trial->block, trial->arena, &begin) == NULL)
        ASSERT(begin.commit != NULL && begin.commit->signatures.count > 0);
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
    struct trial trial = {.arena = arena_new(1 << 16)};
    struct secretd_boundary_call call = first_call();
    struct secretd_boundary_call_reply reply;
    trial_start(&trial);
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
    struct arena *kept = world.user->arena;
    world.user->arena = trial.arena; /* what the user makes now lives as long as the trial */
    trial_start(&trial);
    WAYS[data[0] % ARRAY_COUNT(WAYS)](&trial, bytes_slice(rest, 0, len));
    world.user->arena = kept;
    trial_end(&trial);
    return 0;
}
