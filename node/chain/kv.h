#ifndef NODE_CHAIN_KV_H
#define NODE_CHAIN_KV_H

#include "common/base/status.h"
#include "node/chain/context.h"
#include "node/store/tree/stores.h"

/* The state as a handler sees it: a metered view of the running transaction's overlay. Each call
 * charges the gas of chain-surface 8.5 in the original's order; running out of it is the only
 * refusal (CHAIN_OUT_OF_GAS). Keys are full store keys. Values that are read live as long as the
 * overlay they came from. */

/* kv_get reads; an absent key gives data == NULL. */
MUST_CHECK status kv_get(struct context *ctx, enum store_id store, struct bytes key,
                         struct bytes *value);
MUST_CHECK status kv_has(struct context *ctx, enum store_id store, struct bytes key, bool *found);
/* kv_set stores a copy of key and value. The value may be empty, not absent. */
MUST_CHECK status kv_set(struct context *ctx, enum store_id store, struct bytes key,
                         struct bytes value);
MUST_CHECK status kv_delete(struct context *ctx, enum store_id store, struct bytes key);

/* kv_charge_read and kv_charge_write charge what kv_get and kv_set do, for stores that the original
 * keeps in memory and that hold nothing which is not in the others. */
MUST_CHECK status kv_charge_read(struct context *ctx, size_t key_bytes, size_t value_bytes);
MUST_CHECK status kv_charge_write(struct context *ctx, size_t key_bytes, size_t value_bytes);

/* A walk over [start, end) in key order, or backwards. `end` absent (data NULL) means to the end.
 * Writes to the store during a walk are allowed; they do not change what the walk sees. */
struct kv_walk {
    struct context *ctx;
    bool valid;
    struct bytes key;
    struct bytes value;
    struct kv_walk_state *state;
};
MUST_CHECK status kv_walk_start(struct context *ctx, enum store_id store, struct bytes start,
                                struct bytes end, bool reverse, struct kv_walk *walk);
/* kv_walk_prefix is kv_walk_start over every key that begins with `prefix`. */
MUST_CHECK status kv_walk_prefix(struct context *ctx, enum store_id store, struct bytes prefix,
                                 bool reverse, struct kv_walk *walk);
MUST_CHECK status kv_walk_next(struct kv_walk *walk);

/* key_end_of_prefix is the smallest key above every key with this prefix; absent when there is
 * none. */
struct bytes key_end_of_prefix(struct arena *arena, struct bytes prefix);

#endif
