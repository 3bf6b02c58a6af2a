#include "node/chain/compact_text.h"
#include "node/chain/errors.h"
#include "node/chain/moment.h"
#include "node/chain/router.h"
#include "node/modules/gov/internal.h"

/* What became of a vote, for the event. */
struct verdict {
    const char *result;
    struct bytes log;
};

/* Walks over the entries of a queue whose time has come. */
static status walk_due(struct context *ctx, struct bytes queue, struct kv_walk *walk)
{
    struct bytes last =
        ARENA_CONCAT(ctx->arena, queue, moment_key(ctx->arena, moment_of_block(ctx)));
    return kv_walk_start(ctx, STORE_GOV, queue, key_end_of_prefix(ctx->arena, last), false, walk);
}

static uint64_t id_of(const struct kv_walk *walk)
{
    return load_be64(walk->key.data + walk->key.len - 8);
}

static status drop_inactive(struct context *ctx, uint64_t id)
{
    struct cosmos_gov_v1_proposal proposal;
    struct cosmos_gov_v1_params params;
    TRY(gov_proposal_get(ctx, id, &proposal));
    TRY(gov_proposal_delete(ctx, id));
    TRY(gov_params_get(ctx, &params));
    if (params.burn_proposal_deposit_prevote)
        TRY(gov_deposits_burn(ctx, id));
    else
        TRY(gov_deposits_refund(ctx, id));
    EVENT(ctx->events, "inactive_proposal",
          {BYTES("proposal_id"), arena_format(ctx->arena, "%llu", (unsigned long long)id)},
          {BYTES("proposal_result"), BYTES("proposal_dropped")});
    return NULL;
}

static status run_message(struct context *ctx, const struct gov_message *message,
                          struct message_result *result)
{
    status refused = router_run(ctx, message->type, message->message, result);
    if (refused == NULL || !refused->aborts)
        return refused;
    struct bytes text = compact_text(ctx->arena, message->type, message->message);
    return chain_error(ctx->arena, "handling x/gov proposal msg [%.*s] PANICKED: %.*s",
                       BYTES_ARG(text), BYTES_ARG(refused->text));
}

/* All messages or none. What fails is kept in the proposal. */
static status carry_out(struct context *ctx, struct cosmos_gov_v1_proposal *proposal,
                        struct verdict *verdict)
{
    struct context branch = context_branch(ctx);
    struct event_list *events = event_list_new(ctx->arena);
    struct gov_message *messages;
    TRY(gov_unpack(ctx, &proposal->messages, &messages));
    for (size_t at = 0; at < proposal->messages.count; at++) {
        struct message_result result;
        status refused = run_message(&branch, &messages[at], &result);
        if (refused != NULL) {
            proposal->status = GOV_STATUS_FAILED;
            proposal->failed_reason = refused->text;
            *verdict = (struct verdict){
                "proposal_failed",
                ARENA_CONCAT(ctx->arena,
                             arena_format(ctx->arena,
                                          "passed, but msg %zu (/%s) failed on execution: ", at,
                                          messages[at].type->full_name),
                             refused->text)};
            return NULL;
        }
        event_list_append(events, result.events);
    }
    proposal->status = GOV_STATUS_PASSED;
    *verdict = (struct verdict){"proposal_passed", BYTES("passed")};
    context_merge(ctx, &branch);
    event_list_append(ctx->events, events);
    return NULL;
}

/* An expedited proposal that does not pass goes on as a plain one. */
static status make_plain(struct context *ctx, struct cosmos_gov_v1_proposal *proposal)
{
    struct google_protobuf_timestamp *end = ARENA_NEW(ctx->arena, struct google_protobuf_timestamp);
    struct cosmos_gov_v1_params params;
    proposal->expedited = false;
    TRY(gov_params_get(ctx, &params));
    *end = moment_add(*proposal->voting_start_time, *params.voting_period);
    proposal->voting_end_time = end;
    return gov_queue_set(ctx, GOV_ACTIVE_QUEUE, *end, proposal->id);
}

static status conclude(struct context *ctx, struct cosmos_gov_v1_proposal *proposal, bool passes,
                       struct verdict *verdict)
{
    if (passes)
        return carry_out(ctx, proposal, verdict);
    if (proposal->expedited) {
        *verdict = (struct verdict){"expedited_proposal_rejected",
                                    BYTES("expedited proposal converted to regular")};
        return make_plain(ctx, proposal);
    }
    proposal->status = GOV_STATUS_REJECTED;
    proposal->failed_reason = BYTES("proposal did not get enough votes to pass");
    *verdict = (struct verdict){"proposal_rejected", BYTES("rejected")};
    return NULL;
}

static status end_vote(struct context *ctx, uint64_t id)
{
    struct cosmos_gov_v1_proposal proposal;
    struct gov_outcome outcome;
    struct verdict verdict;
    TRY(gov_proposal_get(ctx, id, &proposal));
    TRY(gov_tally(ctx, &proposal, &outcome));
    if (outcome.passes || !proposal.expedited) {
        if (outcome.burns)
            TRY(gov_deposits_burn(ctx, id));
        else
            TRY(gov_deposits_refund(ctx, id));
    }
    TRY(gov_queue_remove(ctx, GOV_ACTIVE_QUEUE, *proposal.voting_end_time, id));
    TRY(conclude(ctx, &proposal, outcome.passes, &verdict));
    proposal.final_tally_result = outcome.tally;
    TRY(gov_proposal_set(ctx, &proposal));
    EVENT(ctx->events, "active_proposal",
          {BYTES("proposal_id"), arena_format(ctx->arena, "%llu", (unsigned long long)id)},
          {BYTES("proposal_result"), bytes_text(verdict.result)},
          {BYTES("proposal_log"), verdict.log});
    return NULL;
}

status gov_end_block(struct context *ctx)
{
    struct kv_walk walk;
    TRY(walk_due(ctx, GOV_INACTIVE_QUEUE, &walk));
    while (walk.valid) {
        TRY(drop_inactive(ctx, id_of(&walk)));
        TRY(kv_walk_next(&walk));
    }
    TRY(walk_due(ctx, GOV_ACTIVE_QUEUE, &walk));
    while (walk.valid) {
        TRY(end_vote(ctx, id_of(&walk)));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}
