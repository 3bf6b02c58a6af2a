#include "node/store/disk/history_internal.h"

#include "tests/support/blocks.h"
#include "tests/support/directory.h"
#include "tests/support/test.h"

enum { FIRST = TEST_BLOCKS_FIRST, STATES_MAX = 4 };

/* A log of the test blocks, and snapshots of some heights. */
struct sample {
    struct arena *arena;
    struct bytes directory;
    struct block_log *log;
    struct history *history;
};

static struct sample make_sample(const int64_t *snapshots, size_t count)
{
    struct sample sample = {.arena = arena_new(1 << 16)};
    struct arena *arena = sample.arena;
    sample.directory = test_directory(arena);
    ASSERT_OK(block_log_open(arena, (struct bytes){0}, BLOCK_LOG_SEGMENT_BYTES, &sample.log));
    struct multistore *stores = multistore_new();
    for (int64_t height = FIRST; height < FIRST + TEST_BLOCKS_MAX; height++) {
        struct block_record record = test_block_record(arena, height);
        multistore_commit(stores, height, record.changes, record.app_hash);
        const struct store_view *view = multistore_latest(stores);
        memcpy(record.previous_app_hash, test_block_app_hash(height == FIRST ? height : height - 1),
               32);
        for (int s = 0; s < STORE_COUNT; s++)
            view_store_root(view, (enum store_id)s, record.roots[s]);
        for (size_t i = 0; i < count; i++)
            if (snapshots[i] == height)
                ASSERT_OK(snapshot_write(arena, sample.directory, view, NULL));
        view_release(view);
        block_log_append(sample.log, arena, &record);
    }
    multistore_free(stores);
    sample.history = history_new(sample.log, sample.directory, snapshots, count);
    return sample;
}

static void drop_sample(struct sample *sample)
{
    history_free(sample->history);
    block_log_close(sample->log);
    test_directory_remove(sample->arena, sample->directory);
    arena_drop(sample->arena);
}

static void old_states_are_rebuilt_from_snapshot_and_log(void **state)
{
    static const int64_t snapshots[] = {20, 60, 61};
    for (size_t count = 0; count <= ARRAY_COUNT(snapshots); count++) {
        struct sample sample = make_sample(snapshots, count);
        for (int64_t i = 0; i < 20; i++) {
            int64_t height = FIRST + i * 53 % TEST_BLOCKS_MAX;
            test_view_check(history_view(sample.history, height), height);
        }
        test_view_check(history_view(sample.history, 60), 60);
        drop_sample(&sample);
    }
}

static void only_a_few_old_states_are_held_at_a_time(void **state)
{
    struct sample sample = make_sample(NULL, 0);
    const struct store_view *held[STATES_MAX];
    for (int i = 0; i < STATES_MAX; i++)
        held[i] = history_view(sample.history, FIRST + 40 - i * 10);
    assert_null(history_view(sample.history, FIRST + 2));
    /* Going forward needs no further place, and a held state stays what it is. */
    const struct store_view *forward = history_view(sample.history, FIRST + 50);
    for (int i = 0; i < STATES_MAX; i++)
        test_view_check(held[i], FIRST + 40 - i * 10);
    test_view_check(forward, FIRST + 50);
    test_view_check(history_view(sample.history, FIRST + 2), FIRST + 2);
    drop_sample(&sample);
}

static void snapshots_that_a_new_one_makes_needless_are_deleted(void **state)
{
    static const int64_t snapshots[] = {10, 20, 30};
    struct sample sample = make_sample(snapshots, 3);
    struct multistore *stores = multistore_new();
    ASSERT_OK(replay_from(sample.log, sample.arena, stores, 100, false));
    const struct store_view *view = multistore_latest(stores);
    ASSERT_OK(snapshot_write(sample.arena, sample.directory, view, NULL));
    view_release(view);
    multistore_free(stores);
    history_add_snapshot(sample.history, 100, 95);
    int64_t *heights;
    size_t count;
    ASSERT_OK(snapshot_list(sample.arena, sample.directory, &heights, &count));
    assert_int_equal(count, 2);
    assert_int_equal(heights[0], 30);
    assert_int_equal(heights[1], 100);
    test_view_check(history_view(sample.history, 15), 15);
    drop_sample(&sample);
}

/* A snapshot every 1000 heights for 300,000 heights: few are kept, and none is far from what may be
 * asked for. */
static void kept_snapshots_thin_out_with_age(void **state)
{
    int64_t heights[64];
    bool drop[64];
    size_t count = 0;
    for (int64_t height = 1000; height <= 300000; height += 1000) {
        heights[count++] = height;
        assert_true(count < 64);
        snapshots_to_drop(heights, count, height - 100000, drop);
        size_t kept = 0;
        for (size_t i = 0; i < count; i++)
            if (!drop[i])
                heights[kept++] = heights[i];
        assert_false(drop[count - 1]);
        assert_true(count < 2 || !drop[count - 2]);
        count = kept;
        assert_true(heights[0] <= height - 100000 || heights[0] == 1000);
    }
    assert_true(count >= 5 && count <= 20);
    for (size_t i = 0; i + 1 < count; i++)
        assert_true(300000 - heights[i] <= 3 * (300000 - heights[i + 1]) + 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_states_are_rebuilt_from_snapshot_and_log),
        cmocka_unit_test(only_a_few_old_states_are_held_at_a_time),
        cmocka_unit_test(snapshots_that_a_new_one_makes_needless_are_deleted),
        cmocka_unit_test(kept_snapshots_thin_out_with_age),
    };
    return cmocka_run_group_tests(tests, test_blocks_start, NULL);
}
