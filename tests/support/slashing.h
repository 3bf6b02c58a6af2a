#ifndef TESTS_SUPPORT_SLASHING_H
#define TESTS_SUPPORT_SLASHING_H

#include "node/modules/slashing/module.h"
#include "node/modules/staking/module.h"
#include "tests/support/stake.h"
#include "tests/support/test.h"

/* The chain of tests/support/stake.h with slashing, which hears of staking's changes: a window of 4
 * blocks of which 2 must be signed, jail of 60 s, 5 per cent for signing twice, 1 for downtime. */

static const struct staking_hooks *const SLASHING_HOOKS[] = {&slashing_staking_hooks};

static inline struct test_chain *slashing_new(void)
{
    struct test_chain *test = stake_new();
    const struct cosmos_slashing_v1beta1_genesis_state genesis = {
        .params = {.signed_blocks_window = 4,
                   .min_signed_per_window = BYTES("500000000000000000"),
                   .downtime_jail_duration = {.seconds = 60},
                   .slash_fraction_double_sign = BYTES("50000000000000000"),
                   .slash_fraction_downtime = BYTES("10000000000000000")},
    };
    ASSERT_OK(slashing_module.genesis_init(&test->ctx, &genesis));
    test->chain.staking_hooks = SLASHING_HOOKS;
    test->chain.staking_hook_count = 1;
    return test;
}

static inline struct bytes slashing_consensus(struct test_chain *test, struct bytes address)
{
    struct staking_validator validator;
    struct bytes consensus;
    ASSERT_OK(staking_validator_get(&test->ctx, address, &validator));
    ASSERT_OK(staking_consensus_address(&test->ctx, &validator, &consensus));
    return consensus;
}

/* slashing_block starts the next block, whose last commit the validator has signed or not. */
static inline void slashing_block(struct test_chain *test, struct bytes consensus, bool has_signed)
{
    struct block_vote *vote = ARENA_NEW(test->arena, struct block_vote);
    *vote = (struct block_vote){
        .address = consensus, .power = 4, .signed_block = has_signed, .flag = has_signed ? 2 : 1};
    test_advance(test, 6);
    test->block.votes = vote;
    test->block.vote_count = 1;
    ASSERT_OK(slashing_module.begin_block(&test->ctx));
}

#endif
