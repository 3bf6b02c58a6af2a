#include "node/follow/follow.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/encoding/hex.h"
#include "common/encoding/protobuf.h"
#include "common/light/commit.h"
#include "common/light/hash.h"
#include "common/light/header.h"
#include "node/consensus/block.h"
#include "node/consensus/resume.h"
#include "node/follow/source.h"

enum {
    BLOCK_ARENA_BYTES = 1 << 20,
    STATE_ARENA_BYTES = 1 << 14,
    SLEEP_MS = 20,  /* how soon a stop is seen */
    POLL_MS = 100,  /* between questions for the next block */
    RETRY_MS = 250, /* after the first failure; doubled by each */
    RETRY_MS_MAX = 10000,
};

/* A block on its way: fetched with its commit, executed, and kept when the next one is signed. */
struct slot {
    struct arena *arena;
    int64_t height; /* 0: it holds none */
    struct tendermint_types_block block;
    struct tendermint_types_commit commit;
    bool has_commit;
    struct block_input input;
    struct tendermint_abci_response_finalize_block response;
};
enum { SLOTS = 3 }; /* the one before is not kept yet, the one after may bring the commit */

struct follow {
    struct follow_options options;
    struct grpc_client *client;
    pthread_t thread;
    _Atomic bool stopping;
    struct slot slots[SLOTS]; /* by height */
    struct arena *states[2];  /* the current state and the one before, in turn */
    unsigned current;
    struct consensus_state state; /* after the block that was executed last */
    bool failing;                 /* the server does not answer, and that has been told */
    bool tells_no_commits;        /* but in the next block */
};

static struct slot *slot_of(struct follow *follow, int64_t height)
{
    return &follow->slots[height % SLOTS];
}

/* ---- asking ---- */

static void wait_ms(struct follow *follow, unsigned ms)
{
    const struct timespec slice = {.tv_nsec = SLEEP_MS * 1000000L};
    for (unsigned waited = 0; waited < ms && !follow->stopping; waited += SLEEP_MS)
        nanosleep(&slice, NULL);
}

static void tell(struct follow *follow, struct arena *arena, bool failing, struct bytes reason)
{
    if (failing == follow->failing || follow->options.told == NULL)
        return;
    follow->failing = failing;
    struct bytes server = follow->options.server;
    follow->options.told(follow->options.context,
                         failing
                             ? arena_format(arena, "%.*s gives no blocks: %.*s; trying again",
                                            BYTES_ARG(server), BYTES_ARG(reason))
                             : arena_format(arena, "%.*s gives blocks again", BYTES_ARG(server)));
}

/* After an answer that is none: false when the node stops. */
static bool wait_again(struct follow *follow, struct arena *arena, enum source_result result,
                       struct bytes reason, unsigned *retry_ms)
{
    if (follow->stopping)
        return false;
    tell(follow, arena, result == SOURCE_FAILED, reason);
    if (result == SOURCE_LATER) {
        *retry_ms = RETRY_MS;
        wait_ms(follow, POLL_MS);
    } else {
        wait_ms(follow, *retry_ms);
        *retry_ms = *retry_ms * 2 > RETRY_MS_MAX ? RETRY_MS_MAX : *retry_ms * 2;
    }
    return !follow->stopping;
}

/* Asks for one thing about the slot's block as long as it takes; false when the node stops. */
static bool get(struct follow *follow, struct slot *slot,
                enum source_result (*ask)(struct follow *follow, struct slot *slot,
                                          struct bytes *reason))
{
    unsigned retry_ms = RETRY_MS;
    struct arena_mark mark = arena_mark(slot->arena);
    for (;;) {
        struct bytes reason;
        enum source_result result = ask(follow, slot, &reason);
        if (result == SOURCE_GOT) {
            tell(follow, slot->arena, false, reason);
            return true;
        }
        if (!wait_again(follow, slot->arena, result, reason, &retry_ms))
            return false;
        arena_rewind(slot->arena, mark);
    }
}

static enum source_result ask_block(struct follow *follow, struct slot *slot, struct bytes *reason)
{
    return source_block(follow->client, slot->arena, slot->height, &slot->block, reason);
}

static bool get_block(struct follow *follow, int64_t height)
{
    struct slot *slot = slot_of(follow, height);
    if (slot->height == height)
        return true;
    arena_reset(slot->arena);
    slot->height = height;
    return get(follow, slot, ask_block);
}

