#include "node/store/tree/pool_internal.h"

#include "tests/support/test.h"

static void a_leaf_keeps_copies_of_key_and_value(void **state)
{
    struct pool pool;
    char key[] = "key", value[] = "value";
    pool_init(&pool);
    uint32_t leaf = pool_new_leaf(&pool, 7, bytes_text(key), bytes_text(value));
    key[0] = value[0] = 'x';
    ASSERT_TEXT(pool_key(&pool, leaf), "key");
    ASSERT_TEXT(pool_value(&pool, leaf), "value");
    assert_int_equal(pool_node(&pool, leaf)->version, 7);
    assert_int_equal(pool.pair_bytes, 8);
    pool_set_value(&pool, leaf, BYTES(""));
    ASSERT_TEXT(pool_key(&pool, leaf), "key");
    assert_int_equal(pool_value(&pool, leaf).len, 0);
    assert_int_equal(pool.pair_bytes, 3);
    pool_drop(&pool);
}

static void freed_ids_are_used_again_and_listed_once(void **state)
{
    struct pool pool;
    pool_init(&pool);
    uint32_t first = pool_new_leaf(&pool, 1, BYTES("a"), BYTES("1"));
    uint32_t second = pool_new_leaf(&pool, 1, BYTES("b"), BYTES("2"));
    pool_free(&pool, first);
    assert_int_equal(pool.nodes, 1);
    assert_int_equal(pool_new_leaf(&pool, 1, BYTES("c"), BYTES("3")), first);
    assert_int_equal(pool.fresh.count, 2);
    pool_fresh_clear(&pool);
    pool_free(&pool, second);
    assert_int_equal(pool_new_leaf(&pool, 2, BYTES("d"), BYTES("4")), second);
    assert_int_equal(pool.fresh.count, 1);
    assert_int_equal(pool.fresh.items[0], second);
    assert_int_equal(pool.nodes, 2);
    pool_drop(&pool);
}

static void nodes_stay_in_place_when_the_pool_grows(void **state)
{
    struct pool pool;
    pool_init(&pool);
    uint32_t first = pool_new_leaf(&pool, 1, BYTES("a"), BYTES("1"));
    const struct node *before = pool_node(&pool, first);
    for (int i = 0; i < 3 * POOL_CHUNK_NODES; i++)
        pool_new_leaf(&pool, 1, BYTES("b"), BYTES("2"));
    assert_ptr_equal(pool_node(&pool, first), before);
    ASSERT_TEXT(pool_key(&pool, 3 * POOL_CHUNK_NODES), "b");
    pool_drop(&pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leaf_keeps_copies_of_key_and_value),
        cmocka_unit_test(freed_ids_are_used_again_and_listed_once),
        cmocka_unit_test(nodes_stay_in_place_when_the_pool_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
