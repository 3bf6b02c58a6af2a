#ifndef NODE_CHAIN_LIST_H
#define NODE_CHAIN_LIST_H

#include "common/base/arena.h"

/* list_append adds one cleared item to a generated list ({items, count}, both zero when it is new)
 * and returns it. The pointer is good until the next call.
 *   list        struct x_list *
 *   item_bytes  sizeof(struct x) */
void *list_append(struct arena *arena, void *list, size_t item_bytes)
    __attribute__((returns_nonnull));

/* list_extend is list_append for a list that something else made, a decoded one for example: it
 * always copies. */
void *list_extend(struct arena *arena, void *list, size_t item_bytes)
    __attribute__((returns_nonnull));

#endif
