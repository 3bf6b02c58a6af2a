#include "common/base/sort.h"

#include "tests/support/test.h"

struct item {
    int key;
    int at;
};

static int by_key(const void *left, const void *right)
{
    return ((const struct item *)left)->key - ((const struct item *)right)->key;
}

static void items_are_ordered_and_equal_ones_keep_their_order(void **state)
{
    struct arena *arena = arena_new(1024);
    for (size_t count = 0; count < 70; count++) {
        struct item items[70];
        uint32_t seed = (uint32_t)count + 1;
        for (size_t i = 0; i < count; i++) {
            seed = seed * 1664525 + 1013904223;
            items[i] = (struct item){(int)(seed >> 28), (int)i};
        }
        sort_stable(arena, items, count, sizeof(struct item), by_key);
        for (size_t i = 1; i < count; i++) {
            assert_true(items[i - 1].key <= items[i].key);
            if (items[i - 1].key == items[i].key)
                assert_true(items[i - 1].at < items[i].at);
        }
    }
    arena_drop(arena);
}

static void the_arena_gets_its_scratch_memory_back(void **state)
{
    struct arena *arena = arena_new(1024);
    struct item items[] = {{2, 0}, {1, 1}, {3, 2}};
    size_t before = arena_bytes_used(arena);
    sort_stable(arena, items, ARRAY_COUNT(items), sizeof(struct item), by_key);
    assert_int_equal(arena_bytes_used(arena), before);
    assert_int_equal(items[0].key, 1);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_ordered_and_equal_ones_keep_their_order),
        cmocka_unit_test(the_arena_gets_its_scratch_memory_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
