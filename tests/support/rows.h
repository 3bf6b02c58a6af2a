#ifndef TESTS_SUPPORT_ROWS_H
#define TESTS_SUPPORT_ROWS_H

#include "common/base/arena.h"

/* Vector files: one case a line, fields with one space between them, lines with # are comments, "-"
 * is empty. */

/* test_row takes the next case off `file` as texts; false at the end. A line with another number of
 * fields fails the test. */
bool test_row(struct bytes *file, struct bytes *fields, size_t count);

/* test_row_hex decodes a field that is hex or "-". */
struct bytes test_row_hex(struct arena *arena, struct bytes field);

/* test_take takes what stands before the next `end` off the front, and the `end`. For files whose
 * lines differ. */
struct bytes test_take(struct bytes *text, uint8_t end);

#endif
