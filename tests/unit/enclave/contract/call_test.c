#include "tests/support/desk_world.h"

static void a_contract_is_made_and_called(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{\"keep\":\"me\"}");
    assert_int_equal(world.key.og.len, 64);
    assert_int_equal(world.reply.answer->admin_proof.len, 32);
    ASSERT_TEXT(world_stored(&world, "note"), "{\"keep\":\"me\"}");
    assert_null(world_execute(&world, "{\"copy\":1}").data);
    ASSERT_TEXT(world_stored(&world, "copy"), "{\"keep\":\"me\"}");
    ASSERT_TEXT(test_decrypt(world.user, world.reply.answer->data), "c2VjcmV0");
    assert_null(world_execute(&world, "{\"remove\":1}").data);
    assert_null(world_stored(&world, "note").data);
    assert_int_equal(world.codes_sent, 1);
    world_stop(&world);
}

static void the_chains_meter_is_the_sum_of_the_accesses(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    uint64_t gas = 50 + 100 + 200 + 5 * (21 + 44 + 4 + 56 + 2);
    assert_int_equal(world.reply.chain_gas_consumed, gas);
    assert_true(world.reply.wasm_gas_used > 0);
    world_stop(&world);
}

static void a_contracts_error_comes_with_what_it_did(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    world.stored = 0;
    assert_null(world_execute(&world, "{\"copy\":1}").data);
    assert_true(world.reply.answer->failed);
    ASSERT_TEXT(test_decrypt_text(world.user, bytes_from(world.reply.answer->error, 11)),
                "not found: secret");
    assert_int_equal(world.reply.accesses.count, 2);
    world_stop(&world);
}

static void calls_that_nobody_committed_are_refused(void **state)
{
    struct world world;
    world_start(&world);
    struct secretd_boundary_call call =
        world_call(&world, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, "{}");
    call_contract(world.desk, &call, &world.reply);
    ASSERT_TEXT(world.reply.failure->text, "failed to validate transaction");
    struct secretd_boundary_call other = call;
    other.message = world_encrypt(&world, "{\"other\":1}");
    world_open(&world, &other);
    call_contract(world.desk, &call, &world.reply);
    ASSERT_TEXT(world.reply.failure->text, "failed to verify transaction signature");
    call_contract(world.desk, &other, &world.reply);
    assert_null(world.reply.failure);
    call_contract(world.desk, &other, &world.reply);
    ASSERT_TEXT(world.reply.failure->text, "failed to validate transaction");
    world_close(&world);
    world_stop(&world);
}

static void a_contract_has_the_address_of_its_numbers(void **state)
{
    struct world world;
    world_start(&world);
    struct secretd_boundary_call call =
        world_call(&world, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, "{}");
    call.instance_id = 6;
    ASSERT_TEXT(world_run(&world, &call), "failed to validate transaction");
    world_stop(&world);
}

static void a_message_for_other_code_is_refused(void **state)
{
    struct world world;
    world_start(&world);
    uint8_t real = world.code_hash[0];
    world.code_hash[0] ^= 1;
    struct secretd_boundary_call call =
        world_call(&world, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, "{}");
    world.code_hash[0] = real;
    ASSERT_TEXT(world_run(&world, &call), "failed to validate transaction");
    assert_int_equal(world.reply.wasm_gas_used, 0);
    world_stop(&world);
}

static void broken_requests_are_refused(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    struct secretd_boundary_call call =
        world_call(&world, SECRETD_BOUNDARY_CALL_KIND_EXECUTE, "{}");
    struct secretd_boundary_call broken = call;
    broken.contract.len = 19;
    ASSERT_TEXT(world_run(&world, &broken), "failed to deserialize data");
    broken = call;
    broken.code_hash.len = 0;
    ASSERT_TEXT(world_run(&world, &broken), "failed to deserialize data");
    broken = call;
    broken.sender.len = 0;
    ASSERT_TEXT(world_run(&world, &broken), "failed to deserialize data");
    broken = world_call(&world, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, "{}");
    broken.admin = BYTES("nobody");
    ASSERT_TEXT(world_run(&world, &broken), "failed to deserialize data");
    world_stop(&world);
}

