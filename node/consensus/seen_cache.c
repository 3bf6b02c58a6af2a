#include "node/consensus/seen_cache.h"

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "node/consensus/hash_table.h"

/* The link comes first, so that a found link is its entry. */
struct seen_entry {
    struct hash_link link;
    struct seen_entry *older, *younger;
};

struct seen_cache {
    struct hash_table table;
    struct seen_entry ring; /* ring.younger is the oldest entry, ring.older the youngest */
    struct seen_entry *free;
    struct seen_entry entries[];
};

struct seen_cache *seen_cache_new(size_t entries_max)
{
    ASSERT(entries_max > 0 && entries_max <= 1u << 24);
    struct seen_cache *cache =
        heap_zalloc(1, sizeof *cache + entries_max * sizeof(struct seen_entry));
    cache->table = hash_table_new(entries_max);
    cache->ring.older = cache->ring.younger = &cache->ring;
    for (size_t i = 0; i < entries_max; i++) {
        cache->entries[i].older = cache->free;
        cache->free = &cache->entries[i];
    }
    return cache;
}

void seen_cache_free(struct seen_cache *cache)
{
    hash_table_free(&cache->table);
    heap_free(cache);
}

static void unlink_entry(struct seen_entry *entry)
{
    entry->older->younger = entry->younger;
    entry->younger->older = entry->older;
}

static void link_youngest(struct seen_cache *cache, struct seen_entry *entry)
{
    entry->younger = &cache->ring;
    entry->older = cache->ring.older;
    entry->older->younger = entry;
    cache->ring.older = entry;
}

static void drop(struct seen_cache *cache, struct seen_entry *entry)
{
    unlink_entry(entry);
    hash_table_remove(&cache->table, &entry->link);
    entry->older = cache->free;
    cache->free = entry;
}

bool seen_cache_push(struct seen_cache *cache, const uint8_t hash[32])
{
    struct seen_entry *entry = (struct seen_entry *)hash_table_find(&cache->table, hash);
    if (entry != NULL) {
        unlink_entry(entry);
        link_youngest(cache, entry);
        return false;
    }
    if (cache->free == NULL)
        drop(cache, cache->ring.younger);
    entry = cache->free;
    cache->free = entry->older;
    memcpy(entry->link.hash, hash, sizeof entry->link.hash);
    hash_table_add(&cache->table, &entry->link);
    link_youngest(cache, entry);
    return true;
}

void seen_cache_remove(struct seen_cache *cache, const uint8_t hash[32])
{
    struct seen_entry *entry = (struct seen_entry *)hash_table_find(&cache->table, hash);
    if (entry != NULL)
        drop(cache, entry);
}
