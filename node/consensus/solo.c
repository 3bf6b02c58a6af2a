#include "node/consensus/solo.h"

#include <pthread.h>
#include <time.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/encoding/protobuf.h"
#include "node/consensus/block.h"
#include "node/consensus/resume.h"

enum { BLOCK_ARENA_BYTES = 1 << 20, STATE_ARENA_BYTES = 1 << 14 };

struct solo {
    struct solo_options options;
    struct block_signer signer;
    pthread_t thread;
    _Atomic bool stopping;
    struct arena *arena;     /* of the block that is being made */
    struct arena *states[2]; /* the current state and the one before, in turn */
    unsigned current;        /* index of the current one */
    struct consensus_state state;
    int32_t last_round;
};

static int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct google_protobuf_timestamp wall_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (struct google_protobuf_timestamp){.seconds = now.tv_sec, .nanos = (int32_t)now.tv_nsec};
}

/* ---- one block ---- */

/* The chain's own transactions come first. Their sequences follow each other, so when one does not
 * fit into the block all after it are left out too. */
static struct bytes_list scheduled_txs(struct solo *solo, int64_t *room)
{
    const struct application *app = solo->options.app;
    struct bytes_list scheduled = app->scheduled_txs(app->app, solo->arena);
    for (size_t i = 0; i < scheduled.count; i++) {
        int64_t bytes = (int64_t)scheduled.items[i].len + 1 + PROTOBUF_VARINT_BYTES_MAX;
        if (bytes > *room)
            scheduled.count = i;
        else
            *room -= bytes;
    }
    return scheduled;
}

static struct bytes_list gather_txs(struct solo *solo)
{
    int64_t room = consensus_state_txs_bytes_max(&solo->state);
    struct bytes_list scheduled = scheduled_txs(solo, &room);
    struct bytes_list waiting =
        mempool_reap(solo->options.mempool, solo->arena, room, solo->state.params.block->max_gas);
    if (scheduled.count == 0)
        return waiting;
    size_t count = scheduled.count + waiting.count;
    struct bytes_list all = {ARENA_ARRAY(solo->arena, struct bytes, count), count};
    memcpy(all.items, scheduled.items, scheduled.count * sizeof *all.items);
    if (waiting.count != 0)
        memcpy(all.items + scheduled.count, waiting.items, waiting.count * sizeof *all.items);
    return all;
}

/* Executes the block and makes it and the state after it durable. */
static void run_block(struct solo *solo, const struct made_block *made,
                      struct tendermint_abci_response_finalize_block *response)
{
    const struct application *app = solo->options.app;
    app->execute(app->app, solo->arena, &made->input, response);
    ASSERT(response->tx_results.count == made->input.txs.count);
    struct arena *next_arena = solo->states[!solo->current];
    struct consensus_state next;
    arena_reset(next_arena);
    status broken = consensus_state_next(next_arena, &solo->state, &made->block.header,
                                         &made->block_id, response, &next);
    if (broken != NULL)
        halt("block %lld: %.*s", (long long)made->block.header.height, BYTES_ARG(broken->text));
    struct bytes encoded = consensus_state_encode(solo->arena, &next);
    app->append(app->app, encoded);
    mempool_hold(solo->options.mempool);
    app->renew(app->app);
    solo->current = !solo->current;
    solo->state = next;
    solo->last_round = made->commit.round;
    mempool_update(solo->options.mempool, made->input.txs, response->tx_results.items,
                   consensus_state_txs_bytes_max(&next), next.params.block->max_gas);
}

static status make_block(struct solo *solo)
{
    struct made_block made;
    struct bytes_list txs = gather_txs(solo);
    if (txs.count == 0 && solo->options.empty_block_ms == 0 &&
        solo->state.last_height >= solo->state.initial_height)
        return NULL;
    TRY(block_make(solo->arena, &solo->signer, &solo->state, solo->last_round, txs, wall_clock(),
                   &made));
    struct tendermint_abci_response_finalize_block response = {0};
    /* The reaped transactions are the mempool's and go away when the block is committed. */
    for (size_t i = 0; i < txs.count; i++)
        txs.items[i] = arena_copy(solo->arena, txs.items[i]);
    run_block(solo, &made, &response);
    if (solo->options.committed != NULL)
        solo->options.committed(solo->options.context,
                                &(struct solo_block){.input = &made.input,
                                                     .block = &made.block,
                                                     .block_id = &made.block_id,
                                                     .response = &response,
                                                     .state = &solo->state});
    return NULL;
}

static void *make_blocks(void *argument)
{
    struct solo *solo = argument;
    int64_t due = monotonic_ms();
    while (!solo->stopping) {
        mempool_wait(solo->options.mempool, due);
        if (solo->stopping)
            break;
        arena_reset(solo->arena);
        status refused = make_block(solo);
        if (refused != NULL) {
            /* Nothing that can still happen gives the validator its power back. */
            if (solo->options.stalled != NULL)
                solo->options.stalled(solo->options.context, refused->text);
            break;
        }
        due = solo->options.empty_block_ms == 0 ? INT64_MAX / 2
                                                : monotonic_ms() + solo->options.empty_block_ms;
    }
    return NULL;
}

/* ---- start and end ---- */

static void release(struct solo *solo)
{
    arena_drop(solo->arena);
    arena_drop(solo->states[0]);
    arena_drop(solo->states[1]);
    wipe(&solo->signer, sizeof solo->signer);
    wipe(&solo->options, sizeof solo->options);
    heap_free(solo);
}

status solo_start(struct arena *arena, const struct solo_options *options, struct solo **out)
{
    struct solo *solo = heap_zalloc(1, sizeof *solo);
    solo->options = *options;
    solo->signer = block_signer_new(options->key_seed);
    solo->arena = arena_new(BLOCK_ARENA_BYTES);
    solo->states[0] = arena_new(STATE_ARENA_BYTES);
    solo->states[1] = arena_new(STATE_ARENA_BYTES);
    status refused =
        consensus_resume(arena, solo->states[solo->current], options->app, options->database,
                         options->genesis, &solo->state, &solo->last_round);
    if (refused != NULL) {
        release(solo);
        return refused;
    }
    if (pthread_create(&solo->thread, NULL, make_blocks, solo) != 0)
        halt("cannot start the thread that makes blocks");
    *out = solo;
    return NULL;
}

void solo_stop(struct solo *solo)
{
    solo->stopping = true;
    mempool_wake(solo->options.mempool);
    pthread_join(solo->thread, NULL);
    release(solo);
}

void solo_address(const struct solo *solo, uint8_t address[20])
{
    memcpy(address, solo->signer.address, LIGHT_ADDRESS_BYTES);
}

void solo_pubkey(const struct solo *solo, uint8_t pubkey[32])
{
    memcpy(pubkey, solo->signer.pubkey, sizeof solo->signer.pubkey);
}
