#ifndef NODE_LOCALNET_GENESIS_H
#define NODE_LOCALNET_GENESIS_H

#include "common/base/arena.h"

/* What differs from one local network to the next. */
struct localnet_genesis {
    struct bytes chain_id;
    int64_t time_seconds; /* Unix time */
    int32_t time_nanos;
    struct bytes consensus_key; /* ed25519 public key of the only validator, 32 bytes */
    struct bytes node_id;       /* hex text, goes into the gentx's memo */
    struct bytes io_key;        /* X25519 public keys of the network, 32 bytes */
    struct bytes exchange_key;
    uint32_t epoch; /* of suite 2 */
    struct bytes epoch_io_key;
};

/* localnet_genesis_make gives LocalSecret's genesis file (chain-surface 2.1, 2.2): five accounts,
 * and a gentx signed by `validator` that bonds 10^17 uscrt. */
struct bytes localnet_genesis_make(struct arena *arena, const struct localnet_genesis *parts);

#endif
