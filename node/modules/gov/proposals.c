#include "common/encoding/protobuf.h"
#include "common/tx/tx.h"
#include "node/chain/address.h"
#include "node/chain/authority.h"
#include "node/chain/errors.h"
#include "node/chain/moment.h"
#include "node/chain/record.h"
#include "node/chain/router.h"
#include "node/modules/auth/module.h"
#include "node/modules/gov/internal.h"

struct bytes gov_number(struct arena *arena, uint64_t number)
{
    uint8_t *out = arena_alloc(arena, 8);
    store_be64(out, number);
    return bytes_make(out, 8);
}

struct bytes gov_key(struct arena *arena, struct bytes prefix, uint64_t id)
{
    return ARENA_CONCAT(arena, prefix, gov_number(arena, id));
}

struct bytes gov_key_of(struct arena *arena, struct bytes prefix, uint64_t id, struct bytes address)
{
    return ARENA_CONCAT(arena, prefix, gov_number(arena, id), address_key(arena, address));
}

status gov_proposal_get(struct context *ctx, uint64_t id, struct cosmos_gov_v1_proposal *proposal)
{
    bool found;
    TRY(record_get(ctx, STORE_GOV, gov_key(ctx->arena, GOV_PROPOSALS, id),
                   &cosmos_gov_v1_proposal_type, proposal, &found));
    if (found)
        return NULL;
    return record_not_found(ctx->arena, arena_format(ctx->arena, "%llu", (unsigned long long)id),
                            &cosmos_gov_v1_proposal_type);
}

status gov_proposal_set(struct context *ctx, const struct cosmos_gov_v1_proposal *proposal)
{
    struct bytes mark = gov_key(ctx->arena, GOV_VOTING, proposal->id);
    if (proposal->status == GOV_STATUS_VOTING)
        TRY(kv_set(ctx, STORE_GOV, mark, BYTES("\x01")));
    else
        TRY(kv_delete(ctx, STORE_GOV, mark));
    return record_set(ctx, STORE_GOV, gov_key(ctx->arena, GOV_PROPOSALS, proposal->id),
                      &cosmos_gov_v1_proposal_type, proposal);
}

static struct bytes queue_key(struct arena *arena, struct bytes queue,
                              struct google_protobuf_timestamp time, uint64_t id)
{
    return ARENA_CONCAT(arena, queue, moment_key(arena, time), gov_number(arena, id));
}

status gov_queue_set(struct context *ctx, struct bytes queue, struct google_protobuf_timestamp time,
                     uint64_t id)
{
    return kv_set(ctx, STORE_GOV, queue_key(ctx->arena, queue, time, id),
                  gov_number(ctx->arena, id));
}

status gov_queue_remove(struct context *ctx, struct bytes queue,
                        struct google_protobuf_timestamp time, uint64_t id)
{
    return kv_delete(ctx, STORE_GOV, queue_key(ctx->arena, queue, time, id));
}

status gov_proposal_delete(struct context *ctx, uint64_t id)
{
    struct cosmos_gov_v1_proposal proposal;
    TRY(gov_proposal_get(ctx, id, &proposal));
    if (proposal.deposit_end_time != NULL)
        TRY(gov_queue_remove(ctx, GOV_INACTIVE_QUEUE, *proposal.deposit_end_time, id));
    if (proposal.voting_end_time != NULL) {
        TRY(gov_queue_remove(ctx, GOV_ACTIVE_QUEUE, *proposal.voting_end_time, id));
        TRY(kv_delete(ctx, STORE_GOV, gov_key(ctx->arena, GOV_VOTING, id)));
    }
    return kv_delete(ctx, STORE_GOV, gov_key(ctx->arena, GOV_PROPOSALS, id));
}

static const struct google_protobuf_timestamp *keep_moment(struct arena *arena,
                                                           struct google_protobuf_timestamp moment)
{
    struct google_protobuf_timestamp *copy = ARENA_NEW(arena, struct google_protobuf_timestamp);
    *copy = moment;
    return copy;
}

