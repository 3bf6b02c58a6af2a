#ifndef NODE_NODE_KEYS_H
#define NODE_NODE_KEYS_H

#include "node/home.h"

/* The two ed25519 keys of a node, in the files and form of CometBFT: config/priv_validator_key.json
 * signs blocks, config/node_key.json names the node. */
struct node_keys {
    uint8_t validator_seed[32];
    uint8_t validator_key[32]; /* public */
    struct bytes node_id;      /* 40 hex digits */
};

/* node_keys_load reads both files, making the ones that are missing. Refused: a file that is no
 * such key. */
MUST_CHECK status node_keys_load(struct arena *arena, const struct home *home,
                                 struct node_keys *keys);

#endif
