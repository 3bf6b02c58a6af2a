#ifndef NODE_FOLLOW_GRPC_CLIENT_H
#define NODE_FOLLOW_GRPC_CLIENT_H

#include "common/base/arena.h"

/* Unary gRPC calls over HTTP/2 without TLS to one server, each on a connection of its own; one
 * thread at a time. */
struct grpc_client;

enum {
    GRPC_CLIENT_ANSWER_BYTES_MAX = 256 << 20,
    GRPC_CLIENT_TIMEOUT_MS = 30000, /* of a call */
    GRPC_CLIENT_CONNECT_MS = 5000,
};

/* grpc_client_new prepares calls to `server` ("host:port"); nothing is connected yet.
 *   stop  ends a running call when it becomes true */
struct grpc_client *grpc_client_new(struct bytes server, const _Atomic bool *stop);
void grpc_client_free(struct grpc_client *client);

/* How a call ended. */
struct grpc_answer {
    bool answered;       /* false: the server was not reached, or spoke no gRPC */
    uint32_t code;       /* of the server, 0: all is well */
    struct bytes reason; /* why not, one line */
    struct bytes body;   /* the response message */
};

/* grpc_client_call calls a method ("/cosmos.base.tendermint.v1beta1.Service/GetBlockByHeight") and
 * waits for its end; everything in the answer is in the arena. */
void grpc_client_call(struct grpc_client *client, struct arena *arena, const char *method,
                      struct bytes request, struct grpc_answer *answer);

#endif
