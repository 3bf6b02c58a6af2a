#include "common/crypto/hash.h"
#include "tests/support/served.h"

/* A node that answers frame by frame what a running call asks. */
struct world {
    struct served served;
    struct crypto_secp256k1 *curve;
    struct test_validator *validator;
    struct test_user *user;
    struct bytes io_key;
    struct bytes wasm;
    uint8_t code_hash[32];
    struct bytes og_key;
};

static void world_start(struct world *world)
{
    uint8_t seed[32] = {2};
    *world = (struct world){.served = served_start(true)};
    struct arena *arena = world->served.arena;
    world->curve = crypto_secp256k1_new(seed);
    world->validator = test_validator_new(arena);
    world->user = test_user_new(arena, world->curve, 0x21);
    world->io_key = served_bootstrap(&world->served)->io_public_key;
    world->wasm = test_file(arena, "tests/vectors/enclave/keeper.wasm");
    crypto_sha256(world->wasm, world->code_hash);
}

static int world_stop(struct world *world)
{
    test_user_free(world->user);
    crypto_secp256k1_free(world->curve);
    return served_stop(&world->served);
}

static const void *get(struct world *world, enum boundary_frame expected)
{
    enum boundary_frame number;
    const void *message;
    assert_int_equal(boundary_get(world->served.executor, world->served.arena, &number, &message),
                     BOUNDARY_OK);
    assert_int_equal(number, expected);
    return message;
}

static void put(struct world *world, enum boundary_frame number, const void *message)
{
    boundary_put(world->served.executor, number, message);
}

/* Opens a block for the call and sends it. */
static void send_call(struct world *world, int32_t kind, const char *text)
{
    struct arena *arena = world->served.arena;
    struct secretd_boundary_call call = {
        .kind = kind,
        .sender = BYTES_OF(world->user->address),
        .code_hash = BYTES_OF(world->code_hash),
        .key = {.og = world->og_key},
        .message = test_encrypt(world->user, world->io_key, world->code_hash, bytes_text(text)),
        .wasm_gas_limit = 1000000000,
        .chain_gas = {.limit = 1000000},
        .code_id = 1,
        .instance_id = 1,
    };
    call.contract = test_contract_address(arena, 1, 1, call.sender);
    struct google_protobuf_any message = kind == SECRETD_BOUNDARY_CALL_KIND_EXECUTE
                                             ? test_execute_message(arena, &call)
                                             : test_instantiate_message(arena, &call);
    struct bytes tx = test_sign(world->user, &message, 1, 0, 0);
    struct secretd_boundary_begin_block block =
        test_block(world->validator, (struct bytes_list){&tx, 1});
    put(world, BOUNDARY_BEGIN_BLOCK, &block);
    const struct secretd_boundary_block_reply *reply = get(world, BOUNDARY_BLOCK_REPLY);
    assert_null(reply->failure);
    const struct secretd_boundary_tx_begin tx_begin = {0};
    const struct secretd_boundary_message_begin begin = {0};
    put(world, BOUNDARY_TX_BEGIN, &tx_begin);
    put(world, BOUNDARY_MESSAGE_BEGIN, &begin);
    put(world, BOUNDARY_CALL, &call);
}

static void end_block(struct world *world)
{
    const struct secretd_boundary_tx_abort abort_tx = {0};
    const struct secretd_boundary_end_block end = {0};
    put(world, BOUNDARY_TX_ABORT, &abort_tx);
    put(world, BOUNDARY_END_BLOCK, &end);
    const struct secretd_boundary_block_reply *reply = get(world, BOUNDARY_BLOCK_REPLY);
    assert_null(reply->failure);
}

