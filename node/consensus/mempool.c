#include "node/consensus/mempool.h"

#include <pthread.h>
#include <time.h>

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/hash.h"
#include "node/consensus/hash_table.h"
#include "node/consensus/seen_cache.h"

const struct error MEMPOOL_SEEN = {"mempool", 1, false, BYTES_INIT("tx already exists in cache")};
const struct error MEMPOOL_FULL = {"mempool", 2, false, BYTES_INIT("mempool is full")};
const struct error MEMPOOL_TX_TOO_LARGE = {"mempool", 3, false, BYTES_INIT("Tx too large")};
const struct error MEMPOOL_STOPPED = {"mempool", 4, false, BYTES_INIT("node is shutting down")};

enum { CHECK_ARENA_BYTES = 1 << 16 };

/* The link comes first, so that a found link is its entry. */
struct entry {
    struct hash_link link;
    struct entry *older, *younger;
    mempool_checked *checked;
    void *context;
    int64_t gas_wanted;
    size_t len;
    uint8_t tx[];
};

/* Entries in order of arrival. */
struct queue {
    struct entry *oldest, *youngest;
    size_t count;
    uint64_t bytes;
};

struct mempool {
    struct mempool_limits limits;
    struct application app;
    pthread_t thread;
    pthread_mutex_t lock;    /* guards all below; never held while the application checks */
    pthread_cond_t work;     /* something to check, or the hold is over, or the end */
    pthread_cond_t idle;     /* a check has ended */
    pthread_cond_t ready;    /* the producer may have something to do */
    struct queue arrived;    /* still to be checked */
    struct queue queued;     /* ready for a block */
    struct hash_table table; /* of `queued` */
    struct seen_cache *seen;
    int64_t block_tx_bytes_max, block_gas_max; /* of the next block; below 0: no limit */
    bool checking, held, stopping, woken;
};

static void queue_push(struct queue *queue, struct entry *entry)
{
    entry->younger = NULL;
    entry->older = queue->youngest;
    *(queue->youngest == NULL ? &queue->oldest : &queue->youngest->younger) = entry;
    queue->youngest = entry;
    queue->count++;
    queue->bytes += entry->len;
}

static void queue_remove(struct queue *queue, struct entry *entry)
{
    *(entry->older == NULL ? &queue->oldest : &entry->older->younger) = entry->younger;
    *(entry->younger == NULL ? &queue->youngest : &entry->younger->older) = entry->older;
    queue->count--;
    queue->bytes -= entry->len;
}

static bool is_full(const struct mempool *mempool, size_t more_bytes)
{
    return mempool->arrived.count + mempool->queued.count >= mempool->limits.txs_max ||
           mempool->arrived.bytes + mempool->queued.bytes + more_bytes > mempool->limits.bytes_max;
}

/* The encoded size of one transaction in a block's list. */
static size_t encoded_bytes(size_t len)
{
    size_t size = 2 + len;
    for (size_t rest = len >> 7; rest != 0; rest >>= 7)
        size++;
    return size;
}

static bool fits_a_block(const struct mempool *mempool, size_t len, int64_t gas_wanted)
{
    return (mempool->block_tx_bytes_max < 0 ||
            encoded_bytes(len) <= (size_t)mempool->block_tx_bytes_max) &&
           (mempool->block_gas_max < 0 || gas_wanted <= mempool->block_gas_max);
}

/* ---- checking ---- */

static void start_check(struct mempool *mempool)
{
    while (mempool->checking || mempool->held)
        pthread_cond_wait(&mempool->work, &mempool->lock);
    mempool->checking = true;
    pthread_mutex_unlock(&mempool->lock);
}

static void end_check(struct mempool *mempool)
{
    pthread_mutex_lock(&mempool->lock);
    mempool->checking = false;
    pthread_cond_broadcast(&mempool->idle);
    pthread_cond_broadcast(&mempool->work);
}

