#include "node/modules/distribution/module.h"
#include "tests/support/rewards.h"
#include "tests/support/test.h"

static void every_message_and_query_is_served(void **state)
{
    test_serves(&distribution_module, &cosmos_distribution_v1beta1_msg_service,
                &cosmos_distribution_v1beta1_query_service);
    assert_int_equal(distribution_module.consensus_version, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_and_query_is_served),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
