#include "node/chain/overlay.h"

#include "common/base/halt.h"
#include "common/base/sort.h"

/* Up to this many entries a scan over the hashes is faster than a table. */
enum { SCAN_MAX = 12, ENTRIES_MIN = 16, ENTRIES_MAX = 1 << 30 };

struct entry {
    uint64_t hash;
    enum store_id store;
    struct bytes key;
    struct bytes value; /* data NULL: deleted */
};

/* The entries of one store in key order, as indexes. Kept only for stores that were walked. */
struct order {
    uint32_t *items;
    size_t count;
    size_t capacity;
    bool built;
};

struct overlay {
    struct arena *arena;
    struct overlay *parent; /* NULL at the bottom */
    const struct store_view *view;
    uint64_t seed;
    struct entry *entries;
    size_t count;
    size_t capacity;
    uint32_t *table; /* entry index + 1, 0 is free; NULL while few */
    size_t table_size;
    struct order *orders; /* one per store, NULL before the first walk */
    bool frozen;          /* nothing is written, not even an order */
};

struct overlay *overlay_new(struct arena *arena, const struct store_view *view, uint64_t seed)
{
    struct overlay *overlay = ARENA_NEW(arena, struct overlay);
    overlay->arena = arena;
    overlay->view = view;
    overlay->seed = seed;
    return overlay;
}

struct overlay *overlay_branch(struct arena *arena, struct overlay *parent)
{
    struct overlay *overlay = overlay_new(arena, parent->view, parent->seed);
    overlay->parent = parent;
    return overlay;
}

void overlay_freeze(struct overlay *overlay)
{
    overlay->frozen = true;
}

bool overlay_is_empty(const struct overlay *overlay)
{
    return overlay->count == 0;
}

struct overlay *overlay_parent(const struct overlay *overlay)
{
    return overlay->parent;
}

const struct store_view *overlay_view(const struct overlay *overlay)
{
    return overlay->view;
}

static uint64_t key_hash(uint64_t seed, enum store_id store, struct bytes key)
{
    return bytes_hash(seed + store, key);
}

static bool entry_is(const struct entry *entry, uint64_t hash, enum store_id store,
                     struct bytes key)
{
    return entry->hash == hash && entry->store == store && bytes_equal(entry->key, key);
}

static struct entry *find(const struct overlay *overlay, uint64_t hash, enum store_id store,
                          struct bytes key)
{
    if (overlay->table == NULL) {
        for (size_t i = 0; i < overlay->count; i++)
            if (entry_is(&overlay->entries[i], hash, store, key))
                return &overlay->entries[i];
        return NULL;
    }
    size_t mask = overlay->table_size - 1;
    for (size_t at = hash & mask; overlay->table[at] != 0; at = (at + 1) & mask) {
        struct entry *entry = &overlay->entries[overlay->table[at] - 1];
        if (entry_is(entry, hash, store, key))
            return entry;
    }
    return NULL;
}

static void table_put(struct overlay *overlay, uint32_t index)
{
    size_t mask = overlay->table_size - 1;
    size_t at = overlay->entries[index].hash & mask;
    while (overlay->table[at] != 0)
        at = (at + 1) & mask;
    overlay->table[at] = index + 1;
}

/* The table has at least twice as many places as there are entries. */
static void table_grow(struct overlay *overlay)
{
    overlay->table_size = overlay->table_size == 0 ? 64 : overlay->table_size * 4;
    overlay->table = ARENA_ARRAY(overlay->arena, uint32_t, overlay->table_size);
    for (size_t i = 0; i < overlay->count; i++)
        table_put(overlay, (uint32_t)i);
}

