#ifndef NODE_STORE_TREE_EXPORT_H
#define NODE_STORE_TREE_EXPORT_H

#include "node/store/tree/view.h"

/* A node as state-sync snapshots have it (store-and-speed 1.8): an inner node's key, no value. */
struct export_node {
    struct bytes key;
    struct bytes value; /* absent in inner nodes */
    int64_t version;
    uint8_t height; /* 0: leaf */
};

/* view_export visits every node of a store in post-order: left, right, node. Any thread. */
void view_export(const struct store_view *view, enum store_id store,
                 void (*visit)(void *context, const struct export_node *node), void *context);

#endif
