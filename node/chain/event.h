#ifndef NODE_CHAIN_EVENT_H
#define NODE_CHAIN_EVENT_H

#include "common/base/arena.h"

/* ABCI events in the order they were emitted. Every attribute is indexed unless said otherwise. */
struct event_attribute {
    struct bytes key;
    struct bytes value;
};

struct event {
    struct bytes type;
    struct event_attribute *attributes;
    size_t count;
    size_t capacity;
};

struct event_list {
    struct arena *arena;
    struct event *items;
    size_t count;
    size_t capacity;
};

struct event_list *event_list_new(struct arena *arena);

/* event_emit appends an event; `type` and all text are kept by reference and must live as long as
 * the list. The pointer is good until the next event_emit. */
struct event *event_emit(struct event_list *list, struct bytes type);
void event_attribute_add(struct event_list *list, struct event *event, struct bytes key,
                         struct bytes value);

/* EVENT(list, "transfer", {BYTES("recipient"), to}, {BYTES("sender"), from}) emits in one
 * statement. */
#define EVENT(list, type, ...)                                                                     \
    event_emit_all((list), BYTES(type), (const struct event_attribute[]){__VA_ARGS__},             \
                   sizeof((const struct event_attribute[]){__VA_ARGS__}) /                         \
                       sizeof(struct event_attribute))
void event_emit_all(struct event_list *list, struct bytes type,
                    const struct event_attribute *attributes, size_t count);

/* event_list_append copies the events of `from` (by reference) to the end of `to`. */
void event_list_append(struct event_list *to, const struct event_list *from);

#endif
