#include "common/encoding/protobuf.h"
#include "node/chain/address.h"
#include "node/chain/arguments.h"
#include "node/chain/errors.h"
#include "node/modules/gov/internal.h"
#include "schema/chain/cosmos_gov_v1beta1.h"

/* Messages of the first generation: each becomes one of the second. */

static struct google_protobuf_any pack(struct arena *arena, const struct message_type *type,
                                       const void *message)
{
    return (struct google_protobuf_any){
        .type_url = ARENA_CONCAT(arena, BYTES("/"), bytes_text(type->full_name)),
        .value = protobuf_encode(arena, type, message)};
}

status gov_legacy_submit(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_gov_v1beta1_msg_submit_proposal *msg = message;
    struct cosmos_gov_v1beta1_msg_submit_proposal_response *answer = response;
    struct cosmos_gov_v1_msg_submit_proposal_response inner;
    struct gov_content content;
    bool known;
    TRY(gov_content_read(ctx, msg->content, &content, &known));
    if (!known)
        return error_wrap(ctx->arena, &GOV_INVALID_CONTENT, "missing content");
    if (!content.submittable)
        return error_wrap(ctx->arena, &GOV_INVALID_TYPE, "%s", content.kind);
    TRY(gov_content_check(ctx, &content));
    struct google_protobuf_any wrapped = pack(ctx->arena, content.type, content.message);
    struct cosmos_gov_v1_msg_exec_legacy_content exec = {&wrapped, ADDRESS_AUTHORITY};
    struct google_protobuf_any any =
        pack(ctx->arena, &cosmos_gov_v1_msg_exec_legacy_content_type, &exec);
    const struct cosmos_gov_v1_msg_submit_proposal submit = {
        .messages = {&any, 1},
        .initial_deposit = msg->initial_deposit,
        .proposer = msg->proposer,
        .metadata = BYTES(""),
        .title = content.title,
        .summary = content.description,
    };
    TRY(gov_msg_submit(ctx, &submit, &inner));
    answer->proposal_id = inner.proposal_id;
    return NULL;
}

status gov_legacy_vote(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_gov_v1beta1_msg_vote *msg = message;
    const struct cosmos_gov_v1_msg_vote vote = {
        .proposal_id = msg->proposal_id, .voter = msg->voter, .option = msg->option};
    return gov_msg_vote(ctx, &vote, NULL);
}

status gov_legacy_vote_weighted(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_gov_v1beta1_msg_vote_weighted *msg = message;
    struct cosmos_gov_v1_msg_vote_weighted vote = {.proposal_id = msg->proposal_id,
                                                   .voter = msg->voter};
    size_t count = msg->options.count;
    vote.options.items =
        ARENA_ARRAY(ctx->arena, struct cosmos_gov_v1_weighted_vote_option, count + 1);
    vote.options.count = count;
    for (size_t at = 0; at < count; at++) {
        struct decimal weight;
        if (msg->options.items[at].weight.len == 0)
            weight = DECIMAL_ZERO;
        else
            TRY(argument_decimal(ctx, msg->options.items[at].weight, &weight));
        vote.options.items[at].option = msg->options.items[at].option;
        vote.options.items[at].weight = decimal_text(ctx->arena, weight);
    }
    return gov_msg_vote_weighted(ctx, &vote, NULL);
}

status gov_legacy_deposit(struct context *ctx, const void *message, void *response)
{
    const struct cosmos_gov_v1beta1_msg_deposit *msg = message;
    const struct cosmos_gov_v1_msg_deposit deposit = {
        .proposal_id = msg->proposal_id, .depositor = msg->depositor, .amount = msg->amount};
    return gov_msg_deposit(ctx, &deposit, NULL);
}
