#include "node/enclave_link/enclave_link.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/base/halt.h"
#include "common/boundary/sandbox.h"
#include "common/crypto/hash.h"
#include "tests/support/sealed_chain.h"
#include "tests/support/test.h"

/* Drives the real secretd-enclave process over its streams, as the node does. */

enum { KEYS_MAX = 64, WORDS_GAS = 1000000000 };

/* The node's side in small: a store, one module, and everything that ever crossed the boundary
 * outwards. */
struct world {
    struct arena *arena;
    struct enclave_link *link;
    struct crypto_secp256k1 *curve;
    struct test_validator *validator;
    struct test_user *user;
    struct secretd_boundary_keys_reply keys;
    struct bytes wasm;
    uint8_t code_hash[32];
    struct bytes store_keys[KEYS_MAX], store_values[KEYS_MAX];
    size_t stored;
    size_t reads;
    struct writer seen;
};

static const struct secretd_boundary_network NETWORK = {
    .chain_id = BYTES_INIT(TEST_CHAIN_ID),
    .state_suite = 1,
    .simulation_accepted = true,
    .initial_height = 1,
};

static char *program_path(struct arena *arena)
{
    char self[4096];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    ASSERT(len > 0);
    self[len] = '\0';
    char *tests = strstr(self, "/tests/");
    ASSERT(tests != NULL);
    *tests = '\0';
    return arena_text(arena, arena_format(arena, "%s/bin/secretd-enclave", self));
}

static struct enclave_link *start(struct arena *arena)
{
    const struct enclave_options options = {.program = program_path(arena),
                                            .engine = "wasmtime",
                                            .sandbox = "best-effort",
                                            .query_sessions = 2};
    struct enclave_link *link;
    ASSERT_OK(enclave_start(arena, &options, &link));
    return link;
}

static void world_start(struct world *world)
{
    *world = (struct world){.arena = arena_new(1 << 16)};
    uint8_t seed[32] = {4};
    world->curve = crypto_secp256k1_new(seed);
    world->link = start(world->arena);
    world->validator = test_validator_new(world->arena);
    world->user = test_user_new(world->arena, world->curve, 0x21);
    world->wasm = test_file(world->arena, "tests/vectors/enclave/keeper.wasm");
    crypto_sha256(world->wasm, world->code_hash);
    world->seen = writer_new(world->arena, 4096);
    enclave_bootstrap(world->link, world->arena, &NETWORK, &world->keys);
    assert_null(world->keys.failure);
}

static void world_stop(struct world *world)
{
    enclave_stop(world->link);
    test_user_free(world->user);
    crypto_secp256k1_free(world->curve);
    arena_drop(world->arena);
}

static size_t store_find(const struct world *world, struct bytes key)
{
    size_t at = 0;
    while (at < world->stored && !bytes_equal(world->store_keys[at], key))
        at++;
    return at;
}

static void host_read(void *context, struct arena *arena, struct bytes key, struct bytes *value)
{
    struct world *world = context;
    size_t at = store_find(world, key);
    world->reads++;
    writer_bytes(&world->seen, key);
    if (at < world->stored)
        *value = world->store_values[at];
}

static void host_code(void *context, struct arena *arena, struct bytes code_hash,
                      struct bytes *wasm)
{
    struct world *world = context;
    if (bytes_equal(code_hash, BYTES_OF(world->code_hash)))
        *wasm = world->wasm;
}

static void host_query(void *context, struct arena *arena,
                       const struct secretd_boundary_chain_query *request,
                       struct secretd_boundary_chain_query_reply *reply)
{
    reply->outcome_case = 6;
    reply->system_error = BYTES("{\"unknown\":{}}");
}

static struct enclave_host host_of(struct world *world)
{
    return (struct enclave_host){world, host_read, host_code, host_query};
}

/* Applies a reply as compute does and gives the gas that its accesses cost. */
static uint64_t apply(struct world *world, const struct secretd_boundary_call_reply *reply)
{
    uint64_t gas = 0;
    for (size_t i = 0; i < reply->accesses.count; i++) {
        const struct secretd_contract_access *access = &reply->accesses.items[i];
        size_t at = store_find(world, access->key);
        writer_bytes(&world->seen, access->key);
        writer_bytes(&world->seen, access->value);
        if (access->kind == SECRETD_CONTRACT_ACCESS_READ)
            gas += 100 + 21 + access->key.len + access->value_bytes;
        if (access->kind == SECRETD_CONTRACT_ACCESS_DELETE) {
            gas += 100;
            if (at < world->stored)
                world->store_keys[at] = BYTES("removed");
        }
        if (access->kind != SECRETD_CONTRACT_ACCESS_WRITE)
            continue;
        gas += 200 + 5 * (21 + access->key.len + access->value.len);
        assert_true(at < KEYS_MAX);
        world->store_keys[at] = access->key;
        world->store_values[at] = access->value;
        world->stored += at == world->stored;
    }
    return gas;
}

