#ifndef NODE_APP_REPLAY_TRACES_H
#define NODE_APP_REPLAY_TRACES_H

#include "common/encoding/json.h"
#include "node/consensus/application.h"

/* What contract calls did in a recorded chain, in the answers of the trace service: traces.json has
 * an object `blocks` by height with `block_traces` and `block_create_results`, base64 of protobuf,
 * both of which may be missing, and `analyze_code` by code hash. */

/* replay_traces_read reads the file; a folder without one gives JSON_NULL. Refused: it is no JSON
 * object. */
MUST_CHECK status replay_traces_read(struct arena *arena, const char *folder,
                                     struct json_value *traces);

/* replay_traces_of hangs a block's answers into its input: empty ones when it has none, so that the
 * block takes its calls from there in any case. */
MUST_CHECK status replay_traces_of(const struct json_value *traces, struct arena *arena,
                                   int64_t height, struct block_input *input);

#endif
