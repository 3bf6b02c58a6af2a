#include "node/modules/distribution/module.h"
#include "node/modules/distribution/internal.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/distribution/errors.def"
#undef ERROR

const struct module distribution_module = {
    .name = "distribution",
    .consensus_version = 4,
    .messages = distribution_messages,
    .message_count = DISTRIBUTION_MESSAGE_COUNT,
    .queries = distribution_queries,
    .query_count = DISTRIBUTION_QUERY_COUNT,
    .genesis = &cosmos_distribution_v1beta1_genesis_state_type,
    .genesis_init = distribution_genesis_init,
    .genesis_export = distribution_genesis_export,
    .begin_block = distribution_begin_block,
};
