#ifndef TESTS_SUPPORT_GRPC_PEER_H
#define TESTS_SUPPORT_GRPC_PEER_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/bytes.h"

/* A gRPC server that answers what a test wants, whatever is asked: one call for each connection, on
 * a thread of its own. Linked only where it is used. */
struct grpc_peer;

struct grpc_peer_answer {
    uint32_t code;
    const char *message; /* as it stands in grpc-message; NULL: none */
    struct bytes body;   /* with code 0 */
    uint32_t announced;  /* length that stands before the body; 0: its own */
    const char *raw;     /* this instead of HTTP/2; NULL: not */
};

/* Gives the answer to call `number`, from 0; on the peer's thread. */
typedef struct grpc_peer_answer grpc_peer_serve(void *context, size_t number);

enum { GRPC_PEER_ADDRESS = 32 };

/* grpc_peer_start listens on a free port; `address` is "127.0.0.1:PORT" then. */
struct grpc_peer *grpc_peer_start(grpc_peer_serve *serve, void *context,
                                  char address[GRPC_PEER_ADDRESS]);
void grpc_peer_stop(struct grpc_peer *peer);

#endif
