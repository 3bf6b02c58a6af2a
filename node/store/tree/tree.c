#include "node/store/tree/tree_internal.h"

#include "common/base/halt.h"

/* The way from the root to a leaf. */
struct path {
    uint32_t ids[VIEW_DEPTH_MAX]; /* inner nodes, root first */
    bool right[VIEW_DEPTH_MAX];   /* turn taken at each */
    int depth;
    int outside_from; /* from this node on the searched key differs before the nodes' prefix ends */
    uint32_t leaf;
    struct search search;
};

static void find_path(const struct tree_edit *edit, struct bytes key, struct path *path)
{
    path->search = search_start(key);
    path->depth = 0;
    path->outside_from = VIEW_DEPTH_MAX;
    uint32_t id = edit->root;
    for (;;) {
        const struct node *node = pool_node(edit->pool, id);
        if (node->height == 0)
            break;
        ASSERT(path->depth < VIEW_DEPTH_MAX);
        bool right = search_turn(edit->pool, &path->search, node);
        if (path->search.outside && path->outside_from == VIEW_DEPTH_MAX)
            path->outside_from = path->depth;
        path->ids[path->depth] = id;
        path->right[path->depth++] = right;
        id = right ? node->right : node->left;
    }
    path->leaf = id;
}

/* The deepest node of path[0..depth) that was left to the right: its key is the first leaf below
 * that side. */
static int last_right_turn(const struct path *path, int depth)
{
    int i = depth - 1;
    while (i >= 0 && !path->right[i])
        i--;
    return i;
}

uint32_t tree_own(struct tree_edit *edit, uint32_t id)
{
    if (pool_node(edit->pool, id)->version == edit->version)
        return id;
    uint32_t copy = pool_new_node(edit->pool);
    struct node *node = pool_node(edit->pool, copy);
    uint8_t flags = node->flags;
    *node = *pool_node(edit->pool, id);
    node->flags = flags;
    node->version = edit->version;
    tree_drop(edit, id);
    return copy;
}

void tree_drop(struct tree_edit *edit, uint32_t id)
{
    if (pool_node(edit->pool, id)->version == edit->version)
        pool_free(edit->pool, id);
    else if (id >= edit->pool->image_end)
        id_list_push(edit->orphans, id);
}

static struct node *set_child(struct tree_edit *edit, uint32_t id, bool right, uint32_t child)
{
    struct node *node = pool_node(edit->pool, id);
    if (right)
        node->right = child;
    else
        node->left = child;
    return node;
}

void tree_measure(const struct pool *pool, struct node *node)
{
    const struct node *left = pool_node(pool, node->left), *right = pool_node(pool, node->right);
    node->height = (uint8_t)((left->height > right->height ? left->height : right->height) + 1);
    node->leaf_count = node_leaf_count(left) + node_leaf_count(right);
}

/* Another value: the path is copied, its shape stays. */
static void replace_leaf(struct tree_edit *edit, const struct path *path, struct bytes value)
{
    if (pool_node(edit->pool, path->leaf)->version == edit->version) {
        pool_set_value(edit->pool, path->leaf, value);
        return;
    }
    uint32_t leaf = pool_new_leaf(edit->pool, edit->version, path->search.key, value);
    tree_drop(edit, path->leaf);
    int key_owner = last_right_turn(path, path->depth);
    uint32_t child = leaf;
    for (int i = path->depth - 1; i >= 0; i--) {
        uint32_t id = tree_own(edit, path->ids[i]);
        struct node *node = set_child(edit, id, path->right[i], child);
        if (i == key_owner)
            node->key_leaf = leaf;
        if (id == path->ids[i]) {
            /* Everything above an own node is own already. */
            if (key_owner >= 0 && key_owner < i)
                pool_node(edit->pool, path->ids[key_owner])->key_leaf = leaf;
            return;
        }
        child = id;
    }
    edit->root = child;
}

/* Goes back up a path after the subtree at `depth` was replaced by `child`; heights, counts and
 * balance follow. */
static void rebuild_above(struct tree_edit *edit, const struct path *path, int depth,
                          uint32_t child, uint8_t old_height, int count_change, int key_owner,
                          uint32_t key_leaf)
{
    for (int i = depth - 1; i >= 0; i--) {
        uint8_t height = pool_node(edit->pool, child)->height;
        uint32_t id = tree_own(edit, path->ids[i]);
        struct node *node = set_child(edit, id, path->right[i], child);
        if (i == key_owner) {
            node->key_leaf = key_leaf;
            tree_set_prefix(edit->pool, node, node->prefix);
        }
        if (count_change > 0 && i >= path->outside_from)
            tree_set_prefix(edit->pool, node, path->search.shared);
        uint8_t own_height = node->height;
        /* A child of the same height disturbs no balance: its sibling need not be touched. */
        if (height == old_height) {
            node->leaf_count += (uint32_t)count_change;
            child = id;
        } else {
            tree_measure(edit->pool, node);
            child = tree_balance(edit, id);
        }
        old_height = own_height;
    }
    edit->root = child;
}

static void insert_leaf(struct tree_edit *edit, const struct path *path, int order,
                        struct bytes value)
{
    uint32_t leaf = pool_new_leaf(edit->pool, edit->version, path->search.key, value);
    uint32_t inner = pool_new_node(edit->pool);
    struct node *node = pool_node(edit->pool, inner);
    *node = (struct node){
        .version = edit->version,
        .height = 1,
        .flags = node->flags,
        .left = order < 0 ? leaf : path->leaf,
        .right = order < 0 ? path->leaf : leaf,
        .leaf_count = 2,
    };
    node->key_leaf = node->right;
    tree_set_prefix(edit->pool, node,
                    bytes_shared(path->search.key, pool_key(edit->pool, path->leaf)));
    rebuild_above(edit, path, path->depth, inner, 0, 1, -1, 0);
}

void tree_set(struct tree_edit *edit, struct bytes key, struct bytes value)
{
    if (edit->root == 0) {
        edit->root = pool_new_leaf(edit->pool, edit->version, key, value);
        return;
    }
    struct path path;
    find_path(edit, key, &path);
    int order = search_leaf(edit->pool, &path.search, path.leaf);
    if (order == 0)
        replace_leaf(edit, &path, value);
    else
        insert_leaf(edit, &path, order, value);
}

bool tree_remove(struct tree_edit *edit, struct bytes key)
{
    if (edit->root == 0)
        return false;
    struct path path;
    find_path(edit, key, &path);
    if (search_leaf(edit->pool, &path.search, path.leaf) != 0)
        return false;
    if (path.depth == 0) {
        tree_drop(edit, path.leaf);
        edit->root = 0;
        return true;
    }
    int above = path.depth - 1;
    uint32_t parent = path.ids[above];
    const struct node *node = pool_node(edit->pool, parent);
    bool right = path.right[above];
    uint32_t sibling = right ? node->left : node->right;
    uint32_t key_leaf = node->key_leaf;
    uint8_t old_height = node->height;
    int key_owner = right ? -1 : last_right_turn(&path, above);
    tree_drop(edit, path.leaf);
    tree_drop(edit, parent);
    rebuild_above(edit, &path, above, sibling, old_height, -1, key_owner, key_leaf);
    return true;
}
