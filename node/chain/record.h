#ifndef NODE_CHAIN_RECORD_H
#define NODE_CHAIN_RECORD_H

#include "common/encoding/message.h"
#include "node/chain/kv.h"

/* Protobuf messages as store values. Gas is that of the plain read or write; running out of it is
 * the only refusal. A stored value that does not decode is a broken invariant of our own state and
 * stops the process. */

/* record_get reads into `message`, a struct of `type`; *found false and a cleared struct when the
 * key is absent. */
MUST_CHECK status record_get(struct context *ctx, enum store_id store, struct bytes key,
                             const struct message_type *type, void *message, bool *found);
MUST_CHECK status record_set(struct context *ctx, enum store_id store, struct bytes key,
                             const struct message_type *type, const void *message);

/* record_decode reads a value that a walk has found. */
void record_decode(struct context *ctx, struct bytes value, const struct message_type *type,
                   void *message);

/* A single number or byte string as some modules store it: google.protobuf.Int64Value and
 * BytesValue. */
struct bytes record_int64(struct arena *arena, int64_t value);
int64_t record_int64_read(struct bytes stored);
struct bytes record_bytes(struct arena *arena, struct bytes value);
struct bytes record_bytes_read(struct bytes stored);

/* record_not_found is the original's refusal of an absent key in a typed collection:
 * "collections: not found: key '<key>' of type github.com/cosmos/gogoproto/<type>", undefined 1.
 *   key  as the collection prints it: a number, or "hexBytes:00ff" */
status record_not_found(struct arena *arena, struct bytes key, const struct message_type *type)
    __attribute__((returns_nonnull));

#endif
