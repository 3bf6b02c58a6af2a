#ifndef NODE_API_GRPC_CODES_H
#define NODE_API_GRPC_CODES_H

#include "common/base/arena.h"

/* gRPC's codes in HTTP (chain-surface 5.1), and its messages in headers. */

/* grpc_http_status is the HTTP status grpc-gateway sends for a code. */
unsigned grpc_http_status(uint32_t code);

/* grpc_code_name is "NotFound" for 5. */
const char *grpc_code_name(uint32_t code);

/* grpc_message_encode percent-encodes what a header may not hold. */
struct bytes grpc_message_encode(struct arena *arena, struct bytes message);

/* grpc_take_frame takes a length-prefixed message off a gRPC body; false: it is cut off, compressed
 * or too long. */
bool grpc_take_frame(struct bytes *body, struct bytes *message);

/* grpc_write_frame appends a length-prefixed message with these flags. */
void grpc_write_frame(struct writer *out, uint8_t flags, struct bytes message);

#endif
