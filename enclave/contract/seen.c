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

/* The entries among which a key's is. */
static struct entry *set_of(struct seen *seen, struct bytes contract, struct bytes key)
{
    return seen->sets[bytes_hash(load_le64(contract.data), key) % SETS];
}

static struct entry *find(const struct seen *seen, struct entry set[WAYS], struct bytes contract,
                          struct bytes key)
{
    for (size_t i = 0; i < WAYS; i++)
        if (set[i].generation == seen->generation &&
            memcmp(set[i].contract, contract.data, CONTRACT) == 0 && bytes_equal(set[i].key, key))
            return &set[i];
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
    struct entry *set = set_of(seen, contract, key), *entry = find(seen, set, contract, key);
    if (entry == NULL) {
        entry = &set[seen->turn++ % WAYS];
        entry->generation = seen->generation;
        memcpy(entry->contract, contract.data, CONTRACT);
        entry->key = arena_copy(seen->arena, key);
    }
    entry->value = keep(seen, value);
    seen->bytes += bytes;
}

bool seen_find(struct seen *seen, struct bytes contract, struct bytes key, struct bytes *value)
{
    const struct entry *entry = find(seen, set_of(seen, contract, key), contract, key);
    if (entry != NULL)
        *value = entry->value;
    return entry != NULL;
}
