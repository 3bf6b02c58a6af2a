#include "node/app/replay_traces.h"

#include "tests/support/test.h"

#define FOLDER "tests/vectors/recordings/"

static void a_block_gets_the_answers_of_its_height(void **state)
{
    struct arena *arena = arena_new(4096);
    struct json_value traces;
    struct block_input input = {0};
    ASSERT_OK(replay_traces_read(arena, FOLDER "compute-store", &traces));
    ASSERT_OK(replay_traces_of(&traces, arena, 38, &input));
    assert_int_equal(input.traces->traces.count, 3);
    ASSERT_TEXT(input.traces->traces.items[1].error_msg, "encrypted: DDDD");
    assert_int_equal(input.created->results.count, 0);
    assert_int_equal(input.ibc_codes.count, 1);
    ASSERT_OK(replay_traces_of(&traces, arena, 5, &input));
    assert_int_equal(input.created->results.count, 2);
    assert_int_equal(input.traces->traces.count, 0);
    arena_drop(arena);
}

static void a_recording_without_traces_gives_empty_answers(void **state)
{
    struct arena *arena = arena_new(4096);
    struct json_value traces;
    struct block_input input = {0};
    ASSERT_OK(replay_traces_read(arena, FOLDER "idle", &traces));
    ASSERT_OK(replay_traces_of(&traces, arena, 5, &input));
    assert_non_null(input.traces);
    assert_int_equal(input.traces->traces.count, 0);
    assert_int_equal(input.ibc_codes.count, 0);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_gets_the_answers_of_its_height),
        cmocka_unit_test(a_recording_without_traces_gives_empty_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
