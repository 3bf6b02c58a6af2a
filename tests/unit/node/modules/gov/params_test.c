#include "tests/support/governance.h"
#include "tests/support/test.h"

static struct cosmos_gov_v1_params good;

static void refused(struct test_chain *test, const struct cosmos_gov_v1_params *params,
                    const char *text)
{
    ASSERT_TEXT(gov_params_check(test->arena, params)->text, text);
}

static void impossible_parameters_are_refused(void **state)
{
    struct test_chain *test = governance_new();
    static const struct google_protobuf_duration NEVER = {0}, LONG = {.seconds = 60};
    ASSERT_OK(gov_params_get(&test->ctx, &good));
    ASSERT_OK(gov_params_check(test->arena, &good));
    struct cosmos_gov_v1_params params = good;
    params.min_deposit.count = 0;
    refused(test, &params, "invalid minimum deposit: ");
    params = good;
    params.expedited_min_deposit = good.min_deposit;
    refused(test, &params,
            "expedited minimum deposit must be greater than minimum deposit: 100uscrt");
    params = good;
    params.quorum = BYTES("x");
    refused(test, &params,
            "invalid quorum string: failed to set decimal string with base 10: "
            "x000000000000000000");
    params = good;
    params.threshold = BYTES("0");
    refused(test, &params, "vote threshold must be positive: 0.000000000000000000");
    params = good;
    params.expedited_threshold = BYTES("0.5");
    refused(test, &params,
            "expedited vote threshold 0.500000000000000000, must be greater than the regular "
            "threshold 0.500000000000000000");
    params = good;
    params.voting_period = &NEVER;
    refused(test, &params, "voting period must be positive: 0s");
    params = good;
    params.expedited_voting_period = &LONG;
    refused(test, &params,
            "expedited voting period 1m0s must be strictly less that the regular voting period "
            "1m0s");
    params = good;
    params.proposal_cancel_dest = BYTES("nobody");
    refused(test, &params, "deposits destination address is invalid: nobody");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(impossible_parameters_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
