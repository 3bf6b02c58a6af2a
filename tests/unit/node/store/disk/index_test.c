#include "node/store/disk/index.h"

#include "tests/support/directory.h"
#include "tests/support/test.h"

struct seen {
    struct arena *arena;
    struct writer text; /* "height/position=value " for every hit */
    size_t left;        /* the visitor has enough after so many */
};

static bool note(void *context, struct bytes value, struct index_hit hit)
{
    struct seen *seen = context;
    writer_format(&seen->text, "%lld/%u=%.*s ", (long long)hit.height, hit.position,
                  (int)(value.len > 8 ? 8 : value.len), (const char *)value.data);
    return --seen->left != 0;
}

static struct seen nothing_seen(struct arena *arena)
{
    return (struct seen){arena, writer_new(arena, 64), 1000};
}

static void fill(struct arena *arena, struct index *index, int64_t first, int64_t last)
{
    struct index_batch *batch = index_begin(index);
    for (int64_t height = first; height <= last; height++) {
        for (uint32_t position = 0; position < 2; position++) {
            uint8_t hash[32] = {(uint8_t)height, (uint8_t)position};
            struct index_hit hit = {height, position};
            index_put_tx(batch, BYTES_OF(hash), hit, true);
            index_put_event(batch, INDEX_TX, BYTES("transfer.recipient"),
                            position == 0 ? BYTES("alice") : BYTES("bob"), hit);
            index_put_event(batch, INDEX_TX, BYTES("transfer.recipient"), BYTES("all"), hit);
            index_put_event(batch, INDEX_TX, BYTES("transfer.recipient"), BYTES("all"), hit);
            index_put_event(batch, INDEX_TX, BYTES("transfer.recipients"), BYTES("x"), hit);
        }
        index_put_event(batch, INDEX_BLOCK, BYTES("transfer.recipient"),
                        arena_format(arena, "%lld", (long long)height),
                        (struct index_hit){height, 0});
    }
    index_commit(batch, last);
}

static void check_filled(struct arena *arena, struct index *index, int64_t last)
{
    assert_int_equal(index_height(index), last);
    uint8_t hash[32] = {3, 1};
    struct index_hit hit;
    assert_true(index_find_tx(index, BYTES_OF(hash), &hit));
    assert_int_equal(hit.height, 3);
    assert_int_equal(hit.position, 1);
    hash[5] = 1;
    assert_false(index_find_tx(index, BYTES_OF(hash), &hit));
    assert_false(index_find_tx(index, BYTES("short"), &hit));
    struct seen seen = nothing_seen(arena);
    index_scan_value(index, INDEX_TX, BYTES("transfer.recipient"), BYTES("bob"), 2, 4, note, &seen);
    ASSERT_TEXT(writer_done(&seen.text), "2/1=bob 3/1=bob 4/1=bob ");
    seen = nothing_seen(arena);
    index_scan_key(index, INDEX_TX, BYTES("transfer.recipient"), 2, 3, note, &seen);
    ASSERT_TEXT(writer_done(&seen.text), "2/0=alice 3/0=alice 2/0=all 2/1=all 3/0=all 3/1=all "
                                         "2/1=bob 3/1=bob ");
    seen = nothing_seen(arena);
    index_scan_key(index, INDEX_BLOCK, BYTES("transfer.recipient"), 3, 3, note, &seen);
    ASSERT_TEXT(writer_done(&seen.text), "3/0=3 ");
    seen = nothing_seen(arena);
    seen.left = 2;
    index_scan_key(index, INDEX_TX, BYTES("transfer.recipient"), 1, last, note, &seen);
    ASSERT_TEXT(writer_done(&seen.text), "1/0=alice 2/0=alice ");
    seen = nothing_seen(arena);
    index_scan_value(index, INDEX_TX, BYTES("transfer.sender"), BYTES("bob"), 0, last, note, &seen);
    index_scan_value(index, INDEX_BLOCK, BYTES("transfer.recipient"), BYTES("bob"), 0, last, note,
                     &seen);
    assert_int_equal(seen.text.len, 0);
}

static void hits_come_in_order_in_memory_and_on_disk(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes directory = test_directory(arena);
    struct bytes path = arena_format(arena, "%.*s/index.lmdb", BYTES_ARG(directory));
    struct index *index;
    ASSERT_OK(index_open(arena, (struct bytes){0}, 0, &index));
    assert_int_equal(index_height(index), 0);
    fill(arena, index, 1, 5);
    check_filled(arena, index, 5);
    index_close(index);
    ASSERT_OK(index_open(arena, path, 0, &index));
    fill(arena, index, 1, 3);
    index_close(index);
    ASSERT_OK(index_open(arena, path, 3, &index));
    fill(arena, index, 4, 6);
    check_filled(arena, index, 6);
    index_close(index);
    test_directory_remove(arena, directory);
    arena_drop(arena);
}

