#ifndef NODE_STORE_TREE_IMAGE_H
#define NODE_STORE_TREE_IMAGE_H

#include "node/store/tree/view.h"

/* The trees of one version as bytes, in the same form as in memory, so that a file of it can be
 * mapped and used as it is: `nodes` (32 bytes each, little-endian, children before parents, place 0
 * unused), `hashes` (32 bytes each, same order) and `pairs` (keys and values of the leaves, end to
 * end). */
struct image {
    int64_t version;
    uint64_t node_count; /* with the unused place 0 */
    uint64_t pairs_bytes;
    uint32_t roots[STORE_COUNT]; /* places in nodes, 0: empty tree */
    const void *nodes;           /* 8-byte aligned */
    const uint8_t *hashes;
    const uint8_t *pairs;
};

enum { IMAGE_NODE_BYTES = 32, IMAGE_HASH_BYTES = 32 };

enum image_part { IMAGE_NODES, IMAGE_HASHES, IMAGE_PAIRS };

/* Takes the next bytes of a part; false: give up. */
typedef bool image_sink(void *context, enum image_part part, struct bytes data);

/* image_node_count says how many places the nodes of a view take. */
uint64_t image_node_count(const struct store_view *view);

/* image_write hands the view's image to `sink` part by part and fills the image's sizes and roots.
 * Any thread. False: the sink gave up. */
bool image_write(const struct store_view *view, image_sink *sink, void *context,
                 struct image *image);

/* image_check tells whether an image is a set of well-formed trees inside its bounds: order of
 * places, heights, counts, lengths. Hashes and order of keys are the checksum's matter. */
bool image_check(const struct image *image);

/* multistore_from_image starts at the image's version. The memory of a checked image stays the
 * caller's and must outlive the multistore. */
struct multistore *multistore_from_image(const struct image *image);

#endif
