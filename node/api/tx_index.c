#include "node/api/tx_index.h"

#include "common/base/memory.h"
#include "common/crypto/hash.h"
#include "common/encoding/hex.h"
#include "common/encoding/json.h"
#include "node/api/api.h"
#include "node/api/chain_reader.h"

/* Not a tag that a query could hold. */
#define BLOCK_HASH_KEY BYTES("#block.hash")

static const struct error SEARCH_REFUSED = {"api", 4, false, BYTES_INIT("search refused")};

/* ---- filling ---- */

static void put_number(struct index_batch *batch, struct arena *arena, enum index_kind kind,
                       struct bytes key, int64_t value, struct index_hit hit)
{
    index_put_event(batch, kind, key, arena_format(arena, "%lld", (long long)value), hit);
}

static void put_events(struct index_batch *batch, struct arena *arena, enum index_kind kind,
                       const struct tendermint_abci_event_list *events, struct index_hit hit)
{
    for (size_t i = 0; i < events->count; i++) {
        const struct tendermint_abci_event *event = &events->items[i];
        for (size_t k = 0; event->type.len != 0 && k < event->attributes.count; k++) {
            const struct tendermint_abci_event_attribute *attribute = &event->attributes.items[k];
            if (!attribute->index || attribute->key.len == 0)
                continue;
            struct bytes key = ARENA_CONCAT(arena, event->type, BYTES("."), attribute->key);
            index_put_event(batch, kind, key, attribute->value, hit);
        }
    }
}

void api_index_record(void *context, struct arena *arena, const struct block_record *record,
                      struct index_batch *batch)
{
    struct chain_block block;
    struct tendermint_abci_response_finalize_block results;
    chain_decode_record(arena, record, &block);
    chain_read_results(arena, &block, &results);
    const struct index_hit whole = {record->height, 0};
    index_put_event(batch, INDEX_BLOCK, BLOCK_HASH_KEY, block.commit.block_id.hash, whole);
    put_number(batch, arena, INDEX_BLOCK, BYTES("block.height"), record->height, whole);
    put_events(batch, arena, INDEX_BLOCK, &results.events, whole);
    for (size_t i = 0; i < results.tx_results.count; i++) {
        const struct index_hit hit = {record->height, (uint32_t)i};
        uint8_t hash[32];
        crypto_sha256(block.block.data.txs.items[i], hash);
        index_put_tx(batch, BYTES_OF(hash), hit, results.tx_results.items[i].code == 0);
        put_number(batch, arena, INDEX_TX, BYTES("tx.height"), record->height, hit);
        put_events(batch, arena, INDEX_TX, &results.tx_results.items[i].events, hit);
    }
}

static bool keep_first(void *context, struct bytes value, struct index_hit hit)
{
    *(int64_t *)context = hit.height;
    return false;
}

bool tx_index_find_block(struct index *index, struct arena *arena, struct bytes hash,
                         int64_t *height)
{
    *height = 0;
    if (hash.len == 32)
        index_scan_value(index, INDEX_BLOCK, BLOCK_HASH_KEY, hash, 1, INT64_MAX, keep_first,
                         height);
    return *height != 0;
}

/* ---- candidates ---- */

struct search {
    struct database *database;
    struct arena *arena;
    const struct query *query;
    enum index_kind kind;
    struct bytes height_tag; /* "tx.height" or "block.height" */
    int64_t first, last;     /* heights that the query leaves */
    bool *done;              /* conditions that need no look at the events */
    struct index_hit *hits;
    size_t count, capacity;
    const struct query_condition *condition; /* being scanned by key */
    bool overflow;
};

static int compare_hits(const struct index_hit *left, const struct index_hit *right)
{
    if (left->height != right->height)
        return left->height < right->height ? -1 : 1;
    return (left->position > right->position) - (left->position < right->position);
}

static bool add_hit(struct search *search, struct index_hit hit)
{
    if (search->count == TX_SEARCH_HITS_MAX) {
        search->overflow = true;
        return false;
    }
    if (search->count == search->capacity) {
        search->capacity = search->capacity == 0 ? 64 : 2 * search->capacity;
        search->hits = heap_resize(search->hits, search->capacity * sizeof *search->hits);
    }
    search->hits[search->count++] = hit;
    return true;
}

static bool collect(void *context, struct bytes value, struct index_hit hit)
{
    return add_hit(context, hit);
}

static bool collect_if_it_holds(void *context, struct bytes value, struct index_hit hit)
{
    struct search *search = context;
    return !query_condition_holds(search->condition, value) || add_hit(search, hit);
}