static void long_keys_and_values_are_found_whole(void **state)
{
    struct arena *arena = arena_new(4096);
    struct index *index;
    ASSERT_OK(index_open(arena, (struct bytes){0}, 0, &index));
    struct bytes keys[] = {arena_format(arena, "%0128d", 1), arena_format(arena, "%0129d", 1),
                           arena_format(arena, "%01000d", 1), BYTES("")};
    struct bytes values[] = {arena_format(arena, "%0256d", 1), arena_format(arena, "%0257d", 1),
                             arena_format(arena, "%0257d", 2), arena_format(arena, "%05000d", 3),
                             BYTES("")};
    struct index_batch *batch = index_begin(index);
    for (uint32_t k = 0; k < ARRAY_COUNT(keys); k++)
        for (uint32_t v = 0; v < ARRAY_COUNT(values); v++)
            index_put_event(batch, INDEX_TX, keys[k], values[v], (struct index_hit){k + 1, v});
    index_commit(batch, 4);
    for (uint32_t k = 0; k < ARRAY_COUNT(keys); k++) {
        struct seen all = nothing_seen(arena);
        index_scan_key(index, INDEX_TX, keys[k], 0, 9, note, &all);
        assert_int_equal(1000 - all.left, ARRAY_COUNT(values));
        for (uint32_t v = 0; v < ARRAY_COUNT(values); v++) {
            struct seen one = nothing_seen(arena);
            index_scan_value(index, INDEX_TX, keys[k], values[v], 0, 9, note, &one);
            ASSERT_BYTES(writer_done(&one.text),
                         arena_format(arena, "%u/%u=%.*s ", k + 1, v,
                                      (int)(values[v].len > 8 ? 8 : values[v].len),
                                      (const char *)values[v].data));
        }
    }
    index_close(index);
    arena_drop(arena);
}

static void a_failed_repeat_does_not_hide_the_success(void **state)
{
    struct arena *arena = arena_new(4096);
    struct index *index;
    uint8_t hash[32] = {9};
    struct index_hit hit;
    ASSERT_OK(index_open(arena, (struct bytes){0}, 0, &index));
    const struct {
        bool succeeded;
        int64_t found;
    } steps[] = {{false, 1}, {false, 2}, {true, 3}, {false, 3}, {true, 5}};
    for (int64_t i = 0; i < 5; i++) {
        struct index_batch *batch = index_begin(index);
        index_put_tx(batch, BYTES_OF(hash), (struct index_hit){i + 1, 0}, steps[i].succeeded);
        index_commit(batch, i + 1);
        assert_true(index_find_tx(index, BYTES_OF(hash), &hit));
        assert_int_equal(hit.height, steps[i].found);
    }
    index_close(index);
    arena_drop(arena);
}

static void an_unusable_file_is_started_anew(void **state)
{
    struct arena *arena = arena_new(4096);
    struct bytes directory = test_directory(arena);
    struct bytes path = arena_format(arena, "%.*s/index.lmdb", BYTES_ARG(directory));
    struct index *index;
    ASSERT_OK(index_open(arena, path, 0, &index));
    fill(arena, index, 1, 200);
    index_close(index);
    struct bytes whole = test_file(arena, arena_text(arena, path));
    uint8_t *garbage = arena_zalloc(arena, whole.len);
    memset(garbage, 0x5a, whole.len);
    struct bytes bad[] = {bytes_slice(whole, 0, whole.len / 2), bytes_slice(whole, 0, 100),
                          BYTES(""), bytes_make(garbage, whole.len)};
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        test_write_file(arena, path, bad[i]);
        ASSERT_OK(index_open(arena, path, 200, &index));
        assert_int_equal(index_height(index), 0);
        fill(arena, index, 1, 5);
        check_filled(arena, index, 5);
        index_close(index);
    }
    /* The log does not reach as far: the index is of another chain. */
    ASSERT_OK(index_open(arena, path, 4, &index));
    assert_int_equal(index_height(index), 0);
    index_close(index);
    test_directory_remove(arena, directory);
    assert_non_null(index_open(arena, path, 0, &index));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hits_come_in_order_in_memory_and_on_disk),
        cmocka_unit_test(long_keys_and_values_are_found_whole),
        cmocka_unit_test(a_failed_repeat_does_not_hide_the_success),
        cmocka_unit_test(an_unusable_file_is_started_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
