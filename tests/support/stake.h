#ifndef TESTS_SUPPORT_STAKE_H
#define TESTS_SUPPORT_STAKE_H

#include "tests/support/modules.h"

/* A chain with money and stake, for tests of the modules that need both: the state of
 * tests/support/chain.h, staking's parameters (bond denom uscrt, unbonding 1000 s, at most 2
 * validators and 3 entries, 5 headers of history), all module accounts. Nobody listens to staking
 * until a test sets chain.staking_hooks. */
struct test_chain *stake_new(void);

/* stake_fund gives an account coins that are minted for it. */
void stake_fund(struct test_chain *test, struct bytes address, const char *denom, uint64_t amount);

/* stake_validator makes an account of 20 times `byte`, funds it and lets it create a validator with
 * a commission of 10 per cent and the consensus key of 32 times `byte`; its address. */
struct bytes stake_validator(struct test_chain *test, uint8_t byte, uint64_t tokens);

/* stake_delegate funds a delegator with the amount and delegates all of it. */
void stake_delegate(struct test_chain *test, struct bytes delegator, struct bytes validator,
                    uint64_t tokens);

/* stake_end_block brings the bonded set up to date. */
void stake_end_block(struct test_chain *test);

/* stake_balance is what an account has: "5uatom,7uscrt". */
struct bytes stake_balance(struct test_chain *test, struct bytes address);

#endif
