#include "node/app/signature_cache.h"

#include <pthread.h>

#include "common/base/memory.h"

/* A set-associative table: a key lives in one of the WAYS places of its set, the oldest of which
 * makes room. */
enum { SETS = 4096, WAYS = 4, KEY_BYTES = 32 };

struct set {
    uint8_t keys[WAYS][KEY_BYTES];
    uint8_t next;
};

struct table {
    struct signature_cache face; /* first, so that a pointer to it is one to the table */
    pthread_mutex_t lock;
    struct set sets[SETS];
};

/* Keys are hashes: any of their bytes choose a set evenly. All zero marks a free place. */
static struct set *set_of(struct table *table, const uint8_t key[32])
{
    return &table->sets[load_le64(key) % SETS];
}

static bool known(struct signature_cache *cache, const uint8_t key[32])
{
    struct table *table = (struct table *)cache;
    bool found = false;
    pthread_mutex_lock(&table->lock);
    const struct set *set = set_of(table, key);
    for (size_t i = 0; i < WAYS; i++)
        found |= memcmp(set->keys[i], key, KEY_BYTES) == 0;
    pthread_mutex_unlock(&table->lock);
    return found;
}

static void remember(struct signature_cache *cache, const uint8_t key[32])
{
    struct table *table = (struct table *)cache;
    pthread_mutex_lock(&table->lock);
    struct set *set = set_of(table, key);
    memcpy(set->keys[set->next % WAYS], key, KEY_BYTES);
    set->next++;
    pthread_mutex_unlock(&table->lock);
}

struct signature_cache *signature_cache_new(void)
{
    struct table *table = heap_zalloc(1, sizeof(struct table));
    table->face = (struct signature_cache){known, remember};
    pthread_mutex_init(&table->lock, NULL);
    return &table->face;
}

void signature_cache_free(struct signature_cache *cache)
{
    struct table *table = (struct table *)cache;
    pthread_mutex_destroy(&table->lock);
    heap_free(table);
}
