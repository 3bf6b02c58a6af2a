#include "node/store/tree/tree_internal.h"

#include "common/crypto/hash.h"
#include "tests/support/test.h"

static void leaf_and_inner_node_hash_as_in_the_worked_example(void **state)
{
    struct pool pool;
    struct id_list orphans = {0};
    pool_init(&pool);
    struct tree_edit edit = {&pool, 2, 0, &orphans};
    tree_set(&edit, BYTES("a"), BYTES("1"));
    tree_hash_fresh(&pool);
    ASSERT_HEX(bytes_make(pool_hash(&pool, edit.root), 32),
               "36f4b9a0a9cf085b8a01e0ba4d1984a59a778670e9129e960998149970517862");
    pool_fresh_clear(&pool);
    edit.version = 3;
    tree_set(&edit, BYTES("b"), BYTES("2"));
    tree_hash_fresh(&pool);
    ASSERT_HEX(bytes_make(pool_hash(&pool, edit.root), 32),
               "11369b53c5cf9050ce2018ddd88aeb0937b8761acfdc2432029dc48e3237fd55");
    uint8_t head[NODE_HASH_HEAD_MAX];
    ASSERT_HEX(bytes_make(head, node_hash_head(pool_node(&pool, edit.root), head)), "020406");
    pool_drop(&pool);
    id_list_drop(&orphans);
}

/* Keys around the length up to which a preimage is put together in one piece. */
static void keys_of_every_length_hash_alike(void **state)
{
    struct arena *arena = arena_new(4096);
    for (size_t len = 1; len < 300; len++) {
        struct pool pool;
        struct id_list orphans = {0};
        uint8_t value_hash[32], hash[32];
        pool_init(&pool);
        struct tree_edit edit = {&pool, 1, 0, &orphans};
        struct bytes key = arena_format(arena, "%0*d", (int)len, 1);
        tree_set(&edit, key, BYTES("value"));
        tree_hash_fresh(&pool);
        crypto_sha256(BYTES("value"), value_hash);
        uint8_t varint[2] = {(uint8_t)(len < 128 ? len : len | 0x80), (uint8_t)(len >> 7)};
        CRYPTO_SHA256(hash, BYTES("\0\2\2"), bytes_make(varint, len < 128 ? 1 : 2), key,
                      BYTES("\x20"), BYTES_OF(value_hash));
        ASSERT_BYTES(bytes_make(pool_hash(&pool, edit.root), 32), BYTES_OF(hash));
        pool_drop(&pool);
    }
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaf_and_inner_node_hash_as_in_the_worked_example),
        cmocka_unit_test(keys_of_every_length_hash_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
