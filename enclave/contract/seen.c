#include "enclave/contract/seen.h"

#include "common/base/arena.h"
#include "common/base/halt.h"
#include "common/base/memory.h"

enum { CONTRACT = 20, WAYS = 4, SETS = SEEN_ENTRIES / WAYS, CHUNK = 1 << 18 };

struct entry {
    uint64_t generation; /* of no use unless it is that of `struct seen` */
    uint8_t contract[CONTRACT];
    struct bytes key;
    struct bytes value;
};

struct seen {
    struct arena *arena; /* of keys and values */
    size_t bytes;
    uint64_t generation;
    unsigned turn; /* which way makes room next */
    struct entry sets[SETS][WAYS];
};

struct seen *seen_new(void)
{
    struct seen *seen = heap_zalloc(1, sizeof *seen);
    seen->arena = arena_new(CHUNK);
    seen->generation = 1;
    return seen;
}

void seen_free(struct seen *seen)
{
    if (seen == NULL)
        return;
    arena_drop(seen->arena);
    heap_free(seen);
}

void seen_forget(struct seen *seen)
{
    if (seen->bytes == 0)
        return;
    arena_reset(seen->arena);
    seen->bytes = 0;
    seen->generation++;
}

/* Keys are spread by how they are sealed; whoever makes many meet gains that they are forgotten. */
static size_t set_of(struct bytes contract, struct bytes key)
{
    uint64_t hash = load_le64(contract.data);
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ key.data[i]) * 0x100000001b3;
    return (hash ^ hash >> 32) % SETS;
}

static struct entry *find(const struct seen *seen, struct bytes contract, struct bytes key)
{
    const struct entry *ways = seen->sets[set_of(contract, key)];
    for (size_t i = 0; i < WAYS; i++)
        if (ways[i].generation == seen->generation &&
            memcmp(ways[i].contract, contract.data, CONTRACT) == 0 && bytes_equal(ways[i].key, key))
            return (struct entry *)&ways[i];
    return NULL;
}

static struct bytes keep(struct seen *seen, struct bytes value)
{
    if (value.data == NULL)
        return value;
    return value.len == 0 ? BYTES("") : arena_copy(seen->arena, value);
}

void seen_put(struct seen *seen, struct bytes contract, struct bytes key, struct bytes value)
{
    ASSERT(contract.len == CONTRACT);
    size_t bytes = key.len + value.len + 1;
    if (value.len > SEEN_VALUE_BYTES_MAX || bytes > SEEN_BYTES_MAX - seen->bytes)
        seen_forget(seen);
    if (value.len > SEEN_VALUE_BYTES_MAX)
        return;
    struct entry *entry = find(seen, contract, key);
    if (entry == NULL) {
        entry = &seen->sets[set_of(contract, key)][seen->turn++ % WAYS];
        entry->generation = seen->generation;
        memcpy(entry->contract, contract.data, CONTRACT);
        entry->key = arena_copy(seen->arena, key);
    }
    entry->value = keep(seen, value);
    seen->bytes += bytes;
}

bool seen_find(const struct seen *seen, struct bytes contract, struct bytes key,
               struct bytes *value)
{
    const struct entry *entry = find(seen, contract, key);
    if (entry != NULL)
        *value = entry->value;
    return entry != NULL;
}
