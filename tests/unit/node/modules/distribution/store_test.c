#include "node/modules/distribution/internal.h"
#include "tests/support/rewards.h"
#include "tests/support/test.h"

static void keys_have_lengths_in_front_of_addresses(void **state)
{
    struct arena *arena = arena_new(1024);
    struct bytes a = bytes_slice(test_address(arena, 0xaa), 0, 2);
    struct bytes b = bytes_slice(test_address(arena, 0xbb), 0, 1);
    ASSERT_HEX(distribution_key_1(arena, DISTRIBUTION_KEY_OUTSTANDING, a), "0202aaaa");
    ASSERT_HEX(distribution_key_2(arena, DISTRIBUTION_KEY_STARTING, a, b), "0402aaaa01bb");
    ASSERT_HEX(distribution_key_historical(arena, a, 258), "0502aaaa0201000000000000");
    ASSERT_HEX(distribution_key_slash(arena, a, 258), "0802aaaa0000000000000102");
    ASSERT_HEX(
        distribution_key_address(distribution_key_2(arena, DISTRIBUTION_KEY_RESTAKE, a, b), 4),
        "bb");
    arena_drop(arena);
}

static void absent_records_read_as_empty(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes nobody = test_address(test->arena, 9), address;
    struct decimal_coins coins;
    struct distribution_current current;
    ASSERT_OK(distribution_outstanding_get(&test->ctx, nobody, &coins));
    assert_int_equal(coins.count, 0);
    ASSERT_OK(distribution_current_get(&test->ctx, nobody, &current));
    assert_int_equal(current.period, 0);
    ASSERT_OK(distribution_withdraw_address_get(&test->ctx, nobody, &address));
    ASSERT_BYTES(address, nobody);
    test_chain_free(test);
}

static void what_is_written_is_read_again(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes validator = test_address(test->arena, 1), delegator = test_address(test->arena, 2);
    struct distribution_starting starting = {5, decimal_from_i64(7), 9};
    struct distribution_historical historical = {.references = 3};
    ASSERT_OK(distribution_starting_set(&test->ctx, validator, delegator, starting));
    ASSERT_OK(distribution_starting_get(&test->ctx, validator, delegator, &starting));
    assert_int_equal(starting.previous_period, 5);
    assert_int_equal(starting.height, 9);
    ASSERT_OK(distribution_historical_set(&test->ctx, validator, 4, historical));
    historical.references = 0;
    ASSERT_OK(distribution_historical_get(&test->ctx, validator, 4, &historical));
    assert_int_equal(historical.references, 3);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_have_lengths_in_front_of_addresses),
        cmocka_unit_test(absent_records_read_as_empty),
        cmocka_unit_test(what_is_written_is_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
