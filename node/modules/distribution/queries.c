#include "node/chain/address.h"
#include "node/chain/errors.h"
#include "node/chain/filter_page.h"
#include "node/chain/list.h"
#include "node/modules/distribution/internal.h"

static status read_address(struct context *ctx, enum address_kind kind, struct bytes text,
                           struct bytes *address)
{
    if (text.len == 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "empty %s address",
                                kind == ADDRESS_VALIDATOR ? "validator" : "delegator");
    return address_parse(ctx->arena, kind, text, address);
}

/* A validator that there is. */
static status read_validator(struct context *ctx, struct bytes text, struct bytes *address)
{
    struct staking_validator validator;
    TRY(read_address(ctx, ADDRESS_VALIDATOR, text, address));
    return staking_validator_get(ctx, *address, &validator);
}

/* Looking at rewards ends the validator's period: what that writes is dropped. */
static status pending(struct context *ctx, struct bytes delegator, struct bytes validator,
                      struct decimal_coins *rewards)
{
    struct context branch = context_branch(ctx);
    return distribution_pending_rewards(&branch, delegator, validator, rewards);
}

static status query_params(struct context *ctx, const void *request, void *response)
{
    struct cosmos_distribution_v1beta1_query_params_response *answer = response;
    return distribution_params_get(ctx, &answer->params);
}

static status query_validator(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_distribution_v1beta1_query_validator_distribution_info_request *asked =
        request;
    struct cosmos_distribution_v1beta1_query_validator_distribution_info_response *answer =
        response;
    struct decimal_coins rewards, commission;
    struct bytes validator;
    TRY(read_validator(ctx, asked->validator_address, &validator));
    TRY(pending(ctx, validator, validator, &rewards));
    TRY(distribution_commission_get(ctx, validator, &commission));
    answer->operator_address = address_text(ctx->arena, ADDRESS_ACCOUNT, validator);
    answer->self_bond_rewards = decimal_coins_to_list(ctx->arena, rewards);
    answer->commission = decimal_coins_to_list(ctx->arena, commission);
    return NULL;
}

static status query_outstanding(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_distribution_v1beta1_query_validator_outstanding_rewards_request *asked =
        request;
    struct cosmos_distribution_v1beta1_query_validator_outstanding_rewards_response *answer =
        response;
    struct decimal_coins rewards;
    struct bytes validator;
    TRY(read_validator(ctx, asked->validator_address, &validator));
    TRY(distribution_outstanding_get(ctx, validator, &rewards));
    answer->rewards.rewards = decimal_coins_to_list(ctx->arena, rewards);
    return NULL;
}

static status query_commission(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_distribution_v1beta1_query_validator_commission_request *asked = request;
    struct cosmos_distribution_v1beta1_query_validator_commission_response *answer = response;
    struct decimal_coins commission;
    struct bytes validator;
    TRY(read_validator(ctx, asked->validator_address, &validator));
    TRY(distribution_commission_get(ctx, validator, &commission));
    answer->commission.commission = decimal_coins_to_list(ctx->arena, commission);
    return NULL;
}

/* The heights of the request are compared with periods, as in the original. */
static status query_slashes(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_distribution_v1beta1_query_validator_slashes_request *asked = request;
    struct cosmos_distribution_v1beta1_query_validator_slashes_response *answer = response;
    struct bytes validator;
    struct filter_page page;
    if (asked->validator_address.len == 0)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "empty validator address");
    if (asked->ending_height < asked->starting_height)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT,
                                "starting height greater than ending height (%llu > %llu)",
                                (unsigned long long)asked->starting_height,
                                (unsigned long long)asked->ending_height);
    if (address_parse(ctx->arena, ADDRESS_VALIDATOR, asked->validator_address, &validator) != NULL)
        return chain_grpc_error(ctx->arena, GRPC_INVALID_ARGUMENT, "invalid validator address");
    TRY(filter_start(ctx, STORE_DISTRIBUTION,
                     distribution_key_1(ctx->arena, DISTRIBUTION_KEY_SLASH, validator),
                     asked->pagination, &page));
    while (page.valid) {
        struct cosmos_distribution_v1beta1_validator_slash_event event;
        record_decode(ctx, page.value, &cosmos_distribution_v1beta1_validator_slash_event_type,
                      &event);
        bool wanted = event.validator_period >= asked->starting_height &&
                      event.validator_period <= asked->ending_height;
        if (wanted && page.take)
            *(struct cosmos_distribution_v1beta1_validator_slash_event *)list_append(
                ctx->arena, &answer->slashes, sizeof(event)) = event;
        TRY(filter_next(&page, wanted));
    }
    filter_finish(&page, &answer->pagination);
    return NULL;
}