static void instantiate(struct world *world)
{
    send_call(world, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, "{}");
    const struct secretd_boundary_code_request *request = get(world, BOUNDARY_CODE_REQUEST);
    assert_true(request->native);
    const struct secretd_boundary_code_reply forged = {.native = BYTES("\177ELF")};
    put(world, BOUNDARY_CODE_REPLY, &forged);
    request = get(world, BOUNDARY_CODE_REQUEST);
    assert_false(request->native);
    ASSERT_BYTES(request->code_hash, BYTES_OF(world->code_hash));
    const struct secretd_boundary_code_reply code = {.wasm = world->wasm};
    put(world, BOUNDARY_CODE_REPLY, &code);
    const struct secretd_boundary_call_reply *reply = get(world, BOUNDARY_CALL_REPLY);
    assert_null(reply->failure);
    world->og_key = reply->answer->contract_key;
    end_block(world);
}

static void reads_and_code_come_from_the_node(void **state)
{
    struct world world;
    world_start(&world);
    instantiate(&world);
    send_call(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, "{\"copy\":1}");
    const struct secretd_boundary_read *read = get(&world, BOUNDARY_READ);
    assert_int_equal(read->key.len, 28 + 16 + 4);
    assert_int_equal(read->fallback.len, 32);
    const struct secretd_boundary_read_reply none = {0};
    put(&world, BOUNDARY_READ_REPLY, &none);
    const struct secretd_boundary_call_reply *reply = get(&world, BOUNDARY_CALL_REPLY);
    assert_true(reply->answer->failed);
    end_block(&world);
    assert_int_equal(world_stop(&world), 0);
}

static void a_value_that_was_not_sealed_here_is_refused(void **state)
{
    struct world world;
    world_start(&world);
    instantiate(&world);
    send_call(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, "{\"copy\":1}");
    get(&world, BOUNDARY_READ);
    const struct secretd_boundary_read_reply empty = {.found = true};
    put(&world, BOUNDARY_READ_REPLY, &empty);
    const struct secretd_boundary_call_reply *reply = get(&world, BOUNDARY_CALL_REPLY);
    ASSERT_TEXT(reply->failure->text, "failed to decrypt data");
    assert_int_equal(world_stop(&world), 0);
}

static void queries_may_come_while_the_chain_is_asked(void **state)
{
    struct world world;
    world_start(&world);
    instantiate(&world);
    send_call(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE,
              "{\"bank\":{\"balance\":{\"address\":\"a\",\"denom\":\"d\"}}}");
    const struct secretd_boundary_chain_query *query = get(&world, BOUNDARY_CHAIN_QUERY);
    ASSERT_TEXT(query->bank_balance->denom, "d");
    const struct secretd_boundary_query nested = {.depth = 2, .message = BYTES("?")};
    put(&world, BOUNDARY_QUERY, &nested);
    const struct secretd_boundary_call_reply *reply = get(&world, BOUNDARY_CALL_REPLY);
    ASSERT_TEXT(reply->failure->text, "failed to deserialize data");
    const struct secretd_boundary_chain_query_reply answer = {.outcome_case = 4, .ok = BYTES("1")};
    put(&world, BOUNDARY_CHAIN_QUERY_REPLY, &answer);
    reply = get(&world, BOUNDARY_CALL_REPLY);
    assert_null(reply->failure);
    assert_int_equal(world_stop(&world), 0);
}

static void another_answer_than_the_one_asked_for_ends_the_call(void **state)
{
    struct world world;
    world_start(&world);
    instantiate(&world);
    send_call(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, "{\"copy\":1}");
    get(&world, BOUNDARY_READ);
    const struct secretd_boundary_code_reply wrong = {0};
    put(&world, BOUNDARY_CODE_REPLY, &wrong);
    const struct secretd_boundary_call_reply *reply = get(&world, BOUNDARY_CALL_REPLY);
    ASSERT_TEXT(reply->failure->text, "communication with the enclave's host failed");
    assert_int_equal(world_stop(&world), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_code_come_from_the_node),
        cmocka_unit_test(a_value_that_was_not_sealed_here_is_refused),
        cmocka_unit_test(queries_may_come_while_the_chain_is_asked),
        cmocka_unit_test(another_answer_than_the_one_asked_for_ends_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
