#ifndef TESTS_SUPPORT_REWARDS_H
#define TESTS_SUPPORT_REWARDS_H

#include "tests/support/stake.h"

/* The chain of tests/support/stake.h with distribution, which hears of staking's changes: community
 * tax 2 per cent, no foundation, restaking from 100 uscrt on every 1000 blocks. */
struct test_chain *rewards_new(void);

/* rewards_block starts the next block: `fees` uscrt were collected in the last one, which the
 * listed validators have signed, each with the power it has. */
void rewards_block(struct test_chain *test, uint64_t fees, const struct bytes *validators,
                   size_t count);

/* rewards_set_params changes parameters, as governance does. */
struct cosmos_distribution_v1beta1_params;
void rewards_set_params(struct test_chain *test,
                        const struct cosmos_distribution_v1beta1_params *params);

#endif
