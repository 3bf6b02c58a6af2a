#ifndef TESTS_SUPPORT_RECORDED_CHAIN_H
#define TESTS_SUPPORT_RECORDED_CHAIN_H

#include "node/app/app.h"

/* The state machine in memory, at some height of a recorded chain. Linked only where it is used. */
struct test_recorded_chain {
    struct arena *arena; /* as long as the chain */
    struct database *database;
    struct app *app;
    const struct application *face;
    struct block_input next; /* the block after the last committed one, not executed */
};

/* test_recorded_chain_new runs tests/vectors/recordings/NAME up to `height` (at least its first
 * block), which must be followed by another one. Anything that goes wrong fails an ASSERT. */
struct test_recorded_chain *test_recorded_chain_new(const char *name, int64_t height);
void test_recorded_chain_free(struct test_recorded_chain *chain);

#endif
