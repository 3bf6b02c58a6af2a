#include "node/modules/bank/module.h"

#include "node/modules/bank/internal.h"

const struct module bank_module = {
    .name = "bank",
    .consensus_version = 4,
    .messages = BANK_MESSAGES,
    .message_count = BANK_MESSAGE_COUNT,
    .queries = BANK_QUERIES,
    .query_count = BANK_QUERY_COUNT,
    .genesis = &cosmos_bank_v1beta1_genesis_state_type,
    .genesis_init = bank_genesis_init,
    .genesis_export = bank_genesis_export,
};
