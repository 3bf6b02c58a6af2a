#include "node/chain/overlay.h"

#include "tests/support/chain.h"
#include "tests/support/test.h"

/* A committed state with a, c and e, and an overlay over it. */
struct fixture {
    struct arena *arena;
    struct multistore *stores;
    const struct store_view *view;
    struct overlay *base;
};

static struct fixture start(void)
{
    static const struct change COMMITTED[] = {{BYTES_INIT("a"), BYTES_INIT("1")},
                                              {BYTES_INIT("c"), BYTES_INIT("3")},
                                              {BYTES_INIT("e"), BYTES_INIT("5")}};
    struct fixture f = {.arena = arena_new(4096), .stores = multistore_new()};
    struct change_set changes[STORE_COUNT] = {[STORE_BANK] = {COMMITTED, 3}};
    uint8_t hash[32];
    multistore_commit(f.stores, 1, changes, hash);
    f.view = multistore_latest(f.stores);
    f.base = overlay_new(f.arena, f.view, 7);
    return f;
}

static void stop(struct fixture *f)
{
    view_release(f->view);
    multistore_free(f->stores);
    arena_drop(f->arena);
}

/* The whole walk as text: "a=1 c=3 ". */
static struct bytes walked(struct fixture *f, struct overlay *overlay, const char *from,
                           const char *to, bool reverse)
{
    struct writer writer = writer_new(f->arena, 64);
    struct overlay_walk walk;
    struct bytes end = to == NULL ? bytes_make(NULL, 0) : bytes_text(to);
    for (overlay_walk_start(f->arena, overlay, STORE_BANK, bytes_text(from), end, reverse, &walk);
         walk.valid; overlay_walk_next(&walk)) {
        writer_bytes(&writer, walk.key);
        writer_byte(&writer, '=');
        writer_bytes(&writer, walk.value);
        writer_byte(&writer, ' ');
    }
    return writer_done(&writer);
}

static void a_read_finds_the_newest_write_of_all_layers(void **state)
{
    struct fixture f = start();
    struct bytes value;
    struct overlay *child = overlay_branch(f.arena, f.base);
    overlay_set(f.base, STORE_BANK, BYTES("c"), BYTES("below"));
    overlay_set(child, STORE_BANK, BYTES("c"), BYTES("above"));
    overlay_delete(child, STORE_BANK, BYTES("a"));
    assert_true(overlay_get(child, STORE_BANK, BYTES("c"), &value));
    ASSERT_TEXT(value, "above");
    assert_false(overlay_get(child, STORE_BANK, BYTES("a"), &value));
    assert_null(value.data);
    assert_true(overlay_has(f.base, STORE_BANK, BYTES("a")));
    assert_true(overlay_get(child, STORE_BANK, BYTES("e"), &value));
    ASSERT_TEXT(value, "5");
    assert_false(overlay_has(child, STORE_ACC, BYTES("e")));
    stop(&f);
}

static void an_empty_value_is_not_an_absent_one(void **state)
{
    struct fixture f = start();
    struct bytes value;
    overlay_set(f.base, STORE_BANK, BYTES("empty"), BYTES(""));
    assert_true(overlay_get(f.base, STORE_BANK, BYTES("empty"), &value));
    assert_non_null(value.data);
    assert_int_equal(value.len, 0);
    stop(&f);
}

static void a_walk_merges_layers_both_ways_and_within_bounds(void **state)
{
    struct fixture f = start();
    struct overlay *child = overlay_branch(f.arena, f.base);
    overlay_set(f.base, STORE_BANK, BYTES("b"), BYTES("2"));
    overlay_set(child, STORE_BANK, BYTES("d"), BYTES("4"));
    overlay_set(child, STORE_BANK, BYTES("c"), BYTES("33"));
    overlay_delete(child, STORE_BANK, BYTES("e"));
    ASSERT_TEXT(walked(&f, child, "", NULL, false), "a=1 b=2 c=33 d=4 ");
    ASSERT_TEXT(walked(&f, child, "", NULL, true), "d=4 c=33 b=2 a=1 ");
    ASSERT_TEXT(walked(&f, child, "b", "d", false), "b=2 c=33 ");
    ASSERT_TEXT(walked(&f, child, "b", "d", true), "c=33 b=2 ");
    ASSERT_TEXT(walked(&f, child, "x", NULL, false), "");
    ASSERT_TEXT(walked(&f, f.base, "", NULL, false), "a=1 b=2 c=3 e=5 ");
    stop(&f);
}

static void a_walk_does_not_see_what_is_written_while_it_runs(void **state)
{
    struct fixture f = start();
    struct overlay_walk walk;
    overlay_walk_start(f.arena, f.base, STORE_BANK, BYTES(""), bytes_make(NULL, 0), false, &walk);
    overlay_set(f.base, STORE_BANK, BYTES("b"), BYTES("2"));
    overlay_delete(f.base, STORE_BANK, BYTES("c"));
    overlay_walk_next(&walk);
    ASSERT_TEXT(walk.key, "c");
    overlay_walk_next(&walk);
    ASSERT_TEXT(walk.key, "e");
    stop(&f);
}

