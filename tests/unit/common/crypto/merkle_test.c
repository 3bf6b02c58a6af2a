#include "common/crypto/merkle.h"

#include "tests/support/test.h"

static void no_leaves_give_the_hash_of_nothing(void **state)
{
    uint8_t root[32];
    crypto_merkle_root(NULL, 0, root);
    ASSERT_HEX(BYTES_OF(root), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void one_leaf_is_its_leaf_hash(void **state)
{
    const struct bytes leaf = BYTES("");
    uint8_t root[32];
    crypto_merkle_root(&leaf, 1, root);
    ASSERT_HEX(BYTES_OF(root), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

static struct bytes leaf_text(struct arena *arena, size_t index)
{
    return arena_format(arena, "leaf %zu", index);
}

/* The tree by its definition, for comparison. */
static void root_by_definition(const struct bytes *leaves, size_t count, uint8_t root[32])
{
    if (count == 1) {
        crypto_merkle_leaf(leaves[0], root);
        return;
    }
    size_t left = 1;
    while (left * 2 < count)
        left *= 2;
    uint8_t low[32], high[32];
    root_by_definition(leaves, left, low);
    root_by_definition(leaves + left, count - left, high);
    crypto_merkle_inner(low, high, root);
}

static void every_leaf_of_every_small_tree_can_be_proved(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct bytes leaves[40];
    for (size_t i = 0; i < 40; i++)
        leaves[i] = leaf_text(arena, i);
    for (size_t count = 1; count <= 40; count++) {
        uint8_t root[32], expected[32];
        crypto_merkle_root(leaves, count, root);
        root_by_definition(leaves, count, expected);
        ASSERT_BYTES(BYTES_OF(root), BYTES_OF(expected));
        for (size_t i = 0; i < count; i++) {
            struct crypto_merkle_proof proof = crypto_merkle_prove(arena, leaves, count, i);
            assert_true(crypto_merkle_check(&proof, root, leaves[i]));
            assert_false(crypto_merkle_check(&proof, root, BYTES("other")));
            if (count > 1) {
                proof.index = (i + 1) % count;
                assert_false(crypto_merkle_check(&proof, root, leaves[i]));
            }
        }
    }
    arena_drop(arena);
}

static void a_proof_of_the_wrong_shape_is_refused(void **state)
{
    struct arena *arena = arena_new(4096);
    const struct bytes leaves[] = {BYTES("a"), BYTES("b"), BYTES("c")};
    uint8_t root[32];
    crypto_merkle_root(leaves, 3, root);
    struct crypto_merkle_proof proof = crypto_merkle_prove(arena, leaves, 3, 2);
    assert_int_equal(proof.aunts.count, 1);
    proof.aunts.items[0].len = 31;
    assert_false(crypto_merkle_check(&proof, root, leaves[2]));
    proof.aunts.items[0].len = 32;
    proof.aunts.count = 2;
    assert_false(crypto_merkle_check(&proof, root, leaves[2]));
    proof.aunts.count = 1;
    proof.total = 0;
    assert_false(crypto_merkle_check(&proof, root, leaves[2]));
    proof.total = UINT64_MAX;
    assert_false(crypto_merkle_check(&proof, root, leaves[2]));
    arena_drop(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_leaves_give_the_hash_of_nothing),
        cmocka_unit_test(one_leaf_is_its_leaf_hash),
        cmocka_unit_test(every_leaf_of_every_small_tree_can_be_proved),
        cmocka_unit_test(a_proof_of_the_wrong_shape_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
