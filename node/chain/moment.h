#ifndef NODE_CHAIN_MOMENT_H
#define NODE_CHAIN_MOMENT_H

#include "node/chain/context.h"
#include "schema/core/google_protobuf.h"

/* Points in time as the modules store them: Unix seconds and nanoseconds, UTC, any year. */

enum { MOMENT_KEY_BYTES = 29 };

/* moment_of_block is the time of the block that runs. */
struct google_protobuf_timestamp moment_of_block(const struct context *ctx);

/* MOMENT_NONE is the original's zero time, the first instant of year 1. */
extern const struct google_protobuf_timestamp MOMENT_NONE;

struct google_protobuf_timestamp moment_add(struct google_protobuf_timestamp moment,
                                            struct google_protobuf_duration duration);
/* moment_compare: <0, 0, >0. */
int moment_compare(struct google_protobuf_timestamp left, struct google_protobuf_timestamp right);

/* moment_key is "2006-01-02T15:04:05.000000000", as store keys hold it (sdk.FormatTimeBytes). */
struct bytes moment_key(struct arena *arena, struct google_protobuf_timestamp moment);
/* moment_text is RFC 3339 in whole seconds, "2006-01-02T15:04:05Z", as events hold it. */
struct bytes moment_text(struct arena *arena, struct google_protobuf_timestamp moment);
/* moment_parse_key reads what moment_key wrote; false for anything else. */
bool moment_parse_key(struct bytes text, struct google_protobuf_timestamp *moment);

/* duration_nanoseconds is the length as the original's time.Duration, which decoding has
 * range-checked. */
int64_t duration_nanoseconds(struct google_protobuf_duration duration);
/* duration_text prints as Go's time.Duration: "1m30s", "500ms", "0s". */
struct bytes duration_text(struct arena *arena, struct google_protobuf_duration duration);

#endif
