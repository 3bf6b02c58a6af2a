#include "node/modules/slashing/internal.h"
#include "tests/support/slashing.h"

static void impossible_parameters_are_refused(void **state)
{
    struct test_chain *test = slashing_new();
    struct cosmos_slashing_v1beta1_params good, params;
    ASSERT_OK(slashing_params_get(&test->ctx, &good));
    ASSERT_OK(slashing_params_check(&test->ctx, &good));
    params = good;
    params.signed_blocks_window = 0;
    ASSERT_TEXT(slashing_params_check(&test->ctx, &params)->text,
                "signed blocks window must be positive: 0");
    params = good;
    params.min_signed_per_window = BYTES("-1");
    ASSERT_TEXT(slashing_params_check(&test->ctx, &params)->text,
                "min signed per window cannot be negative: -0.000000000000000001");
    params = good;
    params.downtime_jail_duration.seconds = 0;
    ASSERT_TEXT(slashing_params_check(&test->ctx, &params)->text,
                "downtime jail duration must be positive: 0s");
    params = good;
    params.slash_fraction_downtime = BYTES("1000000000000000001");
    ASSERT_TEXT(slashing_params_check(&test->ctx, &params)->text,
                "downtime slash fraction too large: 1.000000000000000001");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(impossible_parameters_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
