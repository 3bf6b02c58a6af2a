#ifndef NODE_STORE_DISK_BLOCK_RECORD_H
#define NODE_STORE_DISK_BLOCK_RECORD_H

#include "common/base/status.h"
#include "node/store/tree/view.h"

/* All that is kept of one height; one record of the block log. Byte strings are borrowed when a
 * record is written and live in the reader's arena when it was read. Any of them may be empty. */
struct block_record {
    int64_t height;
    struct bytes block;   /* protobuf tendermint.types.Block */
    struct bytes commit;  /* protobuf tendermint.types.Commit of this very block */
    struct bytes results; /* protobuf tendermint.abci.ResponseFinalizeBlock */
    /* what the producer of blocks wants back after a restart, opaque */
    struct bytes consensus_state;
    /* sealed enclave state after this block, opaque */
    struct bytes enclave_blob;
    struct change_set changes[STORE_COUNT];
    uint8_t roots[STORE_COUNT][32]; /* IAVL root of each store after this block */
    uint8_t previous_app_hash[32];  /* of the record before; of the empty multistore in the first */
    uint8_t app_hash[32];
};

/* A record may have at most this many bytes on disk; a bigger block is a broken invariant. */
#define BLOCK_RECORD_BYTES_MAX (1u << 30)

/* block_record_encode gives the bytes of a record's body. */
struct bytes block_record_encode(struct arena *arena, const struct block_record *record);

/* block_record_decode reads a body; strings of the record point into `body`.
 * Refused: STORE_DAMAGED when the bytes are not exactly one record (lengths, order of keys, store
 * numbers). */
MUST_CHECK status block_record_decode(struct arena *arena, struct bytes body,
                                      struct block_record *record);

#endif
