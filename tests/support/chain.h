#ifndef TESTS_SUPPORT_CHAIN_H
#define TESTS_SUPPORT_CHAIN_H

#include "node/chain/chain.h"
#include "node/chain/kv.h"
#include "node/chain/overlay.h"

/* A context over an empty state, for tests of chain code and modules. Linked only where it is used.
 */
struct test_chain {
    struct arena *arena;
    struct multistore *stores;
    const struct store_view *view;
    struct chain chain;
    struct block_info block; /* chain "secretdev-1", height 10, time 1700000000 */
    struct gas_meter gas;    /* unlimited */
    struct context ctx;      /* EXEC_FINALIZE */
};

/* test_chain_new makes one; ctx.chain has the module accounts fee_collector, mint, distribution,
 * bonded_tokens_pool and gov, and no modules. */
struct test_chain *test_chain_new(void);
void test_chain_free(struct test_chain *test);

/* test_gas gives what was charged since the last call. */
uint64_t test_gas(struct test_chain *test);

/* test_stored is what the state holds under a key, absent when nothing. */
struct bytes test_stored(struct test_chain *test, enum store_id store, struct bytes key);

/* test_address is 20 times one byte. */
struct bytes test_address(struct arena *arena, uint8_t byte);

/* test_events prints the events so far, one a line: "type key=value key=value"; and forgets them.
 */
struct bytes test_events(struct test_chain *test);

#endif
