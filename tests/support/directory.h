#ifndef TESTS_SUPPORT_DIRECTORY_H
#define TESTS_SUPPORT_DIRECTORY_H

#include "common/base/arena.h"

/* test_directory makes an empty directory, in memory where the machine has such a place; the arena
 * owns its path. */
struct bytes test_directory(struct arena *arena);
/* test_directory_remove deletes it with all that is in it. */
void test_directory_remove(struct arena *arena, struct bytes path);

/* test_write_file makes a file of these bytes, replacing what was there. */
void test_write_file(struct arena *arena, struct bytes path, struct bytes data);

#endif
