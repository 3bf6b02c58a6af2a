#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static void a_new_validator_stands_in_three_indexes(void **state)
{
    struct test_chain *test = stake_new();
    struct staking_validator validator, same;
    struct bytes consensus;
    struct bytes address = stake_validator(test, 1, 5000000);
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    ASSERT_OK(staking_consensus_address(&test->ctx, &validator, &consensus));
    ASSERT_OK(staking_validator_by_consensus(&test->ctx, consensus, &same));
    ASSERT_BYTES(same.address, address);
    ASSERT_BYTES(test_stored(test, STORE_STAKING, staking_key_power(test->arena, &validator)),
                 address);
    ASSERT_TEXT(decimal_text(test->arena, staking_commission_rate(&validator)),
                "0.100000000000000000");
    test_chain_free(test);
}

static void a_missing_validator_is_refused(void **state)
{
    struct test_chain *test = stake_new();
    struct staking_validator validator;
    struct bytes nobody = test_address(test->arena, 9);
    assert_true(
        error_is(staking_validator_get(&test->ctx, nobody, &validator), &STAKING_NO_VALIDATOR));
    assert_true(error_is(staking_validator_by_consensus(&test->ctx, nobody, &validator),
                         &STAKING_NO_VALIDATOR));
    test_chain_free(test);
}

static void shares_follow_the_rate_of_tokens(void **state)
{
    struct test_chain *test = stake_new();
    struct staking_validator validator = {.tokens = integer_from_u64(90),
                                          .shares = decimal_from_i64(100)};
    struct decimal shares, tokens;
    ASSERT_OK(staking_shares_from_tokens(&validator, integer_from_u64(7), &shares));
    ASSERT_TEXT(decimal_text(test->arena, shares), "7.777777777777777777");
    ASSERT_OK(staking_shares_from_tokens_truncated(&validator, integer_from_u64(7), &shares));
    ASSERT_TEXT(decimal_text(test->arena, shares), "7.777777777777777777");
    ASSERT_OK(staking_tokens_from_shares(&validator, decimal_from_i64(7), &tokens));
    ASSERT_TEXT(decimal_text(test->arena, tokens), "6.300000000000000000");
    test_chain_free(test);
}

static void taking_the_last_shares_gives_all_tokens(void **state)
{
    struct test_chain *test = stake_new();
    struct staking_validator validator;
    struct integer tokens;
    struct bytes address = stake_validator(test, 1, 5000000);
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    ASSERT_OK(staking_validator_remove_shares(&test->ctx, &validator, validator.shares, &tokens));
    ASSERT_TEXT(integer_text(test->arena, tokens), "5000000");
    assert_true(decimal_is_zero(validator.shares));
    ASSERT_OK(staking_validator_remove(&test->ctx, address));
    assert_true(
        error_is(staking_validator_get(&test->ctx, address, &validator), &STAKING_NO_VALIDATOR));
    test_chain_free(test);
}

static void a_validator_that_still_has_tokens_is_not_removed(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes address = stake_validator(test, 1, 5000000);
    assert_true(error_is(staking_validator_remove(&test->ctx, address), &STAKING_BAD_REMOVE));
    test_chain_free(test);
}

static void shares_without_tokens_are_worth_nothing(void **state)
{
    struct staking_validator validator = {.shares = decimal_from_i64(1)};
    assert_true(staking_exchange_rate_broken(&validator));
    validator.tokens = integer_from_u64(1);
    assert_false(staking_exchange_rate_broken(&validator));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_validator_stands_in_three_indexes),
        cmocka_unit_test(a_missing_validator_is_refused),
        cmocka_unit_test(shares_follow_the_rate_of_tokens),
        cmocka_unit_test(taking_the_last_shares_gives_all_tokens),
        cmocka_unit_test(a_validator_that_still_has_tokens_is_not_removed),
        cmocka_unit_test(shares_without_tokens_are_worth_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
