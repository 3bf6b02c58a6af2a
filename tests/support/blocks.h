#ifndef TESTS_SUPPORT_BLOCKS_H
#define TESTS_SUPPORT_BLOCKS_H

#include "node/store/disk/database.h"

/* A chain for tests of the store: the block of a height is always the same, sets some keys of two
 * stores and removes some. Linked only where it is used. */
enum { TEST_BLOCKS_FIRST = 3, TEST_BLOCKS_MAX = 121 };

/* test_block_record is the record of a height without roots and hashes; the arena owns its strings.
 */
struct block_record test_block_record(struct arena *arena, int64_t height);

/* test_block_app_hash is the app hash of an uninterrupted run; test_blocks_start computes them. */
const uint8_t *test_block_app_hash(int64_t height);
int test_blocks_start(void **state);

/* test_block_put applies and appends the next height. */
void test_block_put(struct database *database, int64_t height);

/* test_view_check compares the state at a height with the uninterrupted run and releases it. */
void test_view_check(const struct store_view *view, int64_t height);

#endif
