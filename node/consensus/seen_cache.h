#ifndef NODE_CONSENSUS_SEEN_CACHE_H
#define NODE_CONSENSUS_SEEN_CACHE_H

#include "common/base/bytes.h"

/* The hashes of the transactions seen last: the oldest makes room for a new one. One thread at a
 * time. */
struct seen_cache;

struct seen_cache *seen_cache_new(size_t entries_max);
void seen_cache_free(struct seen_cache *cache);

/* seen_cache_push enters a hash as the youngest. False: it was there already (and is the youngest
 * now). */
bool seen_cache_push(struct seen_cache *cache, const uint8_t hash[32]);
void seen_cache_remove(struct seen_cache *cache, const uint8_t hash[32]);

#endif
