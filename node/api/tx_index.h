#ifndef NODE_API_TX_INDEX_H
#define NODE_API_TX_INDEX_H

#include "node/api/query_language.h"
#include "node/store/disk/database.h"

/* Finding transactions and blocks by their events (chain-surface 6.4). What the index gives is
 * checked again on the events themselves: conditions on one event type must hold for one and the
 * same event. */

enum { TX_SEARCH_HITS_MAX = 100000 };

struct tx_hits {
    struct index_hit *items; /* ascending by height and position */
    size_t count;
};

/* tx_index_search finds the transactions that meet a query.
 * Refused: more than TX_SEARCH_HITS_MAX candidates. */
MUST_CHECK status tx_index_search(struct database *database, struct arena *arena,
                                  const struct query *query, struct tx_hits *hits);

/* block_index_search finds blocks by "block.height" and the events of FinalizeBlock. */
MUST_CHECK status block_index_search(struct database *database, struct arena *arena,
                                     const struct query *query, struct tx_hits *hits);

/* tx_index_find_block finds the height of a block by its hash. */
bool tx_index_find_block(struct index *index, struct arena *arena, struct bytes hash,
                         int64_t *height);

#endif