static status query_rewards(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_distribution_v1beta1_query_delegation_rewards_request *asked = request;
    struct cosmos_distribution_v1beta1_query_delegation_rewards_response *answer = response;
    struct decimal_coins rewards;
    struct bytes validator, delegator;
    if (asked->delegator_address.len == 0)
        return read_address(ctx, ADDRESS_ACCOUNT, asked->delegator_address, &delegator);
    TRY(read_validator(ctx, asked->validator_address, &validator));
    TRY(read_address(ctx, ADDRESS_ACCOUNT, asked->delegator_address, &delegator));
    TRY(pending(ctx, delegator, validator, &rewards));
    answer->rewards = decimal_coins_to_list(ctx->arena, rewards);
    return NULL;
}

/* Unlike the others this one keeps what it writes, which shows when a contract asks in a
 * transaction. */
static status end_period(struct context *ctx, const struct staking_delegation *delegation,
                         struct decimal_coins *rewards)
{
    struct staking_validator validator;
    uint64_t period;
    TRY(staking_validator_get(ctx, delegation->validator, &validator));
    TRY(distribution_period_end(ctx, &validator, &period));
    return distribution_delegation_rewards(ctx, &validator, delegation, period, rewards);
}

static status query_total_rewards(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_distribution_v1beta1_query_delegation_total_rewards_request *asked =
        request;
    struct cosmos_distribution_v1beta1_query_delegation_total_rewards_response *answer = response;
    struct decimal_coins rewards, total = {NULL, 0};
    struct staking_delegations list;
    struct bytes delegator;
    TRY(read_address(ctx, ADDRESS_ACCOUNT, asked->delegator_address, &delegator));
    TRY(staking_delegations_of(ctx, delegator, &list));
    for (size_t at = 0; at < list.count; at++) {
        struct cosmos_distribution_v1beta1_delegation_delegator_reward *entry =
            list_append(ctx->arena, &answer->rewards, sizeof(*answer->rewards.items));
        TRY(end_period(ctx, &list.items[at], &rewards));
        entry->validator_address =
            address_text(ctx->arena, ADDRESS_VALIDATOR, list.items[at].validator);
        entry->reward = decimal_coins_to_list(ctx->arena, rewards);
        TRY(decimal_coins_add(ctx->arena, total, rewards, &total));
    }
    answer->total = decimal_coins_to_list(ctx->arena, total);
    return NULL;
}

static status query_delegator_validators(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_distribution_v1beta1_query_delegator_validators_request *asked = request;
    struct cosmos_distribution_v1beta1_query_delegator_validators_response *answer = response;
    struct staking_delegations list;
    struct bytes delegator;
    TRY(read_address(ctx, ADDRESS_ACCOUNT, asked->delegator_address, &delegator));
    TRY(staking_delegations_of(ctx, delegator, &list));
    for (size_t at = 0; at < list.count; at++) {
        struct bytes *text =
            list_append(ctx->arena, &answer->validators, sizeof(*answer->validators.items));
        *text = address_text(ctx->arena, ADDRESS_VALIDATOR, list.items[at].validator);
    }
    return NULL;
}

