#ifndef NODE_STORE_DISK_INDEXER_INTERNAL_H
#define NODE_STORE_DISK_INDEXER_INTERNAL_H

#include "node/store/disk/block_log.h"
#include "node/store/disk/database.h"

/* The thread that brings the index up to the log, record by record. */
struct indexer;

/* indexer_start begins behind the index's own height. Log and index must outlive it. */
struct indexer *indexer_start(struct block_log *log, struct index *index,
                              const struct database_options *options);
/* indexer_stop waits for the batch in work. NULL is allowed. */
void indexer_stop(struct indexer *indexer);

/* indexer_notify says that the log has grown. */
void indexer_notify(struct indexer *indexer);
/* indexer_wait waits until the index has reached `height`; false after `timeout_ms`. Any thread. */
bool indexer_wait(struct indexer *indexer, int64_t height, uint32_t timeout_ms);

#endif
