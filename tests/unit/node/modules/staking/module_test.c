#include "node/modules/staking/module.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static void every_message_and_query_is_served(void **state)
{
    test_serves(&staking_module, &cosmos_staking_v1beta1_msg_service,
                &cosmos_staking_v1beta1_query_service);
}

static void its_version_is_that_of_the_network(void **state)
{
    assert_int_equal(staking_module.consensus_version, 5);
    assert_string_equal(staking_module.name, "staking");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_and_query_is_served),
        cmocka_unit_test(its_version_is_that_of_the_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
