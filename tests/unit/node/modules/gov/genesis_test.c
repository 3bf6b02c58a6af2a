#include "node/modules/bank/module.h"
#include "tests/support/governance.h"
#include "tests/support/test.h"

static void an_export_imports_into_the_same_state(void **state)
{
    struct test_chain *test = governance_new(), *copy = governance_new();
    struct cosmos_gov_v1_genesis_state genesis = {0};
    struct kv_walk left, right;
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(governance_submit(test, 50, false, 1, 0));
    ASSERT_OK(governance_vote(test, 1, 1, GOV_OPTION_YES));
    ASSERT_OK(gov_module.genesis_export(&test->ctx, &genesis));
    assert_int_equal(genesis.starting_proposal_id, 3);
    assert_int_equal(genesis.deposits.count, 2);
    struct coins held = test_coins(copy, "uscrt", 150);
    ASSERT_OK(bank_mint(&copy->ctx, "mint", held));
    ASSERT_OK(bank_send_between_modules(&copy->ctx, "mint", "gov", held));
    ASSERT_OK(gov_module.genesis_init(&copy->ctx, &genesis));
    ASSERT_OK(kv_walk_start(&test->ctx, STORE_GOV, bytes_make("\0", 1), bytes_make("\xff", 1),
                            false, &left));
    ASSERT_OK(kv_walk_start(&copy->ctx, STORE_GOV, bytes_make("\0", 1), bytes_make("\xff", 1),
                            false, &right));
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

static void the_account_must_hold_the_deposits(void **state)
{
    struct test_chain *test = governance_new(), *copy = governance_new();
    struct cosmos_gov_v1_genesis_state genesis = {0};
    ASSERT_OK(governance_submit(test, 100, false, 1, 0));
    ASSERT_OK(gov_module.genesis_export(&test->ctx, &genesis));
    assert_non_null(gov_module.genesis_init(&copy->ctx, &genesis));
    test_chain_free(test);
    test_chain_free(copy);
}

static void a_chain_needs_parameters(void **state)
{
    struct test_chain *test = stake_new();
    const struct cosmos_gov_v1_genesis_state genesis = {.starting_proposal_id = 1};
    assert_non_null(gov_module.genesis_init(&test->ctx, &genesis));
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_export_imports_into_the_same_state),
        cmocka_unit_test(the_account_must_hold_the_deposits),
        cmocka_unit_test(a_chain_needs_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
