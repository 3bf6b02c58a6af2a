#include "node/store/tree/view.h"

#include "tests/support/test.h"

static const char *const keys[] = {"a", "aa", "ab", "b", "b\x01", "c", "cc"};

static struct multistore *make_trees(void)
{
    struct change items[ARRAY_COUNT(keys)];
    for (size_t i = 0; i < ARRAY_COUNT(keys); i++)
        items[i] = (struct change){bytes_text(keys[i]), bytes_make(keys[i], i == 3 ? 0 : 1)};
    struct change_set changes[STORE_COUNT] = {0};
    changes[STORE_GOV] = (struct change_set){items, ARRAY_COUNT(keys)};
    struct multistore *stores = multistore_new();
    uint8_t app_hash[32];
    multistore_commit(stores, 1, changes, app_hash);
    return stores;
}

static struct bytes walk(struct arena *arena, const struct store_view *view, struct bytes start,
                         struct bytes end, bool reverse)
{
    struct writer seen = writer_new(arena, 32);
    struct view_cursor cursor;
    for (view_seek(view, STORE_GOV, start, end, reverse, &cursor); cursor.valid; view_next(&cursor))
        writer_format(&seen, "%.*s ", BYTES_ARG(cursor.key));
    return writer_done(&seen);
}

static void walks_keep_to_their_bounds(void **state)
{
    struct arena *arena = arena_new(4096);
    struct multistore *stores = make_trees();
    const struct store_view *view = multistore_latest(stores);
    struct bytes none = {0};
    ASSERT_TEXT(walk(arena, view, none, none, false), "a aa ab b b\x01 c cc ");
    ASSERT_TEXT(walk(arena, view, none, none, true), "cc c b\x01 b ab aa a ");
    ASSERT_TEXT(walk(arena, view, BYTES("aa"), BYTES("b"), false), "aa ab ");
    ASSERT_TEXT(walk(arena, view, BYTES("aa"), BYTES("b"), true), "ab aa ");
    ASSERT_TEXT(walk(arena, view, BYTES("ac"), none, false), "b b\x01 c cc ");
    ASSERT_TEXT(walk(arena, view, BYTES(""), BYTES("a\x01"), false), "a ");
    ASSERT_TEXT(walk(arena, view, none, BYTES("zz"), true), "cc c b\x01 b ab aa a ");
    ASSERT_TEXT(walk(arena, view, BYTES("cd"), none, false), "");
    ASSERT_TEXT(walk(arena, view, none, BYTES("a"), true), "");
    ASSERT_TEXT(walk(arena, view, BYTES("b"), BYTES("b"), false), "");
    ASSERT_TEXT(walk(arena, view, BYTES("c"), BYTES("b"), true), "");
    view_release(view);
    multistore_free(stores);
    arena_drop(arena);
}

static void an_empty_value_is_not_an_absent_one(void **state)
{
    struct multistore *stores = make_trees();
    const struct store_view *view = multistore_latest(stores);
    struct bytes value;
    assert_true(view_get(view, STORE_GOV, BYTES("b"), &value));
    assert_non_null(value.data);
    assert_int_equal(value.len, 0);
    assert_false(view_get(view, STORE_GOV, BYTES("bb"), &value));
    assert_false(view_get(view, STORE_GOV, BYTES(""), &value));
    assert_false(view_get(view, STORE_ACC, BYTES("b"), &value));
    assert_int_equal(view_store_size(view, STORE_GOV), 7);
    assert_int_equal(view_store_size(view, STORE_ACC), 0);
    view_release(view);
    multistore_free(stores);
}

static void an_empty_store_has_the_hash_of_nothing(void **state)
{
    struct multistore *stores = make_trees();
    const struct store_view *view = multistore_at(stores, 1);
    uint8_t root[32];
    view_store_root(view, STORE_ACC, root);
    ASSERT_HEX(BYTES_OF(root), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    view_release(view);
    assert_null(multistore_at(stores, 2));
    multistore_free(stores);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_keep_to_their_bounds),
        cmocka_unit_test(an_empty_value_is_not_an_absent_one),
        cmocka_unit_test(an_empty_store_has_the_hash_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
