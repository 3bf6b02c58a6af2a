#include "node/chain/context.h"

#include "node/chain/overlay.h"

struct context context_branch(struct context *ctx)
{
    struct context branch = *ctx;
    branch.state = overlay_branch(ctx->arena, ctx->state);
    branch.events = event_list_new(ctx->arena);
    return branch;
}

void context_merge(struct context *ctx, struct context *branch)
{
    overlay_merge(branch->state);
    event_list_append(ctx->events, branch->events);
}

void validator_update_add(struct validator_update_list *list, struct validator_update update)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 8 : list->capacity * 2;
        struct validator_update *items =
            ARENA_ARRAY(list->arena, struct validator_update, capacity);
        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof(*items));
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = update;
}
