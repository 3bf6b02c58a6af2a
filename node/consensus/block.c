#include "node/consensus/block.h"

#include "common/base/halt.h"
#include "common/crypto/ed25519.h"
#include "common/crypto/hash.h"
#include "common/encoding/protobuf.h"
#include "common/light/hash.h"
#include "common/light/header.h"
#include "common/light/vote.h"

enum {
    BLOCK_PROTOCOL = 11,
    STEP_NANOS = 1000000,
    SECOND_NANOS = 1000000000,
    ROUNDS_MAX = 1 << 16,
};

const struct error BLOCK_NOT_ENOUGH_POWER = {
    "consensus", 2, false, BYTES_INIT("the embedded validator cannot commit a block")};

struct block_signer block_signer_new(const uint8_t seed[32])
{
    struct block_signer signer;
    memcpy(signer.seed, seed, sizeof signer.seed);
    crypto_ed25519_pubkey(seed, signer.pubkey);
    uint8_t hash[32];
    crypto_sha256(BYTES_OF(signer.pubkey), hash);
    memcpy(signer.address, hash, sizeof signer.address);
    return signer;
}

/* The later of now and one step after `last`. */
static struct google_protobuf_timestamp time_after(struct google_protobuf_timestamp last,
                                                   struct google_protobuf_timestamp now)
{
    last.nanos += STEP_NANOS;
    if (last.nanos >= SECOND_NANOS) {
        last.nanos -= SECOND_NANOS;
        last.seconds++;
    }
    return light_time_compare(now, last) > 0 ? now : last;
}

static struct bytes copy_hash(struct arena *arena, const uint8_t hash[32])
{
    return arena_copy(arena, bytes_make(hash, LIGHT_HASH_BYTES));
}

/* Signs `commit`, whose height, round and block id are set: the signer's precommit stands in it,
 * everyone else is absent. */
static void sign_commit(struct arena *arena, const struct block_signer *signer,
                        struct bytes chain_id, const struct light_validator_set *set,
                        struct google_protobuf_timestamp time,
                        struct tendermint_types_commit *commit)
{
    struct tendermint_types_commit_sig *signatures =
        ARENA_ARRAY(arena, struct tendermint_types_commit_sig, set->count);
    commit->signatures = (struct tendermint_types_commit_sig_list){signatures, set->count};
    for (size_t i = 0; i < set->count; i++) {
        signatures[i].block_id_flag = LIGHT_FLAG_ABSENT;
        signatures[i].timestamp.seconds = LIGHT_ZERO_TIME_SECONDS;
    }
    size_t own = light_validators_find(set, BYTES_OF(signer->address));
    ASSERT(own < set->count);
    uint8_t *signature = arena_alloc(arena, CRYPTO_ED25519_SIGNATURE);
    signatures[own] = (struct tendermint_types_commit_sig){
        .block_id_flag = LIGHT_FLAG_COMMIT,
        .validator_address = arena_copy(arena, BYTES_OF(signer->address)),
        .timestamp = time,
        .signature = bytes_make(signature, CRYPTO_ED25519_SIGNATURE),
    };
    crypto_ed25519_sign(signer->seed, light_commit_vote_bytes(arena, chain_id, commit, own),
                        signature);
}

/* The round in which the signer's turn to propose comes; absent proposers let theirs pass. */
static status find_round(struct arena *arena, const struct block_signer *signer,
                         const struct light_validator_set *set, int32_t *round)
{
    size_t own = light_validators_find(set, BYTES_OF(signer->address));
    int64_t power = own == set->count ? 0 : set->items[own].power;
    if (power <= (int64_t)((__int128)set->total_power * 2 / 3))
        return error_wrap(arena, &BLOCK_NOT_ENOUGH_POWER,
                          "it has %lld of %lld voting power and more than two thirds are needed",
                          (long long)power, (long long)set->total_power);
    struct arena_mark mark = arena_mark(arena);
    struct light_validator_set turns = light_validators_copy(arena, set);
    *round = 0;
    /* With more than two thirds of the power a turn comes soon, whatever priorities the others
     * bring along. */
    for (*round = 0; *round < ROUNDS_MAX; (*round)++) {
        if (memcmp(turns.proposer, signer->address, LIGHT_ADDRESS_BYTES) == 0)
            break;
        light_validators_rotate(&turns, 1);
    }
    ASSERT(*round < ROUNDS_MAX);
    arena_rewind(arena, mark);
    return NULL;
}

static void fill_header(struct arena *arena, const struct block_signer *signer,
                        const struct consensus_state *state, struct google_protobuf_timestamp time,
                        struct tendermint_types_block *block)
{
    struct tendermint_types_header *header = &block->header;
    *header = (struct tendermint_types_header){
        .version = {.block = BLOCK_PROTOCOL, .app = state->params.version->app},
        .chain_id = state->chain_id,
        .height = state->last_height + 1,
        .time = time,
        .last_block_id = state->last_block_id,
        .app_hash = state->app_hash,
        .last_results_hash = state->last_results_hash,
        .proposer_address = arena_copy(arena, BYTES_OF(signer->address)),
    };
    uint8_t hash[LIGHT_HASH_BYTES];
    light_commit_hash(arena, block->last_commit, hash);
    header->last_commit_hash = copy_hash(arena, hash);
    light_data_hash(arena, block->data.txs, hash);
    header->data_hash = copy_hash(arena, hash);
    light_evidence_hash(arena, &block->evidence, hash);
    header->evidence_hash = copy_hash(arena, hash);
    light_validators_hash(arena, &state->validators, hash);
    header->validators_hash = copy_hash(arena, hash);
    light_validators_hash(arena, &state->next_validators, hash);
    header->next_validators_hash = copy_hash(arena, hash);
    light_params_hash(arena, &state->params, hash);
    header->consensus_hash = copy_hash(arena, hash);
}