static enum source_result ask_commit(struct follow *follow, struct slot *slot, struct bytes *reason)
{
    return source_commit(follow->client, slot->arena, slot->height, &slot->commit,
                         &slot->has_commit, reason);
}

/* From the server, or, when it does not tell, from the block after this one. */
static bool get_commit(struct follow *follow, int64_t height)
{
    struct slot *slot = slot_of(follow, height);
    slot->has_commit = false;
    if (!follow->tells_no_commits && !get(follow, slot, ask_commit))
        return false;
    if (slot->has_commit)
        return true;
    follow->tells_no_commits = true;
    if (!get_block(follow, height + 1))
        return false;
    const struct tendermint_types_commit *commit = slot_of(follow, height + 1)->block.last_commit;
    slot->has_commit = commit != NULL;
    if (commit != NULL)
        slot->commit = *commit;
    return true;
}

static enum source_result ask_traces(struct follow *follow, struct slot *slot, struct bytes *reason)
{
    return source_traces(follow->client, slot->arena, slot->height, &slot->input, reason);
}

/* ---- believing ---- */

static status check_signed(struct follow *follow, struct slot *slot)
{
    const struct consensus_state *state = &follow->state;
    const struct tendermint_types_header *header = &slot->block.header;
    struct light_trusted next;
    uint8_t hash[LIGHT_HASH_BYTES];
    if (state->last_height < state->initial_height)
        return light_header_first(slot->arena, state->chain_id, state->initial_height, header,
                                  &slot->commit, &state->validators, &next);
    light_validators_hash(slot->arena, &state->validators, hash);
    const struct light_trusted trusted = {
        .chain_id = state->chain_id,
        .height = state->last_height,
        .time = state->last_time,
        .block_id = state->last_block_id,
        .next_validators_hash = BYTES_OF(hash),
    };
    return light_header_next(slot->arena, &trusted, header, &slot->commit, &state->validators,
                             &next);
}

/* The parts that were signed are these bytes, so that header, transactions and evidence are. */
static bool is_whole(struct slot *slot)
{
    const struct tendermint_types_part_set_header *parts = &slot->commit.block_id.part_set_header;
    uint8_t hash[LIGHT_HASH_BYTES];
    uint32_t total;
    slot->input.block_bytes =
        protobuf_encode(slot->arena, &tendermint_types_block_type, &slot->block);
    light_part_set_hash(slot->arena, slot->input.block_bytes, &total, hash);
    return parts->total == total && bytes_equal(parts->hash, BYTES_OF(hash));
}

static void check_same(struct slot *slot, const char *what, struct bytes named, struct bytes own)
{
    if (bytes_equal(named, own))
        return;
    struct bytes left = hex_upper(slot->arena, named), right = hex_upper(slot->arena, own);
    int64_t height = slot->block.header.height;
    halt("after block %" PRId64 " the chain has %s %.*s, and this node has %.*s", height - 1, what,
         BYTES_ARG(left), BYTES_ARG(right));
}

/* A block that the validators signed, and whose header has of the blocks before it what this node
 * has. Anything else ends the node: the server, the traces, the state or this program is wrong. */
static void check_block(struct follow *follow, struct slot *slot)
{
    const struct tendermint_types_header *header = &slot->block.header;
    const struct consensus_state *state = &follow->state;
    status refused = slot->has_commit ? check_signed(follow, slot) : &LIGHT_BAD_COMMIT;
    if (refused != NULL || !is_whole(slot))
        halt("block %" PRId64 " of %.*s is not one that the chain's validators signed: %.*s",
             header->height, BYTES_ARG(follow->options.server),
             BYTES_ARG(refused == NULL ? BYTES("its parts differ") : refused->text));
    check_same(slot, "app hash", header->app_hash, state->app_hash);
    check_same(slot, "the hash of results", header->last_results_hash, state->last_results_hash);
}

/* ---- executing ---- */

