#ifndef TESTS_SUPPORT_DESK_WORLD_H
#define TESTS_SUPPORT_DESK_WORLD_H

#include <signal.h>

#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/tx/address.h"
#include "enclave/contract/call_internal.h"
#include "enclave/contract/errors.h"
#include "tests/support/sealed_chain.h"
#include "tests/support/test.h"

/* A desk with a real machine and a small node beside it, in one process. The contract is
 * keeper.wat, or another of the enclave's vectors. */

enum { WORLD_STORE_MAX = 16, WORLD_GAS = 1000000000, WORLD_CHAIN_GAS = 1000000 };

struct world {
    struct arena *arena;
    struct crypto_secp256k1 *curve;
    struct keys_chain *keys;
    struct vm *vm;
    struct block *block;
    struct desk *desk;
    struct test_validator *validator;
    struct test_user *user;
    uint8_t io_key[32];
    struct bytes wasm;
    uint8_t code_hash[32];
    struct bytes contract;
    struct secretd_boundary_contract_key key;
    struct bytes store_keys[WORLD_STORE_MAX], store_values[WORLD_STORE_MAX];
    size_t stored;
    size_t reads; /* of the store */
    size_t codes_sent;
    /* What the chain answers; `nested` asks the contract itself first. */
    struct secretd_boundary_chain_query_reply chain_reply;
    bool nested;
    size_t asked; /* how often the chain was */
    uint32_t asked_depth;
    uint32_t asked_what; /* request_case */
    struct secretd_boundary_call_reply reply;
};

static inline status world_read(void *context, struct arena *arena, struct bytes key,
                                struct bytes fallback, struct bytes *value, bool *by_fallback)
{
    struct world *world = context;
    *value = (struct bytes){0};
    *by_fallback = false;
    world->reads++;
    for (size_t i = 0; i < world->stored; i++)
        if (bytes_equal(world->store_keys[i], key))
            *value = world->store_values[i];
    return NULL;
}

static inline status world_code(void *context, struct arena *arena, const uint8_t code_hash[32],
                                struct bytes *wasm)
{
    struct world *world = context;
    world->codes_sent++;
    *wasm = world->wasm;
    return NULL;
}

static inline struct secretd_boundary_query world_query(struct world *world, struct bytes message)
{
    return (struct secretd_boundary_query){
        .contract = world->contract,
        .code_hash = BYTES_OF(world->code_hash),
        .key = world->key,
        .message = message,
        .wasm_gas_limit = WORLD_GAS,
        .chain_gas = {.limit = WORLD_CHAIN_GAS},
        .height = 1,
        .time_ns = 1,
        .depth = 1,
    };
}

static inline status world_ask(void *context, struct arena *arena,
                               const struct secretd_boundary_chain_query *request,
                               const struct secretd_boundary_chain_query_reply **reply)
{
    struct world *world = context;
    world->asked++;
    world->asked_depth = request->depth;
    world->asked_what = request->request_case;
    if (world->nested) {
        struct secretd_boundary_query query = world_query(world, request->wasm_smart->message);
        struct secretd_boundary_call_reply answer;
        query.depth = request->depth;
        call_query(world->desk, &query, &answer);
        assert_null(answer.failure);
        world->chain_reply.outcome_case = 4;
        world->chain_reply.ok = arena_copy(arena, answer.answer->data);
    }
    *reply = &world->chain_reply;
    return NULL;
}

static inline void world_debug(void *context, struct bytes text)
{
}

/* The machine turns faults of compiled code into traps; cmocka puts its own handlers in place
 * before every test. */
static inline void world_signals(void)
{
    static const int signals[] = {SIGILL, SIGSEGV, SIGFPE, SIGBUS};
    static struct sigaction handlers[ARRAY_COUNT(signals)];
    static bool known;
    for (size_t i = 0; i < ARRAY_COUNT(signals); i++)
        sigaction(signals[i], known ? &handlers[i] : NULL, known ? NULL : &handlers[i]);
    known = true;
}

