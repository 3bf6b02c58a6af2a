#ifndef COMMON_ENCODING_BASE64_H
#define COMMON_ENCODING_BASE64_H

#include "common/base/arena.h"
#include "common/base/bytes.h"

/* Base64 as Go's encoding/base64 has it. */

/* base64_encode gives the standard alphabet with padding. */
struct bytes base64_encode(struct arena *arena, struct bytes source);
void base64_write(struct writer *writer, struct bytes source);

/* base64_decode reads the standard alphabet with padding; CR and LF are skipped and the unused bits
 * of the last group are ignored, as StdEncoding does. False: anything else. The result is present
 * when empty. */
bool base64_decode(struct arena *arena, struct bytes text, struct bytes *out);

/* base64_decode_any tries the standard alphabet, then the URL-safe one, both padded: what the REST
 * gateway does with bytes in a path or query. */
bool base64_decode_any(struct arena *arena, struct bytes text, struct bytes *out);

#endif
