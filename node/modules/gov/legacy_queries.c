#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/modules/gov/internal.h"
#include "schema/chain/cosmos_gov_v1beta1.h"

/* Queries of the first generation: answers of the second, converted. */

static status sorted_coins(struct context *ctx, const struct cosmos_base_v1beta1_coin_list *from,
                           struct cosmos_base_v1beta1_coin_list *to)
{
    struct coins coins;
    TRY(coins_from_list(ctx->arena, from, &coins));
    TRY(coins_normalized(ctx->arena, coins, &coins));
    *to = coins_to_list(ctx->arena, coins);
    return NULL;
}

static struct cosmos_gov_v1beta1_tally_result
convert_tally(const struct cosmos_gov_v1_tally_result *tally)
{
    return (struct cosmos_gov_v1beta1_tally_result){
        .yes = tally->yes_count,
        .abstain = tally->abstain_count,
        .no = tally->no_count,
        .no_with_veto = tally->no_with_veto_count,
    };
}

/* A share in plain decimals becomes one on the wire. */
static status convert_share(struct context *ctx, struct bytes text, struct bytes *out)
{
    struct decimal value;
    TRY(decimal_read(ctx->arena, text, &value));
    *out = decimal_text_scaled(ctx->arena, value);
    return NULL;
}

static status convert_content(struct context *ctx, const struct cosmos_gov_v1_proposal *from,
                              const struct google_protobuf_any **content)
{
    struct gov_message *messages;
    if (from->messages.count != 1)
        return error_wrap(ctx->arena, &CHAIN_INVALID_TYPE,
                          "can't convert a gov/v1 Proposal to gov/v1beta1 Proposal when amount of "
                          "proposal messages not exactly one");
    TRY(gov_unpack(ctx, &from->messages, &messages));
    if (messages[0].type == &cosmos_gov_v1_msg_exec_legacy_content_type) {
        const struct cosmos_gov_v1_msg_exec_legacy_content *exec = messages[0].message;
        *content = exec->content;
    } else {
        *content = &from->messages.items[0];
    }
    return NULL;
}

static void convert_moment(const struct google_protobuf_timestamp *from,
                           struct google_protobuf_timestamp *to)
{
    if (from != NULL)
        *to = *from;
}

static status convert_proposal(struct context *ctx, const struct cosmos_gov_v1_proposal *from,
                               struct cosmos_gov_v1beta1_proposal *to)
{
    message_init(&cosmos_gov_v1beta1_proposal_type, to);
    to->proposal_id = from->id;
    to->status = from->status;
    TRY(sorted_coins(ctx, &from->total_deposit, &to->total_deposit));
    if (from->final_tally_result != NULL)
        to->final_tally_result = convert_tally(from->final_tally_result);
    convert_moment(from->submit_time, &to->submit_time);
    convert_moment(from->deposit_end_time, &to->deposit_end_time);
    convert_moment(from->voting_start_time, &to->voting_start_time);
    convert_moment(from->voting_end_time, &to->voting_end_time);
    return convert_content(ctx, from, &to->content);
}

static status convert_vote(struct context *ctx, const struct cosmos_gov_v1_vote *from,
                           struct cosmos_gov_v1beta1_vote *to)
{
    *to = (struct cosmos_gov_v1beta1_vote){.proposal_id = from->proposal_id, .voter = from->voter};
    for (size_t at = 0; at < from->options.count; at++) {
        struct cosmos_gov_v1beta1_weighted_vote_option *option =
            list_append(ctx->arena, &to->options, sizeof(*to->options.items));
        option->option = from->options.items[at].option;
        TRY(convert_share(ctx, from->options.items[at].weight, &option->weight));
    }
    return NULL;
}

static status convert_deposit(struct context *ctx, const struct cosmos_gov_v1_deposit *from,
                              struct cosmos_gov_v1beta1_deposit *to)
{
    to->proposal_id = from->proposal_id;
    to->depositor = from->depositor;
    return sorted_coins(ctx, &from->amount, &to->amount);
}

status gov_legacy_query_proposal(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1beta1_query_proposal_request *asked = request;
    struct cosmos_gov_v1beta1_query_proposal_response *answer = response;
    const struct cosmos_gov_v1_query_proposal_request inner = {asked->proposal_id};
    struct cosmos_gov_v1_query_proposal_response found = {0};
    TRY(gov_query_proposal(ctx, &inner, &found));
    return convert_proposal(ctx, found.proposal, &answer->proposal);
}

