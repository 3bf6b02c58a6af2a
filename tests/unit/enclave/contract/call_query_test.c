#include "tests/support/desk_world.h"

static void a_query_is_answered_to_the_asker(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    struct secretd_boundary_query query = world_query(&world, world_encrypt(&world, "{}"));
    call_query(world.desk, &query, &world.reply);
    assert_null(world.reply.failure);
    ASSERT_TEXT(test_decrypt(world.user, world.reply.answer->data), "eyJhIjoxfQ==");
    assert_int_equal(world.reply.chain_gas_consumed, 0);
    world_stop(&world);
}

static void a_query_that_is_not_sealed_is_refused(void **state)
{
    struct world world;
    world_start(&world);
    world_instantiate(&world, "{}");
    struct secretd_boundary_query query = world_query(&world, BYTES("{}"));
    call_query(world.desk, &query, &world.reply);
    ASSERT_TEXT(world.reply.failure->text, "failed to decrypt data");
    query.contract.len = 3;
    call_query(world.desk, &query, &world.reply);
    ASSERT_TEXT(world.reply.failure->text, "failed to deserialize data");
    world_stop(&world);
}

/* Only a node that lies about depths can nest deeper than the levels there are. */
static void endless_nesting_is_refused(void **state)
{
    struct world world;
    struct running running[CALL_LEVELS + 1];
    world_start(&world);
    world_instantiate(&world, "{}");
    for (size_t i = 0; i < CALL_LEVELS; i++)
        assert_true(call_begin(world.desk, &running[i]));
    assert_false(call_begin(world.desk, &running[CALL_LEVELS]));
    struct secretd_boundary_query query = world_query(&world, world_encrypt(&world, "{}"));
    call_query(world.desk, &query, &world.reply);
    ASSERT_TEXT(world.reply.failure->text, "depth of nested contract calls exceeded");
    for (size_t i = CALL_LEVELS; i-- > 0;)
        call_end(&running[i], &CONTRACT_VALIDATION, NULL, &world.reply);
    call_query(world.desk, &query, &world.reply);
    assert_null(world.reply.failure);
    world_stop(&world);
}

/* What the contract says to this, with the query at this depth. */
static struct bytes said(struct world *world, const char *text, uint32_t depth)
{
    struct secretd_boundary_query query = world_query(world, world_encrypt(world, text));
    query.depth = depth;
    call_query(world->desk, &query, &world->reply);
    if (world->reply.failure != NULL)
        return world->reply.failure->text;
    const struct secretd_contract_answer *answer = world->reply.answer;
    return answer->failed ? test_decrypt_text(world->user, bytes_from(answer->error, 11))
                          : test_decrypt(world->user, answer->data);
}

static void questions_end_at_the_tenth_level(void **state)
{
    static const char TEXT[] = "\"{\"staking\":{\"bonded_denom\":{}}}";
    struct world world;
    world_start_with(&world, "tests/vectors/enclave/parrot.wasm", NULL);
    world_instantiate(&world, "{}");
    world.chain_reply = (struct secretd_boundary_chain_query_reply){
        .outcome_case = 6, .system_error = BYTES("{\"unknown\":{}}")};
    ASSERT_TEXT(said(&world, TEXT, 9), "{\"unknown\":{}}");
    assert_int_equal(world.asked_depth, 10);
    ASSERT_TEXT(said(&world, TEXT, 10), "{\"exceeded_recursion_limit\":{}}");
    ASSERT_TEXT(said(&world, TEXT, UINT32_MAX), "{\"exceeded_recursion_limit\":{}}");
    assert_int_equal(world.asked, 1);
    world_stop(&world);
}

static void a_query_that_writes_is_stopped(void **state)
{
    struct world world;
    world_start_with(&world, "tests/vectors/enclave/parrot.wasm", NULL);
    world_instantiate(&world, "{}");
    ASSERT_TEXT(said(&world, "!", 1), "contract tried to write to storage during a query");
    assert_int_equal(world.reply.accesses.count, 0);
    world_stop(&world);
}

static void a_query_that_answers_with_a_response_is_refused(void **state)
{
    struct world world;
    world_start_with(&world, "tests/vectors/enclave/parrot.wasm", NULL);
    world_instantiate(&world, "{}");
    ASSERT_TEXT(said(&world, "{\"Ok\":{\"messages\":[],\"log\":[]}}", 1),
                "failed to deserialize data");
    ASSERT_TEXT(said(&world, "{\"Ok\":\"QQ\\n\"}", 1), "QQ\\n");
    ASSERT_TEXT(said(&world, "{\"Err\":{\"not_found\":{\"kind\":\"K\"}}}", 1),
                "{\"not_found\":{\"kind\":\"K\"}}");
    world_stop(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_is_answered_to_the_asker),
        cmocka_unit_test(a_query_that_is_not_sealed_is_refused),
        cmocka_unit_test(endless_nesting_is_refused),
        cmocka_unit_test(questions_end_at_the_tenth_level),
        cmocka_unit_test(a_query_that_writes_is_stopped),
        cmocka_unit_test(a_query_that_answers_with_a_response_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