/* Narrows the heights by one condition on the height; false: it is none. */
static bool narrow(struct search *search, const struct query_condition *condition)
{
    int64_t height;
    struct bytes whole = condition->text;
    if (!bytes_equal(condition->tag, search->height_tag) || condition->operand != QUERY_NUMBER ||
        condition->operator_ == QUERY_CONTAINS || condition->operator_ == QUERY_EXISTS)
        return false;
    while (whole.len > 1 && whole.data[0] == '0')
        whole = bytes_from(whole, 1);
    if (!json_i64(whole, &height))
        return false;
    int64_t low = INT64_MIN, high = INT64_MAX;
    switch (condition->operator_) {
    case QUERY_EQUAL:
        low = high = height;
        break;
    case QUERY_LESS:
        high = height - 1;
        break;
    case QUERY_LESS_EQUAL:
        high = height;
        break;
    case QUERY_GREATER:
        low = height == INT64_MAX ? INT64_MAX : height + 1;
        break;
    case QUERY_GREATER_EQUAL:
        low = height;
        break;
    case QUERY_CONTAINS:
    case QUERY_EXISTS:
        break;
    }
    search->first = low > search->first ? low : search->first;
    search->last = high < search->last ? high : search->last;
    return true;
}

/* Sorts hits that came value by value and takes repetitions out. */
static void sort_hits(struct search *search)
{
    struct index_hit *spare = ARENA_ARRAY(search->arena, struct index_hit, search->count);
    struct index_hit *from = search->hits;
    for (size_t width = 1; width < search->count; width *= 2) {
        for (size_t start = 0; start < search->count; start += 2 * width) {
            size_t middle = start + width < search->count ? start + width : search->count;
            size_t end = middle + width < search->count ? middle + width : search->count;
            size_t left = start, right = middle;
            for (size_t out = start; out < end; out++) {
                bool from_left =
                    left < middle && (right >= end || compare_hits(&from[left], &from[right]) <= 0);
                spare[out] = from_left ? from[left++] : from[right++];
            }
        }
        memcpy(from, spare, search->count * sizeof *from);
    }
    size_t kept = 0;
    for (size_t i = 0; i < search->count; i++)
        if (kept == 0 || compare_hits(&from[kept - 1], &from[i]) != 0)
            from[kept++] = from[i];
    search->count = kept;
}

/* Keeps of the hits only those that are in `other`; both ascend. */
static void intersect(struct search *search, const struct search *other)
{
    size_t kept = 0, at = 0;
    for (size_t i = 0; i < search->count; i++) {
        while (at < other->count && compare_hits(&other->hits[at], &search->hits[i]) < 0)
            at++;
        if (at < other->count && compare_hits(&other->hits[at], &search->hits[i]) == 0)
            search->hits[kept++] = search->hits[i];
    }
    search->count = kept;
}

/* The hits of one condition, ascending. */
static void scan_condition(struct search *search, const struct query_condition *condition)
{
    struct index *index = database_index(search->database);
    if (condition->operator_ == QUERY_EQUAL && condition->operand == QUERY_TEXT) {
        index_scan_value(index, search->kind, condition->tag, condition->text, search->first,
                         search->last, collect, search);
        return;
    }
    search->condition = condition;
    index_scan_key(index, search->kind, condition->tag, search->first, search->last,
                   collect_if_it_holds, search);
    sort_hits(search);
}

/* Everything in the range of heights, when heights are all the query is about. */
static void scan_heights(struct search *search)
{
    const struct query_condition every = {.tag = search->height_tag, .operator_ = QUERY_EXISTS};
    scan_condition(search, &every);
}

static bool is_plain_equality(const struct query_condition *condition)
{
    return condition->operator_ == QUERY_EQUAL && condition->operand == QUERY_TEXT;
}

static void intersect_with(struct search *search, const struct query_condition *condition,
                           bool *started)
{
    struct search one = *search;
    one.hits = NULL;
    one.count = one.capacity = 0;
    scan_condition(&one, condition);
    search->overflow |= one.overflow;
    if (*started) {
        intersect(search, &one);
        heap_free(one.hits);
    } else {
        search->hits = one.hits;
        search->count = one.count;
        search->capacity = one.capacity;
    }
    *started = true;
}

/* Equalities go first: they are cheap to look up and leave little for the others. */
static void find_candidates(struct search *search)
{
    const struct query *query = search->query;
    bool started = false;
    for (size_t i = 0; i < query->count; i++)
        search->done[i] = narrow(search, &query->conditions[i]);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < query->count && !search->overflow; i++)
            if (!search->done[i] && is_plain_equality(&query->conditions[i]) == (pass == 0) &&
                !(started && search->count == 0))
                intersect_with(search, &query->conditions[i], &started);
    if (!started)
        scan_heights(search);
}