/* world_start_with takes another contract, and exceptions. */
static inline void world_start_with(struct world *world, const char *wasm,
                                    const struct exceptions *exceptions)
{
    struct keys_secret seeds[2];
    uint8_t seed[32] = {1};
    memset(seeds, 0x17, sizeof seeds);
    *world = (struct world){.arena = arena_new(1 << 16)};
    world->curve = crypto_secp256k1_new(seed);
    world->keys = keys_chain_new();
    keys_chain_load(world->keys, seeds, 2);
    keys_io_public(world->keys, world->io_key);
    const struct vm_options machine = {.engine = VM_WASMTIME,
                                       .instances_max = CALL_LEVELS,
                                       .codes_max = 16,
                                       .curve = world->curve};
    world->vm = vm_new(&machine);
    world_signals();
    const struct secretd_sealed_sealed first = {
        .chain_id = BYTES(TEST_CHAIN_ID), .state_suite = 1, .initial_height = 1};
    world->block = block_new(world->keys, &first);
    const struct desk_options options = {
        .keys = world->keys,
        .curve = world->curve,
        .sealer = sealer_find(1),
        .chain_id = BYTES(TEST_CHAIN_ID),
        .vm = world->vm,
        .block = world->block,
        .exceptions = exceptions,
        .host = {world, world_read, world_code, world_ask, world_debug},
    };
    world->desk = desk_new(&options);
    world->validator = test_validator_new(world->arena);
    world->user = test_user_new(world->arena, world->curve, 0x31);
    world->wasm = test_file(world->arena, wasm);
    crypto_sha256(world->wasm, world->code_hash);
    world->contract = test_contract_address(world->arena, 3, 5, BYTES_OF(world->user->address));
}

static inline void world_start(struct world *world)
{
    world_start_with(world, "tests/vectors/enclave/keeper.wasm", NULL);
}

static inline void world_stop(struct world *world)
{
    desk_free(world->desk);
    vm_drop(world->vm);
    block_free(world->block);
    test_user_free(world->user);
    crypto_secp256k1_free(world->curve);
    keys_chain_free(world->keys);
    arena_drop(world->arena);
}

static inline struct bytes world_encrypt(struct world *world, const char *text)
{
    return test_encrypt(world->user, BYTES_OF(world->io_key), world->code_hash, bytes_text(text));
}

/* A call with a message as it travels. */
static inline struct secretd_boundary_call world_call_with(struct world *world, int32_t kind,
                                                           struct bytes message)
{
    return (struct secretd_boundary_call){
        .kind = kind,
        .contract = world->contract,
        .sender = BYTES_OF(world->user->address),
        .code_hash = BYTES_OF(world->code_hash),
        .key = world->key,
        .message = message,
        .account_number = 7,
        .wasm_gas_limit = WORLD_GAS,
        .chain_gas = {.limit = WORLD_CHAIN_GAS, .consumed = 50},
        .code_id = 3,
        .instance_id = 5,
        .in_transaction = true,
    };
}

static inline struct secretd_boundary_call world_call(struct world *world, int32_t kind,
                                                      const char *text)
{
    return world_call_with(world, kind, world_encrypt(world, text));
}

/* Signs a call of the open message as a contract does, its sender, without coins.
 *   body  the part of the message that suite 1 signs */
static inline void world_sign(struct world *world, struct secretd_boundary_call *call,
                              struct bytes body)
{
    uint8_t *signature = arena_alloc(world->arena, 32), token[32];
    const struct suite_link link = {
        .purpose = SUITE_TO_EXECUTE, .sender = call->sender, .target = call->contract};
    keys_callback(world->keys, body, BYTES("[]"), signature);
    suite_link_token(&link, signature, token);
    block_token_made(world->block, token);
    call->callback_sig = bytes_make(signature, 32);
}

/* The contract's address as it is written. */
static inline struct bytes world_address(struct world *world)
{
    return address_text(world->arena, ADDRESS_ACCOUNT, world->contract);
}