/* By the application, or by another node: blocks go on meanwhile. */
static void check(struct mempool *mempool, struct arena *arena, struct bytes tx,
                  struct tendermint_abci_response_check_tx *response)
{
    const struct mempool_relay *relay = &mempool->limits.relay;
    if (relay->send != NULL) {
        pthread_mutex_unlock(&mempool->lock);
        relay->send(relay->context, arena, tx, response);
        pthread_mutex_lock(&mempool->lock);
        return;
    }
    start_check(mempool);
    mempool->app.check_tx(mempool->app.app, arena, tx, false, response);
    end_check(mempool);
}

/* Takes a checked entry over into the queue, or forgets it. Returns whether it is queued. */
static bool settle(struct mempool *mempool, struct entry *entry,
                   const struct tendermint_abci_response_check_tx *response)
{
    bool fits = fits_a_block(mempool, entry->len, response->gas_wanted);
    queue_remove(&mempool->arrived, entry);
    if (response->code != 0 || !fits || mempool->limits.relay.send != NULL) {
        seen_cache_remove(mempool->seen, entry->link.hash);
        return false;
    }
    entry->gas_wanted = response->gas_wanted;
    queue_push(&mempool->queued, entry);
    hash_table_add(&mempool->table, &entry->link);
    pthread_cond_signal(&mempool->ready);
    return true;
}

static void *check_arrivals(void *argument)
{
    struct mempool *mempool = argument;
    struct arena *arena = arena_new(CHECK_ARENA_BYTES);
    pthread_mutex_lock(&mempool->lock);
    while (!mempool->stopping) {
        if (mempool->arrived.count == 0 || mempool->held || mempool->checking) {
            pthread_cond_wait(&mempool->work, &mempool->lock);
            continue;
        }
        struct entry *entry = mempool->arrived.oldest;
        struct tendermint_abci_response_check_tx response = {0};
        check(mempool, arena, bytes_make(entry->tx, entry->len), &response);
        mempool_checked *checked = entry->checked;
        void *context = entry->context;
        if (!settle(mempool, entry, &response))
            heap_free(entry);
        pthread_mutex_unlock(&mempool->lock);
        if (checked != NULL)
            checked(context, &response);
        arena_reset(arena);
        pthread_mutex_lock(&mempool->lock);
    }
    pthread_mutex_unlock(&mempool->lock);
    arena_drop(arena);
    return NULL;
}

void mempool_check(struct mempool *mempool, struct arena *arena, struct bytes tx,
                   struct tendermint_abci_response_check_tx *response)
{
    pthread_mutex_lock(&mempool->lock);
    start_check(mempool);
    mempool->app.check_tx(mempool->app.app, arena, tx, false, response);
    end_check(mempool);
    pthread_mutex_unlock(&mempool->lock);
}

/* ---- life ---- */

static void init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

struct mempool *mempool_new(const struct mempool_limits *limits, const struct application *app)
{
    struct mempool *mempool = heap_zalloc(1, sizeof *mempool);
    mempool->limits = *limits;
    mempool->app = *app;
    mempool->block_tx_bytes_max = mempool->block_gas_max = -1;
    mempool->table = hash_table_new(limits->txs_max);
    mempool->seen = seen_cache_new(limits->seen_max);
    pthread_mutex_init(&mempool->lock, NULL);
    init_condition(&mempool->work);
    init_condition(&mempool->idle);
    init_condition(&mempool->ready);
    if (pthread_create(&mempool->thread, NULL, check_arrivals, mempool) != 0)
        halt("cannot start the mempool's thread");
    return mempool;
}

void mempool_stop(struct mempool *mempool)
{
    pthread_mutex_lock(&mempool->lock);
    mempool->stopping = true;
    pthread_cond_broadcast(&mempool->work);
    pthread_mutex_unlock(&mempool->lock);
    pthread_join(mempool->thread, NULL);
    const struct tendermint_abci_response_check_tx response = {
        .code = MEMPOOL_STOPPED.code,
        .codespace = bytes_text(MEMPOOL_STOPPED.codespace),
        .log = MEMPOOL_STOPPED.text,
    };
    for (struct entry *entry = mempool->arrived.oldest; entry != NULL; entry = entry->younger)
        if (entry->checked != NULL)
            entry->checked(entry->context, &response);
}

static void free_queue(struct queue *queue)
{
    while (queue->oldest != NULL) {
        struct entry *entry = queue->oldest;
        queue_remove(queue, entry);
        heap_free(entry);
    }
}