static status query_withdraw_address(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_distribution_v1beta1_query_delegator_withdraw_address_request *asked =
        request;
    struct cosmos_distribution_v1beta1_query_delegator_withdraw_address_response *answer = response;
    struct bytes delegator, address;
    TRY(read_address(ctx, ADDRESS_ACCOUNT, asked->delegator_address, &delegator));
    TRY(distribution_withdraw_address_get(ctx, delegator, &address));
    answer->withdraw_address = address_text(ctx->arena, ADDRESS_ACCOUNT, address);
    return NULL;
}

static status query_community_pool(struct context *ctx, const void *request, void *response)
{
    struct cosmos_distribution_v1beta1_query_community_pool_response *answer = response;
    struct decimal_coins pool;
    TRY(distribution_fee_pool_get(ctx, &pool));
    answer->pool = decimal_coins_to_list(ctx->arena, pool);
    return NULL;
}

static status query_foundation_tax(struct context *ctx, const void *request, void *response)
{
    struct cosmos_distribution_v1beta1_query_foundation_tax_response *answer = response;
    struct cosmos_distribution_v1beta1_params params;
    struct bytes address;
    TRY(distribution_params_get(ctx, &params));
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, params.secret_foundation_address, &address));
    answer->tax = decimal_text(ctx->arena, distribution_decimal(params.secret_foundation_tax));
    answer->foundation_address = params.secret_foundation_address;
    return NULL;
}

static status query_restake_threshold(struct context *ctx, const void *request, void *response)
{
    struct cosmos_distribution_v1beta1_query_restake_threshold_response *answer = response;
    struct cosmos_distribution_v1beta1_params params;
    TRY(distribution_params_get(ctx, &params));
    answer->threshold = params.minimum_restake_threshold;
    return NULL;
}

static status query_restaking_entries(struct context *ctx, const void *request, void *response)
{
    const struct cosmos_distribution_v1beta1_query_restake_entries_request *asked = request;
    struct cosmos_distribution_v1beta1_query_restaking_entries_response *answer = response;
    struct bytes delegator;
    struct kv_walk walk;
    TRY(address_parse(ctx->arena, ADDRESS_ACCOUNT, asked->delegator, &delegator));
    TRY(kv_walk_prefix(ctx, STORE_DISTRIBUTION,
                       distribution_key_1(ctx->arena, DISTRIBUTION_KEY_RESTAKE, delegator), false,
                       &walk));
    while (walk.valid) {
        struct bytes *text =
            list_append(ctx->arena, &answer->validators, sizeof(*answer->validators.items));
        *text = address_text(ctx->arena, ADDRESS_VALIDATOR,
                             distribution_key_address(walk.key, 2 + delegator.len));
        TRY(kv_walk_next(&walk));
    }
    return NULL;
}

const struct query_route distribution_queries[DISTRIBUTION_QUERY_COUNT] = {
    {"/cosmos.distribution.v1beta1.Query/Params", query_params},
    {"/cosmos.distribution.v1beta1.Query/ValidatorDistributionInfo", query_validator},
    {"/cosmos.distribution.v1beta1.Query/ValidatorOutstandingRewards", query_outstanding},
    {"/cosmos.distribution.v1beta1.Query/ValidatorCommission", query_commission},
    {"/cosmos.distribution.v1beta1.Query/ValidatorSlashes", query_slashes},
    {"/cosmos.distribution.v1beta1.Query/DelegationRewards", query_rewards},
    {"/cosmos.distribution.v1beta1.Query/DelegationTotalRewards", query_total_rewards},
    {"/cosmos.distribution.v1beta1.Query/DelegatorValidators", query_delegator_validators},
    {"/cosmos.distribution.v1beta1.Query/DelegatorWithdrawAddress", query_withdraw_address},
    {"/cosmos.distribution.v1beta1.Query/CommunityPool", query_community_pool},
    {"/cosmos.distribution.v1beta1.Query/FoundationTax", query_foundation_tax},
    {"/cosmos.distribution.v1beta1.Query/RestakeThreshold", query_restake_threshold},
    {"/cosmos.distribution.v1beta1.Query/RestakingEntries", query_restaking_entries},
};
