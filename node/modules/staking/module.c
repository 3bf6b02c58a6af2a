#include "node/modules/staking/module.h"
#include "node/modules/staking/internal.h"
#include "node/modules/staking/queries.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/staking/errors.def"
#undef ERROR

const struct module staking_module = {
    .name = "staking",
    .consensus_version = 5,
    .messages = staking_messages,
    .message_count = STAKING_MESSAGE_COUNT,
    .queries = staking_queries,
    .query_count = STAKING_QUERY_COUNT,
    .genesis = &cosmos_staking_v1beta1_genesis_state_type,
    .genesis_init = staking_genesis_init,
    .genesis_export = staking_genesis_export,
    .begin_block = staking_begin_block,
    .end_block = staking_end_block,
};
