#include "node/modules/slashing/internal.h"
#include "tests/support/slashing.h"

static void a_bonded_validator_gets_a_signing_info(void **state)
{
    struct test_chain *test = slashing_new();
    struct cosmos_slashing_v1beta1_validator_signing_info info;
    bool known;
    struct bytes address = stake_validator(test, 1, 4000000);
    struct bytes consensus = slashing_consensus(test, address);
    assert_true(error_is(slashing_signing_info_get(&test->ctx, consensus, &info),
                         &SLASHING_NO_SIGNING_INFO));
    ASSERT_OK(slashing_has_public_key(&test->ctx, consensus, &known));
    assert_true(known);
    stake_end_block(test);
    ASSERT_OK(slashing_signing_info_get(&test->ctx, consensus, &info));
    assert_int_equal(info.start_height, 10);
    assert_int_equal(info.jailed_until.seconds, 0);
    test_chain_free(test);
}

static void missing_too_many_blocks_jails_and_slashes(void **state)
{
    struct test_chain *test = slashing_new();
    struct cosmos_slashing_v1beta1_validator_signing_info info;
    struct staking_validator validator;
    struct bytes address = stake_validator(test, 1, 4000000);
    stake_end_block(test);
    struct bytes consensus = slashing_consensus(test, address);
    for (int block = 0; block < 4; block++)
        slashing_block(test, consensus, block == 0);
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    assert_false(validator.record.jailed);
    slashing_block(test, consensus, false);
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    assert_true(validator.record.jailed);
    ASSERT_TEXT(integer_text(test->arena, validator.tokens), "3960000");
    ASSERT_OK(slashing_signing_info_get(&test->ctx, consensus, &info));
    assert_int_equal(info.jailed_until.seconds, test->block.time_seconds + 60);
    assert_int_equal(info.missed_blocks_counter, 0);
    test_chain_free(test);
}

static void the_counter_follows_the_window(void **state)
{
    struct test_chain *test = slashing_new();
    struct cosmos_slashing_v1beta1_validator_signing_info info;
    struct bytes address = stake_validator(test, 1, 4000000);
    stake_end_block(test);
    struct bytes consensus = slashing_consensus(test, address);
    slashing_block(test, consensus, false);
    slashing_block(test, consensus, false);
    ASSERT_OK(slashing_signing_info_get(&test->ctx, consensus, &info));
    assert_int_equal(info.missed_blocks_counter, 2);
    for (int block = 0; block < 3; block++)
        slashing_block(test, consensus, true);
    ASSERT_OK(slashing_signing_info_get(&test->ctx, consensus, &info));
    assert_int_equal(info.missed_blocks_counter, 1);
    assert_int_equal(info.index_offset, 5);
    test_chain_free(test);
}

static void a_tombstone_is_set_once(void **state)
{
    struct test_chain *test = slashing_new();
    struct bytes address = stake_validator(test, 1, 4000000);
    stake_end_block(test);
    struct bytes consensus = slashing_consensus(test, address);
    ASSERT_OK(slashing_tombstone(&test->ctx, consensus));
    assert_true(error_is(slashing_tombstone(&test->ctx, consensus), &SLASHING_TOMBSTONED));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bonded_validator_gets_a_signing_info),
        cmocka_unit_test(missing_too_many_blocks_jails_and_slashes),
        cmocka_unit_test(the_counter_follows_the_window),
        cmocka_unit_test(a_tombstone_is_set_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
