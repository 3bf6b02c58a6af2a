#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static status redelegate(struct test_chain *test, struct bytes from, struct bytes to,
                         int64_t amount)
{
    struct google_protobuf_timestamp completion;
    return staking_redelegate(&test->ctx, test_address(test->arena, 7), from, to,
                              decimal_from_i64(amount), &completion);
}

static void stake_moves_at_once_but_stays_liable(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes first = stake_validator(test, 1, 2000000);
    struct bytes second = stake_validator(test, 2, 3000000);
    struct bytes delegator = test_address(test->arena, 7);
    struct cosmos_staking_v1beta1_redelegation record;
    struct staking_delegation delegation;
    stake_delegate(test, delegator, first, 500);
    stake_end_block(test);
    ASSERT_OK(redelegate(test, first, second, 200));
    ASSERT_OK(staking_delegation_get(&test->ctx, delegator, second, &delegation));
    ASSERT_TEXT(decimal_text(test->arena, delegation.shares), "200.000000000000000000");
    ASSERT_OK(staking_redelegation_get(&test->ctx, delegator, first, second, &record));
    ASSERT_TEXT(record.entries.items[0].initial_balance, "200");
    test_advance(test, 1000);
    stake_end_block(test);
    assert_non_null(staking_redelegation_get(&test->ctx, delegator, first, second, &record));
    test_chain_free(test);
}

static void stake_that_has_just_come_does_not_move_on(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes first = stake_validator(test, 1, 2000000);
    struct bytes second = stake_validator(test, 2, 3000000);
    stake_delegate(test, test_address(test->arena, 7), first, 500);
    stake_end_block(test);
    ASSERT_OK(redelegate(test, first, second, 200));
    assert_true(error_is(redelegate(test, second, first, 200), &STAKING_TRANSITIVE_REDELEGATION));
    assert_true(error_is(redelegate(test, first, first, 200), &STAKING_SELF_REDELEGATION));
    test_chain_free(test);
}

static void only_so_many_move_at_once(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes first = stake_validator(test, 1, 2000000);
    struct bytes second = stake_validator(test, 2, 3000000);
    stake_delegate(test, test_address(test->arena, 7), first, 500);
    stake_end_block(test);
    for (int round = 0; round < 3; round++) {
        test_advance(test, 1);
        ASSERT_OK(redelegate(test, first, second, 10));
    }
    assert_true(error_is(redelegate(test, first, second, 10), &STAKING_REDELEGATION_FULL));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stake_moves_at_once_but_stays_liable),
        cmocka_unit_test(stake_that_has_just_come_does_not_move_on),
        cmocka_unit_test(only_so_many_move_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