static void a_merge_moves_writes_down_and_a_dropped_branch_leaves_none(void **state)
{
    struct fixture f = start();
    struct arena *inner = arena_new(1024);
    struct bytes value;
    struct overlay *kept = overlay_branch(inner, f.base);
    overlay_set(kept, STORE_BANK, BYTES("b"), BYTES("2"));
    overlay_delete(kept, STORE_BANK, BYTES("a"));
    overlay_merge(kept);
    overlay_set(overlay_branch(inner, f.base), STORE_BANK, BYTES("b"), BYTES("lost"));
    arena_drop(inner);
    assert_true(overlay_get(f.base, STORE_BANK, BYTES("b"), &value));
    ASSERT_TEXT(value, "2");
    assert_false(overlay_has(f.base, STORE_BANK, BYTES("a")));
    stop(&f);
}

static void changes_are_sorted_and_leave_out_what_came_and_went(void **state)
{
    struct fixture f = start();
    struct change_set changes[STORE_COUNT];
    overlay_set(f.base, STORE_BANK, BYTES("z"), BYTES("26"));
    overlay_set(f.base, STORE_BANK, BYTES("b"), BYTES("2"));
    overlay_delete(f.base, STORE_BANK, BYTES("b"));
    overlay_delete(f.base, STORE_BANK, BYTES("a"));
    overlay_set(f.base, STORE_ACC, BYTES("k"), BYTES("v"));
    overlay_changes(f.arena, f.base, changes);
    assert_int_equal(changes[STORE_BANK].count, 2);
    ASSERT_TEXT(changes[STORE_BANK].items[0].key, "a");
    assert_null(changes[STORE_BANK].items[0].value.data);
    ASSERT_TEXT(changes[STORE_BANK].items[1].key, "z");
    assert_int_equal(changes[STORE_ACC].count, 1);
    assert_int_equal(changes[STORE_GOV].count, 0);
    stop(&f);
}

/* A branch over writes that are not committed either must tell of every delete. */
static void what_a_branch_writes_is_listed_with_all_deletes(void **state)
{
    struct fixture f = start();
    struct change_set writes[STORE_COUNT];
    overlay_set(f.base, STORE_BANK, BYTES("b"), BYTES("2"));
    struct overlay *branch = overlay_branch(f.arena, f.base);
    overlay_set(branch, STORE_BANK, BYTES("z"), BYTES(""));
    overlay_delete(branch, STORE_BANK, BYTES("b"));
    overlay_writes(f.arena, branch, writes);
    assert_int_equal(writes[STORE_BANK].count, 2);
    ASSERT_TEXT(writes[STORE_BANK].items[0].key, "b");
    assert_null(writes[STORE_BANK].items[0].value.data);
    ASSERT_TEXT(writes[STORE_BANK].items[1].key, "z");
    assert_non_null(writes[STORE_BANK].items[1].value.data);
    assert_int_equal(writes[STORE_ACC].count, 0);
    stop(&f);
}

/* Many keys: the hash table and the order that walks build must agree with a plain count. */
static void thousands_of_keys_are_found_and_walked_in_order(void **state)
{
    struct fixture f = start();
    enum { KEYS = 3000 };
    for (uint32_t i = 0; i < KEYS; i++) {
        uint8_t key[4];
        store_be32(key, i * 2654435761u);
        overlay_set(f.base, STORE_GOV, BYTES_OF(key), BYTES_OF(key));
        if (i % 512 == 0) {
            struct overlay_walk walk;
            uint32_t count = 0;
            struct bytes last = BYTES("");
            for (overlay_walk_start(f.arena, f.base, STORE_GOV, BYTES(""), bytes_make(NULL, 0),
                                    false, &walk);
                 walk.valid; overlay_walk_next(&walk)) {
                assert_true(bytes_compare(last, walk.key) < 0);
                last = walk.key;
                count++;
            }
            assert_int_equal(count, i + 1);
        }
    }
    for (uint32_t i = 0; i < KEYS; i++) {
        uint8_t key[4];
        store_be32(key, i * 2654435761u);
        assert_true(overlay_has(f.base, STORE_GOV, BYTES_OF(key)));
    }
    stop(&f);
}

static void a_frozen_layer_is_read_through_and_can_be_copied(void **state)
{
    struct fixture f = start();
    overlay_set(f.base, STORE_BANK, BYTES("b"), BYTES("2"));
    assert_false(overlay_is_empty(f.base));
    overlay_freeze(f.base);
    struct overlay *child = overlay_branch(f.arena, f.base);
    assert_true(overlay_is_empty(child));
    assert_ptr_equal(overlay_parent(child), f.base);
    overlay_set(child, STORE_BANK, BYTES("f"), BYTES("6"));
    ASSERT_TEXT(walked(&f, child, "", NULL, false), "a=1 b=2 c=3 e=5 f=6 ");
    struct overlay *copy = overlay_new(f.arena, overlay_view(child), 1);
    overlay_copy(copy, f.base);
    overlay_copy(copy, child);
    ASSERT_TEXT(walked(&f, copy, "", NULL, false), "a=1 b=2 c=3 e=5 f=6 ");
    stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_read_finds_the_newest_write_of_all_layers),
        cmocka_unit_test(an_empty_value_is_not_an_absent_one),
        cmocka_unit_test(a_walk_merges_layers_both_ways_and_within_bounds),
        cmocka_unit_test(a_walk_does_not_see_what_is_written_while_it_runs),
        cmocka_unit_test(a_merge_moves_writes_down_and_a_dropped_branch_leaves_none),
        cmocka_unit_test(changes_are_sorted_and_leave_out_what_came_and_went),
        cmocka_unit_test(what_a_branch_writes_is_listed_with_all_deletes),
        cmocka_unit_test(thousands_of_keys_are_found_and_walked_in_order),
        cmocka_unit_test(a_frozen_layer_is_read_through_and_can_be_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
