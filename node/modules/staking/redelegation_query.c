#include "node/chain/errors.h"
#include "node/chain/list.h"
#include "node/chain/page.h"
#include "node/modules/staking/queries.h"

/* A redelegation with what its entries are worth now. */
static status describe(struct context *ctx,
                       const struct cosmos_staking_v1beta1_redelegation *record,
                       struct cosmos_staking_v1beta1_query_redelegations_response *answer)
{
    struct cosmos_staking_v1beta1_redelegation_response *out = list_append(
        ctx->arena, &answer->redelegation_responses, sizeof(*answer->redelegation_responses.items));
    struct staking_validator validator;
    TRY(staking_validator_get(ctx, staking_operator_bytes(ctx, record->validator_dst_address),
                              &validator));
    out->redelegation = *record;
    out->redelegation.entries.count = 0;
    for (size_t at = 0; at < record->entries.count; at++) {
        struct cosmos_staking_v1beta1_redelegation_entry_response *entry =
            list_append(ctx->arena, &out->entries, sizeof(*out->entries.items));
        struct decimal worth;
        entry->redelegation_entry = record->entries.items[at];
        entry->redelegation_entry.unbonding_on_hold_ref_count = 0;
        TRY(staking_tokens_from_shares(
            &validator, staking_decimal(record->entries.items[at].shares_dst), &worth));
        entry->balance = integer_text(ctx->arena, decimal_truncate(worth));
    }
    return NULL;
}

static status find_one(struct context *ctx,
                       const struct cosmos_staking_v1beta1_query_redelegations_request *asked,
                       struct cosmos_staking_v1beta1_query_redelegations_response *answer)
{
    struct cosmos_staking_v1beta1_redelegation record;
    struct bytes delegator, source, target;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->delegator_addr, &delegator));
    TRY(address_parse(ctx->arena, ADDRESS_VALIDATOR, asked->src_validator_addr, &source));
    TRY(address_parse(ctx->arena, ADDRESS_VALIDATOR, asked->dst_validator_addr, &target));
    if (staking_redelegation_get(ctx, delegator, source, target, &record) != NULL)
        return chain_grpc_error(ctx->arena, GRPC_NOT_FOUND,
                                "redelegation not found for delegator address %.*s from validator "
                                "address %.*s",
                                BYTES_ARG(asked->delegator_addr),
                                BYTES_ARG(asked->src_validator_addr));
    return describe(ctx, &record, answer);
}

/* The index holds source | delegator | target, the records delegator | source | target. */
static status list_by_source(struct context *ctx,
                             const struct cosmos_staking_v1beta1_query_redelegations_request *asked,
                             struct cosmos_staking_v1beta1_query_redelegations_response *answer)
{
    struct bytes source;
    struct page page;
    TRY(address_parse(ctx->arena, ADDRESS_VALIDATOR, asked->src_validator_addr, &source));
    TRY(page_start(ctx, STORE_STAKING,
                   staking_key_1(ctx->arena, STAKING_KEY_REDELEGATION_BY_SOURCE, source),
                   asked->pagination, PAGE_STORE, &page));
    while (page.valid) {
        struct cosmos_staking_v1beta1_redelegation record;
        struct bytes delegator = staking_key_address(page.key, 0);
        struct bytes target = staking_key_address(page.key, 1 + delegator.len);
        TRY(staking_redelegation_get(ctx, delegator, source, target, &record));
        TRY(describe(ctx, &record, answer));
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

static status
list_by_delegator(struct context *ctx,
                  const struct cosmos_staking_v1beta1_query_redelegations_request *asked,
                  struct cosmos_staking_v1beta1_query_redelegations_response *answer)
{
    struct bytes delegator;
    struct page page;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->delegator_addr, &delegator));
    TRY(page_start(ctx, STORE_STAKING,
                   staking_key_1(ctx->arena, STAKING_KEY_REDELEGATION, delegator),
                   asked->pagination, PAGE_STORE, &page));
    while (page.valid) {
        struct cosmos_staking_v1beta1_redelegation record;
        record_decode(ctx, page.value, &cosmos_staking_v1beta1_redelegation_type, &record);
        TRY(describe(ctx, &record, answer));
        TRY(page_next(&page));
    }
    return page_finish(&page, &answer->pagination);
}

status staking_query_redelegations(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_staking_v1beta1_query_redelegations_request *asked = request;
    bool has_delegator = asked->delegator_addr.len > 0;
    bool has_source = asked->src_validator_addr.len > 0;
    bool has_target = asked->dst_validator_addr.len > 0;
    if (has_delegator && has_source && has_target)
        return staking_query_internal(ctx, find_one(ctx, asked, response));
    if (!has_delegator && has_source && !has_target)
        return staking_query_internal(ctx, list_by_source(ctx, asked, response));
    return staking_query_internal(ctx, list_by_delegator(ctx, asked, response));
}
