#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static struct bytes consensus_of(struct test_chain *test, struct bytes address)
{
    struct staking_validator validator;
    struct bytes consensus;
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    ASSERT_OK(staking_consensus_address(&test->ctx, &validator, &consensus));
    return consensus;
}

static struct bytes tokens_of(struct test_chain *test, struct bytes address)
{
    struct staking_validator validator;
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    return integer_text(test->arena, validator.tokens);
}

static struct decimal percent(int64_t value)
{
    struct decimal fraction;
    ASSERT_OK(decimal_divide_integer(decimal_from_i64(value), integer_from_u64(100), &fraction));
    return fraction;
}

static void a_fraction_of_the_stake_is_burnt(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes address = stake_validator(test, 1, 4000000);
    struct integer burned, supply;
    stake_end_block(test);
    ASSERT_OK(staking_slash(&test->ctx, consensus_of(test, address), 10, 4, percent(5), &burned));
    ASSERT_TEXT(integer_text(test->arena, burned), "200000");
    ASSERT_TEXT(tokens_of(test, address), "3800000");
    ASSERT_OK(staking_token_supply(&test->ctx, &supply));
    ASSERT_TEXT(integer_text(test->arena, supply), "3800000");
    test_chain_free(test);
}

static void who_left_after_the_deed_pays_too(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes address = stake_validator(test, 1, 4000000);
    struct google_protobuf_timestamp completion;
    struct cosmos_staking_v1beta1_unbonding_delegation record;
    struct integer burned, tokens;
    stake_end_block(test);
    test_advance(test, 5);
    ASSERT_OK(staking_undelegate(&test->ctx, address, address, decimal_from_i64(1000000),
                                 &completion, &tokens));
    test_advance(test, 5);
    ASSERT_OK(staking_slash(&test->ctx, consensus_of(test, address), 10, 4, percent(10), &burned));
    ASSERT_OK(staking_unbonding_get(&test->ctx, address, address, &record));
    ASSERT_TEXT(record.entries.items[0].balance, "900000");
    ASSERT_TEXT(tokens_of(test, address), "2700000");
    test_chain_free(test);
}

static void who_left_before_the_deed_pays_nothing(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes address = stake_validator(test, 1, 4000000);
    struct google_protobuf_timestamp completion;
    struct cosmos_staking_v1beta1_unbonding_delegation record;
    struct integer burned, tokens;
    stake_end_block(test);
    ASSERT_OK(staking_undelegate(&test->ctx, address, address, decimal_from_i64(1000000),
                                 &completion, &tokens));
    test_advance(test, 5);
    test_advance(test, 5);
    ASSERT_OK(staking_slash(&test->ctx, consensus_of(test, address), 11, 3, percent(10), &burned));
    ASSERT_OK(staking_unbonding_get(&test->ctx, address, address, &record));
    ASSERT_TEXT(record.entries.items[0].balance, "1000000");
    ASSERT_TEXT(tokens_of(test, address), "2700000");
    test_chain_free(test);
}

static void redelegated_stake_is_taken_where_it_is_now(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes first = stake_validator(test, 1, 4000000);
    struct bytes second = stake_validator(test, 2, 3000000);
    struct google_protobuf_timestamp completion;
    struct integer burned;
    stake_end_block(test);
    test_advance(test, 5);
    ASSERT_OK(staking_redelegate(&test->ctx, first, first, second, decimal_from_i64(1000000),
                                 &completion));
    test_advance(test, 5);
    ASSERT_OK(staking_slash(&test->ctx, consensus_of(test, first), 10, 4, percent(10), &burned));
    ASSERT_TEXT(tokens_of(test, second), "3900000");
    ASSERT_TEXT(tokens_of(test, first), "2700000");
    test_chain_free(test);
}

static void an_unknown_validator_burns_nothing_and_the_future_aborts(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes address = stake_validator(test, 1, 4000000);
    struct integer burned;
    stake_end_block(test);
    ASSERT_OK(staking_slash(&test->ctx, test_address(test->arena, 99), 10, 4, percent(5), &burned));
    assert_true(integer_is_zero(burned));
    assert_non_null(
        staking_slash(&test->ctx, consensus_of(test, address), 11, 4, percent(5), &burned));
    assert_non_null(staking_slash(&test->ctx, consensus_of(test, address), 10, 4,
                                  decimal_from_i64(-1), &burned));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fraction_of_the_stake_is_burnt),
        cmocka_unit_test(who_left_after_the_deed_pays_too),
        cmocka_unit_test(who_left_before_the_deed_pays_nothing),
        cmocka_unit_test(redelegated_stake_is_taken_where_it_is_now),
        cmocka_unit_test(an_unknown_validator_burns_nothing_and_the_future_aborts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
