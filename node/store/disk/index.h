#ifndef NODE_STORE_DISK_INDEX_H
#define NODE_STORE_DISK_INDEX_H

#include "common/base/status.h"

/* The searchable index of transactions and events: LMDB, derived from the block log alone, behind
 * it without harm, rebuilt when it is lost, damaged or of another format. */
struct index;
struct index_batch;

enum index_kind {
    /* events of transactions, for tx_search; a hit is (height, position in the block) */
    INDEX_TX = 1,
    /* events of whole blocks, for block_search; a hit is (height, 0) */
    INDEX_BLOCK = 2
};

struct index_hit {
    int64_t height;
    uint32_t position;
};

/* index_open opens or makes the index file at `path`; absent path: in memory. A file that LMDB does
 * not accept, that is of another format or above height `log_height` is deleted and started anew.
 * Refused with STORE_FAILED when the place cannot be written. */
MUST_CHECK status index_open(struct arena *arena, struct bytes path, int64_t log_height,
                             struct index **out);
void index_close(struct index *index);

/* index_height is the height up to which the index is complete, 0 when empty. Any thread. */
int64_t index_height(struct index *index);

/* Writing, one thread: everything between begin and commit becomes visible at once, together with
 * the height reached. Failures of the disk halt. */
struct index_batch *index_begin(struct index *index);
void index_commit(struct index_batch *batch, int64_t height);
/* index_put_tx enters a transaction: hash (32 bytes) -> hit. A hash that is there already gets the
 * new hit, unless the new transaction failed and the old one succeeded (as CometBFT's indexer). */
void index_put_tx(struct index_batch *batch, struct bytes tx_hash, struct index_hit hit,
                  bool succeeded);
/* index_put_event enters one attribute.
 *   key    "type.attribute" ("transfer.recipient"), or "tx.height", "block.height"
 *   value  text of the attribute, any length */
void index_put_event(struct index_batch *batch, enum index_kind kind, struct bytes key,
                     struct bytes value, struct index_hit hit);

/* index_find_tx looks a transaction hash up; false: not known. Any thread. */
bool index_find_tx(struct index *index, struct bytes tx_hash, struct index_hit *hit);

/* A visitor gets hits; `value` lives during the call. False ends the scan. */
typedef bool index_visit(void *context, struct bytes value, struct index_hit hit);

/* index_scan_value visits the hits where `key` equals `value`, ascending by height and position,
 * heights from first to last inclusive. Each hit once. Any thread; the visitor must not call
 * the index. */
void index_scan_value(struct index *index, enum index_kind kind, struct bytes key,
                      struct bytes value, int64_t first, int64_t last, index_visit *visit,
                      void *context);
/* index_scan_key visits every value of `key`, values in no order that matters, hits of a value
 * ascending. For EXISTS, CONTAINS and comparisons. */
void index_scan_key(struct index *index, enum index_kind kind, struct bytes key, int64_t first,
                    int64_t last, index_visit *visit, void *context);

#endif
