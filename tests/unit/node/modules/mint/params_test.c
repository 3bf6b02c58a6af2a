#include "node/modules/mint/params.h"
#include "tests/support/chain.h"
#include "tests/support/test.h"

static const struct cosmos_mint_v1beta1_params GOOD = {
    .mint_denom = BYTES_INIT("uscrt"),
    .inflation_rate_change = BYTES_INIT("130000000000000000"),
    .inflation_max = BYTES_INIT("200000000000000000"),
    .inflation_min = BYTES_INIT("70000000000000000"),
    .goal_bonded = BYTES_INIT("670000000000000000"),
    .blocks_per_year = 6311520,
};

static void good_parameters_pass(void **state)
{
    struct test_chain *test = test_chain_new();
    ASSERT_OK(mint_params_check(&test->ctx, &GOOD));
    test_chain_free(test);
}

static void impossible_ones_are_refused(void **state)
{
    struct test_chain *test = test_chain_new();
    struct cosmos_mint_v1beta1_params params = GOOD;
    params.mint_denom = BYTES("");
    ASSERT_TEXT(mint_params_check(&test->ctx, &params)->text, "mint denom cannot be blank");
    params = GOOD;
    params.goal_bonded = BYTES("0");
    ASSERT_TEXT(mint_params_check(&test->ctx, &params)->text,
                "goal bonded must be positive: 0.000000000000000000");
    params = GOOD;
    params.blocks_per_year = 0;
    ASSERT_TEXT(mint_params_check(&test->ctx, &params)->text,
                "blocks per year must be positive: 0");
    params = GOOD;
    params.inflation_min = BYTES("200000000000000001");
    ASSERT_TEXT(mint_params_check(&test->ctx, &params)->text,
                "max inflation (0.200000000000000000) must be greater than or equal to min "
                "inflation (0.200000000000000001)");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_parameters_pass),
        cmocka_unit_test(impossible_ones_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
