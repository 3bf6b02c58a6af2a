#ifndef NODE_API_API_INTERNAL_H
#define NODE_API_API_INTERNAL_H

#include <pthread.h>

#include "node/api/api.h"
#include "node/api/chain_reader.h"
#include "node/api/events.h"
#include "node/api/grpc_server.h"
#include "node/api/http_server.h"
#include "node/api/loop.h"
#include "node/api/rest_routes.h"
#include "node/api/workers.h"

/* What every answer to "how far is the chain" needs, kept so that nobody has to read a block for
 * it. */
struct api_tip {
    int64_t height; /* 0: no block yet */
    struct google_protobuf_timestamp time;
    uint8_t block_hash[32];
    uint8_t header_app_hash[32]; /* after the block before */
    uint8_t app_hash[32];        /* after this block */
    uint8_t next_validators_hash[32];
    int64_t own_power; /* the validator's, for the next block */
};

enum { API_HTTP_SERVERS = 4 };

struct api {
    struct api_options options;
    struct arena *arena; /* of texts that live as long as the api */
    struct api_ports ports;
    struct bytes genesis_json; /* as RPC shows it */
    struct bytes node_id;      /* lower-case hex of the address */
    uint8_t address[20];       /* the validator's */

    struct loop *loop;
    struct workers *workers;
    pthread_t thread; /* runs the loop */
    bool thread_running;
    struct loop_task close;
    struct loop_ticker ticker; /* deadlines of waiting calls; the end */
    bool closing;
    struct http_server *http[API_HTTP_SERVERS];
    size_t http_count;
    struct grpc_server *grpc;
    struct websockets *websockets;
    struct events *events;
    struct faucet *faucet; /* NULL: none */
    struct rest_routes *routes;

    pthread_mutex_t tip_lock;
    pthread_cond_t tip_moved; /* the first block is there */
    struct api_tip tip;
    struct api_tip base; /* of the first block; constant once serving has begun */
};

/* api_tip is a copy of the newest tip. Any thread. */
struct api_tip api_tip(struct api *api);

/* api_query is the application's ABCI query, for RPC and for methods that are looked up by it;
 * services of the api itself are answered here. Any thread. */
void api_query(struct api *api, struct arena *arena,
               const struct tendermint_abci_request_query *request,
               struct tendermint_abci_response_query *response);

/* api_wait_index waits shortly until the index has caught up with the log; false when it has not.
 */
bool api_wait_index(struct api *api);

#endif
