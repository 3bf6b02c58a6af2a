#include "node/options.h"

#include "tests/support/test.h"

static bool parse(struct arena *arena, struct start_options *options, struct bytes *fault,
                  const char *const *arguments)
{
    int count = 0;
    while (arguments[count] != NULL)
        count++;
    return options_parse(arena, count, (char **)(uintptr_t)arguments, options, fault);
}

static void nothing_said_is_localsecret(void **state)
{
    struct arena *arena = arena_new(4096);
    struct start_options options;
    struct bytes fault;
    assert_true(parse(arena, &options, &fault, (const char *const[]){NULL}));
    assert_string_equal(options.chain_id, "secretdev-1");
    assert_string_equal(options.rest, "0.0.0.0:1317");
    assert_string_equal(options.rpc, "0.0.0.0:26657");
    assert_null(options.home);
    assert_false(options.ephemeral);
    arena_drop(arena);
}

static void another_chain_has_other_ports(void **state)
{
    struct arena *arena = arena_new(4096);
    struct start_options options;
    struct bytes fault;
    assert_true(
        parse(arena, &options, &fault,
              (const char *const[]){"--chain-id", "secretdev-2", "--rest=127.0.0.1:0", NULL}));
    assert_string_equal(options.rpc, "0.0.0.0:36657");
    assert_string_equal(options.rest, "127.0.0.1:0");
    arena_drop(arena);
}

static void bad_arguments_are_one_clear_line(void **state)
{
    struct arena *arena = arena_new(4096);
    struct start_options options;
    struct bytes fault;
    assert_false(parse(arena, &options, &fault, (const char *const[]){"--ports", NULL}));
    ASSERT_TEXT(fault, "unknown option --ports; see secretd start --help");
    assert_false(parse(arena, &options, &fault, (const char *const[]){"--home", NULL}));
    ASSERT_TEXT(fault, "--home wants a value: DIR");
    assert_false(parse(arena, &options, &fault, (const char *const[]){"--ephemeral=yes", NULL}));
    ASSERT_TEXT(fault, "--ephemeral takes no value");
    arena_drop(arena);
}

static void help_names_every_option(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes help = options_help(arena);
    static const char *const names[] = {"--home", "--ephemeral", "--grpc-web", "--engine",
                                        "--help"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        assert_non_null(strstr(arena_text(arena, help), names[i]));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_said_is_localsecret),
        cmocka_unit_test(another_chain_has_other_ports),
        cmocka_unit_test(bad_arguments_are_one_clear_line),
        cmocka_unit_test(help_names_every_option),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
