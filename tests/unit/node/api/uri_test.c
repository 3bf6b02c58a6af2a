#include "node/api/uri.h"

#include "tests/support/test.h"

static void escapes_are_decoded(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes out;
    assert_true(uri_decode(arena, BYTES("a%20b%2Fc+d%00"), false, &out));
    ASSERT_BYTES(out, bytes_make("a b/c+d\0", 8));
    assert_true(uri_decode(arena, BYTES("a+b"), true, &out));
    ASSERT_TEXT(out, "a b");
    assert_false(uri_decode(arena, BYTES("%"), false, &out));
    assert_false(uri_decode(arena, BYTES("%2"), false, &out));
    assert_false(uri_decode(arena, BYTES("%zz"), false, &out));
    arena_drop(arena);
}

static void queries_are_taken_apart(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes query = BYTES("a=1&&b=%22x%22&bad=%&c&d=e=f"), name, value;
    const char *const want[] = {"a", "1", "b", "\"x\"", "c", "", "d", "e=f"};
    for (size_t i = 0; i < ARRAY_COUNT(want); i += 2) {
        assert_true(uri_query_next(arena, &query, &name, &value));
        ASSERT_TEXT(name, want[i]);
        ASSERT_TEXT(value, want[i + 1]);
    }
    assert_false(uri_query_next(arena, &query, &name, &value));
    assert_true(uri_query_find(arena, BYTES("a=1&a=2"), "a", &value));
    ASSERT_TEXT(value, "1");
    assert_false(uri_query_find(arena, BYTES("a=1"), "b", &value));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_are_decoded),
        cmocka_unit_test(queries_are_taken_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
