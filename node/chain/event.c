#include "node/chain/event.h"

struct event_list *event_list_new(struct arena *arena)
{
    struct event_list *list = ARENA_NEW(arena, struct event_list);
    list->arena = arena;
    return list;
}

static void *grown(struct arena *arena, const void *old, size_t item_bytes, size_t count,
                   size_t *capacity)
{
    *capacity = *capacity == 0 ? 8 : *capacity * 2;
    void *fresh = arena_alloc(arena, arena_array_bytes(item_bytes, *capacity));
    if (count > 0)
        memcpy(fresh, old, item_bytes * count);
    return fresh;
}

struct event *event_emit(struct event_list *list, struct bytes type)
{
    if (list->count == list->capacity)
        list->items =
            grown(list->arena, list->items, sizeof(struct event), list->count, &list->capacity);
    struct event *event = &list->items[list->count++];
    *event = (struct event){.type = type};
    return event;
}

void event_attribute_add(struct event_list *list, struct event *event, struct bytes key,
                         struct bytes value)
{
    if (event->count == event->capacity)
        event->attributes = grown(list->arena, event->attributes, sizeof(struct event_attribute),
                                  event->count, &event->capacity);
    event->attributes[event->count++] = (struct event_attribute){key, value};
}

void event_emit_all(struct event_list *list, struct bytes type,
                    const struct event_attribute *attributes, size_t count)
{
    struct event *event = event_emit(list, type);
    /* Room for the msg_index or mode attribute that is added later. */
    event->capacity = count + 1;
    event->attributes = arena_alloc(
        list->arena, arena_array_bytes(sizeof(struct event_attribute), event->capacity));
    event->count = count;
    if (count > 0)
        memcpy(event->attributes, attributes, sizeof(struct event_attribute) * count);
}

void event_list_append(struct event_list *to, const struct event_list *from)
{
    for (size_t i = 0; i < from->count; i++)
        *event_emit(to, from->items[i].type) = from->items[i];
}
