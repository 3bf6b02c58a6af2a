#include "node/store/tree/tree_internal.h"

#include "tests/support/test.h"

static void shared_bytes_are_counted_across_words(void **state)
{
    uint8_t left[40], right[40];
    memset(left, 5, sizeof left);
    for (size_t differs = 0; differs < sizeof left; differs++) {
        memset(right, 5, sizeof right);
        right[differs] = 6;
        assert_int_equal(bytes_shared(BYTES_OF(left), BYTES_OF(right)), differs);
        assert_int_equal(bytes_shared(BYTES_OF(left), bytes_make(left, differs)), differs);
    }
}

/* Keys that differ late, early, only in length, by zero bytes or around the window. */
static struct bytes nasty_key(struct arena *arena, int number)
{
    static const char *const stems[] = {"", "p", "prefix--", "prefix--a", "prefix--ab-1234567"};
    struct writer key = writer_new(arena, 32);
    writer_text(&key, stems[number % 5]);
    number /= 5;
    writer_byte(&key, (uint8_t)(number % 3 * 127));
    for (int zeros = number / 3 % 4; zeros > 0; zeros--)
        writer_byte(&key, 0);
    if (number / 12 % 2 != 0)
        writer_text(&key, "tail");
    return writer_done(&key);
}
enum { NASTY_KEYS = 120 };

/* In a tree of every second key, a search for any key ends where plain comparison of keys says. */
static void searches_end_where_comparison_says(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct pool pool;
    struct id_list orphans = {0};
    pool_init(&pool);
    struct tree_edit edit = {&pool, 1, 0, &orphans};
    for (int i = 0; i < NASTY_KEYS; i++)
        tree_set(&edit, nasty_key(arena, i * 2 % NASTY_KEYS), BYTES("v"));
    for (int i = 0; i < NASTY_KEYS; i++) {
        struct search search = search_start(nasty_key(arena, i));
        uint32_t id = edit.root;
        for (const struct node *node = pool_node(&pool, id); node->height != 0;
             node = pool_node(&pool, id)) {
            bool right = search_turn(&pool, &search, node);
            assert_int_equal(right,
                             bytes_compare(search.key, pool_key(&pool, node->key_leaf)) >= 0);
            id = right ? node->right : node->left;
        }
        int order = bytes_compare(search.key, pool_key(&pool, id));
        int found = search_leaf(&pool, &search, id);
        assert_int_equal((found > 0) - (found < 0), (order > 0) - (order < 0));
    }
    pool_drop(&pool);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_bytes_are_counted_across_words),
        cmocka_unit_test(searches_end_where_comparison_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