static void begin_block(struct world *world, struct bytes_list txs)
{
    struct secretd_boundary_begin_block block = test_block(world->validator, txs);
    struct secretd_boundary_block_reply reply;
    enclave_block_begin(enclave_executor(world->link), world->arena, &block, &reply);
    assert_null(reply.failure);
}

static struct bytes end_block(struct world *world)
{
    struct secretd_boundary_block_reply reply;
    enclave_block_end(enclave_executor(world->link), world->arena, &reply);
    assert_null(reply.failure);
    return reply.sealed;
}

static struct secretd_boundary_call new_call(struct world *world, int32_t kind, const char *text)
{
    struct secretd_boundary_call call = {
        .kind = kind,
        .sender = BYTES_OF(world->user->address),
        .code_hash = BYTES_OF(world->code_hash),
        .message = test_encrypt(world->user, world->keys.io_public_key, world->code_hash,
                                bytes_text(text)),
        .account_number = 7,
        .wasm_gas_limit = WORDS_GAS,
        .chain_gas = {.limit = 1000000, .consumed = 1000},
        .code_id = 3,
        .instance_id = 5,
        .in_transaction = true,
    };
    call.contract = test_contract_address(world->arena, 3, 5, call.sender);
    return call;
}

/* Runs the call as the only message of the only transaction of a new block. */
static void run_alone(struct world *world, const struct secretd_boundary_call *call,
                      struct secretd_boundary_call_reply *reply)
{
    struct google_protobuf_any message = call->kind == SECRETD_BOUNDARY_CALL_KIND_EXECUTE
                                             ? test_execute_message(world->arena, call)
                                             : test_instantiate_message(world->arena, call);
    struct bytes tx = test_sign(world->user, &message, 1, 7, 0);
    begin_block(world, (struct bytes_list){&tx, 1});
    struct enclave_session *executor = enclave_executor(world->link);
    struct enclave_host host = host_of(world);
    enclave_tx_begin(executor, 0, 0);
    enclave_message_begin(executor, 0);
    enclave_call(executor, world->arena, call, &host, reply);
    enclave_tx_commit(executor);
    end_block(world);
}

static struct secretd_boundary_contract_key instantiate(struct world *world, const char *text)
{
    struct secretd_boundary_call call =
        new_call(world, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, text);
    struct secretd_boundary_call_reply reply;
    run_alone(world, &call, &reply);
    assert_null(reply.failure);
    assert_int_equal(apply(world, &reply), reply.chain_gas_consumed - 1000);
    assert_int_equal(reply.answer->attributes.count, 1);
    ASSERT_TEXT(test_decrypt_text(world->user, reply.answer->attributes.items[0].value),
                "sealed-word");
    return (struct secretd_boundary_contract_key){.og = reply.answer->contract_key};
}

static void a_contract_keeps_and_uses_its_secret(void **state)
{
    struct world world;
    world_start(&world);
    assert_true(enclave_describe(world.link)->simulation);
    struct secretd_boundary_contract_key key = instantiate(&world, "{\"keep\":\"PLANTED-SECRET\"}");
    assert_int_equal(key.og.len, 64);
    assert_int_equal(world.stored, 1);

    struct secretd_boundary_call call =
        new_call(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, "{\"copy\":\"PLANTED-SECRET\"}");
    struct secretd_boundary_call_reply reply;
    call.key = key;
    run_alone(&world, &call, &reply);
    assert_null(reply.failure);
    assert_int_equal(apply(&world, &reply), reply.chain_gas_consumed - 1000);
    assert_int_equal(world.stored, 2);
    ASSERT_TEXT(reply.answer->attributes.items[0].value, "plain-word");
    ASSERT_TEXT(test_decrypt(world.user, reply.answer->data), "c2VjcmV0");
    assert_null(memmem(world.seen.data, world.seen.len, "PLANTED", 7));
    world_stop(&world);
}

static void a_contract_error_is_sealed(void **state)
{
    struct world world;
    world_start(&world);
    struct secretd_boundary_contract_key key = instantiate(&world, "{}");
    world.stored = 0; /* the note is gone */
    struct secretd_boundary_call call =
        new_call(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, "{\"copy\":{}}");
    struct secretd_boundary_call_reply reply;
    call.key = key;
    run_alone(&world, &call, &reply);
    assert_null(reply.failure);
    assert_true(reply.answer->failed);
    struct bytes text = reply.answer->error;
    assert_true(bytes_starts_with(text, BYTES("encrypted: ")));
    ASSERT_TEXT(test_decrypt_text(world.user, bytes_from(text, 11)), "not found: secret");
    world_stop(&world);
}

