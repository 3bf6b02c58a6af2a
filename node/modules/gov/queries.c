#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/chain/page.h"
#include "node/chain/record.h"
#include "node/modules/gov/internal.h"

enum { LIMIT_DEFAULT = 100 };

static status check_id(struct context *ctx, uint64_t id)
{
    return id == 0 ? chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "proposal id can not be 0")
                   : NULL;
}

static status internal(struct context *ctx, status failure)
{
    return chain_grpc_error(ctx->arena, GRPC_INTERNAL, "%.*s", BYTES_ARG(failure->text));
}

static status find_proposal(struct context *ctx, uint64_t id,
                            struct cosmos_gov_v1_proposal *proposal)
{
    TRY(check_id(ctx, id));
    if (gov_proposal_get(ctx, id, proposal) != NULL)
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "proposal %llu doesn't exist",
                                (unsigned long long)id);
    return NULL;
}

static status constitution(struct context *ctx, const void *request, void *response)
{
    struct cosmos_gov_v1_query_constitution_response *answer = response;
    return kv_get(ctx, STORE_GOV, GOV_CONSTITUTION, &answer->constitution);
}

status gov_query_proposal(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1_query_proposal_request *asked = request;
    struct cosmos_gov_v1_query_proposal_response *answer = response;
    struct cosmos_gov_v1_proposal *proposal = ARENA_NEW(ctx->arena, struct cosmos_gov_v1_proposal);
    TRY(find_proposal(ctx, asked->proposal_id, proposal));
    answer->proposal = proposal;
    return NULL;
}

/* Whether somebody has a vote or a deposit in a proposal; nobody asked for matches. */
static status has_entry(struct context *ctx, struct bytes prefix, uint64_t id, struct bytes who,
                        bool *found)
{
    struct bytes address;
    *found = true;
    if (who.len == 0)
        return NULL;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, who, &address));
    return kv_has(ctx, STORE_GOV, gov_key_of(ctx->arena, prefix, id, address), found);
}

static status matches(struct context *ctx,
                      const struct cosmos_gov_v1_query_proposals_request *asked,
                      const struct cosmos_gov_v1_proposal *proposal, bool *wanted)
{
    bool voted, deposited;
    bool by_status =
        asked->proposal_status >= GOV_STATUS_DEPOSIT && asked->proposal_status <= GOV_STATUS_FAILED;
    TRY(has_entry(ctx, GOV_VOTES, proposal->id, asked->voter, &voted));
    TRY(has_entry(ctx, GOV_DEPOSITS, proposal->id, asked->depositor, &deposited));
    *wanted = voted && deposited && (!by_status || proposal->status == asked->proposal_status);
    return NULL;
}

