#include "node/consensus/state.h"

#include "common/encoding/protobuf.h"
#include "common/light/hash.h"
#include "schema/chain/tendermint_state.h"

enum {
    BLOCK_PROTOCOL = 11,
    /* CometBFT's upper bounds for what a block holds beside transactions. */
    BLOCK_OVERHEAD_BYTES = 11,
    HEADER_BYTES_MAX = 626,
    COMMIT_BYTES_MAX = 94,
    COMMIT_SIGNATURE_BYTES_MAX = 109 + 2,
};

static const struct error STATE_INVALID = {"consensus", 1, false, BYTES_INIT("invalid state")};

static struct bytes copy_hash(struct arena *arena, const uint8_t hash[32])
{
    return arena_copy(arena, bytes_make(hash, LIGHT_HASH_BYTES));
}

/* The parts that are set replace those of before; a deep copy, so that states do not share memory.
 */
static status merge_params(struct arena *arena, const struct tendermint_types_consensus_params *old,
                           const struct tendermint_types_consensus_params *update,
                           struct tendermint_types_consensus_params *out)
{
    struct tendermint_types_consensus_params merged = *old;
    if (update != NULL) {
        merged.block = update->block != NULL ? update->block : old->block;
        merged.evidence = update->evidence != NULL ? update->evidence : old->evidence;
        merged.validator = update->validator != NULL ? update->validator : old->validator;
        merged.version = update->version != NULL ? update->version : old->version;
        merged.abci = update->abci != NULL ? update->abci : old->abci;
    }
    const struct message_type *type = &tendermint_types_consensus_params_type;
    return protobuf_decode(arena, type, protobuf_encode(arena, type, &merged), out);
}

status consensus_state_genesis(struct arena *arena, const struct genesis *genesis,
                               const struct tendermint_abci_response_init_chain *response,
                               struct consensus_state *state)
{
    struct consensus_state first = {
        .chain_id = arena_copy(arena, genesis->chain_id),
        .initial_height = genesis->initial_height,
        .last_height = genesis->initial_height - 1,
        .last_time = genesis->time,
        .validators_changed = genesis->initial_height,
        .params_changed = genesis->initial_height,
        .app_hash =
            arena_copy(arena, response->app_hash.len != 0 ? response->app_hash : genesis->app_hash),
    };
    struct tendermint_abci_validator_update_list members = response->validators;
    if (members.count == 0)
        members = genesis->validators;
    if (members.count == 0)
        return error_wrap(arena, &STATE_INVALID,
                          "validator set is nil in genesis and still empty "
                          "after InitChain");
    TRY(light_validators_new(arena, members.items, members.count, &first.validators));
    first.next_validators = light_validators_copy(arena, &first.validators);
    light_validators_rotate(&first.next_validators, 1);
    TRY(merge_params(arena, &genesis->params, response->consensus_params, &first.params));
    uint8_t hash[LIGHT_HASH_BYTES];
    light_results_hash(arena, NULL, 0, hash);
    first.last_results_hash = copy_hash(arena, hash);
    *state = first;
    return NULL;
}

