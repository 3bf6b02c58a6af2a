#include "node/chain/errors.h"
#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static void delegating_moves_tokens_and_gives_shares(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes validator = stake_validator(test, 1, 2000000);
    struct bytes delegator = test_address(test->arena, 7);
    struct staking_delegation delegation;
    struct staking_delegations list;
    stake_delegate(test, delegator, validator, 500);
    ASSERT_OK(staking_delegation_get(&test->ctx, delegator, validator, &delegation));
    ASSERT_TEXT(decimal_text(test->arena, delegation.shares), "500.000000000000000000");
    ASSERT_TEXT(stake_balance(test, delegator), "");
    ASSERT_OK(staking_delegations_of(&test->ctx, delegator, &list));
    assert_int_equal(list.count, 1);
    assert_non_null(test_stored(test, STORE_STAKING,
                                staking_key_by_validator(test->arena, validator, delegator))
                        .data);
    test_chain_free(test);
}

static void unbonding_all_removes_the_delegation(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes validator = stake_validator(test, 1, 2000000);
    struct bytes delegator = test_address(test->arena, 7);
    struct staking_delegation delegation;
    struct integer tokens;
    stake_delegate(test, delegator, validator, 500);
    ASSERT_OK(staking_unbond(&test->ctx, delegator, validator, decimal_from_i64(500), &tokens));
    ASSERT_TEXT(integer_text(test->arena, tokens), "500");
    assert_true(error_is(staking_delegation_get(&test->ctx, delegator, validator, &delegation),
                         &STAKING_NO_DELEGATION));
    assert_null(test_stored(test, STORE_STAKING,
                            staking_key_by_validator(test->arena, validator, delegator))
                    .data);
    test_chain_free(test);
}

static void nobody_unbonds_more_than_there_is(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes validator = stake_validator(test, 1, 2000000);
    struct decimal shares;
    struct integer tokens;
    assert_true(error_is(
        staking_unbond_shares(&test->ctx, validator, validator, integer_from_u64(2000001), &shares),
        &CHAIN_INVALID_REQUEST));
    ASSERT_OK(staking_unbond_shares(&test->ctx, validator, validator, integer_from_u64(2000000),
                                    &shares));
    assert_true(error_is(
        staking_unbond(&test->ctx, validator, validator, decimal_from_i64(2000001), &tokens),
        &STAKING_NOT_ENOUGH_SHARES));
    test_chain_free(test);
}

static void an_operator_below_its_own_minimum_is_jailed(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes address = stake_validator(test, 1, 2000000);
    struct staking_validator validator;
    struct integer tokens;
    stake_delegate(test, test_address(test->arena, 7), address, 500);
    ASSERT_OK(staking_unbond(&test->ctx, address, address, decimal_from_i64(2000000), &tokens));
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    assert_true(validator.record.jailed);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delegating_moves_tokens_and_gives_shares),
        cmocka_unit_test(unbonding_all_removes_the_delegation),
        cmocka_unit_test(nobody_unbonds_more_than_there_is),
        cmocka_unit_test(an_operator_below_its_own_minimum_is_jailed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
