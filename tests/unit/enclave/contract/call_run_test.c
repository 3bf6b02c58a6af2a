#include "common/encoding/base64.h"
#include "common/tx/address.h"
#include "enclave/contract/message_reply.h"
#include "tests/support/desk_world.h"

static const char PARROT[] = "tests/vectors/enclave/parrot.wasm";
static const char EMPTY[] =
    "{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[],\"data\":null}}";

static struct bytes asked_with(struct world *world, struct secretd_boundary_contract_key key)
{
    struct secretd_boundary_query query = world_query(world, world_encrypt(world, "{}"));
    query.key = key;
    call_query(world->desk, &query, &world->reply);
    return world->reply.failure == NULL ? BYTES("answered") : world->reply.failure->text;
}

static void only_keys_of_this_network_are_believed(void **state)
{
    static const char refused[] = "failed to authenticate secret contract";
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    ASSERT_TEXT(asked_with(&world, world.key), "answered");
    ASSERT_TEXT(asked_with(&world, (struct secretd_boundary_contract_key){0}), refused);
    uint8_t forged[64] = {1};
    ASSERT_TEXT(asked_with(&world, (struct secretd_boundary_contract_key){.og = BYTES_OF(forged)}),
                refused);
    memcpy(forged, world.key.og.data, 64);
    forged[63] ^= 1;
    ASSERT_TEXT(asked_with(&world, (struct secretd_boundary_contract_key){.og = BYTES_OF(forged)}),
                refused);
    world_stop(&world);
}

static void a_migrated_contract_needs_key_and_proof(void **state)
{
    struct world world;
    uint8_t current[64], proof[32];
    world_start(&world);
    world_instantiate(&world, "{}");
    struct secretd_boundary_contract_key key = world.key;
    keys_contract_make(world.keys, world.user->address, 9, world.code_hash, world.contract.data,
                       key.og.data, current);
    keys_migration_make(world.keys, world.contract.data, world.code_hash, key.og.data, current,
                        proof);
    key.current = BYTES_OF(current);
    key.proof = BYTES_OF(proof);
    ASSERT_TEXT(asked_with(&world, key), "answered");
    proof[0] ^= 1;
    ASSERT_TEXT(asked_with(&world, key), "failed to validate transaction");
    current[40] ^= 1;
    ASSERT_TEXT(asked_with(&world, key), "failed to authenticate secret contract");
    world_stop(&world);
}

static void code_that_is_not_of_its_hash_is_refused(void **state)
{
    struct world world;
    world_start(&world);
    struct secretd_boundary_call call =
        world_call(&world, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, "{}");
    world.wasm = BYTES("other code");
    ASSERT_TEXT(world_run(&world, &call), "tried to load invalid wasm code");
    world.wasm = (struct bytes){0};
    ASSERT_TEXT(world_run(&world, &call), "tried to load invalid wasm code");
    world_stop(&world);
}

/* ---- random ---- */

/* Whether the contract was told the random of this key and count in the last block. */
static bool was_told(struct world *world, struct bytes key, uint64_t counter)
{
    struct keys_secret beacon;
    uint8_t random[32];
    keys_beacon(world->keys, world->validator->last_id.hash.data, &beacon);
    keys_message_random(&beacon, (uint64_t)world->validator->height, key.data, counter, random);
    struct bytes text = arena_format(world->arena, ",\"random\":\"%.*s\"}",
                                     BYTES_ARG(base64_encode(world->arena, BYTES_OF(random))));
    return strstr(arena_text(world->arena, world_stored(world, "env")),
                  arena_text(world->arena, text)) != NULL;
}

