#include "schema/chain/cosmos_gov_v1beta1.h"
#include "tests/support/governance.h"
#include "tests/support/test.h"

static void both_generations_are_served(void **state)
{
    test_serves(&gov_module, &cosmos_gov_v1_msg_service, &cosmos_gov_v1_query_service);
    test_serves(&gov_module, &cosmos_gov_v1beta1_msg_service, &cosmos_gov_v1beta1_query_service);
    assert_int_equal(gov_module.consensus_version, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_generations_are_served),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
