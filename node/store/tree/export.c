#include "node/store/tree/export.h"

#include "common/base/halt.h"
#include "node/store/tree/multistore_internal.h"

static void visit_node(const struct pool *pool, uint32_t id,
                       void (*visit)(void *context, const struct export_node *node), void *context)
{
    const struct node *node = pool_node(pool, id);
    struct export_node out = {.version = node->version, .height = node->height};
    if (node->height == 0) {
        out.key = pool_key(pool, id);
        out.value = pool_value(pool, id);
    } else {
        out.key = pool_key(pool, node->key_leaf);
    }
    visit(context, &out);
}

void view_export(const struct store_view *view, enum store_id store,
                 void (*visit)(void *context, const struct export_node *node), void *context)
{
    const struct pool *pool = view_pool(view);
    uint32_t open[VIEW_DEPTH_MAX];
    bool right_done[VIEW_DEPTH_MAX];
    uint32_t depth = 0;
    uint32_t id = view->roots[store];
    while (id != 0) {
        const struct node *node = pool_node(pool, id);
        if (node->height != 0) {
            ASSERT(depth < VIEW_DEPTH_MAX);
            right_done[depth] = false;
            open[depth++] = id;
            id = node->left;
            continue;
        }
        visit_node(pool, id, visit, context);
        for (; depth != 0 && right_done[depth - 1]; depth--)
            visit_node(pool, open[depth - 1], visit, context);
        id = 0;
        if (depth != 0) {
            right_done[depth - 1] = true;
            id = pool_node(pool, open[depth - 1])->right;
        }
    }
}