status gov_proposal_activate(struct context *ctx, struct cosmos_gov_v1_proposal *proposal)
{
    struct google_protobuf_timestamp now = moment_of_block(ctx);
    struct cosmos_gov_v1_params params;
    TRY(gov_params_get(ctx, &params));
    const struct google_protobuf_duration *period =
        proposal->expedited ? params.expedited_voting_period : params.voting_period;
    if (period == NULL)
        return chain_panic(ctx->arena,
                           "runtime error: invalid memory address or nil pointer dereference");
    proposal->voting_start_time = keep_moment(ctx->arena, now);
    proposal->voting_end_time = keep_moment(ctx->arena, moment_add(now, *period));
    proposal->status = GOV_STATUS_VOTING;
    TRY(gov_proposal_set(ctx, proposal));
    TRY(gov_queue_remove(ctx, GOV_INACTIVE_QUEUE, *proposal->deposit_end_time, proposal->id));
    return gov_queue_set(ctx, GOV_ACTIVE_QUEUE, *proposal->voting_end_time, proposal->id);
}

const struct cosmos_base_v1beta1_coin_list *
gov_minimum_deposit(const struct cosmos_gov_v1_params *params, bool expedited)
{
    return expedited ? &params->expedited_min_deposit : &params->min_deposit;
}

status gov_unpack(struct context *ctx, const struct google_protobuf_any_list *anys,
                  struct gov_message **messages)
{
    struct gov_message *items = ARENA_ARRAY(ctx->arena, struct gov_message, anys->count + 1);
    for (size_t at = 0; at < anys->count; at++) {
        const struct message_type *type =
            registry_resolve(ctx->chain->registry, anys->items[at].type_url);
        if (type == NULL)
            return error_wrap(ctx->arena, &CHAIN_INVALID_REQUEST,
                              "any cached value is nil, sdk.MsgProposal messages must be correctly "
                              "packed any values");
        items[at].type = type;
        items[at].message = arena_zalloc(ctx->arena, type->size);
        TRY(protobuf_decode(ctx->arena, type, anys->items[at].value, items[at].message));
    }
    *messages = items;
    return NULL;
}

static status check_lengths(struct context *ctx, const struct gov_draft *draft)
{
    if (draft->metadata.len > GOV_METADATA_MAX)
        return error_wrap(ctx->arena, &GOV_METADATA_TOO_LONG, "got metadata with length %zu",
                          draft->metadata.len);
    if (draft->summary.len > GOV_SUMMARY_MAX)
        return error_wrap(ctx->arena, &GOV_SUMMARY_TOO_LONG, "got summary with length %zu",
                          draft->summary.len);
    if (draft->title.len > GOV_METADATA_MAX)
        return error_wrap(ctx->arena, &GOV_METADATA_TOO_LONG, "got metadata with length %zu",
                          draft->title.len);
    return NULL;
}

/* Content of the first generation is run, and what it did is dropped. */
static status try_content(struct context *ctx, const struct gov_message *message)
{
    struct context branch = context_branch(ctx);
    struct message_result result;
    status refused = router_run(&branch, message->type, message->message, &result);
    if (refused == NULL || refused->aborts || error_is(refused, &GOV_NO_HANDLER))
        return refused;
    return error_wrap_bytes(ctx->arena, &GOV_INVALID_CONTENT, refused->text);
}

static status check_message(struct context *ctx, const struct gov_message *message)
{
    const struct message_route *route = route_find(ctx->chain->routes, message->type);
    struct bytes_list signers;
    struct account *gov;
    status refused =
        route == NULL || route->check == NULL ? NULL : route->check(ctx->arena, message->message);
    if (refused != NULL)
        return error_wrap_bytes(ctx->arena, &GOV_INVALID_MESSAGE, refused->text);
    TRY(tx_message_signers(ctx->arena, message->type, message->message, &signers));
    if (signers.count != 1)
        return &AUTHORITY_INVALID_SIGNER;
    TRY(auth_module_account(ctx, GOV_ACCOUNT, &gov));
    if (!bytes_equal(signers.items[0], gov->address))
        return error_wrap_bytes(ctx->arena, &AUTHORITY_INVALID_SIGNER,
                                address_text(ctx->arena, ADDRESS_ACCOUNT, signers.items[0]));
    if (route == NULL)
        return error_wrap_bytes(ctx->arena, &GOV_UNROUTABLE,
                                message_url(ctx->arena, message->type));
    return message->type == &cosmos_gov_v1_msg_exec_legacy_content_type ? try_content(ctx, message)
                                                                        : NULL;
}

static status next_id(struct context *ctx, uint64_t *id)
{
    struct bytes stored;
    TRY(kv_get(ctx, STORE_GOV, GOV_NEXT_ID, &stored));
    *id = stored.len == 8 ? load_be64(stored.data) : 0;
    return kv_set(ctx, STORE_GOV, GOV_NEXT_ID, gov_number(ctx->arena, *id + 1));
}

