#ifndef NODE_CHAIN_RUN_TX_H
#define NODE_CHAIN_RUN_TX_H

#include "node/chain/chain.h"

/* One transaction from its bytes to its result (cosmos-sdk: baseapp runTx, runMsgs). */

struct tx_result {
    status refused;    /* NULL: success; else code, codespace and log */
    struct bytes data; /* protobuf TxMsgData */
    uint64_t gas_wanted;
    uint64_t gas_used;
    struct event_list *events;
};

/* run_tx decodes and runs `raw` on base->state, which keeps what the original keeps: the ante
 * handler's writes when it passed, and the messages' when all of them passed in a block.
 *   base       context of the block or of CheckTx; arena, state, block and mode must be set, the
 *              rest is made here
 *   tx         `raw` decoded; NULL: not yet
 *   block_gas  the block's gas meter, NULL outside of a block
 *   result     lives in base->arena */
void run_tx(const struct context *base, struct bytes raw, const struct tx *tx,
            struct gas_meter *block_gas, struct tx_result *result);

/* tx_data encodes TxMsgData with one response for each message. */
struct tx_response {
    const struct message_type *type;
    const void *message;
};
struct bytes tx_data(struct arena *arena, const struct tx_response *responses, size_t count);

/* refusal_final turns what a step or handler returned into what the result shows: running out of
 * gas and panics get their log text, others stay.
 *   wanted, meter  for "out of gas in location: ...; gasWanted: ..., gasUsed: ..." */
status refusal_final(struct arena *arena, status refused, uint64_t wanted,
                     const struct gas_meter *meter);

#endif
