#ifndef NODE_API_GRPC_SERVER_H
#define NODE_API_GRPC_SERVER_H

#include <stddef.h>

struct api;

/* gRPC over HTTP/2 without TLS (h2c, prior knowledge), over nghttp2, on the loop's thread: every
 * method of the schema's services, and server reflection v1 and v1alpha. Metadata
 * x-cosmos-block-height selects the state. */
struct grpc_server;

enum {
    GRPC_MESSAGE_BYTES_MAX = 10 << 20,
    GRPC_CONNECTIONS_MAX = 1024,
    GRPC_STREAMS_MAX = 100, /* at once on a connection */
    GRPC_IDLE_MS = 120000,
};

/* grpc_server_new serves a listening socket, which it owns from now on. */
struct grpc_server *grpc_server_new(struct api *api, int fd);

/* As http_server_quiesce, http_server_pending and http_server_free. */
void grpc_server_quiesce(struct grpc_server *server);
size_t grpc_server_pending(const struct grpc_server *server);
void grpc_server_free(struct grpc_server *server);

#endif
