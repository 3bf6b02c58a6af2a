#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static struct cosmos_staking_v1beta1_params good(struct test_chain *test)
{
    struct cosmos_staking_v1beta1_params params;
    ASSERT_OK(staking_params_get(&test->ctx, &params));
    return params;
}

static void reading_costs_one_read(void **state)
{
    struct test_chain *test = stake_new();
    struct bytes denom;
    struct bytes stored = test_stored(test, STORE_STAKING, BYTES("\x51"));
    good(test);
    assert_int_equal(test_gas(test), 100 + 1 + stored.len);
    ASSERT_OK(staking_bond_denom(&test->ctx, &denom));
    ASSERT_TEXT(denom, "uscrt");
    test_chain_free(test);
}

static void a_chain_without_parameters_reads_zeros(void **state)
{
    struct test_chain *test = test_chain_new();
    assert_int_equal(good(test).max_validators, 0);
    test_chain_free(test);
}

static void impossible_parameters_are_refused(void **state)
{
    struct test_chain *test = stake_new();
    struct cosmos_staking_v1beta1_params params = good(test);
    ASSERT_OK(staking_params_check(&test->ctx, &params));
    params.unbonding_time.seconds = 0;
    ASSERT_TEXT(staking_params_check(&test->ctx, &params)->text,
                "unbonding time must be positive: 0");
    params = good(test);
    params.max_validators = 0;
    ASSERT_TEXT(staking_params_check(&test->ctx, &params)->text,
                "max validators must be positive: 0");
    params = good(test);
    params.max_entries = 0;
    ASSERT_TEXT(staking_params_check(&test->ctx, &params)->text, "max entries must be positive: 0");
    params = good(test);
    params.bond_denom = BYTES(" ");
    ASSERT_TEXT(staking_params_check(&test->ctx, &params)->text, "bond denom cannot be blank");
    params = good(test);
    params.min_commission_rate = BYTES("1000000000000000001");
    ASSERT_TEXT(staking_params_check(&test->ctx, &params)->text,
                "minimum commission rate cannot be greater than 100%: 1.000000000000000001");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_costs_one_read),
        cmocka_unit_test(a_chain_without_parameters_reads_zeros),
        cmocka_unit_test(impossible_parameters_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
