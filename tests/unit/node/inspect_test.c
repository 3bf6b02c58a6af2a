#include "node/inspect.h"

#include "common/base/arena.h"
#include "tests/support/test.h"

/* What it prints is tested with a running node, by tests/acceptance/inspect.test.js. */

#define HASH "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789ABCDEF"

enum { ARGUMENTS_MAX = 4 };

static int run(const char *const *arguments)
{
    struct arena *arena = arena_new(1024);
    char *own[ARGUMENTS_MAX];
    int count = 0;
    for (; arguments[count] != NULL; count++)
        own[count] = arena_text(arena, bytes_text(arguments[count]));
    int code = inspect_main(count, own);
    arena_drop(arena);
    return code;
}
#define RUN(...) run((const char *const[ARGUMENTS_MAX + 1]){__VA_ARGS__})

static void what_is_no_request_is_refused(void **state)
{
    assert_int_equal(RUN(NULL), 1);
    assert_int_equal(RUN("abcd"), 1);
    assert_int_equal(RUN(HASH "0"), 1);
    assert_int_equal(RUN(HASH, HASH), 1);
    assert_int_equal(RUN(HASH, "--rest"), 1);
    assert_int_equal(RUN(HASH, "--format", "xml"), 1);
}

static void where_no_node_is_there_is_no_answer(void **state)
{
    assert_int_equal(RUN(HASH, "--rest", "http://127.0.0.1:1"), 1);
    assert_int_equal(RUN(HASH, "--rest", "file:///etc/passwd?"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_request_is_refused),
        cmocka_unit_test(where_no_node_is_there_is_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
