#include "node/modules/slashing/internal.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static bool missed(struct test_chain *test, int64_t index)
{
    bool found;
    ASSERT_OK(slashing_missed_get(&test->ctx, test_address(test->arena, 1), index, &found));
    return found;
}

static void a_bit_is_kept_in_its_chunk(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes consensus = test_address(test->arena, 1);
    ASSERT_OK(slashing_missed_set(&test->ctx, consensus, 65, true));
    ASSERT_OK(slashing_missed_set(&test->ctx, consensus, 1024, true));
    assert_true(missed(test, 65));
    assert_true(missed(test, 1024));
    assert_false(missed(test, 64));
    struct bytes prefix = slashing_key(test->arena, SLASHING_KEY_MISSED, consensus);
    struct bytes first = test_stored(
        test, STORE_SLASHING, ARENA_CONCAT(test->arena, prefix, bytes_make("\0\0\0\0\0\0\0\0", 8)));
    struct bytes second = test_stored(
        test, STORE_SLASHING, ARENA_CONCAT(test->arena, prefix, bytes_make("\1\0\0\0\0\0\0\0", 8)));
    assert_int_equal(first.len, 136);
    assert_int_equal(second.len, 136);
    ASSERT_HEX(bytes_slice(first, 0, 24), "000000000000040000000000000000000000000000000002");
    ASSERT_HEX(bytes_slice(second, 0, 16), "00000000000004000000000000000001");
    test_chain_free(test);
}

static void a_cleared_bit_leaves_the_chunk(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes consensus = test_address(test->arena, 1);
    ASSERT_OK(slashing_missed_set(&test->ctx, consensus, 3, true));
    ASSERT_OK(slashing_missed_set(&test->ctx, consensus, 3, false));
    assert_false(missed(test, 3));
    test_chain_free(test);
}

static void all_missed_blocks_are_listed_and_forgotten(void **state)
{
    struct test_chain *test = test_chain_new();
    struct bytes consensus = test_address(test->arena, 1);
    struct cosmos_slashing_v1beta1_missed_block_list list = {NULL, 0};
    ASSERT_OK(slashing_missed_set(&test->ctx, consensus, 2000, true));
    ASSERT_OK(slashing_missed_set(&test->ctx, consensus, 7, true));
    ASSERT_OK(slashing_missed_list(&test->ctx, consensus, &list));
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].index, 7);
    assert_int_equal(list.items[1].index, 2000);
    ASSERT_OK(slashing_missed_clear(&test->ctx, consensus));
    assert_false(missed(test, 7));
    assert_false(missed(test, 2000));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bit_is_kept_in_its_chunk),
        cmocka_unit_test(a_cleared_bit_leaves_the_chunk),
        cmocka_unit_test(all_missed_blocks_are_listed_and_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
