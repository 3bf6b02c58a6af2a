#include "node/store/disk/snapshotter_internal.h"

#include <unistd.h>

#include "tests/support/blocks.h"
#include "tests/support/directory.h"
#include "tests/support/test.h"

static struct multistore *some_trees(struct arena *arena)
{
    struct multistore *stores = multistore_new();
    for (int64_t height = TEST_BLOCKS_FIRST; height < TEST_BLOCKS_FIRST + 10; height++) {
        struct block_record record = test_block_record(arena, height);
        multistore_commit(stores, height, record.changes, record.app_hash);
    }
    return stores;
}

static void a_view_is_written_and_released(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes directory = test_directory(arena);
    struct multistore *stores = some_trees(arena);
    struct history *history = history_new(NULL, directory, NULL, 0);
    struct snapshotter *snapshotter = snapshotter_start(directory, history);
    const struct store_view *view = multistore_latest(stores);
    assert_true(snapshotter_take(snapshotter, view, 1));
    while (multistore_is_held(stores))
        usleep(100);
    snapshotter_stop(snapshotter);
    struct snapshot *snapshot;
    ASSERT_OK(snapshot_open(arena, directory, TEST_BLOCKS_FIRST + 9, &snapshot));
    snapshot_close(snapshot);
    history_free(history);
    multistore_free(stores);
    test_directory_remove(arena, directory);
    arena_drop(arena);
}

static void a_stop_at_any_moment_leaves_whole_files_or_none(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes directory = test_directory(arena);
    struct multistore *stores = some_trees(arena);
    for (unsigned pause_us = 0; pause_us < 400; pause_us += 40) {
        struct history *history = history_new(NULL, directory, NULL, 0);
        struct snapshotter *snapshotter = snapshotter_start(directory, history);
        const struct store_view *view = multistore_latest(stores);
        if (!snapshotter_take(snapshotter, view, 1))
            view_release(view);
        usleep(pause_us);
        snapshotter_stop(snapshotter);
        assert_false(multistore_is_held(stores));
        int64_t *heights;
        size_t count;
        ASSERT_OK(snapshot_list(arena, directory, &heights, &count));
        for (size_t i = 0; i < count; i++) {
            struct snapshot *snapshot;
            ASSERT_OK(snapshot_open(arena, directory, heights[i], &snapshot));
            snapshot_close(snapshot);
            snapshot_delete(arena, directory, heights[i]);
        }
        history_free(history);
    }
    multistore_free(stores);
    test_directory_remove(arena, directory);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_view_is_written_and_released),
        cmocka_unit_test(a_stop_at_any_moment_leaves_whole_files_or_none),
    };
    return cmocka_run_group_tests(tests, test_blocks_start, NULL);
}