/* ---- looking at the events themselves ---- */

/* Whether one event meets every open condition of the same type as condition `lead`. */
static bool event_meets(const struct search *search, const struct tendermint_abci_event *event,
                        struct bytes type)
{
    for (size_t i = 0; i < search->query->count; i++) {
        const struct query_condition *condition = &search->query->conditions[i];
        if (search->done[i] || !bytes_equal(query_tag_type(condition->tag), type))
            continue;
        bool met = false;
        for (size_t k = 0; k < event->attributes.count && !met; k++)
            met = event->attributes.items[k].index &&
                  query_tag_is(condition->tag, event->type, event->attributes.items[k].key) &&
                  query_condition_holds(condition, event->attributes.items[k].value);
        if (!met)
            return false;
    }
    return true;
}

static bool events_meet(const struct search *search,
                        const struct tendermint_abci_event_list *events)
{
    for (size_t i = 0; i < search->query->count; i++) {
        if (search->done[i])
            continue;
        /* Types are taken as the query splits its tags; a type with a point in an attribute's name
         * is met too. */
        struct bytes type = query_tag_type(search->query->conditions[i].tag);
        bool met = false;
        for (size_t k = 0; k < events->count && !met; k++)
            met = event_meets(search, &events->items[k], type);
        if (!met)
            return false;
    }
    return true;
}

/* Only several conditions of one type can be met by the index and not by an event. */
static bool needs_a_look(const struct search *search)
{
    const struct query *query = search->query;
    for (size_t i = 0; i < query->count; i++)
        for (size_t k = i + 1; k < query->count; k++)
            if (!search->done[i] && !search->done[k] &&
                bytes_equal(query_tag_type(query->conditions[i].tag),
                            query_tag_type(query->conditions[k].tag)))
                return true;
    return false;
}

static void look_at_events(struct search *search)
{
    struct arena *arena = arena_new(1 << 16);
    struct tendermint_abci_response_finalize_block results;
    struct chain_block block = {0};
    size_t kept = 0;
    for (size_t i = 0; i < search->count; i++) {
        struct index_hit hit = search->hits[i];
        if (hit.height != block.height) {
            arena_reset(arena);
            if (!chain_read_block(search->database, arena, hit.height, &block))
                continue;
            chain_read_results(arena, &block, &results);
        }
        const struct tendermint_abci_event_list *events = &results.events;
        if (search->kind == INDEX_TX)
            events = &results.tx_results.items[hit.position].events;
        if (events_meet(search, events))
            search->hits[kept++] = hit;
    }
    search->count = kept;
    arena_drop(arena);
}

static status run_search(struct search *search, struct tx_hits *hits)
{
    search->first = 1;
    search->last = INT64_MAX;
    search->done = ARENA_ARRAY(search->arena, bool, search->query->count);
    find_candidates(search);
    if (!search->overflow && needs_a_look(search))
        look_at_events(search);
    hits->items = ARENA_ARRAY(search->arena, struct index_hit, search->count);
    hits->count = search->count;
    if (search->count != 0)
        memcpy(hits->items, search->hits, search->count * sizeof *search->hits);
    heap_free(search->hits);
    if (search->overflow)
        return error_replace(search->arena, &SEARCH_REFUSED,
                             BYTES("too many transactions match, narrow the query"));
    return NULL;
}

/* ---- searches ---- */

status tx_index_search(struct database *database, struct arena *arena, const struct query *query,
                       struct tx_hits *hits)
{
    *hits = (struct tx_hits){0};
    for (size_t i = 0; i < query->count; i++) {
        const struct query_condition *condition = &query->conditions[i];
        if (!bytes_is(condition->tag, "tx.hash"))
            continue;
        struct bytes hash;
        if (!hex_decode(arena, condition->text, &hash))
            return error_replace(
                arena, &SEARCH_REFUSED,
                BYTES("error during searching for a hash in the query: invalid hex"));
        hits->items = ARENA_NEW(arena, struct index_hit);
        hits->count =
            hash.len == 32 && index_find_tx(database_index(database), hash, hits->items) ? 1 : 0;
        return NULL;
    }
    struct search search = {.database = database,
                            .arena = arena,
                            .query = query,
                            .kind = INDEX_TX,
                            .height_tag = BYTES("tx.height")};
    return run_search(&search, hits);
}

status block_index_search(struct database *database, struct arena *arena, const struct query *query,
                          struct tx_hits *hits)
{
    struct search search = {.database = database,
                            .arena = arena,
                            .query = query,
                            .kind = INDEX_BLOCK,
                            .height_tag = BYTES("block.height")};
    return run_search(&search, hits);
}
