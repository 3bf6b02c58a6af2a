#include "node/api/rpc_json.h"

#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "common/encoding/json.h"
#include "common/encoding/time_text.h"

void rpc_json_i64(struct writer *out, int64_t value)
{
    writer_format(out, "\"%lld\"", (long long)value);
}

void rpc_json_u64(struct writer *out, uint64_t value)
{
    writer_format(out, "\"%llu\"", (unsigned long long)value);
}

void rpc_json_hex(struct writer *out, struct bytes value)
{
    writer_byte(out, '"');
    hex_write_upper(out, value);
    writer_byte(out, '"');
}

void rpc_json_base64(struct writer *out, struct bytes value)
{
    writer_byte(out, '"');
    base64_write(out, value);
    writer_byte(out, '"');
}

void rpc_json_base64_or_null(struct writer *out, struct bytes value)
{
    if (value.len == 0)
        writer_text(out, "null");
    else
        rpc_json_base64(out, value);
}

void rpc_json_text(struct writer *out, struct bytes value)
{
    json_write_string(out, value, true);
}

void rpc_json_time(struct writer *out, struct google_protobuf_timestamp time)
{
    writer_byte(out, '"');
    time_write(out, time.seconds, time.nanos, TIME_FRACTION_TRIMMED);
    writer_byte(out, '"');
}

/* ---- blocks ---- */

void rpc_json_block_id(struct writer *out, const struct tendermint_types_block_id *block_id)
{
    writer_text(out, "{\"hash\":");
    rpc_json_hex(out, block_id->hash);
    writer_format(out, ",\"parts\":{\"total\":%u,\"hash\":", block_id->part_set_header.total);
    rpc_json_hex(out, block_id->part_set_header.hash);
    writer_text(out, "}}");
}

void rpc_json_header(struct writer *out, const struct tendermint_types_header *header)
{
    writer_text(out, "{\"version\":{\"block\":");
    rpc_json_u64(out, header->version.block);
    if (header->version.app != 0) {
        writer_text(out, ",\"app\":");
        rpc_json_u64(out, header->version.app);
    }
    writer_text(out, "},\"chain_id\":");
    rpc_json_text(out, header->chain_id);
    writer_text(out, ",\"height\":");
    rpc_json_i64(out, header->height);
    writer_text(out, ",\"time\":");
    rpc_json_time(out, header->time);
    writer_text(out, ",\"last_block_id\":");
    rpc_json_block_id(out, &header->last_block_id);
    const struct {
        const char *name;
        struct bytes value;
    } hashes[] = {
        {"last_commit_hash", header->last_commit_hash},
        {"data_hash", header->data_hash},
        {"validators_hash", header->validators_hash},
        {"next_validators_hash", header->next_validators_hash},
        {"consensus_hash", header->consensus_hash},
        {"app_hash", header->app_hash},
        {"last_results_hash", header->last_results_hash},
        {"evidence_hash", header->evidence_hash},
        {"proposer_address", header->proposer_address},
    };
    for (size_t i = 0; i < ARRAY_COUNT(hashes); i++) {
        writer_format(out, ",\"%s\":", hashes[i].name);
        rpc_json_hex(out, hashes[i].value);
    }
    writer_byte(out, '}');
}

void rpc_json_commit(struct writer *out, const struct tendermint_types_commit *commit)
{
    writer_text(out, "{\"height\":");
    rpc_json_i64(out, commit->height);
    writer_format(out, ",\"round\":%d,\"block_id\":", commit->round);
    rpc_json_block_id(out, &commit->block_id);
    writer_text(out, ",\"signatures\":[");
    for (size_t i = 0; i < commit->signatures.count; i++) {
        const struct tendermint_types_commit_sig *signature = &commit->signatures.items[i];
        writer_format(out, "%s{\"block_id_flag\":%d,\"validator_address\":", i == 0 ? "" : ",",
                      signature->block_id_flag);
        rpc_json_hex(out, signature->validator_address);
        writer_text(out, ",\"timestamp\":");
        rpc_json_time(out, signature->timestamp);
        writer_text(out, ",\"signature\":");
        rpc_json_base64_or_null(out, signature->signature);
        writer_byte(out, '}');
    }
    writer_text(out, "]}");
}

