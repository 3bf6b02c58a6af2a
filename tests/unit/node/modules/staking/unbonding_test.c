#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static struct bytes unbond(struct test_chain *test, struct bytes delegator, struct bytes validator,
                           int64_t amount)
{
    struct google_protobuf_timestamp completion;
    struct integer tokens;
    ASSERT_OK(staking_undelegate(&test->ctx, delegator, validator, decimal_from_i64(amount),
                                 &completion, &tokens));
    assert_int_equal(completion.seconds, test->block.time_seconds + 1000);
    return integer_text(test->arena, tokens);
}

static void tokens_come_back_when_the_time_is_over(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes validator = stake_validator(test, 1, 2000000);
    struct bytes delegator = test_address(test->arena, 7);
    struct cosmos_staking_v1beta1_unbonding_delegation record;
    stake_delegate(test, delegator, validator, 500);
    stake_end_block(test);
    ASSERT_TEXT(unbond(test, delegator, validator, 200), "200");
    test_advance(test, 10);
    ASSERT_TEXT(unbond(test, delegator, validator, 300), "300");
    ASSERT_OK(staking_unbonding_get(&test->ctx, delegator, validator, &record));
    assert_int_equal(record.entries.count, 2);
    ASSERT_TEXT(stake_balance(test, delegator), "");
    test_advance(test, 990);
    stake_end_block(test);
    ASSERT_TEXT(stake_balance(test, delegator), "200uscrt");
    test_advance(test, 10);
    stake_end_block(test);
    ASSERT_TEXT(stake_balance(test, delegator), "500uscrt");
    assert_true(error_is(staking_unbonding_get(&test->ctx, delegator, validator, &record),
                         &STAKING_NO_UNBONDING));
    test_chain_free(test);
}

static void only_so_many_unbond_at_once(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes validator = stake_validator(test, 1, 2000000);
    struct google_protobuf_timestamp completion;
    struct integer tokens;
    stake_end_block(test);
    for (int64_t round = 0; round < 3; round++) {
        test_advance(test, 1);
        unbond(test, validator, validator, 10);
    }
    assert_true(error_is(staking_undelegate(&test->ctx, validator, validator, decimal_from_i64(1),
                                            &completion, &tokens),
                         &STAKING_UNBONDING_FULL));
    test_chain_free(test);
}

static void entries_of_one_block_become_one(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes validator = stake_validator(test, 1, 2000000);
    struct cosmos_staking_v1beta1_unbonding_delegation record;
    stake_end_block(test);
    unbond(test, validator, validator, 10);
    unbond(test, validator, validator, 5);
    ASSERT_OK(staking_unbonding_get(&test->ctx, validator, validator, &record));
    assert_int_equal(record.entries.count, 1);
    ASSERT_TEXT(record.entries.items[0].balance, "15");
    test_chain_free(test);
}

static void numbers_count_up_from_one(void **state)
{
    struct test_chain *test = stake_new();
    uint64_t id;
    ASSERT_OK(staking_unbonding_next_id(&test->ctx, &id));
    assert_int_equal(id, 1);
    ASSERT_OK(staking_unbonding_next_id(&test->ctx, &id));
    assert_int_equal(id, 2);
    ASSERT_HEX(test_stored(test, STORE_STAKING, BYTES("\x37")), "0000000000000002");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_come_back_when_the_time_is_over),
        cmocka_unit_test(only_so_many_unbond_at_once),
        cmocka_unit_test(entries_of_one_block_become_one),
        cmocka_unit_test(numbers_count_up_from_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
