#ifndef NODE_CONSENSUS_HASH_TABLE_H
#define NODE_CONSENSUS_HASH_TABLE_H

#include "common/base/bytes.h"

/* A map from SHA-256 hashes to links that its users embed in their own objects. It owns nothing but
 * its buckets. The keys are hashes of foreign bytes, so their first bytes are spread evenly
 * enough. */
struct hash_link {
    struct hash_link *next; /* in the same bucket */
    uint8_t hash[32];
};

struct hash_table {
    struct hash_link **buckets;
    size_t mask;
};

/* hash_table_new has room for about `count_max` entries; it works beyond, slower. */
struct hash_table hash_table_new(size_t count_max);
void hash_table_free(struct hash_table *table);

/* hash_table_find gives the entry with this hash, or NULL. */
struct hash_link *hash_table_find(const struct hash_table *table, const uint8_t hash[32]);

/* hash_table_add enters a link whose hash is set and not yet in the table; hash_table_remove takes
 * it out again. */
void hash_table_add(struct hash_table *table, struct hash_link *link);
void hash_table_remove(struct hash_table *table, struct hash_link *link);

#endif
