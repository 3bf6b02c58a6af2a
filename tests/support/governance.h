#ifndef TESTS_SUPPORT_GOVERNANCE_H
#define TESTS_SUPPORT_GOVERNANCE_H

#include "node/modules/gov/internal.h"
#include "tests/support/stake.h"

/* The chain of tests/support/stake.h with gov: deposits of 100 uscrt (expedited 250) within 50 s,
 * votes of 60 s (expedited 30), quorum and veto 0.334, thresholds 0.5 and 0.667, half of a
 * cancelled proposal's deposit burnt, each deposit at least 1 per cent. Account 1 is the only
 * validator, with 4 million uscrt; account 5 has 1000 uscrt. Messages go to gov and to a module
 * whose MsgSend refuses to send coins and otherwise counts. */
struct test_chain *governance_new(void);

extern unsigned governance_sends;

/* governance_submit lets account 5 propose that gov sends `coins` coins (0 or 1).
 *   messages  how often */
status governance_submit(struct test_chain *test, uint64_t deposit, bool expedited, size_t messages,
                         size_t coins);

status governance_vote(struct test_chain *test, uint64_t id, uint8_t who, int32_t option);

/* The status of a proposal, 0 when there is none. */
int32_t governance_status(struct test_chain *test, uint64_t id);

#endif
