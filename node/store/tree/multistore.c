#include "node/store/tree/multistore_internal.h"

#include "common/base/halt.h"
#include "common/base/memory.h"
#include "common/crypto/hash.h"

static struct store_view *view_new(struct multistore *stores, int64_t version)
{
    struct store_view *view = heap_zalloc(1, sizeof *view);
    view->stores = stores;
    view->version = version;
    return view;
}

static void view_free(struct store_view *view)
{
    id_list_drop(&view->orphans);
    heap_free(view);
}

void view_root_hash(const struct store_view *view, enum store_id store, uint8_t hash[32])
{
    ASSERT(view->settled);
    if (view->roots[store] == 0)
        crypto_sha256(BYTES(""), hash);
    else
        memcpy(hash, pool_hash(view_pool(view), view->roots[store]), 32);
}

static void view_settle(struct store_view *view)
{
    tree_hash_fresh(&view->stores->pool);
    view->settled = true;
    uint8_t roots[STORE_COUNT][32];
    struct commit_info_store stores[STORE_COUNT];
    for (int s = 0; s < STORE_COUNT; s++) {
        view_root_hash(view, (enum store_id)s, roots[s]);
        stores[s].name = bytes_text(store_name((enum store_id)s));
        stores[s].root = BYTES_OF(roots[s]);
    }
    commit_info_hash(stores, STORE_COUNT, view->app_hash);
}

static void table_append(struct multistore *stores, struct store_view *view)
{
    if (stores->view_count == stores->view_capacity) {
        stores->view_capacity = stores->view_capacity == 0 ? 16 : stores->view_capacity * 2;
        stores->views = heap_resize(stores->views, stores->view_capacity * sizeof stores->views[0]);
    }
    stores->views[stores->view_count++] = view;
}

static struct store_view *table_latest(const struct multistore *stores)
{
    return stores->views[stores->view_count - 1];
}

struct multistore *multistore_new(void)
{
    struct multistore *stores = heap_zalloc(1, sizeof *stores);
    pool_init(&stores->pool);
    ASSERT(pthread_mutex_init(&stores->mutex, NULL) == 0);
    struct store_view *empty = view_new(stores, 0);
    view_settle(empty);
    table_append(stores, empty);
    return stores;
}

void multistore_start_at(struct multistore *stores, int64_t version,
                         const uint32_t roots[STORE_COUNT])
{
    struct store_view *view = table_latest(stores);
    ASSERT(view->version == 0);
    view->version = version;
    memcpy(view->roots, roots, sizeof view->roots);
    view_settle(view);
}

void multistore_free(struct multistore *stores)
{
    if (stores == NULL)
        return;
    if (stores->applied != NULL) {
        ASSERT(atomic_load(&stores->applied->holds) == 0);
        view_free(stores->applied);
    }
    for (size_t i = 0; i < stores->view_count; i++) {
        ASSERT(atomic_load(&stores->views[i]->holds) == 0);
        view_free(stores->views[i]);
    }
    heap_free(stores->views);
    pthread_mutex_destroy(&stores->mutex);
    pool_drop(&stores->pool);
    heap_free(stores);
}

const struct store_view *view_hold(const struct store_view *view)
{
    atomic_fetch_add_explicit(&((struct store_view *)view)->holds, 1, memory_order_relaxed);
    return view;
}

void view_release(const struct store_view *view)
{
    uint_fast32_t before =
        atomic_fetch_sub_explicit(&((struct store_view *)view)->holds, 1, memory_order_release);
    ASSERT(before != 0);
}

const struct store_view *multistore_latest(struct multistore *stores)
{
    pthread_mutex_lock(&stores->mutex);
    const struct store_view *view = view_hold(table_latest(stores));
    pthread_mutex_unlock(&stores->mutex);
    return view;
}

/* The place of the first version that is not below `version`. */
static size_t table_place(const struct multistore *stores, int64_t version)
{
    size_t low = 0, high = stores->view_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (stores->views[middle]->version < version)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct store_view *multistore_at(struct multistore *stores, int64_t version)
{
    const struct store_view *view = NULL;
    pthread_mutex_lock(&stores->mutex);
    size_t place = table_place(stores, version);
    if (place < stores->view_count && stores->views[place]->version == version &&
        !stores->views[place]->forgotten)
        view = view_hold(stores->views[place]);
    pthread_mutex_unlock(&stores->mutex);
    return view;
}

/* Takes one version out of the table, which is forgotten and held by nobody. */
static void table_remove(struct multistore *stores, size_t place)
{
    struct store_view *view = stores->views[place];
    struct store_view *before = place == 0 ? NULL : stores->views[place - 1];
    memmove(&stores->views[place], &stores->views[place + 1],
            (stores->view_count - place - 1) * sizeof stores->views[0]);
    stores->view_count--;
    for (size_t i = 0; i < view->orphans.count; i++) {
        uint32_t id = view->orphans.items[i];
        if (before != NULL && pool_node(&stores->pool, id)->version <= before->version) {
            id_list_push(&before->orphans, id);
        } else {
            pool_free(&stores->pool, id);
            stores->orphans--;
        }
    }
    view_free(view);
}

/* Frees what was forgotten and is no longer held, oldest first so that orphans move at most once.
 */
static void reclaim(struct multistore *stores)
{
    size_t place = 0;
    while (place + 1 < stores->view_count) {
        struct store_view *view = stores->views[place];
        if (!view->forgotten)
            break;
        if (atomic_load_explicit(&view->holds, memory_order_acquire) == 0)
            table_remove(stores, place);
        else
            place++;
    }
}

void multistore_prune(struct multistore *stores, int64_t version)
{
    pthread_mutex_lock(&stores->mutex);
    for (size_t i = 0; i + 1 < stores->view_count && stores->views[i]->version < version; i++)
        stores->views[i]->forgotten = true;
    reclaim(stores);
    pthread_mutex_unlock(&stores->mutex);
}

static uint32_t apply_changes(struct tree_edit *edit, const struct change_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct change *change = &set->items[i];
        size_t left = set->count - i;
        ASSERT(i == 0 || bytes_compare(change[-1].key, change->key) < 0);
        if (i % PREFETCH_MAX == 0 && left > 1)
            tree_prefetch(edit->pool, edit->root, change,
                          left < PREFETCH_MAX ? left : PREFETCH_MAX);
        if (change->value.data == NULL)
            tree_remove(edit, change->key);
        else
            tree_set(edit, change->key, change->value);
    }
    return edit->root;
}

