#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/chain/record.h"
#include "node/modules/auth/module.h"
#include "node/modules/bank/module.h"
#include "node/modules/gov/internal.h"

static status init_proposals(struct context *ctx, const struct cosmos_gov_v1_proposal_list *list)
{
    for (size_t at = 0; at < list->count; at++) {
        const struct cosmos_gov_v1_proposal *proposal = &list->items[at];
        const struct google_protobuf_timestamp *end = NULL;
        if (proposal->status == GOV_STATUS_DEPOSIT)
            end = proposal->deposit_end_time;
        if (proposal->status == GOV_STATUS_VOTING)
            end = proposal->voting_end_time;
        if (proposal->status == GOV_STATUS_DEPOSIT || proposal->status == GOV_STATUS_VOTING) {
            if (end == NULL)
                return chain_error(ctx->arena, "proposal %llu has no end time",
                                   (unsigned long long)proposal->id);
            TRY(gov_queue_set(
                ctx, proposal->status == GOV_STATUS_DEPOSIT ? GOV_INACTIVE_QUEUE : GOV_ACTIVE_QUEUE,
                *end, proposal->id));
        }
        TRY(gov_proposal_set(ctx, proposal));
    }
    return NULL;
}

static status init_deposits(struct context *ctx, const struct cosmos_gov_v1_deposit_list *list,
                            struct coins *total)
{
    *total = COINS_NONE;
    for (size_t at = 0; at < list->count; at++) {
        struct coins amount;
        TRY(gov_deposit_set(ctx, &list->items[at]));
        TRY(coins_from_list(ctx->arena, &list->items[at].amount, &amount));
        TRY(coins_add(ctx->arena, *total, amount, total));
    }
    return NULL;
}

status gov_genesis_init(struct context *ctx, const void *message)
{
    const struct cosmos_gov_v1_genesis_state *genesis = message;
    struct account *account;
    struct coins deposits, balance;
    if (genesis->params == NULL)
        return chain_error(ctx->arena, "gov parameters are missing");
    TRY(kv_set(ctx, STORE_GOV, GOV_NEXT_ID, gov_number(ctx->arena, genesis->starting_proposal_id)));
    TRY(gov_params_set(ctx, genesis->params));
    TRY(kv_set(ctx, STORE_GOV, GOV_CONSTITUTION, arena_copy(ctx->arena, genesis->constitution)));
    TRY(auth_module_account(ctx, GOV_ACCOUNT, &account));
    TRY(init_deposits(ctx, &genesis->deposits, &deposits));
    for (size_t at = 0; at < genesis->votes.count; at++)
        TRY(gov_vote_set(ctx, &genesis->votes.items[at]));
    TRY(init_proposals(ctx, &genesis->proposals));
    TRY(bank_balances(ctx, account->address, &balance));
    if (balance.count == 0)
        TRY(auth_account_set(ctx, account));
    if (coins_equal(balance, deposits))
        return NULL;
    struct bytes have = coins_text(ctx->arena, balance);
    struct bytes want = coins_text(ctx->arena, deposits);
    return chain_error(ctx->arena, "expected module account was %.*s but we got %.*s",
                       BYTES_ARG(have), BYTES_ARG(want));
}

/* Appends every record under a prefix to a generated list. */
static status export_list(struct context *ctx, struct bytes prefix, const struct message_type *type,
                          void *list)
{
    struct kv_walk walk;
    TRY(kv_walk_prefix(ctx, STORE_GOV, prefix, false, &walk));
    while (walk.valid) {
        record_decode(ctx, walk.value, type, list_append(ctx->arena, list, type->size));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

status gov_genesis_export(struct context *ctx, void *message)
{
    struct cosmos_gov_v1_genesis_state *genesis = message;
    struct cosmos_gov_v1_params *params = ARENA_NEW(ctx->arena, struct cosmos_gov_v1_params);
    struct bytes next;
    TRY(kv_get(ctx, STORE_GOV, GOV_NEXT_ID, &next));
    genesis->starting_proposal_id = next.len == 8 ? load_be64(next.data) : 0;
    TRY(gov_params_get(ctx, params));
    genesis->params = params;
    TRY(kv_get(ctx, STORE_GOV, GOV_CONSTITUTION, &genesis->constitution));
    TRY(export_list(ctx, GOV_PROPOSALS, &cosmos_gov_v1_proposal_type, &genesis->proposals));
    TRY(export_list(ctx, GOV_DEPOSITS, &cosmos_gov_v1_deposit_type, &genesis->deposits));
    return export_list(ctx, GOV_VOTES, &cosmos_gov_v1_vote_type, &genesis->votes);
}
