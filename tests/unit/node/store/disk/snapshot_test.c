#include "node/store/disk/snapshot.h"

#include "node/store/disk/errors.h"
#include "tests/support/directory.h"
#include "tests/support/test.h"

static struct multistore *some_trees(struct arena *arena, uint8_t app_hash[32])
{
    struct multistore *stores = multistore_new();
    for (int v = 1; v <= 3; v++) {
        struct change items[20];
        for (int i = 0; i < 20; i++)
            items[i] = (struct change){arena_format(arena, "key%02d", i),
                                       arena_format(arena, "%d", i * v)};
        struct change_set changes[STORE_COUNT] = {0};
        changes[STORE_ACC] = changes[STORE_UPGRADE] = (struct change_set){items, 20};
        multistore_commit(stores, v, changes, app_hash);
    }
    return stores;
}

struct sample {
    struct arena *arena;
    struct bytes directory;
    struct bytes path;
    uint8_t app_hash[32];
};

static struct sample make_sample(void)
{
    struct sample sample = {.arena = arena_new(1 << 16)};
    sample.directory = test_directory(sample.arena);
    sample.path = arena_format(sample.arena, "%.*s/0000000003.trees", BYTES_ARG(sample.directory));
    struct multistore *stores = some_trees(sample.arena, sample.app_hash);
    const struct store_view *view = multistore_latest(stores);
    ASSERT_OK(snapshot_write(sample.arena, sample.directory, view, NULL));
    view_release(view);
    multistore_free(stores);
    return sample;
}

static void drop_sample(struct sample *sample)
{
    test_directory_remove(sample->arena, sample->directory);
    arena_drop(sample->arena);
}

static void trees_come_back_from_their_file(void **state)
{
    struct sample sample = make_sample();
    int64_t *heights;
    size_t count;
    ASSERT_OK(snapshot_list(sample.arena, sample.directory, &heights, &count));
    assert_int_equal(count, 1);
    assert_int_equal(heights[0], 3);
    struct snapshot *snapshot;
    ASSERT_OK(snapshot_open(sample.arena, sample.directory, 3, &snapshot));
    struct multistore *stores = snapshot_load(snapshot);
    const struct store_view *view = multistore_latest(stores);
    uint8_t app_hash[32];
    view_app_hash(view, app_hash);
    assert_memory_equal(app_hash, sample.app_hash, 32);
    struct bytes value;
    assert_true(view_get(view, STORE_UPGRADE, BYTES("key07"), &value));
    ASSERT_TEXT(value, "21");
    view_release(view);
    multistore_free(stores);
    snapshot_close(snapshot);
    drop_sample(&sample);
}

static void any_flipped_or_missing_byte_is_noticed(void **state)
{
    struct sample sample = make_sample();
    struct bytes whole = test_file(sample.arena, arena_text(sample.arena, sample.path));
    struct snapshot *snapshot;
    for (size_t at = 0; at < whole.len; at++) {
        struct arena *arena = arena_new(4096);
        uint8_t *bytes = (uint8_t *)(uintptr_t)arena_copy(arena, whole).data;
        bytes[at] ^= (uint8_t)(1 << at % 8);
        test_write_file(arena, sample.path, bytes_make(bytes, whole.len));
        assert_true(error_is(snapshot_open(arena, sample.directory, 3, &snapshot), &STORE_DAMAGED));
        arena_drop(arena);
    }
    for (size_t len = 0; len < whole.len; len += 101) {
        test_write_file(sample.arena, sample.path, bytes_slice(whole, 0, len));
        assert_true(
            error_is(snapshot_open(sample.arena, sample.directory, 3, &snapshot), &STORE_DAMAGED));
    }
    drop_sample(&sample);
}

static void giving_up_leaves_nothing_behind(void **state)
{
    struct sample sample = make_sample();
    struct multistore *stores = some_trees(sample.arena, sample.app_hash);
    const struct store_view *view = multistore_latest(stores);
    atomic_bool stop = true;
    snapshot_delete(sample.arena, sample.directory, 3);
    assert_non_null(snapshot_write(sample.arena, sample.directory, view, &stop));
    int64_t *heights;
    size_t count;
    test_write_file(sample.arena, arena_format(sample.arena, "%.*s.new", BYTES_ARG(sample.path)),
                    BYTES("x"));
    ASSERT_OK(snapshot_list(sample.arena, sample.directory, &heights, &count));
    assert_int_equal(count, 0);
    view_release(view);
    multistore_free(stores);
    drop_sample(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_come_back_from_their_file),
        cmocka_unit_test(any_flipped_or_missing_byte_is_noticed),
        cmocka_unit_test(giving_up_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