/* The original's limits: 1 to 2,048,000 bytes. */
static void messages_of_no_bytes_or_too_many_are_refused(void **state)
{
    static const char FAILED[] =
        "calling a function in the contract failed for an unexpected reason";
    static const int32_t kinds[] = {
        SECRETD_BOUNDARY_CALL_KIND_EXECUTE, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE,
        SECRETD_BOUNDARY_CALL_KIND_MIGRATE, SECRETD_BOUNDARY_CALL_KIND_REPLY};
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    struct bytes largest =
        bytes_make(arena_zalloc(world.arena, CALL_MESSAGE_BYTES_MAX + 1), CALL_MESSAGE_BYTES_MAX);
    struct bytes larger = bytes_make(largest.data, largest.len + 1);
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        struct secretd_boundary_call call = world_call_with(&world, kinds[i], BYTES(""));
        ASSERT_TEXT(world_run(&world, &call), FAILED);
        call.message = larger;
        ASSERT_TEXT(world_run(&world, &call), FAILED);
        assert_int_equal(world.reply.wasm_gas_used, 0);
    }
    struct secretd_boundary_query query = world_query(&world, larger);
    call_query(world.desk, &query, &world.reply);
    ASSERT_TEXT(world_failure(&world), FAILED);
    query.message = largest;
    call_query(world.desk, &query, &world.reply);
    ASSERT_TEXT(world_failure(&world), "failed to decrypt data");
    world_stop(&world);
}

static void packets_of_other_chains_are_not_taken_yet(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    for (int32_t kind = SECRETD_BOUNDARY_CALL_KIND_IBC_CHANNEL_OPEN; kind < 64; kind++) {
        struct secretd_boundary_call call = world_call(&world, kind, "{}");
        ASSERT_TEXT(world_run(&world, &call), "function not implemented");
        call.message = BYTES("");
        ASSERT_TEXT(world_run(&world, &call), "function not implemented");
    }
    world_stop(&world);
}

/* The chain ends where the original's store would have: in the write, after the contract ran. */
static void gas_that_ends_in_the_writes_ends_the_call(void **state)
{
    struct world world;
    world_start(&world);
    struct secretd_boundary_call call =
        world_call(&world, SECRETD_BOUNDARY_CALL_KIND_INSTANTIATE, "{}");
    call.chain_gas = (struct secretd_boundary_chain_gas){.limit = 200, .consumed = 50};
    world_open(&world, &call);
    call_contract(world.desk, &call, &world.reply);
    assert_true(world.reply.failure->out_of_gas);
    assert_int_equal(world.reply.chain_gas_consumed, 50 + 100 + 200);
    assert_true(world.reply.wasm_gas_used > 0);
    world_close(&world);
    call.wasm_gas_limit = 10;
    world_open(&world, &call);
    call_contract(world.desk, &call, &world.reply);
    /* The first thing that costs is the region of the message. */
    ASSERT_TEXT(world.reply.failure->text, "failed to allocate memory");
    world_close(&world);
    world_stop(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contract_is_made_and_called),
        cmocka_unit_test(the_chains_meter_is_the_sum_of_the_accesses),
        cmocka_unit_test(a_contracts_error_comes_with_what_it_did),
        cmocka_unit_test(calls_that_nobody_committed_are_refused),
        cmocka_unit_test(a_contract_has_the_address_of_its_numbers),
        cmocka_unit_test(a_message_for_other_code_is_refused),
        cmocka_unit_test(broken_requests_are_refused),
        cmocka_unit_test(messages_of_no_bytes_or_too_many_are_refused),
        cmocka_unit_test(packets_of_other_chains_are_not_taken_yet),
        cmocka_unit_test(gas_that_ends_in_the_writes_ends_the_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
