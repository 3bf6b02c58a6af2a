#include "node/modules/compute/internal.h"

const struct module compute_module = {
    .name = "compute",
    .consensus_version = 9,
    .messages = compute_messages,
    .message_count = COMPUTE_MESSAGE_COUNT,
    .queries = compute_queries,
    .query_count = COMPUTE_QUERY_COUNT,
    .genesis = &secret_compute_v1beta1_genesis_state_type,
    .genesis_init = compute_genesis_init,
    .genesis_export = compute_genesis_export,
};
