#ifndef NODE_API_RPC_JSON_H
#define NODE_API_RPC_JSON_H

#include "common/base/arena.h"
#include "common/light/validator_set.h"
#include "schema/core/tendermint_abci.h"
#include "schema/core/tendermint_types.h"

/* The JSON of CometBFT's RPC (chain-surface 6.1): 64-bit numbers are strings, hashes and addresses
 * upper-case hex, other bytes base64, HTML characters escaped. Every function appends to `out`. */

/* Scalars with their quotes. */
void rpc_json_i64(struct writer *out, int64_t value);
void rpc_json_u64(struct writer *out, uint64_t value);
void rpc_json_hex(struct writer *out, struct bytes value);
void rpc_json_base64(struct writer *out, struct bytes value);
void rpc_json_text(struct writer *out, struct bytes value);
void rpc_json_time(struct writer *out, struct google_protobuf_timestamp time);
/* rpc_json_base64_or_null prints null for no bytes. */
void rpc_json_base64_or_null(struct writer *out, struct bytes value);

void rpc_json_block_id(struct writer *out, const struct tendermint_types_block_id *block_id);
void rpc_json_header(struct writer *out, const struct tendermint_types_header *header);
void rpc_json_commit(struct writer *out, const struct tendermint_types_commit *commit);
void rpc_json_block(struct writer *out, const struct tendermint_types_block *block);
/* rpc_json_txs is a list of transactions in base64. */
void rpc_json_txs(struct writer *out, struct bytes_list txs);

/* rpc_json_validator is one member of a set. */
void rpc_json_validator(struct writer *out, const struct light_validator *validator);
/* rpc_json_pubkey is an ed25519 or secp256k1 key as {"type","value"}. */
void rpc_json_pubkey(struct writer *out, const struct light_validator *validator);

/* The ABCI structs that jsonpb prints, every field present. */
void rpc_json_tx_result(struct writer *out, const struct tendermint_abci_exec_tx_result *result);
void rpc_json_check_tx(struct writer *out, const struct tendermint_abci_response_check_tx *check);
void rpc_json_query(struct writer *out, const struct tendermint_abci_response_query *query);
/* rpc_json_events is null for no events when `null_if_empty`. */
void rpc_json_events(struct writer *out, const struct tendermint_abci_event_list *events,
                     bool null_if_empty);

/* The same structs as Go prints them by their tags, which leave zero values out (websocket,
 * block_results). */
void rpc_json_tx_result_tags(struct writer *out,
                             const struct tendermint_abci_exec_tx_result *result);
void rpc_json_validator_updates(struct writer *out,
                                const struct tendermint_abci_validator_update_list *updates);
void rpc_json_param_updates(struct writer *out,
                            const struct tendermint_types_consensus_params *params);
void rpc_json_finalize_block(struct writer *out,
                             const struct tendermint_abci_response_finalize_block *response);

#endif