status consensus_state_next(struct arena *arena, const struct consensus_state *state,
                            const struct tendermint_types_header *header,
                            const struct tendermint_types_block_id *block_id,
                            const struct tendermint_abci_response_finalize_block *response,
                            struct consensus_state *next)
{
    struct consensus_state after = {
        .chain_id = arena_copy(arena, state->chain_id),
        .initial_height = state->initial_height,
        .last_height = header->height,
        .last_time = header->time,
        .last_block_id = {.hash = arena_copy(arena, block_id->hash),
                          .part_set_header = {.total = block_id->part_set_header.total,
                                              .hash = arena_copy(arena,
                                                                 block_id->part_set_header.hash)}},
        .last_validators = light_validators_copy(arena, &state->validators),
        .validators = light_validators_copy(arena, &state->next_validators),
        .next_validators = light_validators_copy(arena, &state->next_validators),
        .validators_changed = state->validators_changed,
        .params_changed = state->params_changed,
        .app_hash = arena_copy(arena, response->app_hash),
    };
    if (response->validator_updates.count != 0) {
        TRY(light_validators_update(arena, &after.next_validators,
                                    response->validator_updates.items,
                                    response->validator_updates.count));
        after.validators_changed = header->height + 2;
    }
    light_validators_rotate(&after.next_validators, 1);
    TRY(merge_params(arena, &state->params, response->consensus_param_updates, &after.params));
    if (response->consensus_param_updates != NULL)
        after.params_changed = header->height + 1;
    uint8_t hash[LIGHT_HASH_BYTES];
    light_results_hash(arena, response->tx_results.items, response->tx_results.count, hash);
    after.last_results_hash = copy_hash(arena, hash);
    *next = after;
    return NULL;
}

struct bytes consensus_state_encode(struct arena *arena, const struct consensus_state *state)
{
    struct tendermint_types_validator_set last =
        light_validators_message(arena, &state->last_validators);
    struct tendermint_types_validator_set current =
        light_validators_message(arena, &state->validators);
    struct tendermint_types_validator_set next =
        light_validators_message(arena, &state->next_validators);
    const struct tendermint_state_state message = {
        .version = {.consensus = {.block = BLOCK_PROTOCOL, .app = state->params.version->app}},
        .chain_id = state->chain_id,
        .last_block_height = state->last_height,
        .last_block_id = state->last_block_id,
        .last_block_time = state->last_time,
        .next_validators = &next,
        .validators = &current,
        .last_validators = &last,
        .last_height_validators_changed = state->validators_changed,
        .consensus_params = state->params,
        .last_height_consensus_params_changed = state->params_changed,
        .last_results_hash = state->last_results_hash,
        .app_hash = state->app_hash,
        .initial_height = state->initial_height,
    };
    return protobuf_encode(arena, &tendermint_state_state_type, &message);
}

status consensus_state_decode(struct arena *arena, struct bytes encoded,
                              struct consensus_state *state)
{
    struct tendermint_state_state message;
    TRY(protobuf_decode(arena, &tendermint_state_state_type, encoded, &message));
    const struct tendermint_types_consensus_params *params = &message.consensus_params;
    if (message.validators == NULL || message.next_validators == NULL ||
        message.last_validators == NULL || params->block == NULL || params->evidence == NULL ||
        params->validator == NULL || params->version == NULL || params->abci == NULL)
        return error_wrap(arena, &STATE_INVALID, "a part is missing");
    struct consensus_state read = {
        .chain_id = message.chain_id,
        .initial_height = message.initial_height,
        .last_height = message.last_block_height,
        .last_time = message.last_block_time,
        .last_block_id = message.last_block_id,
        .validators_changed = message.last_height_validators_changed,
        .params = message.consensus_params,
        .params_changed = message.last_height_consensus_params_changed,
        .last_results_hash = message.last_results_hash,
        .app_hash = message.app_hash,
    };
    TRY(light_validators_from_message(arena, message.last_validators, &read.last_validators));
    TRY(light_validators_from_message(arena, message.validators, &read.validators));
    TRY(light_validators_from_message(arena, message.next_validators, &read.next_validators));
    *state = read;
    return NULL;
}

int64_t consensus_state_txs_bytes_max(const struct consensus_state *state)
{
    int64_t block_max = state->params.block->max_bytes;
    /* -1 stands for CometBFT's upper limit of a block. */
    if (block_max < 0)
        block_max = 100 << 20;
    return block_max - BLOCK_OVERHEAD_BYTES - HEADER_BYTES_MAX - COMMIT_BYTES_MAX -
           COMMIT_SIGNATURE_BYTES_MAX * (int64_t)state->last_validators.count;
}
