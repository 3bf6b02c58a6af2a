#include "node/modules/gov/module.h"
#include "node/modules/gov/internal.h"
#include "schema/chain/cosmos_gov_v1beta1.h"

#define ERROR ERROR_CONSTANT
#include "node/modules/gov/errors.def"
#undef ERROR

static const struct message_route messages[] = {
    {&cosmos_gov_v1_msg_submit_proposal_type, &cosmos_gov_v1_msg_submit_proposal_response_type,
     NULL, gov_msg_submit},
    {&cosmos_gov_v1_msg_cancel_proposal_type, &cosmos_gov_v1_msg_cancel_proposal_response_type,
     NULL, gov_msg_cancel},
    {&cosmos_gov_v1_msg_exec_legacy_content_type,
     &cosmos_gov_v1_msg_exec_legacy_content_response_type, gov_check_exec_legacy,
     gov_msg_exec_legacy},
    {&cosmos_gov_v1_msg_vote_type, &cosmos_gov_v1_msg_vote_response_type, NULL, gov_msg_vote},
    {&cosmos_gov_v1_msg_vote_weighted_type, &cosmos_gov_v1_msg_vote_weighted_response_type, NULL,
     gov_msg_vote_weighted},
    {&cosmos_gov_v1_msg_deposit_type, &cosmos_gov_v1_msg_deposit_response_type, NULL,
     gov_msg_deposit},
    {&cosmos_gov_v1_msg_update_params_type, &cosmos_gov_v1_msg_update_params_response_type, NULL,
     gov_msg_update_params},
    {&cosmos_gov_v1beta1_msg_submit_proposal_type,
     &cosmos_gov_v1beta1_msg_submit_proposal_response_type, NULL, gov_legacy_submit},
    {&cosmos_gov_v1beta1_msg_vote_type, &cosmos_gov_v1beta1_msg_vote_response_type, NULL,
     gov_legacy_vote},
    {&cosmos_gov_v1beta1_msg_vote_weighted_type,
     &cosmos_gov_v1beta1_msg_vote_weighted_response_type, NULL, gov_legacy_vote_weighted},
    {&cosmos_gov_v1beta1_msg_deposit_type, &cosmos_gov_v1beta1_msg_deposit_response_type, NULL,
     gov_legacy_deposit},
};

const struct module gov_module = {
    .name = "gov",
    .consensus_version = 6,
    .messages = messages,
    .message_count = ARRAY_COUNT(messages),
    .queries = gov_queries,
    .query_count = ARRAY_COUNT(gov_queries),
    .genesis = &cosmos_gov_v1_genesis_state_type,
    .genesis_init = gov_genesis_init,
    .genesis_export = gov_genesis_export,
    .end_block = gov_end_block,
};
