#include "node/inspections.h"

#include <string.h>

#include "common/base/bytes.h"
#include "tests/support/test.h"

static void name(uint32_t number, uint8_t hash[32])
{
    memset(hash, 0, 32);
    memcpy(hash, &number, sizeof number);
}

static bool has(const struct inspection_store *store, uint32_t number, const char *text)
{
    struct arena *arena = arena_new(256);
    uint8_t hash[32];
    struct bytes found = {0};
    name(number, hash);
    bool known = store->get(store->context, arena, hash, &found);
    if (known)
        ASSERT_TEXT(found, text);
    arena_drop(arena);
    return known;
}

static void put(const struct inspection_store *store, uint32_t number, struct bytes tree)
{
    uint8_t hash[32];
    name(number, hash);
    store->put(store->context, hash, tree);
}

static void the_last_transactions_are_remembered(void **state)
{
    struct inspection_store *store = inspections_new();
    for (uint32_t i = 0; i < INSPECTIONS_MAX + 5; i++)
        put(store, i, BYTES("tree"));
    assert_false(has(store, 4, "tree"));
    assert_true(has(store, 5, "tree"));
    assert_true(has(store, INSPECTIONS_MAX + 4, "tree"));
    put(store, 7, BYTES("again"));
    assert_true(has(store, 7, "again"));
    inspections_free(store);
}

static void large_trees_push_out_others_and_too_large_ones_are_left_out(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct inspection_store *store = inspections_new();
    put(store, 1, BYTES("tree"));
    struct bytes half = bytes_make(arena_zalloc(arena, INSPECTIONS_BYTES_MAX / 2 + 1),
                                   INSPECTIONS_BYTES_MAX / 2 + 1);
    put(store, 2, half);
    assert_true(has(store, 1, "tree"));
    put(store, 3, half);
    assert_false(has(store, 1, "tree"));
    put(store, 4, BYTES("tree"));
    put(store, 5,
        bytes_make(arena_zalloc(arena, INSPECTIONS_BYTES_MAX + 1), INSPECTIONS_BYTES_MAX + 1));
    assert_false(has(store, 5, ""));
    assert_true(has(store, 4, "tree"));
    inspections_free(store);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_transactions_are_remembered),
        cmocka_unit_test(large_trees_push_out_others_and_too_large_ones_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
