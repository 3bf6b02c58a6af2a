#include "node/store/tree/multistore_internal.h"

#include "common/base/halt.h"

int64_t view_version(const struct store_view *view)
{
    return view->version;
}

void view_store_root(const struct store_view *view, enum store_id store, uint8_t root[32])
{
    view_root_hash(view, store, root);
}

void view_app_hash(const struct store_view *view, uint8_t app_hash[32])
{
    ASSERT(view->settled);
    memcpy(app_hash, view->app_hash, 32);
}

uint64_t view_store_size(const struct store_view *view, enum store_id store)
{
    uint32_t root = view->roots[store];
    return root == 0 ? 0 : node_leaf_count(pool_node(view_pool(view), root));
}

bool view_get(const struct store_view *view, enum store_id store, struct bytes key,
              struct bytes *value)
{
    const struct pool *pool = view_pool(view);
    uint32_t id = view->roots[store];
    if (id == 0)
        return false;
    struct search search = search_start(key);
    for (;;) {
        const struct node *node = pool_node(pool, id);
        if (node->height == 0)
            break;
        bool right = search_turn(pool, &search, node);
        if (search.outside)
            return false;
        id = right ? node->right : node->left;
    }
    if (!bytes_equal(key, pool_key(pool, id)))
        return false;
    *value = pool_value(pool, id);
    return true;
}

static void push_pending(struct view_cursor *cursor, uint32_t id)
{
    ASSERT(cursor->depth < VIEW_DEPTH_MAX);
    cursor->pending[cursor->depth++] = id;
}

/* Goes from a subtree to its first leaf in walking order and leaves the rest pending. */
static uint32_t descend(struct view_cursor *cursor, uint32_t id)
{
    const struct pool *pool = view_pool(cursor->view);
    const struct node *node = pool_node(pool, id);
    while (node->height != 0) {
        push_pending(cursor, cursor->reverse ? node->left : node->right);
        id = cursor->reverse ? node->right : node->left;
        node = pool_node(pool, id);
    }
    return id;
}

static void stand_on(struct view_cursor *cursor, uint32_t leaf)
{
    const struct pool *pool = view_pool(cursor->view);
    cursor->key = pool_key(pool, leaf);
    cursor->value = pool_value(pool, leaf);
    cursor->valid = true;
    if (cursor->limit.data == NULL)
        return;
    int order = bytes_compare(cursor->key, cursor->limit);
    cursor->valid = cursor->reverse ? order >= 0 : order < 0;
}

void view_next(struct view_cursor *cursor)
{
    ASSERT(cursor->valid);
    cursor->valid = false;
    if (cursor->depth != 0)
        stand_on(cursor, descend(cursor, cursor->pending[--cursor->depth]));
}

void view_seek(const struct store_view *view, enum store_id store, struct bytes start,
               struct bytes end, bool reverse, struct view_cursor *cursor)
{
    cursor->valid = false;
    cursor->view = view;
    cursor->reverse = reverse;
    cursor->limit = reverse ? start : end;
    cursor->depth = 0;
    const struct pool *pool = view_pool(view);
    struct bytes from = reverse ? end : start;
    uint32_t id = view->roots[store];
    if (id == 0)
        return;
    if (from.data == NULL) {
        stand_on(cursor, descend(cursor, id));
        return;
    }
    struct search search = search_start(from);
    const struct node *node = pool_node(pool, id);
    while (node->height != 0) {
        bool right = search_turn(pool, &search, node);
        if (right == reverse)
            push_pending(cursor, right ? node->left : node->right);
        id = right ? node->right : node->left;
        node = pool_node(pool, id);
    }
    /* The leaf is one of the two neighbours of `from`; the pending subtrees hold the next one. */
    int order = search_leaf(pool, &search, id);
    if (reverse ? order > 0 : order <= 0)
        stand_on(cursor, id);
    else if (cursor->depth != 0)
        stand_on(cursor, descend(cursor, cursor->pending[--cursor->depth]));
}
