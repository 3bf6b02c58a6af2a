#include "node/api/events.h"

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/hash.h"
#include "node/api/api_internal.h"
#include "node/api/event_json.h"
#include "node/api/rpc_json.h"
#include "node/api/websocket.h"

enum { INDEX_WAIT_MS = 1000 };

struct subscription {
    struct subscription *next;
    uint64_t client;
    bool muted;
    struct arena *arena; /* of the rest */
    struct bytes id, text;
    struct query query;
};

struct events {
    struct api *api;
    pthread_t thread;
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t changed;
    bool stopping;
    int64_t told, newest; /* heights */
    struct subscription *subscriptions;
    struct events_wait *waits;
    size_t wait_count;
};

static const struct error EVENTS_REFUSED = {"api", 5, false, BYTES_INIT("subscription refused")};

/* ---- subscriptions ---- */

static void free_subscription(struct subscription *subscription)
{
    arena_drop(subscription->arena);
}

static status check_limits(const struct events *events, struct arena *arena, uint64_t client,
                           struct bytes text)
{
    size_t own = 0, clients = 0;
    for (const struct subscription *one = events->subscriptions; one != NULL; one = one->next) {
        own += one->client == client;
        /* Subscriptions of a client stand together. */
        clients += one->next == NULL || one->next->client != one->client;
        if (one->client == client && bytes_equal(one->text, text))
            return error_replace(arena, &EVENTS_REFUSED, BYTES("already subscribed"));
    }
    if (own == 0 && clients >= EVENTS_CLIENTS_MAX)
        return error_replace(
            arena, &EVENTS_REFUSED,
            arena_format(arena, "max_subscription_clients %d reached", EVENTS_CLIENTS_MAX));
    if (own >= EVENTS_PER_CLIENT_MAX)
        return error_replace(
            arena, &EVENTS_REFUSED,
            arena_format(arena, "max_subscriptions_per_client %d reached", EVENTS_PER_CLIENT_MAX));
    return NULL;
}

static struct subscription *subscription_new(uint64_t client, struct bytes id, struct bytes text)
{
    struct arena *arena = arena_new(1024);
    struct subscription *subscription = ARENA_NEW(arena, struct subscription);
    *subscription = (struct subscription){.client = client,
                                          .muted = true,
                                          .arena = arena,
                                          .id = arena_copy(arena, id),
                                          .text = arena_copy(arena, text)};
    /* It was parsed once already, by whoever asks. */
    ASSERT(query_parse(arena, subscription->text, &subscription->query) == NULL);
    return subscription;
}

status events_subscribe(struct events *events, struct arena *arena, uint64_t client,
                        struct bytes id, struct bytes text)
{
    struct query query;
    status refused = query_parse(arena, text, &query);
    if (refused != NULL)
        return error_wrap(arena, refused, "failed to parse query");
    pthread_mutex_lock(&events->lock);
    refused = check_limits(events, arena, client, text);
    if (refused == NULL) {
        struct subscription **at = &events->subscriptions;
        while (*at != NULL && (*at)->client != client)
            at = &(*at)->next;
        struct subscription *subscription = subscription_new(client, id, text);
        subscription->next = *at;
        *at = subscription;
    }
    pthread_mutex_unlock(&events->lock);
    return refused;
}

void events_unmute(struct events *events, uint64_t client)
{
    pthread_mutex_lock(&events->lock);
    for (struct subscription *one = events->subscriptions; one != NULL; one = one->next)
        if (one->client == client)
            one->muted = false;
    pthread_mutex_unlock(&events->lock);
}

status events_unsubscribe(struct events *events, struct arena *arena, uint64_t client,
                          struct bytes text)
{
    bool found = false;
    pthread_mutex_lock(&events->lock);
    for (struct subscription **at = &events->subscriptions; *at != NULL;) {
        struct subscription *one = *at;
        if (one->client == client && bytes_equal(one->text, text)) {
            *at = one->next;
            free_subscription(one);
            found = true;
        } else {
            at = &one->next;
        }
    }
    pthread_mutex_unlock(&events->lock);
    return found ? NULL : error_replace(arena, &EVENTS_REFUSED, BYTES("subscription not found"));
}

