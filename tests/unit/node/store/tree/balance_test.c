#include "node/store/tree/tree_internal.h"

#include "tests/support/test.h"

/* What must hold of every node below `id`; gives first and last key. Depth is bounded by the
 * height. */
static void check_subtree(const struct pool *pool, uint32_t id, struct bytes *first,
                          struct bytes *last)
{
    const struct node *node = pool_node(pool, id);
    if (node->height == 0) {
        *first = *last = pool_key(pool, id);
        return;
    }
    struct bytes left_last, right_first;
    check_subtree(pool, node->left, first, &left_last);
    check_subtree(pool, node->right, &right_first, last);
    const struct node *left = pool_node(pool, node->left), *right = pool_node(pool, node->right);
    int lean = (int)left->height - (int)right->height;
    assert_in_range(lean + 1, 0, 2);
    assert_int_equal(node->height, (lean > 0 ? left->height : right->height) + 1);
    assert_int_equal(node->leaf_count, node_leaf_count(left) + node_leaf_count(right));
    assert_true(bytes_compare(left_last, right_first) < 0);
    struct bytes key = pool_key(pool, node->key_leaf);
    ASSERT_BYTES(key, right_first);
    assert_true(node->prefix <= bytes_shared(*first, *last));
    struct node expected = *node;
    tree_set_prefix(pool, &expected, node->prefix);
    assert_int_equal(node->window, expected.window);
}

static void random_changes_keep_every_node_in_order(void **state)
{
    struct arena *arena = arena_new(1 << 14);
    struct pool pool;
    struct id_list orphans = {0};
    pool_init(&pool);
    struct tree_edit edit = {&pool, 1, 0, &orphans};
    uint32_t seed = 4711;
    for (int i = 0; i < 6000; i++) {
        seed = seed * 1103515245 + 12345;
        uint32_t number = (seed >> 16) % 300;
        struct bytes key = arena_format(arena, "%.*skey%0*u", (int)(number % 7), "prefix-",
                                        (int)(number % 4), number);
        /* It grows, shrinks to nothing and grows again. */
        bool remove = (seed >> 8) % 100 < (i / 1000 % 2 == 0 ? 30u : 80u);
        if (remove)
            tree_remove(&edit, key);
        else
            tree_set(&edit, key, BYTES("v"));
        if (i % 100 == 0)
            edit.version++;
        struct bytes first, last;
        if (edit.root != 0 && i % 7 == 0)
            check_subtree(&pool, edit.root, &first, &last);
        arena_reset(arena);
    }
    pool_drop(&pool);
    id_list_drop(&orphans);
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_changes_keep_every_node_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
