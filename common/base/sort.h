#ifndef COMMON_BASE_SORT_H
#define COMMON_BASE_SORT_H

#include "common/base/arena.h"

/* sort_stable orders an array in place: equal items keep their order, so the result depends on
 * nothing but the input (the C library's qsort promises no such thing). n log n steps whatever the
 * input.
 *   arena    for scratch memory, given back before it returns
 *   compare  <0, 0, >0 */
void sort_stable(struct arena *arena, void *items, size_t count, size_t item_bytes,
                 int (*compare)(const void *left, const void *right));

#endif
