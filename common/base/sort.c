#include "common/base/sort.h"

/* Two runs that stand side by side become one. */
static void merge(uint8_t *to, const uint8_t *left, size_t left_count, const uint8_t *right,
                  size_t right_count, size_t item_bytes,
                  int (*compare)(const void *left, const void *right))
{
    while (left_count > 0 || right_count > 0) {
        bool from_left = right_count == 0 || (left_count > 0 && compare(left, right) <= 0);
        memcpy(to, from_left ? left : right, item_bytes);
        to += item_bytes;
        left += from_left ? item_bytes : 0;
        left_count -= from_left;
        right += from_left ? 0 : item_bytes;
        right_count -= !from_left;
    }
}

void sort_stable(struct arena *arena, void *items, size_t count, size_t item_bytes,
                 int (*compare)(const void *left, const void *right))
{
    if (count < 2)
        return;
    struct arena_mark mark = arena_mark(arena);
    uint8_t *from = items, *to = arena_alloc(arena, arena_array_bytes(item_bytes, count));
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t left = count - start < width ? count - start : width;
            size_t right = count - start - left < width ? count - start - left : width;
            uint8_t *run = from + start * item_bytes;
            merge(to + start * item_bytes, run, left, run + left * item_bytes, right, item_bytes,
                  compare);
        }
        uint8_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, count * item_bytes);
    arena_rewind(arena, mark);
}
