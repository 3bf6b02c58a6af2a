#include "node/modules/bank/module.h"
#include "node/modules/distribution/internal.h"
#include "tests/support/rewards.h"
#include "tests/support/test.h"

static void an_export_imports_into_the_same_state_but_for_restaking(void **state)
{
    struct test_chain *test = rewards_new(), *copy = stake_new();
    struct cosmos_distribution_v1beta1_genesis_state genesis = {0};
    struct bytes one[] = {stake_validator(test, 1, 1000000)};
    uint8_t nothing = 0, end = DISTRIBUTION_KEY_RESTAKE;
    struct kv_walk left, right;
    stake_delegate(test, test_address(test->arena, 7), one[0], 500);
    rewards_block(test, 1000, one, 1);
    ASSERT_OK(distribution_restake_enable(&test->ctx, one[0], one[0]));
    ASSERT_OK(distribution_module.genesis_export(&test->ctx, &genesis));
    struct coins held = test_coins(copy, "uscrt", 1000);
    ASSERT_OK(bank_mint(&copy->ctx, "mint", held));
    ASSERT_OK(bank_send_between_modules(&copy->ctx, "mint", "distribution", held));
    ASSERT_OK(distribution_module.genesis_init(&copy->ctx, &genesis));
    ASSERT_OK(kv_walk_start(&test->ctx, STORE_DISTRIBUTION, bytes_make(&nothing, 1),
                            bytes_make(&end, 1), false, &left));
    ASSERT_OK(kv_walk_start(&copy->ctx, STORE_DISTRIBUTION, bytes_make(&nothing, 1),
                            bytes_make(&end, 1), false, &right));
    while (left.valid && right.valid) {
        ASSERT_BYTES(right.key, left.key);
        ASSERT_BYTES(right.value, left.value);
        ASSERT_OK(kv_walk_next(&left));
        ASSERT_OK(kv_walk_next(&right));
    }
    assert_int_equal(left.valid, right.valid);
    test_chain_free(test);
    test_chain_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_export_imports_into_the_same_state_but_for_restaking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
