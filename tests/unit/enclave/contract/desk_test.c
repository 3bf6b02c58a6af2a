#include "tests/support/desk_world.h"

static void a_level_is_wiped_before_the_next_call(void **state)
{
    struct world world;
    struct running running;
    struct secretd_boundary_call_reply reply = {0};
    world_start(&world);
    assert_true(call_begin(world.desk, &running));
    uint8_t *secret = (uint8_t *)arena_copy(running.level->arena, BYTES("a secret text")).data;
    call_end(&running, &CONTRACT_VALIDATION, NULL, &reply);
    assert_true(call_begin(world.desk, &running));
    for (size_t i = 0; i < 13; i++)
        assert_int_equal(secret[i], 0);
    call_end(&running, &CONTRACT_VALIDATION, NULL, &reply);
    world_stop(&world);
}

static void what_ended_is_wiped_and_what_is_under_way_is_not(void **state)
{
    struct world world;
    struct running outer, inner;
    struct secretd_boundary_call_reply reply = {0};
    world_start(&world);
    assert_true(call_begin(world.desk, &outer));
    struct bytes kept = arena_copy(outer.level->arena, BYTES("still needed"));
    assert_true(call_begin(world.desk, &inner));
    uint8_t *secret = (uint8_t *)arena_copy(inner.level->arena, BYTES("a secret text")).data;
    uint8_t *scratch = (uint8_t *)arena_copy(inner.level->scratch, BYTES("another text")).data;
    call_end(&inner, &CONTRACT_VALIDATION, NULL, &reply);
    desk_wipe(world.desk);
    for (size_t i = 0; i < 12; i++)
        assert_int_equal(secret[i] | scratch[i], 0);
    ASSERT_TEXT(kept, "still needed");
    call_end(&outer, &CONTRACT_VALIDATION, NULL, &reply);
    desk_wipe(world.desk);
    assert_int_equal(kept.data[0], 0);
    world_stop(&world);
}

static void a_large_calls_memory_is_given_back(void **state)
{
    struct world world;
    struct running running;
    struct secretd_boundary_call_reply reply = {0};
    world_start(&world);
    assert_true(call_begin(world.desk, &running));
    memset(arena_alloc(running.level->arena, 4 << 20), 1, 4 << 20);
    uint8_t *far = (uint8_t *)arena_copy(running.level->arena, BYTES("far away")).data;
    call_end(&running, &CONTRACT_VALIDATION, NULL, &reply);
    assert_true(call_begin(world.desk, &running));
    assert_int_equal(far[0], 0);
    call_end(&running, &CONTRACT_VALIDATION, NULL, &reply);
    world_stop(&world);
}

static void a_refusal_says_whether_gas_ended(void **state)
{
    struct arena *arena = arena_new(1024);
    const struct secretd_boundary_failure *failure = call_failure(arena, &CONTRACT_VALIDATION);
    ASSERT_TEXT(failure->text, "failed to validate transaction");
    assert_false(failure->out_of_gas);
    assert_true(call_failure(arena, &VM_OUT_OF_GAS)->out_of_gas);
    assert_true(call_failure(arena, &CONTRACT_OUT_OF_CHAIN_GAS)->out_of_gas);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_level_is_wiped_before_the_next_call),
        cmocka_unit_test(what_ended_is_wiped_and_what_is_under_way_is_not),
        cmocka_unit_test(a_large_calls_memory_is_given_back),
        cmocka_unit_test(a_refusal_says_whether_gas_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
