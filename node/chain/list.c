#include "node/chain/list.h"

enum { FIRST_ROOM = 8 };

struct any_list {
    uint8_t *items;
    size_t count;
};

/* A list of 8, 16, 32 ... items is full, so that no capacity need be kept beside it. */
void *list_append(struct arena *arena, void *list, size_t item_bytes)
{
    struct any_list *any = list;
    size_t count = any->count;
    if (count == 0 || (count >= FIRST_ROOM && (count & (count - 1)) == 0)) {
        size_t room = count == 0 ? FIRST_ROOM : count * 2;
        uint8_t *items = arena_alloc(arena, arena_array_bytes(item_bytes, room));
        if (count > 0)
            memcpy(items, any->items, count * item_bytes);
        any->items = items;
    }
    any->count = count + 1;
    return memset(any->items + count * item_bytes, 0, item_bytes);
}

void *list_extend(struct arena *arena, void *list, size_t item_bytes)
{
    struct any_list *any = list;
    uint8_t *items = arena_zalloc(arena, arena_array_bytes(item_bytes, any->count + 1));
    if (any->count > 0)
        memcpy(items, any->items, any->count * item_bytes);
    any->items = items;
    return items + any->count++ * item_bytes;
}