void mempool_free(struct mempool *mempool)
{
    free_queue(&mempool->arrived);
    free_queue(&mempool->queued);
    hash_table_free(&mempool->table);
    seen_cache_free(mempool->seen);
    pthread_cond_destroy(&mempool->work);
    pthread_cond_destroy(&mempool->idle);
    pthread_cond_destroy(&mempool->ready);
    pthread_mutex_destroy(&mempool->lock);
    heap_free(mempool);
}

/* ---- adding and looking ---- */

static status refuse_full(const struct mempool *mempool, struct arena *arena)
{
    return error_replace(
        arena, &MEMPOOL_FULL,
        arena_format(arena,
                     "mempool is full: number of txs %zu (max: %zu), total txs bytes %llu "
                     "(max: %llu)",
                     mempool->arrived.count + mempool->queued.count, mempool->limits.txs_max,
                     (unsigned long long)(mempool->arrived.bytes + mempool->queued.bytes),
                     (unsigned long long)mempool->limits.bytes_max));
}

static status admit(struct mempool *mempool, struct arena *arena, struct bytes tx,
                    const uint8_t hash[32])
{
    if (mempool->stopping)
        return &MEMPOOL_STOPPED;
    if (is_full(mempool, tx.len))
        return refuse_full(mempool, arena);
    if (tx.len > mempool->limits.tx_bytes_max)
        return error_replace(arena, &MEMPOOL_TX_TOO_LARGE,
                             arena_format(arena, "Tx too large. Max size is %zu, but got %zu",
                                          mempool->limits.tx_bytes_max, tx.len));
    if (!fits_a_block(mempool, tx.len, 0))
        return error_replace(arena, &MEMPOOL_TX_TOO_LARGE,
                             arena_format(arena, "tx pre check: tx size is too big: %zu, max: %lld",
                                          encoded_bytes(tx.len),
                                          (long long)mempool->block_tx_bytes_max));
    return seen_cache_push(mempool->seen, hash) ? NULL : &MEMPOOL_SEEN;
}

status mempool_add(struct mempool *mempool, struct arena *arena, struct bytes tx,
                   const uint8_t hash[32], mempool_checked *checked, void *context)
{
    pthread_mutex_lock(&mempool->lock);
    status refused = admit(mempool, arena, tx, hash);
    if (refused == NULL) {
        struct entry *entry = heap_alloc(sizeof *entry + tx.len);
        *entry = (struct entry){.checked = checked, .context = context, .len = tx.len};
        memcpy(entry->link.hash, hash, sizeof entry->link.hash);
        if (tx.len != 0)
            memcpy(entry->tx, tx.data, tx.len);
        queue_push(&mempool->arrived, entry);
        if (mempool->arrived.count == 1)
            pthread_cond_broadcast(&mempool->work);
    }
    pthread_mutex_unlock(&mempool->lock);
    return refused;
}

struct mempool_size mempool_size(struct mempool *mempool)
{
    pthread_mutex_lock(&mempool->lock);
    struct mempool_size size = {mempool->queued.count, mempool->queued.bytes};
    pthread_mutex_unlock(&mempool->lock);
    return size;
}

struct bytes_list mempool_list(struct mempool *mempool, struct arena *arena, size_t count_max)
{
    pthread_mutex_lock(&mempool->lock);
    size_t count = mempool->queued.count < count_max ? mempool->queued.count : count_max;
    struct bytes_list list = {ARENA_ARRAY(arena, struct bytes, count), 0};
    for (struct entry *entry = mempool->queued.oldest; list.count < count; entry = entry->younger)
        list.items[list.count++] = arena_copy(arena, bytes_make(entry->tx, entry->len));
    pthread_mutex_unlock(&mempool->lock);
    return list;
}

/* ---- the producer ---- */

void mempool_wait(struct mempool *mempool, int64_t until_ms)
{
    struct timespec until = {until_ms / 1000, (until_ms % 1000) * 1000000};
    pthread_mutex_lock(&mempool->lock);
    while (mempool->queued.count == 0 && !mempool->woken)
        if (pthread_cond_timedwait(&mempool->ready, &mempool->lock, &until) != 0)
            break;
    mempool->woken = false;
    pthread_mutex_unlock(&mempool->lock);
}

