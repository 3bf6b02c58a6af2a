#ifndef NODE_API_API_H
#define NODE_API_API_H

#include "node/chain/inspector.h"
#include "node/consensus/solo.h"

/* The servers: CometBFT RPC with websocket, REST, gRPC, gRPC-web and the faucet. They know the
 * application by its queries, the blocks by the database, and no module. One thread does all input
 * and output, a few workers answer what may take long; neither ever blocks the making of blocks. */
struct api;

/* Where to listen ("tcp://0.0.0.0:26657", "127.0.0.1:0"); absent: that server is not started. */
struct api_addresses {
    struct bytes rpc, rest, grpc, grpc_web, faucet;
};

struct api_ports {
    uint16_t rpc, rest, grpc, grpc_web, faucet; /* 0: not started */
};

struct api_options {
    const struct application *app;
    struct database *database;
    struct mempool *mempool;
    const struct genesis *genesis;
    struct api_addresses addresses;
    struct bytes moniker;
    struct bytes version;            /* of the node, "1.25.0" */
    struct bytes commit;             /* git commit it was built from */
    struct bytes minimum_gas_prices; /* "0.0125uscrt" */
    struct pruning pruning;          /* only reported */
    uint8_t validator_pubkey[32];
    const struct inspection_store *inspections; /* what contracts did; NULL: nobody wrote it down */
    bool simulation;        /* no hardware protects the enclave's keys: said in the node's status */
    bool faucet;            /* serve `faucet` with this key */
    uint8_t faucet_key[32]; /* secp256k1 */
    unsigned workers;       /* threads for queries; 0: four */
};

/* api_start listens on all addresses and serves as soon as there is a block. Everything in
 * `options` is copied but what it points to.
 *   arena  owns the refusal
 * Refused: an address that cannot be had (the text names it). */
MUST_CHECK status api_start(struct arena *arena, const struct api_options *options,
                            struct api **api);

struct api_ports api_ports(const struct api *api);

/* api_committed tells the servers of a block that is durable. The producer's thread; takes
 * microseconds. */
void api_committed(struct api *api, const struct solo_block *block);

/* api_stop answers what is under way, closes all connections and frees. The mempool must still
 * work, or be stopped but not freed. */
void api_stop(struct api *api);

/* api_index_record is the database's index_record: it enters transactions and events for the
 * searches. */
void api_index_record(void *context, struct arena *arena, const struct block_record *record,
                      struct index_batch *batch);

#endif
