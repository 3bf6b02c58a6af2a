#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static enum staking_status status_of(struct test_chain *test, struct bytes address)
{
    struct staking_validator validator;
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    return (enum staking_status)validator.record.status;
}

static void the_strongest_are_bonded(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes weak = stake_validator(test, 1, 2000000);
    struct bytes strong = stake_validator(test, 2, 9000000);
    struct bytes middle = stake_validator(test, 3, 5000000);
    stake_end_block(test);
    assert_int_equal(status_of(test, strong), STAKING_BONDED);
    assert_int_equal(status_of(test, middle), STAKING_BONDED);
    assert_int_equal(status_of(test, weak), STAKING_UNBONDED);
    assert_int_equal(test->ctx.validator_updates->count, 2);
    assert_int_equal(test->ctx.validator_updates->items[0].power, 9);
    assert_int_equal(test->ctx.validator_updates->items[1].power, 5);
    stake_end_block(test);
    assert_int_equal(test->ctx.validator_updates->count, 0);
    test_chain_free(test);
}

static void who_falls_behind_begins_to_unbond(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes first = stake_validator(test, 1, 2000000);
    stake_validator(test, 2, 9000000);
    stake_end_block(test);
    stake_validator(test, 3, 5000000);
    stake_end_block(test);
    assert_int_equal(status_of(test, first), STAKING_UNBONDING);
    assert_int_equal(test->ctx.validator_updates->count, 2);
    assert_int_equal(test->ctx.validator_updates->items[0].power, 5);
    assert_int_equal(test->ctx.validator_updates->items[1].power, 0);
    test_advance(test, 999);
    stake_end_block(test);
    assert_int_equal(status_of(test, first), STAKING_UNBONDING);
    test_advance(test, 1);
    stake_end_block(test);
    assert_int_equal(status_of(test, first), STAKING_UNBONDED);
    test_chain_free(test);
}

static void less_than_one_unit_of_power_is_never_bonded(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes small = stake_validator(test, 1, 999999);
    stake_end_block(test);
    assert_int_equal(status_of(test, small), STAKING_UNBONDED);
    assert_int_equal(test->ctx.validator_updates->count, 0);
    test_chain_free(test);
}

static void a_jailed_validator_leaves_until_it_is_unjailed(void **state)
{
    struct test_chain *test = stake_new();
    struct staking_validator validator;
    struct bytes consensus;
    struct bytes address = stake_validator(test, 1, 2000000);
    stake_end_block(test);
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    ASSERT_OK(staking_consensus_address(&test->ctx, &validator, &consensus));
    ASSERT_OK(staking_jail(&test->ctx, consensus));
    stake_end_block(test);
    assert_int_equal(test->ctx.validator_updates->count, 1);
    assert_int_equal(test->ctx.validator_updates->items[0].power, 0);
    ASSERT_OK(staking_unjail(&test->ctx, consensus));
    stake_end_block(test);
    assert_int_equal(test->ctx.validator_updates->items[0].power, 2);
    assert_true(staking_jail(&test->ctx, address)->aborts);
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_strongest_are_bonded),
        cmocka_unit_test(who_falls_behind_begins_to_unbond),
        cmocka_unit_test(less_than_one_unit_of_power_is_never_bonded),
        cmocka_unit_test(a_jailed_validator_leaves_until_it_is_unjailed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
