#ifndef TESTS_SUPPORT_MODULES_H
#define TESTS_SUPPORT_MODULES_H

#include "node/chain/coins.h"
#include "node/chain/module.h"
#include "tests/support/chain.h"

/* Calling a module as router and query servers do, on the state of tests/support/chain.h. */

/* test_run checks and runs a message of the module; its response is kept for test_response. */
status test_run(struct test_chain *test, const struct module *module,
                const struct message_type *type, const void *message);
const void *test_response(void);

/* test_query asks the module's query at `path`, "/cosmos.staking.v1beta1.Query/Pool". */
status test_query(struct test_chain *test, const struct module *module, const char *path,
                  const void *request, void *response);

/* test_serves fails the test unless the module handles every message of `messages` and answers
 * every query of `queries`, once each. Either may be NULL. */
void test_serves(const struct module *module, const struct service_type *messages,
                 const struct service_type *queries);

/* Texts of addresses, and one coin. */
struct bytes test_account(struct test_chain *test, struct bytes address);
struct bytes test_operator(struct test_chain *test, struct bytes address);
struct coins test_coins(struct test_chain *test, const char *denom, uint64_t amount);

/* test_advance goes to the next block, `seconds` later. */
void test_advance(struct test_chain *test, int64_t seconds);

#endif
