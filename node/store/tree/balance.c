#include "node/store/tree/tree_internal.h"

static struct bytes first_key(const struct pool *pool, uint32_t id)
{
    while (pool_node(pool, id)->height != 0)
        id = pool_node(pool, id)->left;
    return pool_key(pool, id);
}

static struct bytes last_key(const struct pool *pool, uint32_t id)
{
    while (pool_node(pool, id)->height != 0)
        id = pool_node(pool, id)->right;
    return pool_key(pool, id);
}

/* After a rotation: `top` covers what `below` covered, `below` a part of it. */
static uint32_t settle(struct tree_edit *edit, uint32_t top_id, uint32_t below_id)
{
    struct node *top = pool_node(edit->pool, top_id), *below = pool_node(edit->pool, below_id);
    tree_set_prefix(edit->pool, top, below->prefix);
    tree_set_prefix(
        edit->pool, below,
        bytes_shared(first_key(edit->pool, below->left), last_key(edit->pool, below->right)));
    tree_measure(edit->pool, below);
    tree_measure(edit->pool, top);
    return top_id;
}

static uint32_t rotate_right(struct tree_edit *edit, uint32_t id)
{
    uint32_t top = tree_own(edit, pool_node(edit->pool, id)->left);
    pool_node(edit->pool, id)->left = pool_node(edit->pool, top)->right;
    pool_node(edit->pool, top)->right = id;
    return settle(edit, top, id);
}

static uint32_t rotate_left(struct tree_edit *edit, uint32_t id)
{
    uint32_t top = tree_own(edit, pool_node(edit->pool, id)->right);
    pool_node(edit->pool, id)->right = pool_node(edit->pool, top)->left;
    pool_node(edit->pool, top)->left = id;
    return settle(edit, top, id);
}

static int lean(const struct pool *pool, uint32_t id)
{
    const struct node *node = pool_node(pool, id);
    return (int)pool_node(pool, node->left)->height - (int)pool_node(pool, node->right)->height;
}

uint32_t tree_balance(struct tree_edit *edit, uint32_t id)
{
    int left_heavy = lean(edit->pool, id);
    if (left_heavy > 1) {
        uint32_t left = pool_node(edit->pool, id)->left;
        if (lean(edit->pool, left) < 0) {
            uint32_t turned = rotate_left(edit, tree_own(edit, left));
            pool_node(edit->pool, id)->left = turned;
        }
        return rotate_right(edit, id);
    }
    if (left_heavy < -1) {
        uint32_t right = pool_node(edit->pool, id)->right;
        if (lean(edit->pool, right) > 0) {
            uint32_t turned = rotate_right(edit, tree_own(edit, right));
            pool_node(edit->pool, id)->right = turned;
        }
        return rotate_left(edit, id);
    }
    return id;
}
