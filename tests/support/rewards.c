#include "tests/support/rewards.h"

#include "node/chain/address.h"
#include "node/modules/bank/module.h"
#include "node/modules/distribution/module.h"
#include "node/modules/staking/module.h"
#include "tests/support/test.h"

static const struct staking_hooks *const HOOKS[] = {&distribution_staking_hooks};

struct test_chain *rewards_new(void)
{
    struct test_chain *test = stake_new();
    const struct cosmos_distribution_v1beta1_genesis_state genesis = {
        .params = {.community_tax = BYTES("20000000000000000"),
                   .base_proposer_reward = BYTES("0"),
                   .bonus_proposer_reward = BYTES("0"),
                   .withdraw_addr_enabled = true,
                   .secret_foundation_tax = BYTES("0"),
                   .minimum_restake_threshold = BYTES("100000000000000000000"),
                   .restake_period = BYTES("1000")},
    };
    ASSERT_OK(distribution_module.genesis_init(&test->ctx, &genesis));
    test->chain.staking_hooks = HOOKS;
    test->chain.staking_hook_count = 1;
    test_events(test);
    test_gas(test);
    return test;
}

void rewards_set_params(struct test_chain *test,
                        const struct cosmos_distribution_v1beta1_params *params)
{
    const struct cosmos_distribution_v1beta1_msg_update_params msg = {ADDRESS_AUTHORITY, *params};
    ASSERT_OK(test_run(test, &distribution_module,
                       &cosmos_distribution_v1beta1_msg_update_params_type, &msg));
}

void rewards_block(struct test_chain *test, uint64_t fees, const struct bytes *validators,
                   size_t count)
{
    struct block_vote *votes = ARENA_ARRAY(test->arena, struct block_vote, count + 1);
    struct coins coins = test_coins(test, "uscrt", fees);
    test_advance(test, 6);
    ASSERT_OK(bank_mint(&test->ctx, "mint", coins));
    ASSERT_OK(bank_send_between_modules(&test->ctx, "mint", "fee_collector", coins));
    for (size_t at = 0; at < count; at++) {
        struct staking_validator validator;
        struct integer power;
        ASSERT_OK(staking_validator_get(&test->ctx, validators[at], &validator));
        ASSERT_OK(staking_consensus_address(&test->ctx, &validator, &votes[at].address));
        ASSERT_OK(
            integer_divide(validator.tokens, integer_from_u64(STAKING_POWER_REDUCTION), &power));
        assert_true(integer_to_i64(power, &votes[at].power));
        votes[at].signed_block = true;
    }
    test->block.votes = votes;
    test->block.vote_count = count;
    test->block.proposer_address = count > 0 ? votes[0].address : BYTES("");
    ASSERT_OK(distribution_module.begin_block(&test->ctx));
}
