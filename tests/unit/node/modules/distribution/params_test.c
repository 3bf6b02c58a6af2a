#include "node/modules/distribution/internal.h"
#include "tests/support/rewards.h"
#include "tests/support/test.h"

static void shares_lie_between_nothing_and_all(void **state)
{
    struct test_chain *test = rewards_new();
    struct cosmos_distribution_v1beta1_params params;
    ASSERT_OK(distribution_params_get(&test->ctx, &params));
    ASSERT_OK(distribution_params_check(&test->ctx, &params));
    params.community_tax = BYTES("-1");
    ASSERT_TEXT(distribution_params_check(&test->ctx, &params)->text,
                "community tax must be positive: -0.000000000000000001");
    params.community_tax = BYTES("1000000000000000001");
    ASSERT_TEXT(distribution_params_check(&test->ctx, &params)->text,
                "community tax too large: 1.000000000000000001");
    ASSERT_OK(distribution_params_get(&test->ctx, &params));
    params.secret_foundation_tax = BYTES("1000000000000000001");
    assert_non_null(distribution_params_check(&test->ctx, &params));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_lie_between_nothing_and_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
