#ifndef COMMON_ENCODING_RPC_JSON_H
#define COMMON_ENCODING_RPC_JSON_H

#include "common/encoding/message.h"

/* The JSON of CometBFT's RPC (chain-surface 6.1, 6.2). One library prints there three kinds of Go
 * types in three ways; which one a message needs depends on where it stands in the answer. */

enum rpc_style {
    /* Blocks, headers, commits, votes, validators, consensus params, tx proofs, node info: every
     * field, 64-bit numbers as strings, hashes and addresses upper-case hex, other bytes base64
     * (null when empty), keys and evidence as {"type","value"}, durations as nanoseconds. */
    RPC_CORE,
    /* ExecTxResult, ResponseCheckTx, ResponseQuery, EventAttribute where Go reaches them by a
     * pointer: every field, lowerCamelCase names, bytes null when absent. */
    RPC_ABCI,
    /* ValidatorUpdate, consensus param updates, ResponseFinalizeBlock, and TxResult of the
     * websocket: zero values left out. Inside, what Go reaches by a pointer is printed as RPC_ABCI.
     */
    RPC_TAGS,
};

enum { RPC_DEPTH_MAX = 100 };

/* rpc_json_write appends a message. Refused: a time out of range. */
MUST_CHECK status rpc_json_write(struct writer *writer, enum rpc_style style,
                                 const struct message_type *type, const void *message);

#endif
