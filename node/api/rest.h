#ifndef NODE_API_REST_H
#define NODE_API_REST_H

#include "node/api/http_server.h"

/* rest_handle serves one request of the REST port as grpc-gateway does (chain-surface 5.1), and
 * gRPC-web. */
void rest_handle(struct http_request *request);

/* grpc_web_handle serves a gRPC-web request; rest_handle calls it. */
void grpc_web_handle(struct http_request *request, struct bytes content_type);

/* rest_height reads x-cosmos-block-height; false: it is no height, and `message` says why. */
bool rest_height(struct http_request *request, int64_t *height, struct bytes *message);

#endif
