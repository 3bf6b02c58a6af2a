#include "node/store/disk/pruning.h"

#include "node/store/disk/errors.h"
#include "tests/support/test.h"

static void named_strategies_are_those_of_the_sdk(void **state)
{
    struct arena *arena = arena_new(4096);
    struct pruning pruning;
    ASSERT_OK(pruning_parse(arena, BYTES("default"), BYTES(""), BYTES(""), &pruning));
    assert_int_equal(pruning.keep_recent, 362880);
    ASSERT_OK(pruning_parse(arena, BYTES("nothing"), BYTES("7"), BYTES("x"), &pruning));
    assert_int_equal(pruning.keep_recent, 0);
    ASSERT_OK(pruning_parse(arena, BYTES("everything"), BYTES(""), BYTES(""), &pruning));
    assert_int_equal(pruning.keep_recent, 2);
    ASSERT_OK(pruning_parse(arena, BYTES("custom"), BYTES("100"), BYTES("17"), &pruning));
    assert_int_equal(pruning.keep_recent, 100);
    assert_int_equal(pruning.interval, 17);
    arena_drop(arena);
}

static void bad_settings_are_refused(void **state)
{
    static const char *const bad[][3] = {
        {"some", "", ""},        {"custom", "", "10"},    {"custom", "1", "10"},
        {"custom", "100", "0"},  {"custom", "100", "9"},  {"custom", "-3", "10"},
        {"custom", "1e3", "10"}, {"custom", "10", "1 0"}, {"custom", "9999999999999999999", "10"},
    };
    struct arena *arena = arena_new(4096);
    struct pruning pruning;
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        assert_true(error_is(pruning_parse(arena, bytes_text(bad[i][0]), bytes_text(bad[i][1]),
                                           bytes_text(bad[i][2]), &pruning),
                             &STORE_OPTIONS));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(named_strategies_are_those_of_the_sdk),
        cmocka_unit_test(bad_settings_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
