#ifndef NODE_API_WEBSOCKET_H
#define NODE_API_WEBSOCKET_H

#include "common/base/bytes.h"

struct api;
struct http_request;

/* JSON-RPC over websockets, with subscriptions (chain-surface 6.1, 6.4). Calls of one client are
 * carried out one after the other; one that does not read loses its connection when too much waits
 * for it. */
struct websockets;
struct websocket;

enum {
    WEBSOCKET_MESSAGE_BYTES_MAX = 1000000,
    WEBSOCKET_QUEUED_BYTES_MAX = 8 << 20,
    WEBSOCKETS_MAX = 1000,
    WEBSOCKET_PING_MS = 27000,
    WEBSOCKET_SILENT_MS = 60000, /* without a word or a pong for so long, a client is gone */
};

struct websockets *websockets_new(struct api *api);

/* websockets_close ends all connections; websockets_pending counts calls that still run for them.
 * Loop's thread. */
void websockets_close(struct websockets *all);
size_t websockets_pending(const struct websockets *all);
void websockets_free(struct websockets *all);

/* websocket_accept upgrades an HTTP request, or refuses it. */
void websocket_accept(struct http_request *request);

/* websocket_send sends a text to a client, if it is still there. Any thread; the text is copied. */
void websocket_send(struct websockets *all, uint64_t client, struct bytes text);

/* websocket_id names a client for websocket_send. */
uint64_t websocket_id(const struct websocket *client);

#endif
