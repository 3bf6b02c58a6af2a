#include "node/modules/slashing/internal.h"
#include "tests/support/slashing.h"

static status unjail(struct test_chain *test, struct bytes address)
{
    const struct cosmos_slashing_v1beta1_msg_unjail msg = {test_operator(test, address)};
    return test_run(test, &slashing_module, &cosmos_slashing_v1beta1_msg_unjail_type, &msg);
}

static void every_message_and_query_is_served(void **state)
{
    test_serves(&slashing_module, &cosmos_slashing_v1beta1_msg_service,
                &cosmos_slashing_v1beta1_query_service);
}

static void a_validator_leaves_jail_when_its_time_is_over(void **state)
{
    struct test_chain *test = slashing_new();
    struct staking_validator validator;
    struct bytes address = stake_validator(test, 1, 4000000);
    stake_end_block(test);
    struct bytes consensus = slashing_consensus(test, address);
    assert_true(error_is(unjail(test, address), &SLASHING_NOT_JAILED));
    for (int block = 0; block < 5; block++)
        slashing_block(test, consensus, false);
    assert_true(error_is(unjail(test, address), &SLASHING_STILL_JAILED));
    test_advance(test, 60);
    ASSERT_OK(unjail(test, address));
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    assert_false(validator.record.jailed);
    test_chain_free(test);
}

static void a_tombstoned_one_never_leaves(void **state)
{
    struct test_chain *test = slashing_new();
    struct bytes address = stake_validator(test, 1, 4000000);
    stake_end_block(test);
    struct bytes consensus = slashing_consensus(test, address);
    ASSERT_OK(slashing_jail(&test->ctx, consensus));
    ASSERT_OK(slashing_tombstone(&test->ctx, consensus));
    test_advance(test, 1000000);
    assert_true(error_is(unjail(test, address), &SLASHING_STILL_JAILED));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_and_query_is_served),
        cmocka_unit_test(a_validator_leaves_jail_when_its_time_is_over),
        cmocka_unit_test(a_tombstoned_one_never_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