status gov_legacy_query_proposals(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1beta1_query_proposals_request *asked = request;
    struct cosmos_gov_v1beta1_query_proposals_response *answer = response;
    const struct cosmos_gov_v1_query_proposals_request inner = {
        asked->proposal_status, asked->voter, asked->depositor, asked->pagination};
    struct cosmos_gov_v1_query_proposals_response found = {0};
    TRY(gov_query_proposals(ctx, &inner, &found));
    for (size_t at = 0; at < found.proposals.count; at++)
        TRY(convert_proposal(
            ctx, &found.proposals.items[at],
            list_append(ctx->arena, &answer->proposals, sizeof(*answer->proposals.items))));
    answer->pagination = found.pagination;
    return NULL;
}

status gov_legacy_query_vote(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1beta1_query_vote_request *asked = request;
    struct cosmos_gov_v1beta1_query_vote_response *answer = response;
    const struct cosmos_gov_v1_query_vote_request inner = {asked->proposal_id, asked->voter};
    struct cosmos_gov_v1_query_vote_response found = {0};
    TRY(gov_query_vote(ctx, &inner, &found));
    return convert_vote(ctx, found.vote, &answer->vote);
}

status gov_legacy_query_votes(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1beta1_query_votes_request *asked = request;
    struct cosmos_gov_v1beta1_query_votes_response *answer = response;
    const struct cosmos_gov_v1_query_votes_request inner = {asked->proposal_id, asked->pagination};
    struct cosmos_gov_v1_query_votes_response found = {0};
    TRY(gov_query_votes(ctx, &inner, &found));
    for (size_t at = 0; at < found.votes.count; at++)
        TRY(convert_vote(ctx, &found.votes.items[at],
                         list_append(ctx->arena, &answer->votes, sizeof(*answer->votes.items))));
    answer->pagination = found.pagination;
    return NULL;
}

status gov_legacy_query_params(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1beta1_query_params_request *asked = request;
    struct cosmos_gov_v1beta1_query_params_response *answer = response;
    const struct cosmos_gov_v1_query_params_request inner = {asked->params_type};
    struct cosmos_gov_v1_query_params_response found = {0};
    TRY(gov_query_params(ctx, &inner, &found));
    if (found.deposit_params != NULL) {
        TRY(sorted_coins(ctx, &found.deposit_params->min_deposit,
                         &answer->deposit_params.min_deposit));
        if (found.deposit_params->max_deposit_period != NULL)
            answer->deposit_params.max_deposit_period = *found.deposit_params->max_deposit_period;
        return NULL;
    }
    if (found.voting_params != NULL) {
        if (found.voting_params->voting_period != NULL)
            answer->voting_params.voting_period = *found.voting_params->voting_period;
        return NULL;
    }
    if (found.tally_params != NULL) {
        TRY(convert_share(ctx, found.tally_params->quorum, &answer->tally_params.quorum));
        TRY(convert_share(ctx, found.tally_params->threshold, &answer->tally_params.threshold));
        return convert_share(ctx, found.tally_params->veto_threshold,
                             &answer->tally_params.veto_threshold);
    }
    return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "%.*s is not a valid parameter type",
                            BYTES_ARG(asked->params_type));
}

status gov_legacy_query_deposit(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1beta1_query_deposit_request *asked = request;
    struct cosmos_gov_v1beta1_query_deposit_response *answer = response;
    const struct cosmos_gov_v1_query_deposit_request inner = {asked->proposal_id, asked->depositor};
    struct cosmos_gov_v1_query_deposit_response found = {0};
    TRY(gov_query_deposit(ctx, &inner, &found));
    return convert_deposit(ctx, found.deposit, &answer->deposit);
}

status gov_legacy_query_deposits(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1beta1_query_deposits_request *asked = request;
    struct cosmos_gov_v1beta1_query_deposits_response *answer = response;
    const struct cosmos_gov_v1_query_deposits_request inner = {asked->proposal_id,
                                                               asked->pagination};
    struct cosmos_gov_v1_query_deposits_response found = {0};
    TRY(gov_query_deposits(ctx, &inner, &found));
    for (size_t at = 0; at < found.deposits.count; at++)
        TRY(convert_deposit(
            ctx, &found.deposits.items[at],
            list_append(ctx->arena, &answer->deposits, sizeof(*answer->deposits.items))));
    answer->pagination = found.pagination;
    return NULL;
}

status gov_legacy_query_tally(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1beta1_query_tally_result_request *asked = request;
    struct cosmos_gov_v1beta1_query_tally_result_response *answer = response;
    const struct cosmos_gov_v1_query_tally_result_request inner = {asked->proposal_id};
    struct cosmos_gov_v1_query_tally_result_response found = {0};
    TRY(gov_query_tally(ctx, &inner, &found));
    answer->tally = convert_tally(found.tally);
    return NULL;
}