static void every_call_has_a_random_of_its_own(void **state)
{
    struct world world;
    world_start_with(&world, PARROT, NULL);
    world_instantiate(&world, "{}");
    assert_true(was_told(&world, world.key.og, 0));
    struct secretd_boundary_call call =
        world_call(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, EMPTY);
    world_open(&world, &call);
    assert_null(world_do(&world, &call).data);
    assert_true(was_told(&world, world.key.og, 0));
    struct secretd_boundary_call again =
        world_call_with(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, bytes_text(EMPTY));
    world_sign(&world, &again, again.message);
    assert_null(world_do(&world, &again).data);
    assert_true(was_told(&world, world.key.og, 1));
    /* A call that is refused does not count; one whose contract traps does. */
    assert_non_null(world_do(&world, &again).data);
    again.message = BYTES("!");
    world_sign(&world, &again, again.message);
    ASSERT_TEXT(world_do(&world, &again), "the contract panicked");
    uint8_t token[32];
    message_reply_token(world.keys, world.contract, 7, NULL, false, token);
    block_token_made(world.block, token);
    struct bytes reply =
        ARENA_CONCAT(world.arena, bytes_slice(call.message, 0, 64),
                     BYTES("{\"id\":\"Nw==\",\"result\":{\"error\":\"no\"},"
                           "\"was_orig_msg_encrypted\":false,\"is_encrypted\":false}"));
    call = world_call_with(&world, SECRETD_BOUNDARY_CALL_KIND_REPLY, reply);
    assert_null(world_do(&world, &call).data);
    assert_true(was_told(&world, world.key.og, 3));
    world_close(&world);
    world_stop(&world);
}

static void a_migrated_contract_has_the_random_of_its_new_key(void **state)
{
    struct world world;
    world_start_with(&world, PARROT, NULL);
    uint8_t proof[32];
    world_instantiate(&world, "{}");
    struct secretd_boundary_call call =
        world_call(&world, SECRETD_BOUNDARY_CALL_KIND_MIGRATE, EMPTY);
    keys_admin_make(world.keys, call.sender, world.key.og.data, proof);
    call.admin = address_text(world.arena, ADDRESS_ACCOUNT, call.sender);
    call.admin_proof = BYTES_OF(proof);
    assert_null(world_run(&world, &call).data);
    world.key.current = arena_copy(world.arena, world.reply.answer->contract_key);
    world.key.proof = arena_copy(world.arena, world.reply.answer->contract_key_proof);
    assert_true(was_told(&world, world.key.current, 0));
    assert_null(world_execute(&world, EMPTY).data);
    assert_true(was_told(&world, world.key.current, 0));
    world_stop(&world);
}

/* ---- state that was seen ---- */

/* Another call in the open message, and how often it asked for state. */
static size_t reads_of(struct world *world, const char *text)
{
    struct secretd_boundary_call call =
        world_call_with(world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, bytes_text(text));
    size_t before = world->reads;
    world_sign(world, &call, call.message);
    assert_null(world_do(world, &call).data);
    return world->reads - before;
}

static void what_a_transaction_has_seen_is_not_asked_for_again(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{\"n\":1}");
    struct secretd_boundary_call call =
        world_call(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, "{\"copy\":1}");
    world_open(&world, &call);
    assert_int_equal(reads_of(&world, "{\"copy\":1}"), 1);
    uint64_t gas = world.reply.chain_gas_consumed;
    struct secretd_contract_access_list first = world.reply.accesses;
    size_t count = first.count;
    assert_int_equal(reads_of(&world, "{\"copy\":1}"), 0);
    assert_int_equal(world.reply.chain_gas_consumed, gas);
    assert_int_equal(world.reply.accesses.count, count);
    /* Also that something is gone. */
    assert_int_equal(reads_of(&world, "{\"remove\":1}"), 0);
    assert_false(world.reply.answer->failed);
    assert_int_equal(reads_of(&world, "{\"copy\":1}"), 0);
    assert_true(world.reply.answer->failed);
    /* A contract that fails takes back what it wrote. */
    assert_int_equal(reads_of(&world, "{\"copy\":1}"), 1);
    world_close(&world);
    world_stop(&world);
}

/* ---- contracts that lie ---- */

/* The contract answers with exactly these bytes. */
static struct bytes answer_with(struct world *world, struct bytes answer)
{
    struct secretd_boundary_call call = world_call_with(
        world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE,
        test_encrypt(world->user, BYTES_OF(world->io_key), world->code_hash, answer));
    return world_run(world, &call);
}