/* With a key, the limit counts proposals that were looked at, wanted or not. */
static status list_by_key(struct context *ctx,
                          const struct cosmos_gov_v1_query_proposals_request *asked,
                          struct cosmos_gov_v1_query_proposals_response *answer)
{
    struct page page;
    TRY(page_start(ctx, STORE_GOV, GOV_PROPOSALS, asked->pagination, PAGE_COLLECTION, &page));
    while (page.valid) {
        struct cosmos_gov_v1_proposal proposal;
        bool wanted;
        record_decode(ctx, page.value, &cosmos_gov_v1_proposal_type, &proposal);
        TRY(matches(ctx, asked, &proposal, &wanted));
        if (wanted)
            *(struct cosmos_gov_v1_proposal *)list_append(ctx->arena, &answer->proposals,
                                                          sizeof(proposal)) = proposal;
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

/* Without one, the offset skips proposals of any kind, and the limit counts those that are
 * wanted. */
static status list_by_offset(struct context *ctx,
                             const struct cosmos_gov_v1_query_proposals_request *asked,
                             struct cosmos_gov_v1_query_proposals_response *answer)
{
    struct cosmos_base_query_v1beta1_page_request all = {.limit = UINT64_MAX};
    struct cosmos_base_query_v1beta1_page_response *info =
        ARENA_NEW(ctx->arena, struct cosmos_base_query_v1beta1_page_response);
    const struct cosmos_base_query_v1beta1_page_request *given = asked->pagination;
    uint64_t limit = given == NULL || given->limit == 0 ? LIMIT_DEFAULT : given->limit;
    bool total = given == NULL || given->limit == 0 || given->count_total;
    uint64_t count = 0;
    struct page page;
    if (given != NULL) {
        all.offset = given->offset;
        all.reverse = given->reverse;
    }
    answer->pagination = info;
    TRY(page_start(ctx, STORE_GOV, GOV_PROPOSALS, &all, PAGE_COLLECTION, &page));
    if (page.past_end)
        return NULL;
    while (page.valid) {
        struct cosmos_gov_v1_proposal proposal;
        bool wanted;
        if (count == limit) {
            info->next_key = page.key;
            if (!total)
                return NULL;
        }
        record_decode(ctx, page.value, &cosmos_gov_v1_proposal_type, &proposal);
        TRY(matches(ctx, asked, &proposal, &wanted));
        if (wanted && count < limit)
            *(struct cosmos_gov_v1_proposal *)list_append(ctx->arena, &answer->proposals,
                                                          sizeof(proposal)) = proposal;
        count += wanted;
        TRY(page_next(&page));
    }
    if (total)
        info->total = count + all.offset;
    return NULL;
}

status gov_query_proposals(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1_query_proposals_request *asked = request;
    bool by_key = asked->pagination != NULL && asked->pagination->key.len > 0;
    status failure =
        by_key ? list_by_key(ctx, asked, response) : list_by_offset(ctx, asked, response);
    return failure == NULL ? NULL : internal(ctx, failure);
}

status gov_query_vote(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1_query_vote_request *asked = request;
    struct cosmos_gov_v1_query_vote_response *answer = response;
    struct cosmos_gov_v1_vote *vote = ARENA_NEW(ctx->arena, struct cosmos_gov_v1_vote);
    struct bytes voter;
    bool found;
    TRY(check_id(ctx, asked->proposal_id));
    if (asked->voter.len == 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "empty voter address");
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->voter, &voter));
    TRY(record_get(ctx, STORE_GOV, gov_key_of(ctx->arena, GOV_VOTES, asked->proposal_id, voter),
                   &cosmos_gov_v1_vote_type, vote, &found));
    if (!found)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT,
                                "voter: %.*s not found for proposal: %llu", BYTES_ARG(asked->voter),
                                (unsigned long long)asked->proposal_id);
    answer->vote = vote;
    return NULL;
}

/* One page of the entries of a proposal under a prefix. */
static status list_entries(struct context *ctx, struct bytes prefix, uint64_t id,
                           const struct message_type *type,
                           const struct cosmos_base_query_v1beta1_page_request *request, void *list,
                           const struct cosmos_base_query_v1beta1_page_response **response)
{
    struct page page;
    TRY(check_id(ctx, id));
    status failure = page_start(ctx, STORE_GOV, gov_key(ctx->arena, prefix, id), request,
                                PAGE_COLLECTION, &page);
    if (failure != NULL)
        return internal(ctx, failure);
    while (page.valid) {
        record_decode(ctx, page.value, type, list_append(ctx->arena, list, type->size));
        TRY(page_next(&page));
    }
    return page_finish(&page, response);
}

status gov_query_votes(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1_query_votes_request *asked = request;
    struct cosmos_gov_v1_query_votes_response *answer = response;
    return list_entries(ctx, GOV_VOTES, asked->proposal_id, &cosmos_gov_v1_vote_type,
                        asked->pagination, &answer->votes, &answer->pagination);
}

status gov_query_deposits(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1_query_deposits_request *asked = request;
    struct cosmos_gov_v1_query_deposits_response *answer = response;
    return list_entries(ctx, GOV_DEPOSITS, asked->proposal_id, &cosmos_gov_v1_deposit_type,
                        asked->pagination, &answer->deposits, &answer->pagination);
}

status gov_query_deposit(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1_query_deposit_request *asked = request;
    struct cosmos_gov_v1_query_deposit_response *answer = response;
    struct cosmos_gov_v1_deposit *deposit = ARENA_NEW(ctx->arena, struct cosmos_gov_v1_deposit);
    struct bytes depositor;
    bool found;
    TRY(check_id(ctx, asked->proposal_id));
    if (asked->depositor.len == 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "empty depositor address");
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->depositor, &depositor));
    TRY(record_get(ctx, STORE_GOV,
                   gov_key_of(ctx->arena, GOV_DEPOSITS, asked->proposal_id, depositor),
                   &cosmos_gov_v1_deposit_type, deposit, &found));
    if (!found) {
        struct bytes key =
            arena_format(ctx->arena, "(\"%llu\", \"%.*s\")", (unsigned long long)asked->proposal_id,
                         BYTES_ARG(asked->depositor));
        status missing = record_not_found(ctx->arena, key, &cosmos_gov_v1_deposit_type);
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND, "%.*s", BYTES_ARG(missing->text));
    }
    answer->deposit = deposit;
    return NULL;
}