bool events_forget(struct events *events, uint64_t client)
{
    bool found = false;
    pthread_mutex_lock(&events->lock);
    for (struct subscription **at = &events->subscriptions; *at != NULL;) {
        struct subscription *one = *at;
        if (one->client == client) {
            *at = one->next;
            free_subscription(one);
            found = true;
        } else {
            at = &one->next;
        }
    }
    pthread_mutex_unlock(&events->lock);
    return found;
}

/* ---- waits ---- */

/* Takes a wait out of the list; false: it is not there any more. */
static bool remove_wait(struct events *events, struct events_wait *wait)
{
    for (struct events_wait **at = &events->waits; *at != NULL; at = &(*at)->next)
        if (*at == wait) {
            *at = wait->next;
            events->wait_count--;
            return true;
        }
    return false;
}

bool events_wait_begin(struct events *events, struct events_wait *wait)
{
    pthread_mutex_lock(&events->lock);
    bool room = events->wait_count < EVENTS_WAITS_MAX && !events->stopping;
    if (room) {
        wait->ready = false;
        wait->deadline_ms = loop_now_ms() + EVENTS_WAIT_MS;
        wait->next = events->waits;
        events->waits = wait;
        events->wait_count++;
    }
    pthread_mutex_unlock(&events->lock);
    return room;
}

void events_wait_ready(struct events *events, struct events_wait *wait)
{
    pthread_mutex_lock(&events->lock);
    wait->ready = true;
    pthread_cond_broadcast(&events->changed);
    pthread_mutex_unlock(&events->lock);
}

void events_wait_cancel(struct events *events, struct events_wait *wait)
{
    pthread_mutex_lock(&events->lock);
    ASSERT(remove_wait(events, wait));
    pthread_cond_broadcast(&events->changed);
    pthread_mutex_unlock(&events->lock);
}

/* Takes out one ready wait whose time is over. */
static struct events_wait *take_expired(struct events *events, int64_t now_ms)
{
    pthread_mutex_lock(&events->lock);
    struct events_wait *wait = events->waits;
    while (wait != NULL && !(wait->ready && wait->deadline_ms <= now_ms))
        wait = wait->next;
    if (wait != NULL)
        remove_wait(events, wait);
    pthread_mutex_unlock(&events->lock);
    return wait;
}

void events_expire(struct events *events, int64_t now_ms)
{
    struct events_wait *wait;
    while ((wait = take_expired(events, now_ms)) != NULL)
        wait->committed(wait, 0, NULL);
}

/* Takes out a wait for this transaction. One that is not ready becomes so within the moment that
 * its check takes to report, or is cancelled. */
static struct events_wait *take_wait(struct events *events, const uint8_t hash[32])
{
    pthread_mutex_lock(&events->lock);
    struct events_wait *wait = events->waits;
    while (wait != NULL) {
        if (memcmp(wait->hash, hash, sizeof wait->hash) != 0) {
            wait = wait->next;
            continue;
        }
        if (wait->ready) {
            remove_wait(events, wait);
            break;
        }
        pthread_cond_wait(&events->changed, &events->lock);
        wait = events->waits;
    }
    pthread_mutex_unlock(&events->lock);
    return wait;
}

static void answer_waits(struct events *events, const struct chain_block *block,
                         const struct tendermint_abci_response_finalize_block *results)
{
    for (size_t i = 0; i < block->block.data.txs.count; i++) {
        uint8_t hash[32];
        struct events_wait *wait;
        crypto_sha256(block->block.data.txs.items[i], hash);
        while ((wait = take_wait(events, hash)) != NULL)
            wait->committed(wait, block->height, &results->tx_results.items[i]);
    }
}

/* ---- telling ---- */

