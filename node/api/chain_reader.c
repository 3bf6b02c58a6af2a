#include "node/api/chain_reader.h"

#include "common/base/halt.h"
#include "common/encoding/protobuf.h"

/* The log holds only what this node has written; what does not decode there is damage. */
static void must_decode(status refused, int64_t height)
{
    if (refused != NULL)
        halt("block %lld in the log does not decode: %.*s", (long long)height,
             BYTES_ARG(refused->text));
}

void chain_decode_record(struct arena *arena, const struct block_record *record,
                         struct chain_block *block)
{
    *block = (struct chain_block){
        .height = record->height,
        .encoded = record->block,
        .results = record->results,
        .consensus_state = record->consensus_state,
    };
    must_decode(protobuf_decode(arena, &tendermint_types_block_type, record->block, &block->block),
                record->height);
    must_decode(
        protobuf_decode(arena, &tendermint_types_commit_type, record->commit, &block->commit),
        record->height);
}

bool chain_read_block(struct database *database, struct arena *arena, int64_t height,
                      struct chain_block *block)
{
    struct block_record record;
    if (height < 1 || !database_read(database, arena, height, &record))
        return false;
    chain_decode_record(arena, &record, block);
    return true;
}

void chain_read_results(struct arena *arena, const struct chain_block *block,
                        struct tendermint_abci_response_finalize_block *results)
{
    must_decode(protobuf_decode(arena, &tendermint_abci_response_finalize_block_type,
                                block->results, results),
                block->height);
    ASSERT(results->tx_results.count == block->block.data.txs.count);
}

bool chain_read_commit(struct database *database, struct arena *arena, int64_t height,
                       struct tendermint_types_commit *commit, bool *canonical)
{
    struct chain_block block;
    *canonical = chain_read_block(database, arena, height + 1, &block);
    if (*canonical) {
        *commit = *block.block.last_commit;
        return true;
    }
    if (!chain_read_block(database, arena, height, &block))
        return false;
    *commit = block.commit;
    return true;
}

static bool read_state(struct database *database, struct arena *arena, int64_t height,
                       struct consensus_state *state)
{
    struct block_record record;
    if (height < 1 || !database_read(database, arena, height, &record))
        return false;
    must_decode(consensus_state_decode(arena, record.consensus_state, state), height);
    return true;
}

bool chain_read_validators(struct database *database, struct arena *arena, int64_t height,
                           struct light_validator_set *set)
{
    struct consensus_state state;
    if (read_state(database, arena, height, &state)) {
        *set = state.last_validators;
        return true;
    }
    if (!read_state(database, arena, height - 1, &state))
        return false;
    *set = state.validators;
    return true;
}

bool chain_read_params(struct database *database, struct arena *arena,
                       const struct genesis *genesis, int64_t height,
                       struct tendermint_types_consensus_params *params)
{
    struct consensus_state state;
    if (read_state(database, arena, height - 1, &state)) {
        *params = state.params;
        return true;
    }
    *params = genesis->params;
    return height == genesis->initial_height;
}
