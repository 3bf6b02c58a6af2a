#include "common/base/halt.h"
#include "common/encoding/protobuf.h"
#include "node/app/state.h"

/* From the forms that handlers work with to the generated ones. */

struct block_info app_info_copy(struct arena *arena, const struct block_info *info)
{
    struct block_info copy = {
        .height = info->height,
        .time_seconds = info->time_seconds,
        .time_nanos = info->time_nanos,
        .chain_id = arena_copy(arena, info->chain_id),
        .proposer_address = arena_copy(arena, info->proposer_address),
    };
    if (info->header != NULL) {
        struct tendermint_types_header *header = ARENA_NEW(arena, struct tendermint_types_header);
        struct bytes encoded = protobuf_encode(arena, &tendermint_types_header_type, info->header);
        ASSERT(protobuf_decode(arena, &tendermint_types_header_type, encoded, header) == NULL);
        copy.header = header;
    }
    return copy;
}

struct tendermint_abci_event_list app_event_list(struct arena *arena,
                                                 const struct event_list *events, const char *mode)
{
    struct tendermint_abci_event_list list = {
        ARENA_ARRAY(arena, struct tendermint_abci_event, events->count + 1), events->count};
    for (size_t i = 0; i < events->count; i++) {
        const struct event *event = &events->items[i];
        struct tendermint_abci_event *out = &list.items[i];
        size_t count = event->count + (mode != NULL);
        out->type = arena_copy(arena, event->type);
        out->attributes.count = count;
        out->attributes.items =
            ARENA_ARRAY(arena, struct tendermint_abci_event_attribute, count + 1);
        for (size_t at = 0; at < event->count; at++)
            out->attributes.items[at] = (struct tendermint_abci_event_attribute){
                arena_copy(arena, event->attributes[at].key),
                arena_copy(arena, event->attributes[at].value), true};
        if (mode != NULL)
            out->attributes.items[event->count] =
                (struct tendermint_abci_event_attribute){BYTES("mode"), bytes_text(mode), true};
    }
    return list;
}

struct tendermint_abci_validator_update_list
app_updates(struct arena *arena, const struct validator_update_list *updates)
{
    struct tendermint_abci_validator_update_list list = {
        ARENA_ARRAY(arena, struct tendermint_abci_validator_update, updates->count + 1),
        updates->count};
    for (size_t i = 0; i < updates->count; i++) {
        const struct validator_update *from = &updates->items[i];
        struct tendermint_abci_validator_update *to = &list.items[i];
        struct bytes key = arena_copy(arena, from->key);
        bool is_ed25519 = bytes_is(from->key_type, "ed25519");
        to->pub_key.sum_case = is_ed25519 ? 1 : 2;
        if (is_ed25519)
            to->pub_key.ed25519 = key;
        else
            to->pub_key.secp256k1 = key;
        to->power = from->power;
    }
    return list;
}

/* What a handler sees of a block borrows from the producer's input. */
struct block_info app_info_of(struct arena *arena, const struct block_input *input)
{
    const struct tendermint_types_header *header = input->header;
    const struct tendermint_abci_vote_info_list *given = &input->last_commit.votes;
    struct block_vote *votes = ARENA_ARRAY(arena, struct block_vote, given->count + 1);
    for (size_t i = 0; i < given->count; i++)
        votes[i] = (struct block_vote){
            .address = given->items[i].validator.address,
            .power = given->items[i].validator.power,
            .signed_block = given->items[i].block_id_flag != 1, /* absent */
            .flag = given->items[i].block_id_flag,
        };
    struct block_misbehavior *misbehavior =
        ARENA_ARRAY(arena, struct block_misbehavior, input->misbehavior_count + 1);
    for (size_t i = 0; i < input->misbehavior_count; i++) {
        const struct tendermint_abci_misbehavior *from = &input->misbehavior[i];
        misbehavior[i] = (struct block_misbehavior){
            .type = from->type,
            .validator_address = from->validator.address,
            .validator_power = from->validator.power,
            .height = from->height,
            .time_seconds = from->time.seconds,
            .time_nanos = from->time.nanos,
            .total_voting_power = from->total_voting_power,
        };
    }
    return (struct block_info){
        .chain_id = header->chain_id,
        .height = header->height,
        .time_seconds = header->time.seconds,
        .time_nanos = header->time.nanos,
        .header = header,
        .commit = input->commit,
        .proposer_address = header->proposer_address,
        .votes = votes,
        .vote_count = given->count,
        .misbehavior = misbehavior,
        .misbehavior_count = input->misbehavior_count,
        .txs = input->txs,
    };
}