static void tell(struct events *events, struct arena *arena,
                 const struct subscription *subscription, const struct chain_event *event)
{
    if (subscription->muted || !chain_event_matches(arena, event, &subscription->query))
        return;
    struct writer out = writer_new(arena, 4096);
    writer_format(&out, "{\"jsonrpc\":\"2.0\",\"id\":%.*s,\"result\":{\"query\":",
                  BYTES_ARG(subscription->id));
    rpc_json_text(&out, subscription->text);
    writer_text(&out, ",\"data\":");
    chain_event_write(&out, event);
    writer_text(&out, "}}");
    websocket_send(events->api->websockets, subscription->client, writer_done(&out));
}

static void tell_all(struct events *events, struct arena *arena, const struct chain_event *event)
{
    pthread_mutex_lock(&events->lock);
    for (const struct subscription *one = events->subscriptions; one != NULL; one = one->next)
        tell(events, arena, one, event);
    pthread_mutex_unlock(&events->lock);
}

static void tell_block(struct events *events, struct arena *arena, const struct chain_block *block,
                       const struct tendermint_abci_response_finalize_block *results)
{
    struct chain_event event = {.block = block, .results = results};
    for (event.kind = EVENT_NEW_BLOCK; event.kind <= EVENT_NEW_BLOCK_EVENTS; event.kind++)
        tell_all(events, arena, &event);
    event.kind = EVENT_TX;
    for (size_t i = 0; i < block->block.data.txs.count; i++) {
        struct arena_mark mark = arena_mark(arena);
        event.tx_index = (uint32_t)i;
        tell_all(events, arena, &event);
        arena_rewind(arena, mark);
    }
    event.kind = EVENT_VALIDATOR_SET_UPDATES;
    if (results->validator_updates.count != 0)
        tell_all(events, arena, &event);
}

static void handle_height(struct events *events, struct arena *arena, int64_t height)
{
    struct chain_block block;
    struct tendermint_abci_response_finalize_block results;
    struct database *database = events->api->options.database;
    if (!chain_read_block(database, arena, height, &block))
        return;
    chain_read_results(arena, &block, &results);
    /* Who hears of a transaction may ask for it at once. */
    database_index_wait(database, height, INDEX_WAIT_MS);
    answer_waits(events, &block, &results);
    tell_block(events, arena, &block, &results);
}

static void *follow(void *argument)
{
    struct events *events = argument;
    struct arena *arena = arena_new(1 << 16);
    pthread_mutex_lock(&events->lock);
    while (!events->stopping) {
        if (events->told == events->newest) {
            pthread_cond_wait(&events->changed, &events->lock);
            continue;
        }
        if (events->subscriptions == NULL && events->waits == NULL) {
            events->told = events->newest;
            continue;
        }
        int64_t height = ++events->told;
        pthread_mutex_unlock(&events->lock);
        handle_height(events, arena, height);
        arena_reset(arena);
        pthread_mutex_lock(&events->lock);
    }
    pthread_mutex_unlock(&events->lock);
    arena_drop(arena);
    return NULL;
}

void events_block(struct events *events, int64_t height)
{
    pthread_mutex_lock(&events->lock);
    events->newest = height;
    pthread_cond_broadcast(&events->changed);
    pthread_mutex_unlock(&events->lock);
}

/* ---- life ---- */

struct events *events_new(struct api *api)
{
    struct events *events = heap_zalloc(1, sizeof *events);
    events->api = api;
    events->told = events->newest = database_height(api->options.database);
    pthread_mutex_init(&events->lock, NULL);
    pthread_cond_init(&events->changed, NULL);
    if (pthread_create(&events->thread, NULL, follow, events) != 0)
        halt("cannot start the thread that tells events");
    return events;
}

void events_stop(struct events *events)
{
    pthread_mutex_lock(&events->lock);
    events->stopping = true;
    pthread_cond_broadcast(&events->changed);
    pthread_mutex_unlock(&events->lock);
    pthread_join(events->thread, NULL);
    events_expire(events, INT64_MAX);
}

void events_free(struct events *events)
{
    while (events->subscriptions != NULL) {
        struct subscription *one = events->subscriptions;
        events->subscriptions = one->next;
        free_subscription(one);
    }
    pthread_cond_destroy(&events->changed);
    pthread_mutex_destroy(&events->lock);
    heap_free(events);
}