static void queries_run_beside_blocks(void **state)
{
    struct world world;
    world_start(&world);
    struct secretd_boundary_contract_key key = instantiate(&world, "{}");
    begin_block(&world, (struct bytes_list){0});
    struct enclave_session *session = enclave_query_take(world.link);
    struct enclave_host host = host_of(&world);
    struct secretd_boundary_query query = {
        .contract = test_contract_address(world.arena, 3, 5, BYTES_OF(world.user->address)),
        .code_hash = BYTES_OF(world.code_hash),
        .key = key,
        .message = test_encrypt(world.user, world.keys.io_public_key, world.code_hash, BYTES("{}")),
        .wasm_gas_limit = WORDS_GAS,
        .chain_gas = {.limit = 1000000},
        .height = 1,
        .depth = 1,
    };
    struct secretd_boundary_call_reply reply;
    enclave_query(session, world.arena, &query, &host, &reply);
    assert_null(reply.failure);
    ASSERT_TEXT(test_decrypt(world.user, reply.answer->data), "eyJhIjoxfQ==");
    query.key.og = arena_copy(world.arena, key.og);
    ((uint8_t *)query.key.og.data)[40] ^= 1;
    enclave_query(session, world.arena, &query, &host, &reply);
    ASSERT_TEXT(reply.failure->text, "failed to authenticate secret contract");
    enclave_query_give(world.link, session);
    end_block(&world);
    world_stop(&world);
}

static void calls_outside_of_a_block_are_refused(void **state)
{
    struct world world;
    world_start(&world);
    struct secretd_boundary_call call =
        new_call(&world, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, "{}");
    struct secretd_boundary_call_reply reply;
    struct enclave_host host = host_of(&world);
    enclave_call(enclave_executor(world.link), world.arena, &call, &host, &reply);
    ASSERT_TEXT(reply.failure->text, "failed to validate transaction");
    struct enclave_session *session = enclave_query_take(world.link);
    begin_block(&world, (struct bytes_list){0});
    enclave_call(session, world.arena, &call, &host, &reply);
    ASSERT_TEXT(reply.failure->text, "failed to validate transaction");
    enclave_query_give(world.link, session);
    world_stop(&world);
}

static void a_sealed_network_comes_back_after_a_restart(void **state)
{
    struct world world;
    world_start(&world);
    struct secretd_boundary_contract_key key = instantiate(&world, "{\"keep\":1}");
    begin_block(&world, (struct bytes_list){0});
    struct bytes sealed = arena_copy(world.arena, end_block(&world));
    enclave_stop(world.link);

    world.link = start(world.arena);
    struct secretd_boundary_keys_reply keys;
    enclave_unseal(world.link, world.arena, &NETWORK, sealed, &keys);
    assert_null(keys.failure);
    assert_int_equal(keys.height, 2);
    ASSERT_BYTES(keys.io_public_key, world.keys.io_public_key);
    struct secretd_boundary_call call =
        new_call(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, "{\"copy\":1}");
    struct secretd_boundary_call_reply reply;
    call.key = key;
    run_alone(&world, &call, &reply);
    assert_null(reply.failure);
    assert_int_equal(reply.answer->failed, false);
    world_stop(&world);
}

static void a_genesis_that_accepts_no_simulation_is_refused(void **state)
{
    struct arena *arena = arena_new(4096);
    struct enclave_link *link = start(arena);
    struct secretd_boundary_network network = NETWORK;
    struct secretd_boundary_keys_reply keys;
    network.simulation_accepted = false;
    enclave_bootstrap(link, arena, &network, &keys);
    ASSERT_TEXT(keys.failure->text, "a simulated enclave serves development chains only");
    network = NETWORK;
    network.state_suite = 9;
    enclave_bootstrap(link, arena, &network, &keys);
    ASSERT_TEXT(keys.failure->text, "this state suite is not known");
    enclave_unseal(link, arena, &NETWORK, BYTES("nothing"), &keys);
    ASSERT_TEXT(keys.failure->text, "failed to unseal data");
    enclave_stop(link);
    arena_drop(arena);
}

static void uploaded_code_is_checked(void **state)
{
    struct world world;
    world_start(&world);
    struct secretd_boundary_check_code_reply reply;
    enclave_check_code(enclave_executor(world.link), world.arena, world.wasm, &reply);
    assert_null(reply.failure);
    assert_int_equal(reply.generation, 1);
    enclave_check_code(enclave_executor(world.link), world.arena, BYTES("no wasm"), &reply);
    assert_non_null(reply.failure);
    world_stop(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contract_keeps_and_uses_its_secret),
        cmocka_unit_test(a_contract_error_is_sealed),
        cmocka_unit_test(queries_run_beside_blocks),
        cmocka_unit_test(calls_outside_of_a_block_are_refused),
        cmocka_unit_test(a_sealed_network_comes_back_after_a_restart),
        cmocka_unit_test(a_genesis_that_accepts_no_simulation_is_refused),
        cmocka_unit_test(uploaded_code_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
