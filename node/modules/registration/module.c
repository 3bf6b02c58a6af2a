#include "node/modules/registration/internal.h"

const struct module registration_module = {
    .name = "register",
    .consensus_version = 1,
    .queries = registration_queries,
    .query_count = REGISTRATION_QUERY_COUNT,
    .genesis = &secret_registration_v1beta1_genesis_state_type,
    .genesis_init = registration_genesis_init,
    .genesis_export = registration_genesis_export,
};
