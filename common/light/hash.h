#ifndef COMMON_LIGHT_HASH_H
#define COMMON_LIGHT_HASH_H

#include "common/base/arena.h"
#include "schema/core/tendermint_abci.h"
#include "schema/core/tendermint_types.h"

/* The hashes of CometBFT 0.38's block structures: chain-surface 6.5. Every function needs an arena
 * for its encodings and gives the memory back before it returns. */

enum { LIGHT_HASH_BYTES = 32, LIGHT_PART_BYTES = 65536 };

/* light_header_hash is the Merkle root over the header's 14 leaves. False, and `hash` untouched: a
 * header that names no validators has no hash. */
bool light_header_hash(struct arena *arena, const struct tendermint_types_header *header,
                       uint8_t hash[32]);

/* light_data_hash is the root over the SHA-256 of each transaction. */
void light_data_hash(struct arena *arena, struct bytes_list txs, uint8_t hash[32]);

/* light_commit_hash is the root over the commit's signatures; NULL is a commit without any. */
void light_commit_hash(struct arena *arena, const struct tendermint_types_commit *commit,
                       uint8_t hash[32]);

/* light_evidence_hash is the root over each piece of evidence, without the oneof around it. */
void light_evidence_hash(struct arena *arena, const struct tendermint_types_evidence_list *list,
                         uint8_t hash[32]);

/* light_results_hash is the root over code, data, gas wanted and gas used of each result. */
void light_results_hash(struct arena *arena, const struct tendermint_abci_exec_tx_result *results,
                        size_t count, uint8_t hash[32]);

/* light_params_hash covers the block limits, nothing else. */
void light_params_hash(struct arena *arena, const struct tendermint_types_consensus_params *params,
                       uint8_t hash[32]);

/* light_part_set_hash splits an encoded block in parts of 64 KiB.
 *   total  how many parts; at least 1 for a block */
void light_part_set_hash(struct arena *arena, struct bytes block, uint32_t *total,
                         uint8_t hash[32]);

/* light_block_id_equal compares hash and part set header. */
bool light_block_id_equal(const struct tendermint_types_block_id *left,
                          const struct tendermint_types_block_id *right);

#endif
