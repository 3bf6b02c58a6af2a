#include "node/chain/moment.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static struct google_protobuf_timestamp at(int64_t seconds, int32_t nanos)
{
    return (struct google_protobuf_timestamp){.seconds = seconds, .nanos = nanos};
}

static void keys_and_texts_are_utc(void **state)
{
    struct arena *arena = arena_new(1024);
    ASSERT_TEXT(moment_key(arena, at(1700000000, 5)), "2023-11-14T22:13:20.000000005");
    ASSERT_TEXT(moment_text(arena, at(1700000000, 999999999)), "2023-11-14T22:13:20Z");
    ASSERT_TEXT(moment_text(arena, at(951782400, 0)), "2000-02-29T00:00:00Z");
    ASSERT_TEXT(moment_text(arena, MOMENT_NONE), "0001-01-01T00:00:00Z");
    ASSERT_TEXT(moment_text(arena, at(253402300799, 0)), "9999-12-31T23:59:59Z");
    arena_drop(arena);
}

static void keys_are_read_again(void **state)
{
    struct google_protobuf_timestamp moment;
    assert_true(moment_parse_key(BYTES("2023-11-14T22:13:20.000000005"), &moment));
    assert_int_equal(moment.seconds, 1700000000);
    assert_int_equal(moment.nanos, 5);
    assert_false(moment_parse_key(BYTES("2023-11-14T22:13:20"), &moment));
    assert_false(moment_parse_key(BYTES("2023-13-14T22:13:20.000000005"), &moment));
    assert_false(moment_parse_key(BYTES("2023-11-14T22:13:20.00000000x"), &moment));
}

static void adding_carries_nanoseconds(void **state)
{
    struct google_protobuf_duration half = {.nanos = 500000000}, minus = {.seconds = -1};
    struct google_protobuf_timestamp moment = moment_add(at(10, 700000000), half);
    assert_int_equal(moment.seconds, 11);
    assert_int_equal(moment.nanos, 200000000);
    moment = moment_add(moment, minus);
    assert_int_equal(moment.seconds, 10);
    assert_true(moment_compare(at(10, 1), at(10, 2)) < 0);
    assert_true(moment_compare(at(11, 0), at(10, 2)) > 0);
    assert_int_equal(moment_compare(at(10, 2), at(10, 2)), 0);
}

static void durations_print_as_go_does(void **state)
{
    static const struct {
        int64_t seconds;
        int32_t nanos;
        const char *text;
    } CASES[] = {
        {0, 0, "0s"},       {90, 0, "1m30s"},         {3600, 0, "1h0m0s"},
        {0, 1500, "1.5µs"}, {0, 500000000, "500ms"},  {1, 500000000, "1.5s"},
        {-90, 0, "-1m30s"}, {1814400, 0, "504h0m0s"}, {0, 7, "7ns"},
    };
    struct arena *arena = arena_new(1024);
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        struct google_protobuf_duration duration = {.seconds = CASES[i].seconds,
                                                    .nanos = CASES[i].nanos};
        ASSERT_TEXT(duration_text(arena, duration), CASES[i].text);
    }
    arena_drop(arena);
}

static void the_block_has_its_own_time(void **state)
{
    struct test_chain *test = test_chain_new();
    assert_int_equal(moment_of_block(&test->ctx).seconds, 1700000000);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_and_texts_are_utc),     cmocka_unit_test(keys_are_read_again),
        cmocka_unit_test(adding_carries_nanoseconds), cmocka_unit_test(durations_print_as_go_does),
        cmocka_unit_test(the_block_has_its_own_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