static inline struct google_protobuf_any world_message(struct world *world,
                                                       const struct secretd_boundary_call *call)
{
    switch (call->kind) {
    case SECRETD_BOUNDARY_CALL_KIND_EXECUTE:
        return test_execute_message(world->arena, call);
    case SECRETD_BOUNDARY_CALL_KIND_MIGRATE:
        return test_migrate_message(world->arena, call);
    default:
        return test_instantiate_message(world->arena, call);
    }
}

/* Opens a block with one message. */
static inline void world_open_with(struct world *world, const struct google_protobuf_any *message)
{
    struct bytes tx = test_sign(world->user, message, 1, 7, 0);
    struct secretd_boundary_begin_block request =
        test_block(world->validator, (struct bytes_list){&tx, 1});
    ASSERT_OK(block_begin(world->block, world->arena, &request));
    assert_true(block_tx_begin(world->block, 0, 4) && block_message_begin(world->block, 0));
}

/* Opens a block with the call as its only message. */
static inline void world_open(struct world *world, const struct secretd_boundary_call *call)
{
    struct google_protobuf_any message = world_message(world, call);
    world_open_with(world, &message);
}

static inline void world_close(struct world *world)
{
    assert_true(block_tx_end(world->block, true));
    ASSERT_OK(block_end(world->block));
}

/* Keeps what the last call wrote. */
static inline void world_keep(struct world *world)
{
    struct secretd_contract_access_list list = world->reply.accesses;
    for (size_t i = 0; i < list.count; i++) {
        const struct secretd_contract_access *access = &list.items[i];
        size_t at = 0;
        while (at < world->stored && !bytes_equal(world->store_keys[at], access->key))
            at++;
        if (access->kind == SECRETD_CONTRACT_ACCESS_WRITE) {
            assert_true(at < WORLD_STORE_MAX);
            world->store_keys[at] = arena_copy(world->arena, access->key);
            world->store_values[at] = arena_copy(world->arena, access->value);
            world->stored += at == world->stored;
        }
        if (access->kind == SECRETD_CONTRACT_ACCESS_DELETE && at < world->stored)
            world->store_keys[at] = BYTES("removed");
    }
}

static inline struct bytes world_failure(const struct world *world)
{
    return world->reply.failure == NULL ? (struct bytes){0} : world->reply.failure->text;
}

/* Makes a call in the open message, keeps what it wrote, and gives the failure's text (absent:
 * none). */
static inline struct bytes world_do(struct world *world, const struct secretd_boundary_call *call)
{
    call_contract(world->desk, call, &world->reply);
    world_keep(world);
    return world_failure(world);
}

/* world_do in a block of its own. */
static inline struct bytes world_run(struct world *world, const struct secretd_boundary_call *call)
{
    world_open(world, call);
    struct bytes failure = world_do(world, call);
    world_close(world);
    return failure;
}

/* Makes the contract; its key is in world->key afterwards. */
static inline void world_instantiate(struct world *world, const char *text)
{
    struct secretd_boundary_call call =
        world_call(world, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, text);
    assert_null(world_run(world, &call).data);
    world->key.og = arena_copy(world->arena, world->reply.answer->contract_key);
}

static inline struct bytes world_execute(struct world *world, const char *text)
{
    struct secretd_boundary_call call = world_call(world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, text);
    return world_run(world, &call);
}

/* The plaintext that is stored under a name; absent: nothing is. */
static inline struct bytes world_stored(struct world *world, const char *name)
{
    const struct sealer *sealer = sealer_find(1);
    struct sealing *sealing = sealing_new(world->keys);
    struct bytes stored, value = {0};
    bool by_fallback;
    sealer->begin(sealing, world->key.og.data, (struct sealing_coordinates){0});
    struct bytes key = sealer->seal_key(sealing, world->arena, bytes_text(name));
    ASSERT_OK(world_read(world, world->arena, key, BYTES(""), &stored, &by_fallback));
    if (stored.data != NULL)
        assert_true(sealer->open_value(sealing, world->arena, key, stored, &value));
    sealing_free(sealing);
    return value;
}

#endif