void mempool_wake(struct mempool *mempool)
{
    pthread_mutex_lock(&mempool->lock);
    mempool->woken = true;
    pthread_cond_signal(&mempool->ready);
    pthread_mutex_unlock(&mempool->lock);
}

struct bytes_list mempool_reap(struct mempool *mempool, struct arena *arena, int64_t bytes_max,
                               int64_t gas_max)
{
    pthread_mutex_lock(&mempool->lock);
    struct bytes_list list = {ARENA_ARRAY(arena, struct bytes, mempool->queued.count), 0};
    int64_t bytes = 0, gas = 0;
    for (struct entry *entry = mempool->queued.oldest; entry != NULL; entry = entry->younger) {
        bytes += (int64_t)encoded_bytes(entry->len);
        gas += entry->gas_wanted;
        if (bytes > bytes_max || (gas_max >= 0 && gas > gas_max))
            break;
        list.items[list.count++] = bytes_make(entry->tx, entry->len);
    }
    pthread_mutex_unlock(&mempool->lock);
    return list;
}

void mempool_hold(struct mempool *mempool)
{
    pthread_mutex_lock(&mempool->lock);
    mempool->held = true;
    while (mempool->checking)
        pthread_cond_wait(&mempool->idle, &mempool->lock);
    pthread_mutex_unlock(&mempool->lock);
}

static void forget(struct mempool *mempool, struct entry *entry)
{
    queue_remove(&mempool->queued, entry);
    hash_table_remove(&mempool->table, &entry->link);
    heap_free(entry);
}

static void take_out(struct mempool *mempool, struct bytes tx, bool succeeded)
{
    uint8_t hash[32];
    crypto_sha256(tx, hash);
    if (succeeded)
        seen_cache_push(mempool->seen, hash);
    else
        seen_cache_remove(mempool->seen, hash);
    struct entry *entry = (struct entry *)hash_table_find(&mempool->table, hash);
    if (entry != NULL)
        forget(mempool, entry);
}

/* What no block can hold any more would stand at the head for ever. */
static void drop_too_big(struct mempool *mempool)
{
    struct entry *next;
    for (struct entry *entry = mempool->queued.oldest; entry != NULL; entry = next) {
        next = entry->younger;
        if (fits_a_block(mempool, entry->len, entry->gas_wanted))
            continue;
        seen_cache_remove(mempool->seen, entry->link.hash);
        forget(mempool, entry);
    }
}

/* Only the producer's thread changes the queue while the mempool is held, so the lock can be given
 * away here. */
static void recheck(struct mempool *mempool)
{
    struct arena *arena = arena_new(CHECK_ARENA_BYTES);
    struct entry *next;
    for (struct entry *entry = mempool->queued.oldest; entry != NULL; entry = next) {
        struct tendermint_abci_response_check_tx response = {0};
        next = entry->younger;
        pthread_mutex_unlock(&mempool->lock);
        mempool->app.check_tx(mempool->app.app, arena, bytes_make(entry->tx, entry->len), true,
                              &response);
        pthread_mutex_lock(&mempool->lock);
        if (response.code != 0) {
            seen_cache_remove(mempool->seen, entry->link.hash);
            forget(mempool, entry);
        }
        arena_reset(arena);
    }
    arena_drop(arena);
}

void mempool_update(struct mempool *mempool, struct bytes_list txs,
                    const struct tendermint_abci_exec_tx_result *results, int64_t tx_bytes_max,
                    int64_t gas_max)
{
    pthread_mutex_lock(&mempool->lock);
    ASSERT(mempool->held);
    for (size_t i = 0; i < txs.count; i++)
        take_out(mempool, txs.items[i], results[i].code == 0);
    mempool->block_tx_bytes_max = tx_bytes_max;
    mempool->block_gas_max = gas_max;
    drop_too_big(mempool);
    if (mempool->limits.recheck && mempool->queued.count != 0)
        recheck(mempool);
    mempool->held = false;
    pthread_cond_broadcast(&mempool->work);
    pthread_mutex_unlock(&mempool->lock);
}