static void nonsense_from_a_contract_is_a_clean_error(void **state)
{
    static const struct bytes answers[] = {
        BYTES_INIT("{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[],\"data\":\"\xff\"}}"),
        BYTES_INIT("{\"Err\":\"\xff\xfe\"}"),
        BYTES_INIT("{\"Err\":\"a\"} {}"),
        BYTES_INIT("{\"Ok\":{\"messages\":[],\"attributes\":[],\"events\":[],\"events\":[]}}"),
        BYTES_INIT("{\"Ok\":{\"messages\":[],\"log\":[],\"attributes\":[],\"events\":[]}}"),
        BYTES_INIT("{\"Ok\":\"a query's answer\"}"),
        BYTES_INIT("[[[[[["),
        BYTES_INIT("null"),
        BYTES_INIT("\0\0\0"),
    };
    struct world world;
    world_start_with(&world, PARROT, NULL);
    world_instantiate(&world, "{}");
    for (size_t i = 0; i < ARRAY_COUNT(answers); i++) {
        ASSERT_TEXT(answer_with(&world, answers[i]), "failed to deserialize data");
        assert_null(world.reply.answer);
        assert_true(world.reply.wasm_gas_used > 0);
    }
    ASSERT_TEXT(answer_with(&world, BYTES("")), "failed to deserialize data");
    /* Both outcomes at once: the error counts. */
    assert_null(answer_with(&world, BYTES("{\"Ok\":\"\",\"Err\":\"x\"}")).data);
    assert_true(world.reply.answer->failed);
    world_stop(&world);
}

static struct bytes filled(struct world *world, const char *before, char fill, size_t count,
                           const char *after)
{
    struct writer out = writer_new(world->arena, count + 64);
    writer_text(&out, before);
    memset(writer_reserve(&out, count), fill, count);
    out.len += count;
    writer_text(&out, after);
    return writer_done(&out);
}

/* Machines have two pages here: the message comes in once and is the answer. */
static void deep_and_long_answers_are_clean_errors(void **state)
{
    struct world world;
    world_start_with(&world, PARROT, NULL);
    world_instantiate(&world, "{}");
    ASSERT_TEXT(answer_with(&world, filled(&world, "{\"Err\":", '[', 50000, "")),
                "failed to deserialize data");
    assert_null(answer_with(&world, filled(&world, "{\"Err\":\"", 'a', 50000, "\"}")).data);
    assert_int_equal(test_decrypt_text(world.user, bytes_from(world.reply.answer->error, 11)).len,
                     50000);
    assert_non_null(answer_with(&world, filled(&world, "{\"Err\":\"", 'a', 200000, "\"}")).data);
    world_stop(&world);
}

static void an_input_of_no_bytes_reaches_the_contract(void **state)
{
    struct world world;
    world_start_with(&world, PARROT, NULL);
    world_instantiate(&world, "");
    ASSERT_TEXT(world_stored(&world, "note"), "");
    struct secretd_boundary_call call =
        world_call_with(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, BYTES("{"));
    ASSERT_TEXT(world_run(&world, &call), "failed to verify transaction signature");
    call.kind = SECRETD_BOUNDARY_CALL_KIND_REPLY;
    ASSERT_TEXT(world_run(&world, &call), "failed to decrypt data");
    world_stop(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_keys_of_this_network_are_believed),
        cmocka_unit_test(a_migrated_contract_needs_key_and_proof),
        cmocka_unit_test(code_that_is_not_of_its_hash_is_refused),
        cmocka_unit_test(every_call_has_a_random_of_its_own),
        cmocka_unit_test(a_migrated_contract_has_the_random_of_its_new_key),
        cmocka_unit_test(what_a_transaction_has_seen_is_not_asked_for_again),
        cmocka_unit_test(nonsense_from_a_contract_is_a_clean_error),
        cmocka_unit_test(deep_and_long_answers_are_clean_errors),
        cmocka_unit_test(an_input_of_no_bytes_reaches_the_contract),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
