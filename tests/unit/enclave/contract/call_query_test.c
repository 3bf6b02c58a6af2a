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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_is_answered_to_the_asker),
        cmocka_unit_test(a_query_that_is_not_sealed_is_refused),
        cmocka_unit_test(endless_nesting_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
