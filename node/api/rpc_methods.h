#ifndef NODE_API_RPC_METHODS_H
#define NODE_API_RPC_METHODS_H

#include "node/api/rpc.h"

/* The functions behind rpc_methods[], by file. The results are those of chain-surface 6.2. */

/* rpc_info.c */
status rpc_health(struct rpc_call *call);
status rpc_status(struct rpc_call *call);
status rpc_net_info(struct rpc_call *call);
status rpc_genesis(struct rpc_call *call);
status rpc_genesis_chunked(struct rpc_call *call);
status rpc_consensus_params(struct rpc_call *call);
status rpc_consensus_state(struct rpc_call *call);
status rpc_dump_consensus_state(struct rpc_call *call);
status rpc_abci_info(struct rpc_call *call);
status rpc_abci_query(struct rpc_call *call);

/* rpc_blocks.c */
status rpc_block(struct rpc_call *call);
status rpc_block_by_hash(struct rpc_call *call);
status rpc_header(struct rpc_call *call);
status rpc_header_by_hash(struct rpc_call *call);
status rpc_block_results(struct rpc_call *call);
status rpc_blockchain(struct rpc_call *call);
status rpc_commit(struct rpc_call *call);
status rpc_validators(struct rpc_call *call);

/* rpc_txs.c */
status rpc_broadcast_tx_async(struct rpc_call *call);
void rpc_broadcast_tx_sync(struct rpc_call *call);
void rpc_broadcast_tx_commit(struct rpc_call *call);
status rpc_check_tx(struct rpc_call *call);
status rpc_unconfirmed_txs(struct rpc_call *call);
status rpc_num_unconfirmed_txs(struct rpc_call *call);
status rpc_broadcast_evidence(struct rpc_call *call);

/* rpc_search.c */
status rpc_tx(struct rpc_call *call);
status rpc_tx_search(struct rpc_call *call);
status rpc_block_search(struct rpc_call *call);

/* rpc_events.c */
void rpc_subscribe(struct rpc_call *call);
void rpc_unsubscribe(struct rpc_call *call);
void rpc_unsubscribe_all(struct rpc_call *call);

/* ---- what they share ---- */

/* rpc_height checks a height argument: missing is the newest, which may lie `above` over the newest
 * block. */
MUST_CHECK status rpc_height(struct rpc_call *call, const struct rpc_value *value, int64_t above,
                             int64_t *height);

/* A page of a list. */
struct rpc_page {
    size_t skip, count;
};
MUST_CHECK status rpc_page(struct rpc_call *call, const struct rpc_value *page,
                           const struct rpc_value *per_page, size_t total, struct rpc_page *out);

/* rpc_per_page is a per_page argument within 1 and 100; missing is 30. */
size_t rpc_per_page(const struct rpc_value *per_page);

/* rpc_order reads order_by: *descending is set; refused when it is neither asc, desc nor empty. */
MUST_CHECK status rpc_order(struct rpc_call *call, struct bytes order, bool descending_default,
                            bool *descending);

/* rpc_write_block_result appends {"block_id":…,"block":…}. */
struct chain_block;
void rpc_write_block_result(struct writer *out, const struct chain_block *block);

#endif