/* order_place is the first position whose key is not below `key`. */
static size_t order_place(const struct overlay *overlay, const struct order *order,
                          struct bytes key)
{
    size_t low = 0, high = order->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (bytes_compare(overlay->entries[order->items[middle]].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void order_append(struct overlay *overlay, struct order *order, uint32_t index)
{
    if (order->count == order->capacity) {
        order->capacity = order->capacity == 0 ? ENTRIES_MIN : order->capacity * 2;
        uint32_t *grown =
            arena_alloc(overlay->arena, arena_array_bytes(sizeof(uint32_t), order->capacity));
        if (order->count > 0)
            memcpy(grown, order->items, order->count * sizeof(uint32_t));
        order->items = grown;
    }
    order->items[order->count++] = index;
}

static void order_insert(struct overlay *overlay, struct order *order, uint32_t index)
{
    size_t place = order_place(overlay, order, overlay->entries[index].key);
    order_append(overlay, order, index);
    memmove(order->items + place + 1, order->items + place,
            (order->count - 1 - place) * sizeof(uint32_t));
    order->items[place] = index;
}

static struct entry *add(struct overlay *overlay, uint64_t hash, enum store_id store,
                         struct bytes key)
{
    ASSERT(!overlay->frozen && overlay->count < ENTRIES_MAX);
    if (overlay->count == overlay->capacity) {
        overlay->capacity = overlay->capacity == 0 ? ENTRIES_MIN : overlay->capacity * 2;
        struct entry *grown =
            arena_alloc(overlay->arena, arena_array_bytes(sizeof(struct entry), overlay->capacity));
        if (overlay->count > 0)
            memcpy(grown, overlay->entries, overlay->count * sizeof(struct entry));
        overlay->entries = grown;
    }
    uint32_t index = (uint32_t)overlay->count++;
    overlay->entries[index] = (struct entry){.hash = hash, .store = store, .key = key};
    if (overlay->count > SCAN_MAX) {
        if (overlay->count * 2 > overlay->table_size)
            table_grow(overlay);
        else
            table_put(overlay, index);
    }
    if (overlay->orders != NULL && overlay->orders[store].built)
        order_insert(overlay, &overlay->orders[store], index);
    return &overlay->entries[index];
}

/* An absent value deletes. */
static void put(struct overlay *overlay, enum store_id store, struct bytes key, struct bytes value)
{
    uint64_t hash = key_hash(overlay->seed, store, key);
    struct entry *entry = find(overlay, hash, store, key);
    if (entry == NULL)
        entry = add(overlay, hash, store, arena_copy(overlay->arena, key));
    entry->value = value.data == NULL ? value : arena_copy(overlay->arena, value);
}

void overlay_set(struct overlay *overlay, enum store_id store, struct bytes key, struct bytes value)
{
    put(overlay, store, key, value.data == NULL ? BYTES("") : value);
}

void overlay_delete(struct overlay *overlay, enum store_id store, struct bytes key)
{
    put(overlay, store, key, bytes_make(NULL, 0));
}

bool overlay_get(const struct overlay *overlay, enum store_id store, struct bytes key,
                 struct bytes *value)
{
    uint64_t hash = key_hash(overlay->seed, store, key);
    for (const struct overlay *layer = overlay; layer != NULL; layer = layer->parent) {
        const struct entry *entry = find(layer, hash, store, key);
        if (entry == NULL)
            continue;
        *value = entry->value;
        return entry->value.data != NULL;
    }
    if (view_get(overlay->view, store, key, value)) {
        if (value->data == NULL)
            *value = BYTES("");
        return true;
    }
    *value = bytes_make(NULL, 0);
    return false;
}

bool overlay_has(const struct overlay *overlay, enum store_id store, struct bytes key)
{
    struct bytes value;
    return overlay_get(overlay, store, key, &value);
}

void overlay_merge(struct overlay *child)
{
    struct overlay *parent = child->parent;
    ASSERT(parent != NULL && !parent->frozen);
    bool shared = parent->arena == child->arena;
    for (size_t i = 0; i < child->count; i++) {
        struct entry *from = &child->entries[i];
        struct entry *to = find(parent, from->hash, from->store, from->key);
        if (to == NULL)
            to = add(parent, from->hash, from->store,
                     shared ? from->key : arena_copy(parent->arena, from->key));
        to->value = shared || from->value.data == NULL ? from->value
                                                       : arena_copy(parent->arena, from->value);
    }
    child->count = 0;
    child->table = NULL;
    child->table_size = 0;
    child->orders = NULL;
}

void overlay_copy(struct overlay *to, const struct overlay *from)
{
    for (size_t i = 0; i < from->count; i++)
        put(to, from->entries[i].store, from->entries[i].key, from->entries[i].value);
}

static int by_key(const void *left, const void *right)
{
    return bytes_compare(((const struct change *)left)->key, ((const struct change *)right)->key);
}

static bool in_range(struct bytes key, struct bytes start, struct bytes end)
{
    return bytes_compare(key, start) >= 0 && (end.data == NULL || bytes_compare(key, end) < 0);
}

/* own_sorted lists the layer's own entries of one store inside a range, ascending. */
static struct change_set own_sorted(struct arena *arena, const struct overlay *layer,
                                    enum store_id store, struct bytes start, struct bytes end)
{
    size_t count = 0;
    for (size_t i = 0; i < layer->count; i++)
        count += layer->entries[i].store == store && in_range(layer->entries[i].key, start, end);
    struct change *items = arena_alloc(arena, arena_array_bytes(sizeof(struct change), count + 1));
    count = 0;
    for (size_t i = 0; i < layer->count; i++) {
        const struct entry *entry = &layer->entries[i];
        if (entry->store == store && in_range(entry->key, start, end))
            items[count++] = (struct change){entry->key, entry->value};
    }
    sort_stable(arena, items, count, sizeof(struct change), by_key);
    return (struct change_set){items, count};
}

static const struct order *order_of(struct overlay *layer, enum store_id store)
{
    if (layer->orders == NULL)
        layer->orders = ARENA_ARRAY(layer->arena, struct order, STORE_COUNT);
    struct order *order = &layer->orders[store];
    if (order->built)
        return order;
    order->built = true;
    struct change_set all = own_sorted(layer->arena, layer, store, BYTES(""), bytes_make(NULL, 0));
    for (size_t i = 0; i < all.count; i++) {
        uint64_t hash = key_hash(layer->seed, store, all.items[i].key);
        order_append(layer, order,
                     (uint32_t)(find(layer, hash, store, all.items[i].key) - layer->entries));
    }
    return order;
}

static struct change_set layer_range(struct arena *arena, struct overlay *layer,
                                     enum store_id store, struct bytes start, struct bytes end)
{
    bool ordered = layer->orders != NULL && layer->orders[store].built;
    if (layer->count <= SCAN_MAX || (layer->frozen && !ordered))
        return own_sorted(arena, layer, store, start, end);
    const struct order *order = order_of(layer, store);
    size_t from = order_place(layer, order, start);
    size_t to = end.data == NULL ? order->count : order_place(layer, order, end);
    size_t count = to > from ? to - from : 0;
    struct change *items = arena_alloc(arena, arena_array_bytes(sizeof(struct change), count + 1));
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &layer->entries[order->items[from + i]];
        items[i] = (struct change){entry->key, entry->value};
    }
    return (struct change_set){items, count};
}

/* united merges two ascending lists; where both have a key the newer one wins. */
static struct change_set united(struct arena *arena, struct change_set older,
                                struct change_set newer)
{
    if (older.count == 0)
        return newer;
    if (newer.count == 0)
        return older;
    struct change *items =
        arena_alloc(arena, arena_array_bytes(sizeof(struct change), older.count + newer.count));
    size_t count = 0, old = 0, new = 0;
    while (old < older.count || new < newer.count) {
        int compared = old == older.count ? 1
                       : new == newer.count
                           ? -1
                           : bytes_compare(older.items[old].key, newer.items[new].key);
        if (compared < 0) {
            items[count++] = older.items[old++];
            continue;
        }
        old += compared == 0;
        items[count++] = newer.items[new ++];
    }
    return (struct change_set){items, count};
}

static void settle(struct overlay_walk *walk)
{
    for (;;) {
        bool above = walk->above_from < walk->above_to;
        bool below = walk->below.valid;
        walk->valid = above || below;
        if (!walk->valid)
            return;
        const struct change *change =
            !above ? NULL : &walk->above[walk->reverse ? walk->above_to - 1 : walk->above_from];
        int order = !above ? 1 : !below ? -1 : bytes_compare(change->key, walk->below.key);
        if (above && below && walk->reverse)
            order = -order;
        if (order > 0) {
            walk->key = walk->below.key;
            walk->value = walk->below.value;
            if (walk->value.data == NULL)
                walk->value = BYTES("");
            return;
        }
        if (order == 0) /* shadowed */
            view_next(&walk->below);
        if (change->value.data != NULL) {
            walk->key = change->key;
            walk->value = change->value;
            return;
        }
        if (walk->reverse)
            walk->above_to--;
        else
            walk->above_from++;
    }
}

void overlay_walk_start(struct arena *arena, struct overlay *overlay, enum store_id store,
                        struct bytes start, struct bytes end, bool reverse,
                        struct overlay_walk *walk)
{
    struct change_set above = {NULL, 0};
    /* United from the newest layer down; the result so far is always the newer one. */
    for (struct overlay *layer = overlay; layer != NULL; layer = layer->parent)
        if (layer->count > 0)
            above = united(arena, layer_range(arena, layer, store, start, end), above);
    walk->reverse = reverse;
    walk->above = above.items;
    walk->above_from = 0;
    walk->above_to = above.count;
    view_seek(overlay->view, store, start, end, reverse, &walk->below);
    settle(walk);
}

void overlay_walk_next(struct overlay_walk *walk)
{
    ASSERT(walk->valid);
    bool from_above =
        walk->above_from < walk->above_to &&
        walk->key.data ==
            walk->above[walk->reverse ? walk->above_to - 1 : walk->above_from].key.data;
    if (!from_above)
        view_next(&walk->below);
    else if (walk->reverse)
        walk->above_to--;
    else
        walk->above_from++;
    settle(walk);
}

/* Own writes by store; of deletes those of keys that the view has, or all. */
static void list_writes(struct arena *arena, const struct overlay *overlay, bool all_deletes,
                        struct change_set changes[STORE_COUNT])
{
    size_t counts[STORE_COUNT] = {0};
    for (size_t i = 0; i < overlay->count; i++)
        counts[overlay->entries[i].store]++;
    struct change *lists[STORE_COUNT];
    for (size_t store = 0; store < STORE_COUNT; store++) {
        lists[store] =
            arena_alloc(arena, arena_array_bytes(sizeof(struct change), counts[store] + 1));
        counts[store] = 0;
    }
    for (size_t i = 0; i < overlay->count; i++) {
        const struct entry *entry = &overlay->entries[i];
        struct bytes before;
        if (!all_deletes && entry->value.data == NULL &&
            !view_get(overlay->view, entry->store, entry->key, &before))
            continue;
        lists[entry->store][counts[entry->store]++] = (struct change){entry->key, entry->value};
    }
    for (size_t store = 0; store < STORE_COUNT; store++) {
        sort_stable(arena, lists[store], counts[store], sizeof(struct change), by_key);
        changes[store] = (struct change_set){lists[store], counts[store]};
    }
}

void overlay_changes(struct arena *arena, struct overlay *overlay,
                     struct change_set changes[STORE_COUNT])
{
    list_writes(arena, overlay, false, changes);
}

void overlay_writes(struct arena *arena, const struct overlay *overlay,
                    struct change_set writes[STORE_COUNT])
{
    list_writes(arena, overlay, true, writes);
}
