#include "enclave/serve/options.h"

#include "tests/support/test.h"

static const char *const GOOD[] = {"--parent=77",     "--operator=3",      "--executor=4",
                                   "--queries=5,6,7", "--engine=wasmtime", "--sandbox=strict"};

static void the_nodes_command_line_is_understood(void **state)
{
    struct options options;
    assert_true(options_parse(6, GOOD, &options));
    assert_int_equal(options.parent, 77);
    assert_int_equal(options.operator, 3);
    assert_int_equal(options.executor, 4);
    assert_int_equal(options.query_count, 3);
    assert_int_equal(options.queries[2], 7);
    assert_false(options.wasmi || options.debug_print);
    assert_int_equal(options.sandbox, OPTIONS_SANDBOX_STRICT);
}

static bool with(const char *argument)
{
    const char *arguments[7];
    struct options options;
    memcpy(arguments, GOOD, sizeof GOOD);
    arguments[6] = argument;
    return options_parse(7, arguments, &options);
}

static void everything_else_is_refused(void **state)
{
    static const char *const bad[] = {"",
                                      "--unknown",
                                      "--parent=",
                                      "--parent=x",
                                      "--parent=99999999999",
                                      "--operator=2",
                                      "--executor=1024",
                                      "--queries=",
                                      "--queries=5,,6",
                                      "--queries=5,",
                                      "--engine=v8",
                                      "--sandbox=no",
                                      "--debug-print=1",
                                      "--queries=5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21"};
    struct options options;
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++)
        assert_false(with(bad[i]));
    assert_true(with("--debug-print"));
    assert_true(with("--engine=wasmi"));
    for (int count = 0; count < 4; count++)
        assert_false(options_parse(count, GOOD, &options));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nodes_command_line_is_understood),
        cmocka_unit_test(everything_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
