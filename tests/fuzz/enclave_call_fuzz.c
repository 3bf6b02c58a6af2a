/* The enclave beside a node that lies. The input is
 *     way (1 byte), lie (1 byte), length of the frame (2 bytes), frame, reply of the chain
 * The way is a query, a call in a block that holds its transaction, a change of the admin, or the
 * beginning of a block; from 128 on it is another contract's, which answers with what it is told.
 * In a frame, what is left out is filled in rightly, and a message is made from its first letter:
 *     E  the rest is encrypted
 *     R  the rest is the result in a reply that another contract made and signed
 *     P  the rest is the result in a plaintext reply that the contract waits for
 * so that one lie at a time gets past what comes before it. The lie is what the node does with
 * stored values. Whatever it says, each request is answered, by an answer or a failure. */
#include "common/base/halt.h"
#include "common/crypto/hash.h"
#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "common/tx/address.h"
#include "enclave/contract/call.h"
#include "enclave/contract/message_reply.h"
#include "enclave/contract/suite.h"
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
enum { HEAD_BYTES = 4, ACCOUNT_NUMBER = 7, CODE_ID = 3, INSTANCE_ID = 5, CONTRACTS = 2 };
enum { SECOND_CONTRACT = 128, REPLY_ID = 7 };

enum lie { LIE_NONE, LIE_ABSENT, LIE_FLIPPED, LIE_CUT, LIE_EMPTY, LIE_FALLBACK, LIE_LONG, LIES };

/* A contract as it was made once. */
struct contract {
    struct bytes wasm;
    uint8_t code_hash[32];
    struct bytes address;
    struct secretd_boundary_contract_key key;
    struct bytes admin_proof;
    struct bytes store_keys[STORED_MAX], store_values[STORED_MAX];
    size_t stored;
};

/* What lasts: keys, machine and contracts. */
static struct {
    struct arena *arena;
    struct crypto_secp256k1 *curve;
    struct keys_chain *keys;
    struct vm *vm;
    struct test_user *user;
    struct bytes admin; /* bech32 of the user */
    uint8_t io_key[32];
    struct keys_io *io; /* for replies, as another contract makes them */
    struct crypto_siv *siv;
    struct contract contracts[CONTRACTS];
    struct contract *it; /* the one called */
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
    for (size_t i = 0; i < world.it->stored; i++)
        if (bytes_equal(world.it->store_keys[i], key))
            *value = distort(arena, trial->lie, world.it->store_values[i]);
    return NULL;
}

static status host_code(void *context, struct arena *arena, const uint8_t code_hash[32],
                        struct bytes *wasm)
{
    *wasm = world.contracts[0].wasm;
    for (size_t i = 0; i < CONTRACTS; i++)
        if (memcmp(world.contracts[i].code_hash, code_hash, 32) == 0)
            *wasm = world.contracts[i].wasm;
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
    return test_encrypt(world.user, BYTES_OF(world.io_key), world.it->code_hash,
                        bytes_from(message, 1));
}

static struct bytes seal(struct arena *arena, struct bytes text)
{
    return message_seal_text(arena, world.siv, text);
}

/* A reply to a message of the user that led to it, `result` its outcome. */
static struct bytes reply_to(struct arena *arena, struct bytes head, bool sealed,
                             struct bytes result)
{
    struct bytes id = base64_encode(arena, arena_format(arena, "%d", REPLY_ID));
    message_key(world.io, world.siv, head.data);
    if (sealed)
        id = seal(arena, ARENA_CONCAT(arena, hex_lower(arena, BYTES_OF(world.it->code_hash)),
                                      arena_format(arena, "%d", REPLY_ID)));
    return ARENA_CONCAT(arena, bytes_slice(head, 0, MESSAGE_HEAD), BYTES("{\"id\":\""), id,
                        BYTES("\",\"result\":"), result,
                        BYTES(",\"was_orig_msg_encrypted\":true,\"is_encrypted\":"),
                        sealed ? BYTES("true}") : BYTES("false}"));
}

/* Has the open message expect this reply. */
static void expect_reply(struct arena *arena, struct secretd_boundary_call *call)
{
    const struct suite_keys keys = {.io = world.io, .siv = world.siv};
    const struct suite_origin origin = {.contract = world.it->address};
    struct message message;
    struct message_reply_input reply;
    uint8_t *signature = arena_alloc(arena, 32), token[32];
    if (call->message.len < MESSAGE_HEAD ||
        suite_resume(&keys, &origin, call->message.data, false, &message) != NULL ||
        message_reply_open(arena, call->message, world.it->code_hash, &message, &reply) != NULL)
        return;
    message_reply_token(world.keys, world.it->address, reply.id, message.head, message.encrypted,
                        token);
    block_token_made(world.block, token);
    if (!message.encrypted)
        return;
    const struct suite_link link = {.purpose = SUITE_TO_REPLY};
    keys_callback(world.keys, message.body, BYTES("[]"), signature);
    suite_link_token(&link, signature, token);
    block_token_made(world.block, token);
    if (call->callback_sig.len == 0)
        call->callback_sig = bytes_make(signature, 32);
}

