#include "node/consensus/hash_table.h"

#include "common/base/halt.h"
#include "common/base/memory.h"

struct hash_table hash_table_new(size_t count_max)
{
    size_t buckets = 16;
    while (buckets < count_max)
        buckets *= 2;
    return (struct hash_table){heap_zalloc(buckets, sizeof(struct hash_link *)), buckets - 1};
}

void hash_table_free(struct hash_table *table)
{
    heap_free(table->buckets);
    *table = (struct hash_table){0};
}

static struct hash_link **bucket(const struct hash_table *table, const uint8_t hash[32])
{
    return &table->buckets[load_le64(hash) & table->mask];
}

struct hash_link *hash_table_find(const struct hash_table *table, const uint8_t hash[32])
{
    struct hash_link *link = *bucket(table, hash);
    while (link != NULL && memcmp(link->hash, hash, sizeof link->hash) != 0)
        link = link->next;
    return link;
}

void hash_table_add(struct hash_table *table, struct hash_link *link)
{
    struct hash_link **head = bucket(table, link->hash);
    link->next = *head;
    *head = link;
}

void hash_table_remove(struct hash_table *table, struct hash_link *link)
{
    struct hash_link **at = bucket(table, link->hash);
    while (*at != NULL && *at != link)
        at = &(*at)->next;
    ASSERT(*at == link);
    *at = link->next;
}
