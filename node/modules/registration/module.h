#ifndef NODE_MODULES_REGISTRATION_MODULE_H
#define NODE_MODULES_REGISTRATION_MODULE_H

#include "node/chain/chain.h"

/* The network's public keys and its registered nodes (chain-surface 4.5), store `register`, genesis
 * key `register`. */
extern const struct module registration_module;

/* registration_io_key reads the key that messages of the first suite are encrypted to; no bytes
 * when genesis never set it. */
MUST_CHECK status registration_io_key(struct context *ctx, struct bytes *key);

#endif
