#ifndef NODE_API_GRPC_REFLECTION_H
#define NODE_API_GRPC_REFLECTION_H

#include "common/base/arena.h"

/* gRPC server reflection (chain-surface 5.1): files by name and by symbol, and the list of
 * services, from the schema's descriptors. v1 and v1alpha have the same messages. */

/* grpc_reflection_serves tells whether a path is the streaming method of either version. */
bool grpc_reflection_serves(struct bytes path);

/* grpc_reflection_answer gives the encoded response to one encoded request; false: the request does
 * not decode. */
bool grpc_reflection_answer(struct arena *arena, struct bytes request, struct bytes *response);

#endif
