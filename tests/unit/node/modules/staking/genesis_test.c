#include "node/modules/auth/module.h"
#include "node/modules/bank/module.h"
#include "node/modules/staking/internal.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

static void fund_pool(struct test_chain *test, const char *pool, uint64_t amount)
{
    struct coins coins = test_coins(test, "uscrt", amount);
    ASSERT_OK(bank_mint(&test->ctx, "mint", coins));
    ASSERT_OK(bank_send_between_modules(&test->ctx, "mint", pool, coins));
}

static void an_export_imports_into_the_same_state(void **state)
{
    struct test_chain *test = stake_new(), *copy = test_chain_new();
    struct cosmos_staking_v1beta1_genesis_state genesis = {0};
    struct google_protobuf_timestamp completion;
    struct integer tokens;
    struct bytes first = stake_validator(test, 1, 2000000);
    struct bytes second = stake_validator(test, 2, 3000000);
    stake_end_block(test);
    ASSERT_OK(
        staking_undelegate(&test->ctx, first, first, decimal_from_i64(1000), &completion, &tokens));
    ASSERT_OK(
        staking_redelegate(&test->ctx, second, second, first, decimal_from_i64(7), &completion));
    ASSERT_OK(staking_module.genesis_export(&test->ctx, &genesis));
    assert_true(genesis.exported);
    assert_int_equal(genesis.validators.count, 2);
    assert_int_equal(genesis.delegations.count, 3);
    assert_int_equal(genesis.unbonding_delegations.count, 1);
    assert_int_equal(genesis.redelegations.count, 1);
    copy->chain.module_accounts = test->chain.module_accounts;
    copy->chain.module_account_count = test->chain.module_account_count;
    copy->ctx.validator_updates = ARENA_NEW(copy->arena, struct validator_update_list);
    copy->ctx.validator_updates->arena = copy->arena;
    fund_pool(copy, STAKING_BONDED_POOL, 4999000);
    fund_pool(copy, STAKING_NOT_BONDED_POOL, 1000);
    ASSERT_OK(staking_module.genesis_init(&copy->ctx, &genesis));
    assert_int_equal(copy->ctx.validator_updates->count, 2);
    for (uint8_t prefix = 0x11; prefix < 0x50; prefix++) {
        struct kv_walk left, right;
        ASSERT_OK(kv_walk_prefix(&test->ctx, STORE_STAKING, bytes_make(&prefix, 1), false, &left));
        ASSERT_OK(kv_walk_prefix(&copy->ctx, STORE_STAKING, bytes_make(&prefix, 1), false, &right));
        while (left.valid && right.valid && prefix != STAKING_KEY_UNBONDING_ID) {
            ASSERT_BYTES(right.key, left.key);
            ASSERT_OK(kv_walk_next(&left));
            ASSERT_OK(kv_walk_next(&right));
        }
    }
    test_chain_free(test);
    test_chain_free(copy);
}

static void pools_must_hold_what_the_validators_have(void **state)
{
    struct test_chain *test = stake_new(), *copy = test_chain_new();
    struct cosmos_staking_v1beta1_genesis_state genesis = {0};
    stake_validator(test, 1, 2000000);
    stake_end_block(test);
    ASSERT_OK(staking_module.genesis_export(&test->ctx, &genesis));
    copy->chain.module_accounts = test->chain.module_accounts;
    copy->chain.module_account_count = test->chain.module_account_count;
    assert_non_null(staking_module.genesis_init(&copy->ctx, &genesis));
    test_chain_free(test);
    test_chain_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_export_imports_into_the_same_state),
        cmocka_unit_test(pools_must_hold_what_the_validators_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