static struct store_view *apply(struct multistore *stores, int64_t version,
                                const struct change_set changes[STORE_COUNT])
{
    struct store_view *latest = table_latest(stores);
    ASSERT(stores->applied == NULL);
    ASSERT(version > 0 && version < UINT32_MAX);
    ASSERT(latest->version == 0 || version == latest->version + 1);
    struct store_view *view = view_new(stores, version);
    for (int s = 0; s < STORE_COUNT; s++) {
        struct tree_edit edit = {&stores->pool, (uint32_t)version, latest->roots[s],
                                 &latest->orphans};
        view->roots[s] = apply_changes(&edit, &changes[s]);
    }
    return view;
}

void multistore_apply(struct multistore *stores, int64_t version,
                      const struct change_set changes[STORE_COUNT], uint8_t app_hash[32])
{
    ASSERT(table_latest(stores)->settled);
    struct store_view *view = apply(stores, version, changes);
    view_settle(view);
    memcpy(app_hash, view->app_hash, 32);
    stores->applied = view;
}

const struct store_view *multistore_applied(struct multistore *stores)
{
    return stores->applied == NULL ? NULL : view_hold(stores->applied);
}

static void publish(struct multistore *stores, struct store_view *view)
{
    pthread_mutex_lock(&stores->mutex);
    stores->orphans += table_latest(stores)->orphans.count;
    table_append(stores, view);
    reclaim(stores);
    pthread_mutex_unlock(&stores->mutex);
}

void multistore_publish(struct multistore *stores)
{
    ASSERT(stores->applied != NULL);
    struct store_view *view = stores->applied;
    stores->applied = NULL;
    pool_fresh_clear(&stores->pool);
    publish(stores, view);
}

void multistore_discard(struct multistore *stores)
{
    struct store_view *view = stores->applied;
    if (view == NULL)
        return;
    ASSERT(atomic_load_explicit(&view->holds, memory_order_acquire) == 0);
    struct pool *pool = &stores->pool;
    for (size_t i = 0; i < pool->fresh.count; i++)
        if ((pool_node(pool, pool->fresh.items[i])->flags & NODE_FREE) == 0)
            pool_free(pool, pool->fresh.items[i]);
    pool_fresh_clear(pool);
    table_latest(stores)->orphans.count = 0;
    stores->applied = NULL;
    view_free(view);
}

void multistore_commit(struct multistore *stores, int64_t version,
                       const struct change_set changes[STORE_COUNT], uint8_t app_hash[32])
{
    multistore_apply(stores, version, changes, app_hash);
    multistore_publish(stores);
}

void multistore_replay(struct multistore *stores, int64_t version,
                       const struct change_set changes[STORE_COUNT])
{
    int64_t before = table_latest(stores)->version;
    publish(stores, apply(stores, version, changes));
    multistore_prune(stores, before + 1);
}

void multistore_settle(struct multistore *stores, uint8_t app_hash[32])
{
    struct store_view *latest = table_latest(stores);
    view_settle(latest);
    pool_fresh_clear(&stores->pool);
    memcpy(app_hash, latest->app_hash, 32);
}

bool multistore_is_held(struct multistore *stores)
{
    bool held = false;
    pthread_mutex_lock(&stores->mutex);
    for (size_t i = 0; i < stores->view_count && !held; i++)
        held = atomic_load_explicit(&stores->views[i]->holds, memory_order_acquire) != 0;
    pthread_mutex_unlock(&stores->mutex);
    return held;
}

struct multistore_size multistore_size(struct multistore *stores)
{
    struct multistore_size size = {
        .nodes = stores->pool.nodes,
        .bytes = stores->pool.pair_bytes,
    };
    pthread_mutex_lock(&stores->mutex);
    size.orphans = stores->orphans;
    size_t first = 0;
    while (stores->views[first]->forgotten)
        first++;
    size.oldest = stores->views[first]->version;
    pthread_mutex_unlock(&stores->mutex);
    return size;
}
