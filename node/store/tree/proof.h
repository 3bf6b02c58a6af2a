#ifndef NODE_STORE_TREE_PROOF_H
#define NODE_STORE_TREE_PROOF_H

#include "node/store/tree/view.h"

/* ICS-23 proofs of a view: encoded cosmos.ics23.v1.CommitmentProof messages, the data of the two
 * proof operations of `abci_query` (chain-surface 7.3). They prove against view_app_hash, which is
 * in the next height's header. */

/* proof_key is the `ics23:iavl` proof of a key in a store: existence when it is there, else
 * non-existence by its neighbours. In an empty store there are none, and no verifier will accept
 * it. */
struct bytes proof_key(struct arena *arena, const struct store_view *view, enum store_id store,
                       struct bytes key);

/* proof_store is the `ics23:simple` proof of a store's root under its name. */
struct bytes proof_store(struct arena *arena, const struct store_view *view, enum store_id store);

#endif