static struct google_protobuf_any_list pack(struct arena *arena, const struct gov_message *messages,
                                            size_t count)
{
    struct google_protobuf_any_list anys = {
        ARENA_ARRAY(arena, struct google_protobuf_any, count + 1), count};
    for (size_t at = 0; at < count; at++) {
        anys.items[at].type_url = message_url(arena, messages[at].type);
        anys.items[at].value = protobuf_encode(arena, messages[at].type, messages[at].message);
    }
    return anys;
}

static status fill(struct context *ctx, const struct gov_draft *draft, uint64_t id,
                   struct cosmos_gov_v1_proposal *proposal)
{
    struct google_protobuf_timestamp now = moment_of_block(ctx);
    struct cosmos_gov_v1_params params;
    TRY(gov_params_get(ctx, &params));
    if (params.max_deposit_period == NULL)
        return chain_panic(ctx->arena,
                           "runtime error: invalid memory address or nil pointer dereference");
    *proposal = (struct cosmos_gov_v1_proposal){
        .id = id,
        .messages = pack(ctx->arena, draft->messages, draft->message_count),
        .status = GOV_STATUS_DEPOSIT,
        .final_tally_result = gov_tally_none(ctx->arena),
        .submit_time = keep_moment(ctx->arena, now),
        .deposit_end_time = keep_moment(ctx->arena, moment_add(now, *params.max_deposit_period)),
        .metadata = draft->metadata,
        .title = draft->title,
        .summary = draft->summary,
        .proposer = address_text(ctx->arena, ADDRESS_ACCOUNT, draft->proposer),
        .expedited = draft->expedited,
    };
    return NULL;
}

status gov_submit(struct context *ctx, const struct gov_draft *draft,
                  struct cosmos_gov_v1_proposal *proposal)
{
    struct writer urls = writer_new(ctx->arena, 64);
    uint64_t id;
    TRY(check_lengths(ctx, draft));
    for (size_t at = 0; at < draft->message_count; at++) {
        writer_format(&urls, ",/%s", draft->messages[at].type->full_name);
        TRY(check_message(ctx, &draft->messages[at]));
    }
    TRY(next_id(ctx, &id));
    TRY(fill(ctx, draft, id, proposal));
    TRY(gov_proposal_set(ctx, proposal));
    TRY(gov_queue_set(ctx, GOV_INACTIVE_QUEUE, *proposal->deposit_end_time, id));
    EVENT(ctx->events, "submit_proposal",
          {BYTES("proposal_id"), arena_format(ctx->arena, "%llu", (unsigned long long)id)},
          {BYTES("proposal_proposer"), proposal->proposer},
          {BYTES("proposal_messages"), writer_done(&urls)});
    return NULL;
}

status gov_cancel(struct context *ctx, uint64_t id, struct bytes proposer)
{
    struct cosmos_gov_v1_proposal proposal;
    struct cosmos_gov_v1_params params;
    TRY(gov_proposal_get(ctx, id, &proposal));
    if (proposal.proposer.len == 0)
        return error_wrap(ctx->arena, &GOV_INVALID_PROPOSAL,
                          "proposal %llu doesn't have proposer %.*s, so cannot be canceled",
                          (unsigned long long)id, BYTES_ARG(proposer));
    if (!bytes_equal(proposal.proposer, proposer))
        return error_wrap(ctx->arena, &GOV_INVALID_PROPOSER, "invalid proposer %.*s",
                          BYTES_ARG(proposer));
    if (proposal.status != GOV_STATUS_DEPOSIT && proposal.status != GOV_STATUS_VOTING)
        return error_wrap(ctx->arena, &GOV_INVALID_PROPOSAL,
                          "proposal should be in the deposit or voting period");
    if (proposal.voting_end_time != NULL &&
        moment_compare(*proposal.voting_end_time, moment_of_block(ctx)) < 0)
        return error_wrap(ctx->arena, &GOV_VOTING_ENDED,
                          "voting period is already ended for this proposal %llu",
                          (unsigned long long)id);
    TRY(gov_params_get(ctx, &params));
    TRY(gov_deposits_charge(ctx, id, &params));
    if (proposal.voting_start_time != NULL)
        TRY(gov_votes_delete(ctx, id));
    return gov_proposal_delete(ctx, id);
}
