#include "node/chain/address.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "node/modules/distribution/internal.h"
#include "tests/support/rewards.h"
#include "tests/support/test.h"

static void rewards_go_where_the_delegator_wants(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes one[] = {stake_validator(test, 1, 1000000)};
    struct bytes elsewhere = test_address(test->arena, 8);
    const struct cosmos_distribution_v1beta1_msg_set_withdraw_address set = {
        test_account(test, one[0]), test_account(test, elsewhere)};
    ASSERT_OK(test_run(test, &distribution_module,
                       &cosmos_distribution_v1beta1_msg_set_withdraw_address_type, &set));
    rewards_block(test, 1000, one, 1);
    const struct cosmos_distribution_v1beta1_msg_withdraw_delegator_reward withdraw = {
        test_account(test, one[0]), test_operator(test, one[0])};
    ASSERT_OK(test_run(test, &distribution_module,
                       &cosmos_distribution_v1beta1_msg_withdraw_delegator_reward_type, &withdraw));
    ASSERT_TEXT(stake_balance(test, elsewhere), "882uscrt");
    const struct cosmos_distribution_v1beta1_msg_withdraw_delegator_reward_response *answer =
        test_response();
    ASSERT_TEXT(answer->amount.items[0].amount, "882");
    test_chain_free(test);
}

static void module_accounts_are_no_withdraw_address(void **state)
{
    struct test_chain *test = rewards_new();
    const struct cosmos_distribution_v1beta1_msg_set_withdraw_address set = {
        test_account(test, test_address(test->arena, 1)), ADDRESS_AUTHORITY};
    assert_true(error_is(test_run(test, &distribution_module,
                                  &cosmos_distribution_v1beta1_msg_set_withdraw_address_type, &set),
                         &CHAIN_UNAUTHORIZED));
    test_chain_free(test);
}

static void anybody_may_fund_but_only_governance_spends(void **state)
{
    struct test_chain *test = rewards_new();
    struct bytes giver = test_address(test->arena, 7);
    struct cosmos_base_v1beta1_coin coin = {BYTES("uscrt"), BYTES("10")};
    stake_fund(test, giver, "uscrt", 10);
    const struct cosmos_distribution_v1beta1_msg_fund_community_pool fund = {
        .amount = {&coin, 1}, .depositor = test_account(test, giver)};
    ASSERT_OK(test_run(test, &distribution_module,
                       &cosmos_distribution_v1beta1_msg_fund_community_pool_type, &fund));
    struct cosmos_distribution_v1beta1_msg_community_pool_spend spend = {
        .authority = test_account(test, giver),
        .recipient = test_account(test, giver),
        .amount = {&coin, 1}};
    const struct message_type *type = &cosmos_distribution_v1beta1_msg_community_pool_spend_type;
    assert_true(
        error_is(test_run(test, &distribution_module, type, &spend), &AUTHORITY_INVALID_SIGNER));
    spend.authority = ADDRESS_AUTHORITY;
    ASSERT_OK(test_run(test, &distribution_module, type, &spend));
    ASSERT_TEXT(stake_balance(test, giver), "10uscrt");
    test_chain_free(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rewards_go_where_the_delegator_wants),
        cmocka_unit_test(module_accounts_are_no_withdraw_address),
        cmocka_unit_test(anybody_may_fund_but_only_governance_spends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
