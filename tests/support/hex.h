#ifndef TESTS_SUPPORT_HEX_H
#define TESTS_SUPPORT_HEX_H

#include "common/base/arena.h"

/* test_hex gives lower-case hex of the bytes; release it with test_free. */
char *test_hex(struct bytes data);
void test_hex_free(void *memory);

/* test_unhex decodes hex text (spaces allowed) into the arena; bad hex fails the test. */
struct bytes test_unhex(struct arena *arena, const char *hex);

/* test_file reads a whole file, path relative to the repository root; a missing file fails the
 * test. */
struct bytes test_file(struct arena *arena, const char *path);

#endif