status gov_query_params(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1_query_params_request *asked = request;
    struct cosmos_gov_v1_query_params_response *answer = response;
    struct cosmos_gov_v1_params *params = ARENA_NEW(ctx->arena, struct cosmos_gov_v1_params);
    TRY(gov_params_get(ctx, params));
    answer->params = params;
    if (bytes_is(asked->params_type, "deposit")) {
        struct cosmos_gov_v1_deposit_params *part =
            ARENA_NEW(ctx->arena, struct cosmos_gov_v1_deposit_params);
        part->min_deposit = params->min_deposit;
        part->max_deposit_period = params->max_deposit_period;
        answer->deposit_params = part;
    } else if (bytes_is(asked->params_type, "voting")) {
        struct cosmos_gov_v1_voting_params *part =
            ARENA_NEW(ctx->arena, struct cosmos_gov_v1_voting_params);
        part->voting_period = params->voting_period;
        answer->voting_params = part;
    } else if (bytes_is(asked->params_type, "tallying")) {
        struct cosmos_gov_v1_tally_params *part =
            ARENA_NEW(ctx->arena, struct cosmos_gov_v1_tally_params);
        part->quorum = params->quorum;
        part->threshold = params->threshold;
        part->veto_threshold = params->veto_threshold;
        answer->tally_params = part;
    } else if (asked->params_type.len > 0) {
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "unknown params type: %.*s",
                                BYTES_ARG(asked->params_type));
    }
    return NULL;
}

status gov_query_tally(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_gov_v1_query_tally_result_request *asked = request;
    struct cosmos_gov_v1_query_tally_result_response *answer = response;
    struct cosmos_gov_v1_proposal proposal;
    struct gov_outcome outcome;
    TRY(find_proposal(ctx, asked->proposal_id, &proposal));
    switch (proposal.status) {
    case GOV_STATUS_DEPOSIT:
        answer->tally = gov_tally_none(ctx->arena);
        return NULL;
    case GOV_STATUS_PASSED:
    case GOV_STATUS_REJECTED:
    case GOV_STATUS_FAILED:
        answer->tally = proposal.final_tally_result;
        return NULL;
    default: {
        struct context branch = context_branch(ctx); /* counting removes the votes */
        TRY(gov_tally(&branch, &proposal, &outcome));
        answer->tally = outcome.tally;
        return NULL;
    }
    }
}

const struct query_route gov_queries[GOV_QUERY_COUNT] = {
    {"/cosmos.gov.v1.Query/Constitution", constitution},
    {"/cosmos.gov.v1.Query/Proposal", gov_query_proposal},
    {"/cosmos.gov.v1.Query/Proposals", gov_query_proposals},
    {"/cosmos.gov.v1.Query/Vote", gov_query_vote},
    {"/cosmos.gov.v1.Query/Votes", gov_query_votes},
    {"/cosmos.gov.v1.Query/Params", gov_query_params},
    {"/cosmos.gov.v1.Query/Deposit", gov_query_deposit},
    {"/cosmos.gov.v1.Query/Deposits", gov_query_deposits},
    {"/cosmos.gov.v1.Query/TallyResult", gov_query_tally},
    {"/cosmos.gov.v1beta1.Query/Proposal", gov_legacy_query_proposal},
    {"/cosmos.gov.v1beta1.Query/Proposals", gov_legacy_query_proposals},
    {"/cosmos.gov.v1beta1.Query/Vote", gov_legacy_query_vote},
    {"/cosmos.gov.v1beta1.Query/Votes", gov_legacy_query_votes},
    {"/cosmos.gov.v1beta1.Query/Params", gov_legacy_query_params},
    {"/cosmos.gov.v1beta1.Query/Deposit", gov_legacy_query_deposit},
    {"/cosmos.gov.v1beta1.Query/Deposits", gov_legacy_query_deposits},
    {"/cosmos.gov.v1beta1.Query/TallyResult", gov_legacy_query_tally},
};