static void finish_call(struct secretd_boundary_call *call)
{
    if (call->contract.len == 0)
        call->contract = world.it->address;
    if (call->sender.len == 0)
        call->sender = BYTES_OF(world.user->address);
    if (call->code_hash.len == 0)
        call->code_hash = BYTES_OF(world.it->code_hash);
    if (call->key.og.len == 0)
        call->key = world.it->key;
    call->account_number = ACCOUNT_NUMBER;
    call->wasm_gas_limit = GAS;
    call->chain_gas.limit = CHAIN_GAS;
    call->chain_gas.consumed %= CHAIN_GAS;
    call->in_transaction = true;
    if (call->admin_proof.len == 0)
        call->admin_proof = world.it->admin_proof;
    if (call->admin.len == 0)
        call->admin = world.admin;
    bool is_sealed = call->message.len > 0 && call->message.data[0] == 'R';
    if (is_sealed || (call->message.len > 0 && call->message.data[0] == 'P'))
        call->message = reply_to(world.user->arena, finish_message(BYTES("E{}")), is_sealed,
                                 bytes_from(call->message, 1));
    else
        call->message = finish_message(call->message);
}

/* Opens a block that holds one transaction with this message. */
static void open_block(struct trial *trial, const struct google_protobuf_any *message)
{
    struct bytes tx = test_sign(world.user, message, 1, ACCOUNT_NUMBER, 0);
    struct secretd_boundary_begin_block request =
        test_block(world.validator, (struct bytes_list){&tx, 1});
    ASSERT(block_begin(world.block, trial->arena, &request) == NULL);
    ASSERT(block_tx_begin(world.block, 0, 4) && block_message_begin(world.block, 0));
}

static void close_block(void)
{
    ASSERT(block_tx_end(world.block, true) && block_end(world.block) == NULL);
}

/* Makes a call in a block that holds its transaction. */
static void run_call(struct trial *trial, struct secretd_boundary_call *call,
                     struct secretd_boundary_call_reply *reply)
{
    struct google_protobuf_any message = test_execute_message(trial->arena, call);
    if (call->kind == SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE)
        message = test_instantiate_message(trial->arena, call);
    else if (call->kind == SECRETD_BOUNDARY_CALL_KIND_MIGRATE)
        message = test_migrate_message(trial->arena, call);
    open_block(trial, &message);
    if (call->kind == SECRETD_BOUNDARY_CALL_KIND_REPLY)
        expect_reply(trial->arena, call);
    call_contract(world.desk, call, reply);
    close_block();
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
        query.contract = world.it->address;
    if (query.code_hash.len == 0)
        query.code_hash = BYTES_OF(world.it->code_hash);
    if (query.key.og.len == 0)
        query.key = world.it->key;
    query.wasm_gas_limit = GAS;
    query.chain_gas.limit = CHAIN_GAS;
    query.message = finish_message(query.message);
    call_query(world.desk, &query, &reply);
    check_reply(&reply);
}

static void try_admin(struct trial *trial, struct bytes frame)
{
    struct secretd_boundary_update_admin update;
    struct secretd_boundary_call_reply reply;
    const struct message_type *type = &secretd_boundary_update_admin_type;
    if (protobuf_decode(trial->arena, type, frame, &update) != NULL)
        return;
    if (update.contract.len == 0)
        update.contract = world.it->address;
    if (update.sender.len == 0)
        update.sender = BYTES_OF(world.user->address);
    if (update.key.og.len == 0)
        update.key = world.it->key;
    if (update.admin.len == 0)
        update.admin = world.admin;
    if (update.admin_proof.len == 0)
        update.admin_proof = world.it->admin_proof;
    update.account_number = ACCOUNT_NUMBER;
    struct google_protobuf_any message = test_admin_message(trial->arena, &update);
    open_block(trial, &message);
    call_update_admin(world.desk, &update, &reply);
    close_block();
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

static void make_contract(const char *wasm)
{
    world.it->wasm = test_file(world.arena, wasm);
    crypto_sha256(world.it->wasm, world.it->code_hash);
    world.it->address =
        test_contract_address(world.arena, CODE_ID, INSTANCE_ID, BYTES_OF(world.user->address));
    struct trial trial = {.arena = arena_new(1 << 16)};
    struct secretd_boundary_call_reply reply;
    trial_start(&trial);
    struct secretd_boundary_call call = first_call();
    run_call(&trial, &call, &reply);
    ASSERT(reply.failure == NULL);
    world.it->key.og = arena_copy(world.arena, reply.answer->contract_key);
    world.it->admin_proof = arena_copy(world.arena, reply.answer->admin_proof);
    for (size_t i = 0; i < reply.accesses.count && world.it->stored < STORED_MAX; i++) {
        const struct secretd_contract_access *access = &reply.accesses.items[i];
        if (access->kind != SECRETD_CONTRACT_ACCESS_WRITE)
            continue;
        world.it->store_keys[world.it->stored] = arena_copy(world.arena, access->key);
        world.it->store_values[world.it->stored++] = arena_copy(world.arena, access->value);
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
    world.admin = address_text(world.arena, ADDRESS_ACCOUNT, BYTES_OF(world.user->address));
    world.io = keys_io_new(world.keys);
    world.siv = crypto_siv_new((const uint8_t[32]){0});
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
    static const char *const contracts[CONTRACTS] = {"tests/vectors/enclave/keeper.wasm",
                                                     "tests/vectors/enclave/parrot.wasm"};
    for (size_t i = 0; i < CONTRACTS; i++) {
        world.it = &world.contracts[i];
        make_contract(contracts[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const WAYS[])(struct trial *, struct bytes) = {try_query, try_call, try_block};
    static void (*const OTHER_WAYS[])(struct trial *, struct bytes) = {try_query, try_call,
                                                                       try_admin};
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
    bool is_second = data[0] >= SECOND_CONTRACT;
    world.it = &world.contracts[is_second];
    (is_second ? OTHER_WAYS : WAYS)[data[0] % ARRAY_COUNT(WAYS)](&trial, bytes_slice(rest, 0, len));
    trial_end(&trial);
    return 0;
}