struct tendermint_abci_commit_info block_signers(struct arena *arena,
                                                 const struct light_validator_set *set,
                                                 const struct tendermint_types_commit *commit)
{
    struct tendermint_abci_vote_info *votes =
        ARENA_ARRAY(arena, struct tendermint_abci_vote_info, commit->signatures.count);
    for (size_t i = 0; i < commit->signatures.count; i++)
        votes[i] = (struct tendermint_abci_vote_info){
            .validator = {.address = BYTES_OF(set->items[i].address), .power = set->items[i].power},
            .block_id_flag = commit->signatures.items[i].block_id_flag,
        };
    return (struct tendermint_abci_commit_info){commit->round, {votes, commit->signatures.count}};
}

static size_t add_attack(const struct tendermint_types_light_client_attack_evidence *attack,
                         struct tendermint_abci_misbehavior *out)
{
    for (size_t i = 0; i < attack->byzantine_validators.count; i++)
        out[i] = (struct tendermint_abci_misbehavior){
            .type = 2,
            .validator = {attack->byzantine_validators.items[i].address,
                          attack->byzantine_validators.items[i].voting_power},
            .height = attack->common_height,
            .time = attack->timestamp,
            .total_voting_power = attack->total_voting_power,
        };
    return attack->byzantine_validators.count;
}

void block_misbehavior(struct arena *arena, const struct tendermint_types_block *block,
                       struct block_input *input)
{
    size_t room = 0;
    for (size_t i = 0; i < block->evidence.evidence.count; i++) {
        const struct tendermint_types_evidence *evidence = &block->evidence.evidence.items[i];
        room += evidence->light_client_attack_evidence == NULL
                    ? 1
                    : evidence->light_client_attack_evidence->byzantine_validators.count;
    }
    struct tendermint_abci_misbehavior *items =
        ARENA_ARRAY(arena, struct tendermint_abci_misbehavior, room + 1);
    size_t count = 0;
    for (size_t i = 0; i < block->evidence.evidence.count; i++) {
        const struct tendermint_types_evidence *evidence = &block->evidence.evidence.items[i];
        const struct tendermint_types_duplicate_vote_evidence *twice =
            evidence->duplicate_vote_evidence;
        if (evidence->light_client_attack_evidence != NULL)
            count += add_attack(evidence->light_client_attack_evidence, items + count);
        else if (twice != NULL && twice->vote_a != NULL)
            items[count++] = (struct tendermint_abci_misbehavior){
                .type = 1,
                .validator = {twice->vote_a->validator_address, twice->validator_power},
                .height = twice->vote_a->height,
                .time = twice->timestamp,
                .total_voting_power = twice->total_voting_power,
            };
    }
    input->misbehavior = items;
    input->misbehavior_count = count;
}

static void fill_input(struct arena *arena, const struct consensus_state *state,
                       struct bytes block_bytes, struct made_block *made)
{
    struct tendermint_types_validator_set *validators =
        ARENA_NEW(arena, struct tendermint_types_validator_set);
    *validators = light_validators_message(arena, &state->validators);
    made->input = (struct block_input){
        .header = &made->block.header,
        .commit = &made->commit,
        .last_commit = block_signers(arena, &state->last_validators, made->block.last_commit),
        .validators = validators,
        .txs = made->block.data.txs,
        .block_bytes = block_bytes,
        .commit_bytes = protobuf_encode(arena, &tendermint_types_commit_type, &made->commit),
    };
    memcpy(made->input.block_hash, made->block_id.hash.data, LIGHT_HASH_BYTES);
}

status block_make(struct arena *arena, const struct block_signer *signer,
                  const struct consensus_state *state, int32_t last_round, struct bytes_list txs,
                  struct google_protobuf_timestamp now, struct made_block *made)
{
    int32_t round;
    TRY(find_round(arena, signer, &state->validators, &round));
    struct tendermint_types_commit *last = ARENA_NEW(arena, struct tendermint_types_commit);
    struct google_protobuf_timestamp time = state->last_time;
    if (state->last_height >= state->initial_height) {
        time = time_after(state->last_time, now);
        *last = (struct tendermint_types_commit){
            .height = state->last_height, .round = last_round, .block_id = state->last_block_id};
        sign_commit(arena, signer, state->chain_id, &state->last_validators, time, last);
    }
    *made = (struct made_block){.block = {.data = {txs}, .last_commit = last}};
    fill_header(arena, signer, state, time, &made->block);
    uint8_t hash[LIGHT_HASH_BYTES];
    ASSERT(light_header_hash(arena, &made->block.header, hash));
    made->block_id.hash = copy_hash(arena, hash);
    struct bytes encoded = protobuf_encode(arena, &tendermint_types_block_type, &made->block);
    light_part_set_hash(arena, encoded, &made->block_id.part_set_header.total, hash);
    made->block_id.part_set_header.hash = copy_hash(arena, hash);
    made->commit = (struct tendermint_types_commit){
        .height = made->block.header.height, .round = round, .block_id = made->block_id};
    sign_commit(arena, signer, state->chain_id, &state->validators, time_after(time, now),
                &made->commit);
    fill_input(arena, state, encoded, made);
    return NULL;
}
