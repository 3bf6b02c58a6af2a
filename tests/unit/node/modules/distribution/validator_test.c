#include "node/modules/distribution/internal.h"
#include "tests/support/rewards.h"
#include "tests/support/test.h"

static void a_new_validator_begins_in_its_first_period(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes validator = stake_validator(test, 1, 1000000);
    struct distribution_current current;
    struct distribution_historical historical;
    ASSERT_OK(distribution_current_get(&test->ctx, validator, &current));
    assert_int_equal(current.period, 2); /* its own delegation has ended period 1 */
    ASSERT_OK(distribution_historical_get(&test->ctx, validator, 1, &historical));
    assert_int_equal(historical.references, 2);
    test_chain_free(test);
}

static void the_end_of_a_period_adds_to_what_a_token_has_earned(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes one[] = {stake_validator(test, 1, 1000000)};
    struct staking_validator validator;
    struct distribution_historical historical;
    uint64_t period;
    rewards_block(test, 1000, one, 1);
    ASSERT_OK(staking_validator_get(&test->ctx, one[0], &validator));
    ASSERT_OK(distribution_period_end(&test->ctx, &validator, &period));
    assert_int_equal(period, 2);
    ASSERT_OK(distribution_historical_get(&test->ctx, one[0], 2, &historical));
    ASSERT_TEXT(decimal_coins_text(test->arena, historical.ratio), "0.000882000000000000uscrt");
    test_chain_free(test);
}

static void a_period_that_nobody_needs_is_forgotten(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes validator = stake_validator(test, 1, 1000000);
    ASSERT_OK(distribution_reference_drop(&test->ctx, validator, 1));
    assert_non_null(test_stored(test, STORE_DISTRIBUTION,
                                distribution_key_historical(test->arena, validator, 1))
                        .data);
    ASSERT_OK(distribution_reference_drop(&test->ctx, validator, 1));
    assert_null(test_stored(test, STORE_DISTRIBUTION,
                            distribution_key_historical(test->arena, validator, 1))
                    .data);
    test_chain_free(test);
}

static void a_slash_is_kept_with_its_period(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes address = stake_validator(test, 1, 4000000);
    struct staking_validator validator;
    struct bytes consensus;
    struct integer burned;
    stake_end_block(test);
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    ASSERT_OK(staking_consensus_address(&test->ctx, &validator, &consensus));
    struct decimal half;
    ASSERT_OK(decimal_divide_integer(DECIMAL_ONE, integer_from_u64(2), &half));
    ASSERT_OK(staking_slash(&test->ctx, consensus, 10, 4, half, &burned));
    struct kv_walk walk;
    ASSERT_OK(kv_walk_prefix(&test->ctx, STORE_DISTRIBUTION,
                             distribution_key_1(test->arena, DISTRIBUTION_KEY_SLASH, address),
                             false, &walk));
    assert_true(walk.valid);
    ASSERT_BYTES(bytes_slice(walk.key, 22, 8), bytes_make("\0\0\0\0\0\0\0\x0a", 8));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_validator_begins_in_its_first_period),
        cmocka_unit_test(the_end_of_a_period_adds_to_what_a_token_has_earned),
        cmocka_unit_test(a_period_that_nobody_needs_is_forgotten),
        cmocka_unit_test(a_slash_is_kept_with_its_period),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
