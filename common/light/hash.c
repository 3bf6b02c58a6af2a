#include "common/light/hash.h"

#include "common/crypto/hash.h"
#include "common/encoding/protobuf.h"
#include "schema/core/tendermint_version.h"

/* Scalars as the first field of a message of their own; the zero value is an empty message. */
static struct bytes wrap_height(struct arena *arena, int64_t value)
{
    struct writer out = writer_new(arena, 1 + PROTOBUF_VARINT_BYTES_MAX);
    if (value != 0)
        protobuf_write_uint(&out, 1, (uint64_t)value);
    return writer_done(&out);
}

static struct bytes wrap_bytes(struct arena *arena, struct bytes value)
{
    struct writer out = writer_new(arena, 1 + PROTOBUF_VARINT_BYTES_MAX + value.len);
    if (value.len != 0)
        protobuf_write_bytes(&out, 1, value);
    return writer_done(&out);
}

bool light_header_hash(struct arena *arena, const struct tendermint_types_header *header,
                       uint8_t hash[32])
{
    if (header->validators_hash.len == 0)
        return false;
    struct arena_mark mark = arena_mark(arena);
    const struct bytes leaves[] = {
        protobuf_encode(arena, &tendermint_version_consensus_type, &header->version),
        wrap_bytes(arena, header->chain_id),
        wrap_height(arena, header->height),
        protobuf_encode(arena, &google_protobuf_timestamp_type, &header->time),
        protobuf_encode(arena, &tendermint_types_block_id_type, &header->last_block_id),
        wrap_bytes(arena, header->last_commit_hash),
        wrap_bytes(arena, header->data_hash),
        wrap_bytes(arena, header->validators_hash),
        wrap_bytes(arena, header->next_validators_hash),
        wrap_bytes(arena, header->consensus_hash),
        wrap_bytes(arena, header->app_hash),
        wrap_bytes(arena, header->last_results_hash),
        wrap_bytes(arena, header->evidence_hash),
        wrap_bytes(arena, header->proposer_address),
    };
    crypto_merkle_root(leaves, ARRAY_COUNT(leaves), hash);
    arena_rewind(arena, mark);
    return true;
}

void light_data_hash(struct arena *arena, struct bytes_list txs, uint8_t hash[32])
{
    struct arena_mark mark = arena_mark(arena);
    struct bytes *leaves = ARENA_ARRAY(arena, struct bytes, txs.count);
    uint8_t *hashes = arena_alloc(arena, arena_array_bytes(LIGHT_HASH_BYTES, txs.count));
    for (size_t i = 0; i < txs.count; i++) {
        uint8_t *at = hashes + i * LIGHT_HASH_BYTES;
        crypto_sha256(txs.items[i], at);
        leaves[i] = bytes_make(at, LIGHT_HASH_BYTES);
    }
    crypto_merkle_root(leaves, txs.count, hash);
    arena_rewind(arena, mark);
}

void light_commit_hash(struct arena *arena, const struct tendermint_types_commit *commit,
                       uint8_t hash[32])
{
    struct arena_mark mark = arena_mark(arena);
    size_t count = commit == NULL ? 0 : commit->signatures.count;
    struct bytes *leaves = ARENA_ARRAY(arena, struct bytes, count);
    for (size_t i = 0; i < count; i++)
        leaves[i] =
            protobuf_encode(arena, &tendermint_types_commit_sig_type, &commit->signatures.items[i]);
    crypto_merkle_root(leaves, count, hash);
    arena_rewind(arena, mark);
}

static struct bytes evidence_leaf(struct arena *arena,
                                  const struct tendermint_types_evidence *evidence)
{
    if (evidence->duplicate_vote_evidence != NULL)
        return protobuf_encode(arena, &tendermint_types_duplicate_vote_evidence_type,
                               evidence->duplicate_vote_evidence);
    if (evidence->light_client_attack_evidence != NULL)
        return protobuf_encode(arena, &tendermint_types_light_client_attack_evidence_type,
                               evidence->light_client_attack_evidence);
    return BYTES("");
}

void light_evidence_hash(struct arena *arena, const struct tendermint_types_evidence_list *list,
                         uint8_t hash[32])
{
    struct arena_mark mark = arena_mark(arena);
    size_t count = list->evidence.count;
    struct bytes *leaves = ARENA_ARRAY(arena, struct bytes, count);
    for (size_t i = 0; i < count; i++)
        leaves[i] = evidence_leaf(arena, &list->evidence.items[i]);
    crypto_merkle_root(leaves, count, hash);
    arena_rewind(arena, mark);
}

void light_results_hash(struct arena *arena, const struct tendermint_abci_exec_tx_result *results,
                        size_t count, uint8_t hash[32])
{
    struct arena_mark mark = arena_mark(arena);
    struct bytes *leaves = ARENA_ARRAY(arena, struct bytes, count);
    for (size_t i = 0; i < count; i++) {
        /* Everything else is not part of what validators agree on. */
        struct tendermint_abci_exec_tx_result kept = {
            .code = results[i].code,
            .data = results[i].data,
            .gas_wanted = results[i].gas_wanted,
            .gas_used = results[i].gas_used,
        };
        leaves[i] = protobuf_encode(arena, &tendermint_abci_exec_tx_result_type, &kept);
    }
    crypto_merkle_root(leaves, count, hash);
    arena_rewind(arena, mark);
}

void light_params_hash(struct arena *arena, const struct tendermint_types_consensus_params *params,
                       uint8_t hash[32])
{
    struct arena_mark mark = arena_mark(arena);
    struct tendermint_types_hashed_params hashed = {
        .block_max_bytes = params->block == NULL ? 0 : params->block->max_bytes,
        .block_max_gas = params->block == NULL ? 0 : params->block->max_gas,
    };
    crypto_sha256(protobuf_encode(arena, &tendermint_types_hashed_params_type, &hashed), hash);
    arena_rewind(arena, mark);
}

void light_part_set_hash(struct arena *arena, struct bytes block, uint32_t *total, uint8_t hash[32])
{
    struct arena_mark mark = arena_mark(arena);
    size_t count = (block.len + LIGHT_PART_BYTES - 1) / LIGHT_PART_BYTES;
    struct bytes *parts = ARENA_ARRAY(arena, struct bytes, count);
    for (size_t i = 0; i < count; i++) {
        size_t start = i * LIGHT_PART_BYTES;
        size_t left = block.len - start;
        parts[i] = bytes_slice(block, start, left < LIGHT_PART_BYTES ? left : LIGHT_PART_BYTES);
    }
    crypto_merkle_root(parts, count, hash);
    *total = (uint32_t)count;
    arena_rewind(arena, mark);
}

bool light_block_id_equal(const struct tendermint_types_block_id *left,
                          const struct tendermint_types_block_id *right)
{
    return bytes_equal(left->hash, right->hash) &&
           left->part_set_header.total == right->part_set_header.total &&
           bytes_equal(left->part_set_header.hash, right->part_set_header.hash);
}
