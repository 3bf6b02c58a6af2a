#include "node/trace_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/test.h"

static bool has(struct trace_store *store, struct arena *arena, int64_t height)
{
    struct bytes found;
    return store->get(store->context, arena, height, &found);
}

static void put(struct trace_store *store, int64_t height, struct bytes block)
{
    store->put(store->context, height, block);
}

static void only_the_last_blocks_are_kept_over_a_restart_too(void **state)
{
    struct arena *arena = arena_new(4096);
    char folder[] = "/tmp/trace-files-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct trace_store *store = trace_files_new(arena, folder, 3);
    struct bytes found;
    assert_false(has(store, arena, 1));
    put(store, 1, BYTES("one"));
    put(store, 2, BYTES("two"));
    put(store, 2, BYTES("two again"));
    assert_true(store->get(store->context, arena, 2, &found));
    ASSERT_TEXT(found, "two again");
    store = trace_files_new(arena, folder, 3);
    put(store, 5, BYTES("five"));
    assert_false(has(store, arena, 1));
    assert_false(has(store, arena, 2));
    assert_true(has(store, arena, 5));

    /* Fewer after the next start. */
    store = trace_files_new(arena, folder, 1);
    put(store, 6, BYTES("six"));
    assert_false(has(store, arena, 5));
    assert_int_equal(unlink(arena_text(arena, arena_format(arena, "%s/6", folder))), 0);
    assert_int_equal(rmdir(folder), 0);
    arena_drop(arena);
}

static void a_damaged_or_half_written_file_counts_as_absent(void **state)
{
    struct arena *arena = arena_new(4096);
    char folder[] = "/tmp/trace-files-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct trace_store *store = trace_files_new(arena, folder, 10);
    put(store, 7, BYTES("seven"));
    char *path = arena_text(arena, arena_format(arena, "%s/7", folder));
    assert_int_equal(truncate(path, 34), 0);
    assert_false(has(store, arena, 7));
    assert_int_equal(truncate(path, 3), 0);
    assert_false(has(store, arena, 7));
    char *fresh = arena_text(arena, arena_format(arena, "%s/8.new", folder));
    assert_int_equal(rename(path, fresh), 0);
    trace_files_new(arena, folder, 10);
    assert_int_not_equal(access(fresh, F_OK), 0);
    assert_int_equal(rmdir(folder), 0);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_last_blocks_are_kept_over_a_restart_too),
        cmocka_unit_test(a_damaged_or_half_written_file_counts_as_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