static void write_vote(struct writer *out, const struct tendermint_types_vote *vote)
{
    if (vote == NULL) {
        writer_text(out, "null");
        return;
    }
    writer_format(out, "{\"type\":%d,\"height\":", vote->type);
    rpc_json_i64(out, vote->height);
    writer_format(out, ",\"round\":%d,\"block_id\":", vote->round);
    rpc_json_block_id(out, &vote->block_id);
    writer_text(out, ",\"timestamp\":");
    rpc_json_time(out, vote->timestamp);
    writer_text(out, ",\"validator_address\":");
    rpc_json_hex(out, vote->validator_address);
    writer_format(out, ",\"validator_index\":%d,\"signature\":", vote->validator_index);
    rpc_json_base64_or_null(out, vote->signature);
    writer_text(out, ",\"extension\":");
    rpc_json_base64_or_null(out, vote->extension);
    writer_text(out, ",\"extension_signature\":");
    rpc_json_base64_or_null(out, vote->extension_signature);
    writer_byte(out, '}');
}

/* Only double votes can stand in a block: nobody here can attack a light client. */
static void write_evidence(struct writer *out, const struct tendermint_types_evidence *evidence)
{
    const struct tendermint_types_duplicate_vote_evidence *votes =
        evidence->duplicate_vote_evidence;
    if (votes == NULL) {
        writer_text(out, "null");
        return;
    }
    writer_text(out, "{\"type\":\"tendermint/DuplicateVoteEvidence\",\"value\":{\"vote_a\":");
    write_vote(out, votes->vote_a);
    writer_text(out, ",\"vote_b\":");
    write_vote(out, votes->vote_b);
    writer_text(out, ",\"TotalVotingPower\":");
    rpc_json_i64(out, votes->total_voting_power);
    writer_text(out, ",\"ValidatorPower\":");
    rpc_json_i64(out, votes->validator_power);
    writer_text(out, ",\"Timestamp\":");
    rpc_json_time(out, votes->timestamp);
    writer_text(out, "}}");
}

void rpc_json_txs(struct writer *out, struct bytes_list txs)
{
    writer_byte(out, '[');
    for (size_t i = 0; i < txs.count; i++) {
        if (i != 0)
            writer_byte(out, ',');
        rpc_json_base64(out, txs.items[i]);
    }
    writer_byte(out, ']');
}

void rpc_json_block(struct writer *out, const struct tendermint_types_block *block)
{
    static const struct tendermint_types_commit nothing;
    writer_text(out, "{\"header\":");
    rpc_json_header(out, &block->header);
    writer_text(out, ",\"data\":{\"txs\":");
    rpc_json_txs(out, block->data.txs);
    writer_text(out, "},\"evidence\":{\"evidence\":[");
    for (size_t i = 0; i < block->evidence.evidence.count; i++) {
        if (i != 0)
            writer_byte(out, ',');
        write_evidence(out, &block->evidence.evidence.items[i]);
    }
    writer_text(out, "]},\"last_commit\":");
    rpc_json_commit(out, block->last_commit == NULL ? &nothing : block->last_commit);
    writer_byte(out, '}');
}

/* ---- validators ---- */

void rpc_json_pubkey(struct writer *out, const struct light_validator *validator)
{
    writer_format(out, "{\"type\":\"tendermint/PubKey%s\",\"value\":",
                  validator->key_kind == LIGHT_KEY_ED25519 ? "Ed25519" : "Secp256k1");
    rpc_json_base64(out, bytes_make(validator->key, validator->key_len));
    writer_byte(out, '}');
}

void rpc_json_validator(struct writer *out, const struct light_validator *validator)
{
    writer_text(out, "{\"address\":");
    rpc_json_hex(out, BYTES_OF(validator->address));
    writer_text(out, ",\"pub_key\":");
    rpc_json_pubkey(out, validator);
    writer_text(out, ",\"voting_power\":");
    rpc_json_i64(out, validator->power);
    writer_text(out, ",\"proposer_priority\":");
    rpc_json_i64(out, validator->priority);
    writer_byte(out, '}');
}