static void fill_input(struct follow *follow, struct slot *slot)
{
    const struct consensus_state *state = &follow->state;
    struct tendermint_types_validator_set *validators =
        ARENA_NEW(slot->arena, struct tendermint_types_validator_set);
    *validators = light_validators_message(slot->arena, &state->validators);
    slot->input = (struct block_input){
        .header = &slot->block.header,
        .commit = &slot->commit,
        .validators = validators,
        .txs = slot->block.data.txs,
        .block_bytes = slot->input.block_bytes,
        .commit_bytes = protobuf_encode(slot->arena, &tendermint_types_commit_type, &slot->commit),
    };
    memcpy(slot->input.block_hash, slot->commit.block_id.hash.data, LIGHT_HASH_BYTES);
    const struct tendermint_types_commit *last = slot->block.last_commit;
    if (last != NULL && last->signatures.count != state->last_validators.count)
        halt("block %" PRId64 " has signatures of other validators than this node knows",
             slot->block.header.height);
    if (last != NULL)
        slot->input.last_commit = block_signers(slot->arena, &state->last_validators, last);
    block_misbehavior(slot->arena, &slot->block, &slot->input);
}

static void execute(struct follow *follow, struct slot *slot)
{
    const struct application *app = follow->options.app;
    struct arena *next_arena = follow->states[!follow->current];
    struct consensus_state next;
    slot->response = (struct tendermint_abci_response_finalize_block){0};
    app->execute(app->app, slot->arena, &slot->input, &slot->response);
    arena_reset(next_arena);
    status broken = consensus_state_next(next_arena, &follow->state, &slot->block.header,
                                         &slot->commit.block_id, &slot->response, &next);
    if (broken != NULL)
        halt("block %" PRId64 ": %.*s", slot->block.header.height, BYTES_ARG(broken->text));
    follow->current = !follow->current;
    follow->state = next;
}

/* Makes an executed block durable, now that its results are proven. */
static void keep(struct follow *follow, struct slot *slot)
{
    const struct application *app = follow->options.app;
    struct mempool *mempool = follow->options.mempool;
    app->append(app->app, consensus_state_encode(slot->arena, &follow->state));
    mempool_hold(mempool);
    app->renew(app->app);
    mempool_update(mempool, slot->input.txs, slot->response.tx_results.items,
                   consensus_state_txs_bytes_max(&follow->state),
                   follow->state.params.block->max_gas);
    if (follow->options.committed != NULL)
        follow->options.committed(follow->options.context,
                                  &(struct solo_block){.input = &slot->input,
                                                       .block = &slot->block,
                                                       .block_id = &slot->commit.block_id,
                                                       .response = &slot->response,
                                                       .state = &follow->state});
}

static void *follow_blocks(void *argument)
{
    struct follow *follow = argument;
    int64_t height = follow->state.last_height + 1;
    bool executed = false; /* the block before is, and waits to be kept */
    for (; get_block(follow, height) && get_commit(follow, height); height++) {
        struct slot *slot = slot_of(follow, height);
        check_block(follow, slot);
        if (executed)
            keep(follow, slot_of(follow, height - 1));
        fill_input(follow, slot);
        if (!get(follow, slot, ask_traces))
            return NULL;
        execute(follow, slot);
        executed = true;
    }
    return NULL;
}

/* ---- start and end ---- */

static void release(struct follow *follow)
{
    grpc_client_free(follow->client);
    for (int i = 0; i < SLOTS; i++)
        arena_drop(follow->slots[i].arena);
    arena_drop(follow->states[0]);
    arena_drop(follow->states[1]);
    heap_free(follow);
}

status follow_start(struct arena *arena, const struct follow_options *options, struct follow **out)
{
    struct follow *follow = heap_zalloc(1, sizeof *follow);
    int32_t last_round;
    follow->options = *options;
    follow->client = grpc_client_new(options->server, &follow->stopping);
    for (int i = 0; i < SLOTS; i++)
        follow->slots[i].arena = arena_new(BLOCK_ARENA_BYTES);
    follow->states[0] = arena_new(STATE_ARENA_BYTES);
    follow->states[1] = arena_new(STATE_ARENA_BYTES);
    status refused = consensus_resume(arena, follow->states[0], options->app, options->database,
                                      options->genesis, &follow->state, &last_round);
    if (refused != NULL) {
        release(follow);
        return refused;
    }
    if (pthread_create(&follow->thread, NULL, follow_blocks, follow) != 0)
        halt("cannot start the thread that follows");
    *out = follow;
    return NULL;
}

void follow_stop(struct follow *follow)
{
    follow->stopping = true;
    pthread_join(follow->thread, NULL);
    release(follow);
}
